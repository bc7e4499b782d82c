import type { FlowModel } from './flow.js';
import type { Model } from './model.js';

/**
 * The model as rows for the flow: an application without needed kinds is one row, one with kinds is a row of places for
 * each kind and a row of places for anybody. A reviewer of two kinds fills the place of one of them, unless the places
 * do not suffice or `merging` names the application: then places of two kinds that somebody could fill together are one.
 */
export interface Places {
  readonly flow: FlowModel;
  /** The kind that a row of places is for. */
  readonly kind: readonly (string | undefined)[];
  /** Applications that need more places than they have reviews to get. */
  readonly overfull: readonly number[];
  /** Whether somebody counts for two kinds of one application, so that the flow's optimum is no bound. */
  readonly overlapping: boolean;
}

/** Scales affinities to whole numbers: exact to 2^-32 of the largest, and sums along any path stay below 2^53. */
const SCALE = 2 ** 32;
/** Coarser where a bonus for standing assignments must outweigh all affinities together. */
const SCALE_WITH_BONUS = 2 ** 20;

interface Place {
  readonly kind: string | undefined;
  readonly members: Uint8Array | null;
  count: number;
}

export function placesOf(model: Model, merging: ReadonlySet<number>, bonus?: Uint8Array): Places & { scale: number } {
  const { applications: n, reviewers: m } = model;
  const rows: { application: number; place: Place }[] = [];
  const overfull: number[] = [];
  let overlapping = false;
  for (let a = 0; a < n; a++) {
    const places = model.needs[a]!.map(({ kind, atLeast, members }): Place => ({ kind, members, count: atLeast }));
    overlapping ||= places.some((one, i) => places.slice(i + 1).some((other) => meet(model, a, one, other)));
    let wanted = places.reduce((sum, place) => sum + place.count, 0);
    while (wanted > model.demand[a]! || merging.has(a)) {
      if (!merge(model, a, places)) break;
      wanted--;
    }
    if (wanted > model.demand[a]!) overfull.push(a);
    const open = Math.max(0, model.demand[a]! - wanted);
    for (const place of places) if (place.count > 0) rows.push({ application: a, place });
    if (open > 0) rows.push({ application: a, place: { kind: undefined, members: null, count: open } });
  }
  let largest = 0;
  for (const value of model.affinity) if (value > -Infinity) largest = Math.max(largest, Math.abs(value));
  const scale = (bonus ? SCALE_WITH_BONUS : SCALE) / (largest || 1);
  const wanted = rows.reduce((sum, row) => sum + row.place.count, 0);
  const reward = bonus ? 2 * (wanted + 1) * SCALE_WITH_BONUS : 0;
  const value = new Float64Array(rows.length * m);
  rows.forEach(({ application, place }, row) => {
    for (let r = 0; r < m; r++) {
      const at = application * m + r;
      const affinity = model.affinity[at]!;
      const possible = affinity > -Infinity && place.members?.[r] !== 0;
      value[row * m + r] = possible ? Math.round(affinity * scale) + (bonus?.[at] ? reward : 0) : -Infinity;
    }
  });
  return {
    flow: {
      rows: rows.length,
      reviewers: m,
      applications: n,
      application: Int32Array.from(rows, (row) => row.application),
      demand: Int32Array.from(rows, (row) => row.place.count),
      capacity: model.capacity,
      value,
    },
    kind: rows.map((row) => row.place.kind),
    overfull,
    overlapping,
    scale,
  };
}

function meet(model: Model, a: number, one: Place, other: Place): boolean {
  if (one.kind === other.kind) return false;
  for (let r = 0; r < model.reviewers; r++) {
    if (one.members![r] === 1 && other.members![r] === 1 && model.affinity[a * model.reviewers + r]! > -Infinity)
      return true;
  }
  return false;
}

/** Makes one place of two kinds; false where no two can be filled by one person. */
function merge(model: Model, a: number, places: Place[]): boolean {
  for (let i = 0; i < places.length; i++) {
    for (let j = i + 1; j < places.length; j++) {
      const one = places[i]!;
      const other = places[j]!;
      if (
        one.count === 0 ||
        other.count === 0 ||
        one.kind!.split(' and ').some((kind) => other.kind!.split(' and ').includes(kind)) ||
        !meet(model, a, one, other)
      )
        continue;
      one.count--;
      other.count--;
      const kind = `${one.kind} and ${other.kind}`;
      const same = places.find((place) => place.kind === kind);
      if (same) same.count++;
      else
        places.push({
          kind,
          members: one.members!.map((is, r) => (is === 1 && other.members![r] === 1 ? 1 : 0)),
          count: 1,
        });
      return true;
    }
  }
  return false;
}
