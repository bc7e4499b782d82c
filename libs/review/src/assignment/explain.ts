import type { Compiled } from './compile.js';
import type { Places } from './places.js';
import type { Infeasible, Reason } from './request.js';

/**
 * Why there is no assignment. `violator` are rows that together want more than the people they can reach are able to
 * give (Hall 1935; the source side of a minimum cut). It is thinned to an irreducible set: no application, capacity,
 * conflict or refusal in it can be left out.
 */
export function explainShortage(compiled: Compiled, places: Places, violator: readonly number[]): Infeasible {
  const { model, applicationIds, reviewerIds } = compiled;
  const m = model.reviewers;
  const rows = thinned(places, m, violator);
  const { application, demand, capacity, value } = places.flow;
  const possible = (row: number, r: number): boolean => value[row * m + r]! > -Infinity;

  const reasons: Reason[] = rows.map((row) => {
    const kind = places.kind[row];
    const reviews = demand[row]!;
    return {
      code: 'needs-reviews',
      application: applicationIds[application[row]!]!,
      reviews,
      ...(kind ? { kind } : {}),
    };
  });
  const wants = rows.reduce((sum, row) => sum + demand[row]!, 0);
  const gives = supply(places, m, rows);
  let spare = wants - gives - 1; // so much of what limits them may go unnamed: the rest still does not suffice
  const capacities: { reason: Reason; lift: number }[] = [];
  const blocks: Reason[] = [];
  let blockedPairs = 0;
  for (let r = 0; r < m; r++) {
    const reached = new Set(rows.filter((row) => possible(row, r)).map((row) => application[row]!));
    const lift = reached.size - capacity[r]!;
    if (lift > 0) {
      const reason: Reason = { code: 'capacity', reviewer: reviewerIds[r]!, capacity: compiled.capacity[r]! };
      capacities.push({ reason, lift });
    }
    let room = capacity[r]! - reached.size;
    for (const row of rows) {
      const a = application[row]!;
      const why = compiled.blocked.get(a * m + r);
      if (room <= 0 || !why || reached.has(a) || !mayFill(compiled, places, row, r)) continue;
      reached.add(a);
      room--;
      blockedPairs++;
      if (spare > 0) {
        spare--;
        continue;
      }
      const pair = { reviewer: reviewerIds[r]!, application: applicationIds[a]! };
      if (why !== 'apart') blocks.push({ code: why, ...pair });
      else blocks.push(...apartFromFixed(compiled, a, r));
    }
  }
  capacities.sort((one, other) => one.lift - other.lift);
  for (const { reason, lift } of capacities) {
    if (lift <= spare) spare -= lift;
    else reasons.push(reason);
  }
  reasons.push(...blocks);
  const names = [...new Set(rows.map((row) => applicationIds[application[row]!]!))];
  const kinds = [...new Set(rows.map((row) => places.kind[row]).filter((kind) => kind !== undefined))];
  const reviewers = reviewerIds.filter((_, r) => capacity[r]! > 0 && rows.some((row) => possible(row, r)));
  return {
    reasons,
    explanation: sentence(names, kinds, wants, gives, blockedPairs),
    applications: names,
    reviewers,
    shortBy: wants - gives,
    proven: true,
  };
}

/** Everybody, or everybody of one kind, together cannot take so many reviews: one reason, and the smallest. */
export function explainCapacity({ model }: Compiled): Infeasible | null {
  const capacityOf = (members?: Uint8Array): number =>
    model.capacity.reduce((sum, capacity, r) => (members?.[r] === 0 ? sum : sum + capacity), 0);
  const short = (needed: number, available: number, kind?: string): Infeasible => ({
    reasons: [{ code: 'capacity-in-total', needed, available, ...(kind ? { kind } : {}) }],
    explanation: `${needed} reviews ${kind ? `by ${kind} ` : ''}are to be given, but ${kind ? 'they' : 'everybody'} together can take only ${available}.`,
    applications: [],
    reviewers: [],
    shortBy: needed - available,
    proven: true,
  });
  const needed = model.demand.reduce((sum, demand) => sum + demand, 0);
  if (needed > capacityOf()) return short(needed, capacityOf());
  const kinds = new Map<Uint8Array, { kind: string; needed: number; applications: number }>();
  for (const { kind, atLeast, members } of model.needs.flat()) {
    const so = kinds.get(members) ?? { kind, needed: 0, applications: 0 };
    kinds.set(members, { kind, needed: so.needed + atLeast, applications: so.applications + 1 });
  }
  for (const [members, of] of kinds) {
    if (of.applications > 1 && of.needed > capacityOf(members)) return short(of.needed, capacityOf(members), of.kind);
  }
  return null;
}

/** An application that needs more members of kinds than it gets reviews. */
export function explainOverfull(compiled: Compiled, a: number): Infeasible {
  const application = compiled.applicationIds[a]!;
  const reviews = compiled.model.demand[a]!;
  const needs = compiled.model.needs[a]!;
  const places = needs.reduce((sum, need) => sum + need.atLeast, 0);
  return {
    reasons: [
      { code: 'needs-reviews', application, reviews },
      ...needs.map(({ kind, atLeast }): Reason => ({ code: 'needs-reviews', application, reviews: atLeast, kind })),
    ],
    explanation: `${application} gets ${reviews} reviews, but its needed kinds (${needs.map((n) => n.kind).join(', ')}) take ${places}.`,
    applications: [application],
    reviewers: [],
    shortBy: places - reviews,
    proven: true,
  };
}

