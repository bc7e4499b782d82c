import type { Outcome } from '@chiron/contracts/programs';
import type { Import, UndoReport } from './import.js';

export interface ChunkMeta {
  readonly seq: number;
  readonly kind: string;
  readonly rows: number;
  readonly applied: boolean;
}

/** What planning has found so far; guards judge it, the hash names it. */
export interface PlanSoFar {
  readonly counts: Readonly<Record<string, Readonly<Partial<Record<Outcome, number>>>>>;
  readonly omitted: number;
  /** enrollments that would end, by offering id, those named and those omitted */
  readonly ended: ReadonlyMap<string, number>;
  readonly hash: string;
}

/**
 * One pass over a data set: a preview that writes receipts only, or the run. Both go through the same lines of code and
 * give the same receipts. A session holds what was seen so far in this pass, is used by one caller at a time, and is
 * thrown away after an error.
 */
export abstract class ImportSession {
  /** The chunks in the order in which they are worked through. */
  abstract chunks(): Promise<readonly ChunkMeta[]>;
  /**
   * Works one chunk through, in one transaction; again after a crash it is done once. `next` is the one that follows it:
   * it is read while this one's transaction waits for the database.
   */
  abstract work(chunk: ChunkMeta, next?: ChunkMeta): Promise<void>;
  /** Canonical mode, after the last chunk: ends what the source omitted, some thousand in each transaction. */
  abstract endOmitted(): Promise<void>;
  abstract soFar(): PlanSoFar;
  /** Live enrollments of the source in scope by offering id, before this import. */
  abstract liveBefore(): Promise<ReadonlyMap<string, number>>;
  /** Kinds that the source had rows of before this data set, which has none. */
  abstract emptiedKinds(): Promise<readonly string[]>;
}

/** Opens a pass: `write` false is a preview. */
export abstract class ImportSessions {
  abstract open(one: Import, write: boolean): Promise<ImportSession>;
}

/** Takes an applied import back, chunk by chunk, newest first; goes on where a crash cut it. */
export abstract class ImportUndo {
  abstract run(one: Import): Promise<UndoReport>;
}
