/** Content that was taken in, and lies on the disk of this machine until it is kept or dropped. */
export interface Received {
  /** of the content; also its name in the store, lower-case hexadecimal */
  readonly sha256: string;
  readonly size: number;
  bytes(): Promise<Uint8Array>;
  /** Puts it into the store; durable once this answers. The same content is stored once. */
  keep(): Promise<void>;
  /** Gives the space back; to be called in any case, also after `keep`. */
  drop(): Promise<void>;
}

export interface StoredContent {
  readonly sha256: string;
  readonly size: number;
  /** when it was last kept, as the store says */
  readonly keptAt: Date;
}

/** Contents of files by their SHA-256. Who may have them and what they are called is known elsewhere. */
export abstract class FileStore {
  /**
   * Takes content in, counting and hashing as it comes.
   * @throws Refusal `payload-too-large` as soon as more than `limit` bytes came
   */
  abstract receive(content: AsyncIterable<Uint8Array>, limit: number): Promise<Received>;
  /**
   * The content, checked against its hash: no other bytes are ever answered.
   * @throws FileMissing where the store has no such content, or what it has was damaged
   */
  abstract read(sha256: string): Promise<Uint8Array>;
  /** Removes the content; nothing happens where there is none. */
  abstract remove(sha256: string): Promise<void>;
  abstract list(): AsyncIterable<StoredContent>;
}

/** Content that should be in the store is not there, or not as it was: a fault of ours. */
export class FileMissing extends Error {
  constructor(sha256: string, why: string) {
    super(`content ${sha256} ${why}`);
    this.name = 'FileMissing';
  }
}
