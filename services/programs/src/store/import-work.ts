import type { Fact } from '@chiron/contracts/core';
import type { Outcome, ReceiptCode } from '@chiron/contracts/programs';
import type { RowState } from '../domain/take-back.js';
import type { Line } from '../formats/lines.js';
import type { AffiliationChange } from './affiliations.pg.js';
import type { ThingChange } from './catalogue-things.pg.js';
import type { PersonChange } from './import-people.pg.js';

/** What one chunk did: a receipt for each line, the events, and what undo needs. */
export interface ChunkWork {
  readonly outcomes: Outcome[];
  readonly codes: (ReceiptCode | null)[];
  readonly fields: (string | null)[];
  readonly events: readonly { readonly fact: Fact; readonly revision: number }[];
  readonly undo: ChunkUndo;
  /** our ids of the things the lines mean, where the work met them */
  readonly ids?: readonly (string | null)[];
  /** people of whom something is known only now; their pending enrollments complete */
  readonly becameKnown: readonly string[];
}

/** Earlier values of what a chunk wrote; compressed beside the receipts. */
export interface ChunkUndo {
  /** ids of enrollments that did not exist */
  readonly created: string[];
  readonly changed: EnrollmentChange[];
  readonly people: PersonChange[];
  /** of the catalogue, and organisations */
  readonly things: ThingChange[];
  readonly affiliations: AffiliationChange[];
}

export interface EnrollmentChange {
  readonly id: string;
  readonly before: RowState;
  readonly after: RowState;
}

export const noUndo = (): ChunkUndo => ({ created: [], changed: [], people: [], things: [], affiliations: [] });

/** Receipts of `count` lines, all to be filled. */
export function emptyReceipts(count: number): Pick<ChunkWork, 'outcomes' | 'codes' | 'fields'> {
  return {
    outcomes: new Array<Outcome>(count),
    codes: new Array<ReceiptCode | null>(count).fill(null),
    fields: new Array<string | null>(count).fill(null),
  };
}

/** The value at a place of a line. */
export const cell = (line: Line, at: number): string | null => line[at] as string | null;
