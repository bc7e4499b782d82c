import type { Fact, FieldError, Instant } from '@chiron/contracts/core';
import { grantsProblems, RoundAnnounced, RoundDecided, RoundReopened, type Outcome } from '@chiron/contracts/grants';

/** What a committee recommends for one application. */
export interface Recommendation {
  readonly applicationId: string;
  /** the place in the committee's order, from 1; equals share one */
  readonly place: number;
  readonly outcome: Outcome;
  readonly amountMinor: number | null;
  /** why it stands where it does: by discussion, by a lot with its seed */
  readonly note: string | null;
}

/** An application before the round: accepted for review, and neither withdrawn nor returned since. */
export interface Candidate {
  readonly applicationId: string;
  readonly number: string;
  readonly applicantId: string;
  /** where the committee that reviews it is known */
  readonly committeeId: string | null;
  readonly recommendation: Recommendation | null;
  /** what was asked for, where the budget says it */
  readonly requestedMinor: number | null;
}

/** What is prepared for one application. */
export interface Item {
  readonly applicationId: string;
  readonly outcome: Outcome;
  readonly amountMinor: number | null;
  /** why it departs from what the committee recommends */
  readonly reason: string | null;
}

/** The money of a call. */
export interface Means {
  readonly currency: string;
  readonly maxMinor: number | null;
  readonly budgetMinor: number | null;
  readonly maxGrants: number | null;
}

export interface PlannedItem extends Item {
  readonly number: string;
  readonly recommended: Recommendation | null;
  readonly departs: boolean;
}

/** What would be decided: the same whether it is a dry run or not. */
export interface Plan {
  readonly items: readonly PlannedItem[];
  /** numbers of applications that nothing is prepared for */
  readonly open: readonly string[];
  /** numbers of applications that were handed in and that nobody has looked at: the round waits for them */
  readonly waiting: readonly string[];
  readonly funded: number;
  readonly totalMinor: number;
  /** null where the call names no budget */
  readonly leftMinor: number | null;
  /** everything that stands in the way, by field of what was sent */
  readonly faults: readonly FieldError[];
}

export const isFunded = (outcome: Outcome): boolean => outcome === 'fund' || outcome === 'fund-in-part';

/** Money at fault, in the words of its field. */
function moneyFault({ outcome, amountMinor }: Pick<Item, 'outcome' | 'amountMinor'>, means: Means): string | undefined {
  if (!isFunded(outcome)) return amountMinor === null ? undefined : 'must be absent: nothing is paid';
  if (amountMinor === null || amountMinor <= 0) return 'must be more than 0';
  if (means.maxMinor !== null && amountMinor > means.maxMinor) return `must be at most ${means.maxMinor}`;
  return undefined;
}

/**
 * A committee's recommendation as a whole: each of its applications once, and whoever is funded while a better placed one is
 * not has a note that says why.
 * @throws Refusal `recommendation-unusable` with every fault
 */
export function checkRecommendation(
  items: readonly Recommendation[],
  before: ReadonlyMap<string, string>,
  means: Means,
): void {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  items.forEach(({ applicationId, outcome, amountMinor, place, note }, i) => {
    const at = `/items/${i}`;
    if (!before.has(applicationId))
      errors.push({ pointer: `${at}/applicationId`, detail: 'is not before this committee' });
    else if (seen.has(applicationId)) errors.push({ pointer: `${at}/applicationId`, detail: 'is here twice' });
    seen.add(applicationId);
    const fault = moneyFault({ outcome, amountMinor }, means);
    if (fault) errors.push({ pointer: `${at}/amountMinor`, detail: fault });
    const passedOver = items.some((other) => other.place < place && !isFunded(other.outcome));
    if (isFunded(outcome) && passedOver && !note?.trim())
      errors.push({ pointer: `${at}/note`, detail: 'must say why it goes before a better placed one' });
  });
  for (const [id, number] of before)
    if (!seen.has(id)) errors.push({ pointer: '/items', detail: `has nothing on ${number}` });
  if (errors.length > 0) throw grantsProblems.refuse('recommendation-unusable', {}, errors);
}

/** Departing from what the committee recommends, and deciding where it recommended nothing; an amount alone is no departure. */
const departs = (item: Item, recommended: Recommendation | null): boolean => recommended?.outcome !== item.outcome;

/** What the committees recommend, as something to begin with. */
export const asRecommended = (candidates: readonly Candidate[]): Item[] =>
  candidates.flatMap(({ applicationId, recommendation }) =>
    recommendation
      ? [{ applicationId, outcome: recommendation.outcome, amountMinor: recommendation.amountMinor, reason: null }]
      : [],
  );

