/** A request in dense form: applications and reviewers by number, in an order drawn by the seed. */
export interface Model {
  readonly applications: number;
  readonly reviewers: number;
  /** `affinity[a * reviewers + r]`; -Infinity where r may not be assigned (or already is). */
  readonly affinity: Float64Array;
  /** Reviews still to be given to each application, beside those that are fixed. */
  readonly demand: Int32Array;
  /** Reviews each person can still take, beside those that are fixed. */
  readonly capacity: Int32Array;
  /** Reviewers of each application that stay whatever happens. */
  readonly fixed: readonly (readonly number[])[];
  /** The sum of the affinities of the fixed reviewers of each application. */
  readonly base: Float64Array;
  /** What must still be found beside the fixed reviewers. */
  readonly needs: readonly (readonly Need[])[];
  /** 1 at `r * reviewers + q` where the two must not review together; absent where nobody is apart. */
  readonly apart: Uint8Array | null;
}

export interface Need {
  readonly kind: string;
  readonly atLeast: number;
  /** 1 for every reviewer who counts. */
  readonly members: Uint8Array;
}

/** The reviewers given to each application beside the fixed ones. */
export type Plan = readonly (readonly number[])[];

/** Affinity totals of the applications. */
export function totals(model: Model, plan: Plan): Float64Array {
  return Float64Array.from(plan, (reviewers, a) =>
    reviewers.reduce((sum, r) => sum + model.affinity[a * model.reviewers + r]!, model.base[a]!),
  );
}

/** What each application could reach at most if it alone chose its reviewers. */
export function ceilings(model: Model): Float64Array {
  const { reviewers: m, affinity } = model;
  return Float64Array.from(model.demand, (demand, a) => {
    const open = Array.from({ length: m }, (_, r) => r).filter(
      (r) => affinity[a * m + r]! > -Infinity && model.capacity[r]! > 0,
    );
    open.sort((q, r) => affinity[a * m + r]! - affinity[a * m + q]!);
    const chosen = open.slice(0, demand);
    const needs = model.needs[a]!;
    if (needs.length === 1) chooseOfKind(chosen, open, needs[0]!);
    return chosen.reduce((sum, r) => sum + affinity[a * m + r]!, model.base[a]!);
  });
}

/** With one kind needed, its best members take the places of the last chosen who are not of it. */
function chooseOfKind(chosen: number[], open: readonly number[], need: Need): void {
  let missing = need.atLeast - chosen.filter((r) => need.members[r]).length;
  for (const r of open) {
    if (missing <= 0) return;
    if (!need.members[r] || chosen.includes(r)) continue;
    const last = chosen.findLastIndex((q) => !need.members[q]);
    if (last < 0) return;
    chosen.splice(last, 1);
    chosen.push(r);
    missing--;
  }
}
