/** What would end, judged before anything changes. Counts are of enrollments. */
export interface Ends {
  /** live enrollments of the source within the scope, before */
  readonly live: number;
  readonly ended: number;
  /** per offering: live before, and how many would end */
  readonly offerings: ReadonlyMap<string, { readonly live: number; readonly ended: number }>;
}

export interface Guards {
  /** more than this share of the live enrollments in scope, 0–1 */
  readonly endedShare: number;
  /** more than this many */
  readonly endedCount: number;
  /** this share or more of any one offering, 0–1 */
  readonly offeringShare: number;
}

export const defaultGuards: Guards = { endedShare: 0.2, endedCount: 1000, offeringShare: 0.5 };

/**
 * Below this many ends a delta is not judged by shares: a source that names each row it ends means it, and in a small
 * class every withdrawal is a large share. What a canonical data set leaves out is judged from the first.
 */
export const deltaEndsBelowShares = 20;

export type GuardCode =
  | 'ended-share'
  | 'ended-count'
  | 'offering-halved'
  | 'kind-emptied'
  | 'delta-file-in-canonical'
  | 'unreadable-id'
  | 'expected-rows';

export interface Tripped {
  readonly guard: GuardCode;
  readonly detail: string;
}

/** Which guards the ends trip; none is the answer that lets the import go on by itself. */
export function judgeEnds(ends: Ends, guards: Guards, mode: 'delta' | 'canonical'): Tripped[] {
  const tripped: Tripped[] = [];
  if (ends.ended === 0) return tripped;
  if (ends.ended > guards.endedCount) {
    tripped.push({ guard: 'ended-count', detail: `${ends.ended} enrollments would end; ${guards.endedCount} may.` });
  }
  if (mode === 'delta' && ends.ended < deltaEndsBelowShares) return tripped;
  if (ends.live > 0 && ends.ended / ends.live > guards.endedShare) {
    const share = Math.round((100 * ends.ended) / ends.live);
    tripped.push({
      guard: 'ended-share',
      detail: `${ends.ended} of ${ends.live} live enrollments (${share} %) would end; ${Math.round(100 * guards.endedShare)} % may.`,
    });
  }
  const halved = [...ends.offerings].filter(([, one]) => one.live > 0 && one.ended / one.live >= guards.offeringShare);
  if (halved.length > 0) {
    const [id, one] = halved[0]!;
    tripped.push({
      guard: 'offering-halved',
      detail: `Offerings that would lose ${Math.round(100 * guards.offeringShare)} % of their people or more: ${halved.length}; ${id} would lose ${one.ended} of ${one.live}.`,
    });
  }
  return tripped;
}

/** What the data set itself gives cause to ask about. */
export function judgeDataSet(data: {
  readonly mode: 'delta' | 'canonical';
  readonly rows: number;
  readonly expectedRows: number | null;
  /** the archive's files, by what its manifest calls them */
  readonly files: Readonly<Record<string, string>>;
  readonly unreadableIds: number;
  /** kinds that the source had rows of, and now delivers without any */
  readonly emptied: readonly string[];
}): Tripped[] {
  const tripped: Tripped[] = [];
  if (data.expectedRows !== null && data.rows !== data.expectedRows) {
    tripped.push({
      guard: 'expected-rows',
      detail: `The file has ${data.rows} rows; ${data.expectedRows} were expected.`,
    });
  }
  if (data.mode === 'delta') return tripped;
  const deltas = Object.entries(data.files).filter(([, kind]) => kind === 'delta');
  if (deltas.length > 0) {
    tripped.push({
      guard: 'delta-file-in-canonical',
      detail: `The manifest marks ${deltas.map(([file]) => file).join(', ')} as delta, so it can't be the whole truth.`,
    });
  }
  if (data.unreadableIds > 0) {
    tripped.push({
      guard: 'unreadable-id',
      detail: `The id of ${data.unreadableIds} rows can't be read: they may be any of those that would end.`,
    });
  }
  if (data.emptied.length > 0) {
    tripped.push({
      guard: 'kind-emptied',
      detail: `There were ${data.emptied.join(', ')} before, and now there are none.`,
    });
  }
  return tripped;
}