/** Weighs what is prepared against who is before the round, what was recommended and what money there is. */
export function plan(
  items: readonly Item[],
  candidates: readonly Candidate[],
  means: Means,
  waiting: readonly string[] = [],
): Plan {
  const known = new Map(candidates.map((candidate) => [candidate.applicationId, candidate]));
  const faults: FieldError[] = [];
  const planned: PlannedItem[] = [];
  const seen = new Set<string>();
  items.forEach((item, i) => {
    const at = `/items/${i}`;
    const candidate = known.get(item.applicationId);
    if (!candidate) return void faults.push({ pointer: `${at}/applicationId`, detail: 'is not before this round' });
    if (seen.has(item.applicationId))
      return void faults.push({ pointer: `${at}/applicationId`, detail: 'is here twice' });
    seen.add(item.applicationId);
    const { recommendation, requestedMinor, number } = candidate;
    const money =
      moneyFault(item, means) ??
      (item.outcome === 'fund-in-part' && requestedMinor !== null && item.amountMinor! >= requestedMinor
        ? `must be less than the ${requestedMinor} asked for`
        : undefined);
    if (money) faults.push({ pointer: `${at}/amountMinor`, detail: money });
    const reason = item.reason?.trim() || null;
    const departing = departs(item, recommendation);
    if (departing && reason === null)
      faults.push({ pointer: `${at}/reason`, detail: 'must say why it departs from the recommendation' });
    planned.push({ ...item, reason, number, recommended: recommendation, departs: departing });
  });
  const paid = planned.filter(({ outcome }) => isFunded(outcome));
  const totalMinor = paid.reduce((sum, { amountMinor }) => sum + (amountMinor ?? 0), 0);
  const leftMinor = means.budgetMinor === null ? null : means.budgetMinor - totalMinor;
  if (leftMinor !== null && leftMinor < 0)
    faults.push({ pointer: '/items', detail: `is ${-leftMinor} over the budget` });
  if (means.maxGrants !== null && paid.length > means.maxGrants)
    faults.push({
      pointer: '/items',
      detail: `funds ${paid.length}; the call gives ${means.maxGrants} grants at most`,
    });
  return {
    items: planned,
    open: candidates.filter(({ applicationId }) => !seen.has(applicationId)).map(({ number }) => number),
    waiting,
    funded: paid.length,
    totalMinor,
    leftMinor,
    faults,
  };
}

/** What keeps a plan from being the whole round's. */
const missing = ({ open, waiting }: Plan): FieldError[] => [
  ...open.map((number) => ({ pointer: '/items', detail: `has nothing on ${number}` })),
  ...waiting.map((number) => ({ pointer: '/items', detail: `cannot be all: nobody has looked at ${number}` })),
];

interface Held {
  readonly callId: string;
}
export interface OpenRound extends Held {
  readonly state: 'open';
}
/** The approver has decided what was prepared, as it stood at this revision. */
export interface DecidedRound extends Held {
  readonly state: 'decided';
  readonly decidedBy: string;
  readonly decidedAt: Instant;
}
export interface AnnouncedRound extends Held {
  readonly state: 'announced';
  readonly decidedBy: string;
  readonly decidedAt: Instant;
  readonly announcedBy: string;
  readonly announcedAt: Instant;
  /** the last moment for an appeal; null where the call takes none */
  readonly appealUntil: Instant | null;
}
export type DecisionRound = OpenRound | DecidedRound | AnnouncedRound;

/** Preparing anew takes back what was decided; what is announced stands. @throws Refusal `round-announced` */
export function reopened(round: DecisionRound): OpenRound {
  if (round.state === 'announced') throw grantsProblems.refuse('round-announced');
  return { callId: round.callId, state: 'open' };
}

/**
 * The approver's act on the whole round as it was prepared.
 * @throws Refusal `round-announced`, `round-empty`, `decisions-unusable` with every fault and every application left open
 */
export function decide(round: DecisionRound, planned: Plan, by: string, now: Instant): DecidedRound {
  if (round.state === 'announced') throw grantsProblems.refuse('round-announced');
  const faults = [...planned.faults, ...missing(planned)];
  if (faults.length > 0) throw grantsProblems.refuse('decisions-unusable', {}, faults);
  if (planned.items.length === 0) throw grantsProblems.refuse('round-empty');
  return { callId: round.callId, state: 'decided', decidedBy: by, decidedAt: now };
}

/**
 * The third act. Nothing may have come before the round since the approver decided; what was withdrawn since is left out.
 * @throws Refusal `round-announced`, `round-not-decided`, `round-moved` with what is at fault now
 */
export function announce(
  round: DecisionRound,
  planned: Plan,
  by: string,
  now: Instant,
  appealDays: number,
): AnnouncedRound {
  if (round.state === 'announced') throw grantsProblems.refuse('round-announced');
  if (round.state !== 'decided') throw grantsProblems.refuse('round-not-decided', { state: round.state });
  const moved = [...planned.faults, ...missing(planned)];
  if (moved.length > 0) throw grantsProblems.refuse('round-moved', {}, moved);
  const appealUntil = appealDays > 0 ? new Date(Date.parse(now) + appealDays * 86_400_000).toISOString() : null;
  return { ...round, state: 'announced', announcedBy: by, announcedAt: now, appealUntil };
}

/** What others hear of a step of the round: that it was made, and nothing of what was decided. */
export function roundFacts(before: DecisionRound, next: DecisionRound): Fact[] {
  if (next.state === 'announced') {
    const { callId, announcedAt, appealUntil } = next;
    return before.state === 'announced' ? [] : [RoundAnnounced.of({ callId, announcedAt, appealUntil })];
  }
  if (next.state === 'decided') {
    // Decided anew without a step between: what stood may have moved.
    const same = before.state === 'decided' && before.decidedAt === next.decidedAt;
    return same ? [] : [RoundDecided.of({ callId: next.callId, decidedAt: next.decidedAt })];
  }
  return before.state === 'open' ? [] : [RoundReopened.of({ callId: next.callId })];
}