/** What is fixed already breaks a hard constraint. */
export function explainContradiction(compiled: Compiled): Infeasible {
  const text = compiled.contradiction.map(reasonText).join('; ');
  const applications = compiled.contradiction.flatMap((reason) =>
    'application' in reason ? [reason.application] : [],
  );
  const reviewers = compiled.contradiction.flatMap((reason) => ('reviewer' in reason ? [reason.reviewer] : []));
  return {
    reasons: compiled.contradiction,
    explanation: `These cannot all hold: ${text}.`,
    applications: [...new Set(applications)],
    reviewers: [...new Set(reviewers)],
    shortBy: 0,
    proven: true,
  };
}

/** The reason in words. */
export function reasonText(reason: Reason): string {
  switch (reason.code) {
    case 'capacity-in-total':
      return `${reason.needed} reviews${reason.kind ? ` by ${reason.kind}` : ''} are needed and ${reason.available} can be taken`;
    case 'needs-reviews':
      return `${reason.application} needs ${reason.reviews} ${reason.kind ? `of kind ${reason.kind}` : 'reviews'}`;
    case 'capacity':
      return `${reason.reviewer} takes at most ${reason.capacity}`;
    case 'apart':
      return `${reason.reviewers[0]} and ${reason.reviewers[1]} must not review together`;
    case 'conflict':
      return `${reason.reviewer} has a conflict with ${reason.application}`;
    case 'refusal':
      return `${reason.reviewer} refused ${reason.application}`;
    case 'pinned':
      return `${reason.reviewer} is pinned to ${reason.application}`;
    case 'kept':
      return `${reason.reviewer} is assigned to ${reason.application} already`;
  }
}

/** What everybody together can give to these rows: nobody more than capacity, nobody twice to one application. */
function supply({ flow }: Places, m: number, rows: readonly number[]): number {
  let sum = 0;
  for (let r = 0; r < m; r++) {
    const reached = new Set<number>();
    for (const row of rows) if (flow.value[row * m + r]! > -Infinity) reached.add(flow.application[row]!);
    sum += Math.min(flow.capacity[r]!, reached.size);
  }
  return sum;
}

/** Leaves out every row without which the others still want too much. */
function thinned(places: Places, m: number, violator: readonly number[]): readonly number[] {
  const { demand, application, value, capacity } = places.flow;
  const wants = (rows: readonly number[]): number => rows.reduce((sum, row) => sum + demand[row]!, 0);
  // One row alone that cannot be filled says it best.
  for (const row of violator) if (demand[row]! > supply(places, m, [row])) return [row];
  const count = new Int32Array(m); // applications of the set that each reviewer can take
  const rowsOf = new Map<number, number>(); // rows of one application are judged together where they share reviewers
  let rows = [...violator];
  for (const row of rows) rowsOf.set(application[row]!, (rowsOf.get(application[row]!) ?? 0) + 1);
  if ([...rowsOf.values()].some((rowsOfOne) => rowsOfOne > 1)) {
    for (const row of violator) {
      const without = rows.filter((other) => other !== row);
      if (without.length > 0 && wants(without) > supply(places, m, without)) rows = without;
    }
    return rows;
  }
  for (const row of rows) for (let r = 0; r < m; r++) if (value[row * m + r]! > -Infinity) count[r]!++;
  let excess = wants(rows) - count.reduce((sum, reached, r) => sum + Math.min(reached, capacity[r]!), 0);
  for (const row of violator) {
    let given = 0;
    for (let r = 0; r < m; r++) if (value[row * m + r]! > -Infinity && count[r]! <= capacity[r]!) given++;
    if (excess - demand[row]! + given < 1) continue;
    excess += given - demand[row]!;
    rows = rows.filter((other) => other !== row);
    for (let r = 0; r < m; r++) if (value[row * m + r]! > -Infinity) count[r]!--;
  }
  return rows;
}

function mayFill(compiled: Compiled, places: Places, row: number, r: number): boolean {
  const kind = places.kind[row];
  if (!kind) return true;
  const needs = compiled.model.needs[places.flow.application[row]!]!;
  return kind.split(' and ').every((part) => needs.find((need) => need.kind === part)?.members[r] === 1);
}

function apartFromFixed(compiled: Compiled, a: number, r: number): Reason[] {
  const { model, reviewerIds, applicationIds } = compiled;
  const fixed = model.fixed[a]!.find((q) => model.apart?.[q * model.reviewers + r] === 1)!;
  const reviewer = reviewerIds[fixed]!;
  return [
    { code: 'pinned', reviewer, application: applicationIds[a]! },
    { code: 'apart', reviewers: [reviewer, reviewerIds[r]!] },
  ];
}

function sentence(
  names: readonly string[],
  kinds: readonly string[],
  wants: number,
  gives: number,
  blocked: number,
): string {
  const shown = names.slice(0, 8).join(', ') + (names.length > 8 ? ` and ${names.length - 8} more` : '');
  const who = names.length === 1 ? `${shown} needs` : `${shown} together need`;
  const what = `${wants} ${wants === 1 ? 'review' : 'reviews'}${kinds.length > 0 ? ` by ${kinds.join(', ')}` : ''}`;
  const why = blocked === 0 ? '' : ` (pairs ruled out by conflicts, refusals or people kept apart: ${blocked})`;
  return `${who} ${what}, but those who may review ${names.length === 1 ? 'it' : 'them'} can give only ${gives}${why}.`;
}
