import type { Instant } from '@chiron/contracts/core';
import type { Receipt, Outcome } from '@chiron/contracts/programs';
import type { DataSet, DateEvidence, Import, ImportMode, ImportState } from './import.js';

/** What a client asks of an import, before its body is read. */
export interface ImportRequest {
  readonly source: string;
  readonly mode: ImportMode;
  readonly scope: string | null;
  readonly dryRun: boolean;
  readonly expectedRows: number | null;
  readonly contentType: 'zip' | 'csv' | 'ndjson';
  readonly clientId: string;
  readonly idempotencyKey: string | null;
}

/** Whether the caller may post to this source, and so may see and steer its imports. */
export type MayPostTo = (source: string) => boolean;

export interface ImportFilter {
  /** only imports of these; absent: of all */
  readonly sources?: readonly string[];
  readonly source?: string;
  readonly state?: ImportState;
  /** only imports before this one in the order of arrival, newest first */
  readonly before?: string;
  readonly limit: number;
}

export interface ReceiptFilter {
  readonly outcome?: Outcome;
  readonly kind?: string;
  /** where the page begins */
  readonly from?: { readonly seq: number; readonly place: number };
  readonly limit: number;
}

export interface ReceiptPage {
  readonly receipts: readonly Receipt[];
  readonly next: { readonly seq: number; readonly place: number } | null;
}

/** Imports as they stand. */
export abstract class Imports {
  abstract get(id: string): Promise<Import>;
  abstract list(filter: ImportFilter): Promise<readonly (Import & { readonly position: string })[]>;
  /** Locks the import, decides, writes what is decided. @throws Refusal `import-not-found` */
  abstract change(
    id: string,
    decide: (one: Import) => Partial<Pick<Import, 'state' | 'releasedPlan'>>,
  ): Promise<Import>;
  abstract receipts(id: string, filter: ReceiptFilter): Promise<ReceiptPage>;
  /** A new import of the rejected and pending lines of this one, from its stored input. */
  abstract again(one: Import, clientId: string): Promise<string>;
}

/** What imports keep of their input. */
export abstract class StoredInput {
  /**
   * Removes the lines and the undo data of one import that ended before this moment, in one transaction; its receipts
   * and counts stay. False where there is none left.
   */
  abstract removeOne(endedBefore: Instant): Promise<boolean>;
}

/** An upload on its way in. Nothing of it shows before `commit`. */
export abstract class Receiving {
  /** The committed import of this client under this key, with the hash of its request. */
  abstract byKey(clientId: string, key: string): Promise<{ id: string; requestHash: string } | undefined>;
  abstract begin(request: ImportRequest): Promise<string>;
  abstract add(id: string, chunk: { seq: number; kind: string; rows: number; lines: Buffer }): Promise<void>;
  /**
   * Makes the import visible and due, and supersedes a waiting canonical one of the same source and scope. Where the
   * same client committed the same key meanwhile, answers that import's id and drops this one.
   */
  abstract commit(
    id: string,
    received: { requestHash: string; dataset: DataSet; evidence: DateEvidence; rows: number; chunks: number },
  ): Promise<{ id: string; requestHash: string }>;
  abstract discard(id: string): Promise<void>;
}

/** The order in which imports run: one of a source at a time, sources side by side. */
export abstract class ImportTurns {
  /** The next import that is due and whose source is free, or undefined; held until `done`. */
  abstract take(): Promise<ImportTurn | undefined>;
  /** Runs the callback when an import may have become due. */
  abstract onDue(wake: () => void): void;
}

export interface ImportTurn {
  readonly one: Import;
  /** Moves the import on; throws `TurnLost` where somebody else moved it meanwhile. */
  move(patch: ImportProgress): Promise<Import>;
  /** Stops the run for good. Its counts and receipts are those of the chunks that were applied, never the plan's. */
  refuse(problem: { readonly code: string; readonly detail: string }, at: Instant): Promise<void>;
  /** Ends the run: state, counts and event in one transaction. */
  finish(patch: ImportProgress, told: 'applied' | 'undone' | null): Promise<void>;
  done(): Promise<void>;
}

export type ImportProgress = Partial<
  Pick<
    Import,
    | 'state'
    | 'plan'
    | 'releasedPlan'
    | 'guards'
    | 'counts'
    | 'kinds'
    | 'problem'
    | 'undo'
    | 'progress'
    | 'startedAt'
    | 'plannedAt'
    | 'finishedAt'
  >
>;

/** The import was cancelled or superseded while it ran. */
export class TurnLost extends Error {}
