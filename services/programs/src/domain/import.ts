import { coreProblems, type Instant } from '@chiron/contracts/core';
import { outcomes, programsProblems, type ImportCounts, type Outcome } from '@chiron/contracts/programs';
import type { Tripped } from './guards.js';

export const importStates = [
  'received',
  'checking',
  'planned',
  'awaiting-release',
  'applying',
  'applied',
  'refused',
  'superseded',
  'cancelled',
  'undoing',
  'undone',
] as const;
export type ImportState = (typeof importStates)[number];
export type ImportMode = 'delta' | 'canonical';

/** One posted data set of one source. */
export interface Import {
  readonly id: string;
  readonly source: string;
  readonly mode: ImportMode;
  /** what a canonical data set is the whole truth of: `all`, `terms:…`, `programs:…`, `offerings:…` */
  readonly scope: string | null;
  readonly dryRun: boolean;
  readonly expectedRows: number | null;
  readonly state: ImportState;
  readonly clientId: string;
  readonly contentType: string;
  readonly dataset: DataSet;
  readonly evidence: DateEvidence;
  /** enrollment rows of the data set */
  readonly rows: number;
  readonly chunks: number;
  /** chunks worked through in the present phase */
  readonly progress: number;
  readonly retryOf: string | null;
  /** the hash of what the import would do, where it was planned */
  readonly plan: string | null;
  readonly releasedPlan: string | null;
  readonly guards: readonly Tripped[] | null;
  readonly counts: ImportCounts | null;
  readonly kinds: Readonly<Record<string, Partial<Record<Outcome, number>>>> | null;
  readonly problem: { readonly code: string; readonly detail: string } | null;
  readonly supersededBy: string | null;
  readonly undo: UndoReport | null;
  readonly receivedAt: Instant;
  readonly startedAt: Instant | null;
  readonly plannedAt: Instant | null;
  readonly finishedAt: Instant | null;
  /** since when its lines and what undo needs are no longer kept; receipts and counts are */
  readonly inputRemovedAt: Instant | null;
}

/** How long the input of an ended import is kept. */
export class Retention {
  constructor(readonly days: number) {}
}

export interface DataSet {
  readonly version: string | null;
  readonly files: Readonly<Record<string, string>>;
  readonly exclusiveEnd: boolean;
  readonly warnings: readonly { readonly code: string; readonly detail: string }[];
  /** lines by kind */
  readonly lines: Readonly<Record<string, number>>;
  /** enrollment rows whose id can't be read */
  readonly unreadableIds: number;
  /** enrollment rows that say `tobedeleted` */
  readonly deletions: number;
}

/** By `kind.column`: the order that its unambiguous dates settled, or `mixed` where two disagree. */
export type DateEvidence = Readonly<Record<string, 'YMD' | 'DMY' | 'MDY' | 'mixed'>>;

export interface UndoReport {
  /** enrollments and people whose earlier values stand again */
  readonly undone: number;
  /** those it could not give back, with the reason; at most 1,000 are listed */
  readonly left: number;
  readonly leftItems: readonly { readonly kind: string; readonly sourcedId: string | null; readonly reason: string }[];
}

/** An import of a source that the caller may not post to is none of theirs, so it does not exist for them. */
export function refuseForeign(one: Import, mayPostTo: (source: string) => boolean): void {
  if (!mayPostTo(one.source)) throw coreProblems.refuse('not-found', { kind: 'import', id: one.id });
}

/** The hash that a release must name. @throws Refusal where the import does not wait, or its plan is another */
export function release(one: Import, plan: string | undefined): { state: 'received'; releasedPlan: string } {
  if (one.state !== 'awaiting-release') throw programsProblems.refuse('import-not-waiting', { state: one.state });
  if (plan !== one.plan)
    throw programsProblems.refuse('plan-moved', { plan: one.plan }, [
      { pointer: '/plan', detail: 'is not the plan that waits' },
    ]);
  return { state: 'received', releasedPlan: one.plan! };
}

const cancellable: readonly ImportState[] = ['received', 'checking', 'planned', 'awaiting-release'];

/** @throws Refusal once it has begun to change anything */
export function cancel(one: Import): 'cancelled' {
  if (!cancellable.includes(one.state)) throw programsProblems.refuse('import-not-cancellable', { state: one.state });
  return 'cancelled';
}

/** @throws Refusal where its stored input is no longer kept */
export function refuseWithoutInput({ inputRemovedAt }: Import): void {
  if (inputRemovedAt !== null) throw programsProblems.refuse('import-input-removed', { removedAt: inputRemovedAt });
}

/** @throws Refusal where it changed nothing, is undone already, or its input is no longer kept */
export function undo(one: Import): 'undoing' {
  if (one.state !== 'applied') {
    throw programsProblems.refuse('import-not-undoable', {
      reason: `Only an applied import can be undone; it is ${one.state}.`,
    });
  }
  if (one.dryRun) throw programsProblems.refuse('import-not-undoable', { reason: 'A dry run changed nothing.' });
  refuseWithoutInput(one);
  return 'undoing';
}

/** @throws Refusal where it is not finished, no row is rejected or pending, or its input is no longer kept */
export function retryable(one: Import): void {
  if (one.state !== 'applied' && one.state !== 'planned' && one.state !== 'refused') {
    throw programsProblems.refuse('import-not-finished', { state: one.state });
  }
  refuseWithoutInput(one);
  const again = (one.counts?.rejected ?? 0) + (one.counts?.pending ?? 0);
  const kinds = Object.values(one.kinds ?? {}).reduce((sum, kind) => sum + (kind.rejected ?? 0), 0);
  if (one.state !== 'refused' && again + kinds === 0) throw programsProblems.refuse('nothing-to-retry');
}

export type Counts = Partial<Record<Outcome, number>>;

export function addCounts(into: Record<string, number>, counts: Readonly<Counts>): void {
  for (const [outcome, count] of Object.entries(counts)) into[outcome] = (into[outcome] ?? 0) + count;
}

/** The counts that an import shows: every outcome, their sum, and those ended by omission outside it. */
export function importCounts(enrollments: Readonly<Counts>, omitted: number): ImportCounts {
  const all = Object.fromEntries(outcomes.map((outcome) => [outcome, enrollments[outcome] ?? 0])) as Record<
    Outcome,
    number
  >;
  const rows = Object.values(all).reduce((sum, count) => sum + count, 0);
  return { rows, ...all, omitted };
}
