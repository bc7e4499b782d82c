import { acceptable, sizeLimit } from '../domain/attached-file.js';
import { FileReader } from '../domain/file-reader.js';
import type { FileKind } from '../domain/file-reading.js';
import { FileStore, type Received } from '../domain/file-store.js';
import type { FilesField } from '../domain/form.js';

export interface TakenIn {
  readonly received: Received;
  readonly kind: FileKind;
}

/** Where contents come in: measured, hashed, and looked at before anybody believes what they are. */
export class Intake {
  constructor(
    private readonly store: FileStore,
    private readonly reader: FileReader,
  ) {}

  /** @throws Refusal `payload-too-large`, `file-empty`, `file-kind-refused`; then nothing is left of it */
  async take(content: AsyncIterable<Uint8Array>, field: FilesField): Promise<TakenIn> {
    const received = await this.store.receive(content, sizeLimit(field));
    try {
      const kind = acceptable(field, received.size, await this.reader.detect(await received.bytes()));
      return { received, kind };
    } catch (error) {
      await received.drop();
      throw error;
    }
  }
}
