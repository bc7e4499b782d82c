import { grantsProblems } from '@chiron/contracts/grants';
import { isFunded, type Candidate, type Means, type Recommendation } from './round.js';

/** An application in the committee's order of record. */
export interface Ranked {
  readonly applicationId: string;
  readonly rank: number;
  /** another stands level with it, and nobody has decided between them */
  readonly level: boolean;
  readonly scoreOfRecord: number | null;
  readonly notDiscussed: boolean;
  /** what orders those without a score of record */
  readonly figures: { readonly mean: number } | null;
}

/** How the committee put applications in order where scores did not do it. */
export interface DecidedTie {
  readonly byWay: 'discussion' | 'lot';
  readonly applications: readonly string[];
  readonly seed: number | null;
  readonly reason: string;
}

/** What may be given in all, and how often. */
export interface Limits {
  readonly budget: number;
  readonly grants: number;
}

/** What an application asks for, as far as one grant goes; any part of it will do where the line runs through it. */
export interface Asked {
  readonly application: string;
  readonly asked: number;
  readonly least: number;
}

/** The committee's line, within what the call gives and what the other committees of the round recommend already. */
export function withinMeans(
  line: { readonly budget: number; readonly grants?: number },
  means: Means,
  others: readonly Candidate[],
): Limits {
  const given = others.flatMap(({ recommendation }) =>
    recommendation && isFunded(recommendation.outcome) ? [recommendation.amountMinor ?? 0] : [],
  );
  const left = (means.budgetMinor ?? Infinity) - given.reduce((sum, amount) => sum + amount, 0);
  return {
    budget: Math.max(0, Math.min(line.budget, left)),
    grants: Math.max(0, Math.min(line.grants ?? Infinity, (means.maxGrants ?? Infinity) - given.length)),
  };
}

/** Those that can be funded, best first: discussed, and asking for something. */
export function asking(
  order: readonly Ranked[],
  candidates: readonly Candidate[],
  { maxMinor }: Pick<Means, 'maxMinor'>,
): Asked[] {
  const known = new Map(candidates.map((one) => [one.applicationId, one]));
  return order.flatMap(({ applicationId, notDiscussed }) => {
    const requested = known.get(applicationId)?.requestedMinor ?? 0;
    if (notDiscussed || requested <= 0) return [];
    return [{ application: applicationId, asked: Math.min(requested, maxMinor ?? Infinity), least: 1 }];
  });
}

/**
 * The recommendation that follows from the order, its decided ties and who is funded along it: fit to be given as it is.
 * @throws Refusal `tie-at-the-line` where it would come down to an order that nobody decided
 */
export function propose(
  order: readonly Ranked[],
  decided: readonly DecidedTie[],
  funded: readonly { readonly application: string; readonly amount: number; readonly inFull: boolean }[],
  candidates: readonly Candidate[],
): Recommendation[] {
  const known = new Map(candidates.map((one) => [one.applicationId, one]));
  const mine = order.filter(({ applicationId }) => known.has(applicationId));
  const given = new Map(funded.map((one) => [one.application, one]));
  const requested = (one: Ranked): number => known.get(one.applicationId)!.requestedMinor ?? 0;
  const fundable = (one: Ranked): boolean => !one.notDiscussed && requested(one) > 0;
  const fate = ({ applicationId }: Ranked): string => {
    const gift = given.get(applicationId);
    return gift ? (gift.inFull ? 'full' : 'part') : 'nothing';
  };
  for (const level of levels(mine)) {
    const between = level.filter(fundable);
    if (new Set(between.map(fate)).size < 2) continue;
    const numbers = between.map(({ applicationId }) => known.get(applicationId)!.number);
    throw grantsProblems.refuse('tie-at-the-line', { numbers: numbers.sort().join(', ') });
  }
  const places = placesOf(mine);
  return mine.map((one, i) => {
    const { applicationId } = one;
    const amountMinor = given.get(applicationId)?.amount ?? null;
    const passed = mine.filter((other, j) => places[j]! < places[i]! && !given.has(other.applicationId));
    const tie = decided.findLast(({ applications }) => applications.includes(applicationId));
    const note = [
      tie && said(tie),
      ...(amountMinor === null
        ? [why(one, requested(one))]
        : passed.map((other) => passedOver(other, requested(other)))),
    ].filter((sentence) => sentence !== undefined);
    return {
      applicationId,
      place: places[i]!,
      outcome: amountMinor === null ? 'decline' : amountMinor < requested(one) ? 'fund-in-part' : 'fund',
      amountMinor,
      note: [...new Set(note)].join(' ').slice(0, 2_000) || null,
    };
  });
}

/** Places from 1; those that stand level share one. */
function placesOf(order: readonly Ranked[]): number[] {
  const places: number[] = [];
  order.forEach(({ rank, level }, i) => {
    const before = order[i - 1];
    places.push(before?.level && level && before.rank === rank ? places[i - 1]! : i + 1);
  });
  return places;
}

/** Neighbours with the same score that nobody has put in order, at least not all of them. */
function levels(order: readonly Ranked[]): Ranked[][] {
  const runs: Ranked[][] = [];
  for (const one of order.filter(({ level }) => level)) {
    const run = runs.at(-1);
    if (run && standing(run[0]!) === standing(one)) run.push(one);
    else runs.push([one]);
  }
  return runs;
}

const standing = ({ scoreOfRecord, figures }: Ranked): string =>
  scoreOfRecord === null ? `unscored ${figures?.mean}` : String(scoreOfRecord);
const said = ({ byWay, seed, reason }: DecidedTie): string =>
  `${byWay === 'lot' ? `By a lot with the seed ${seed}` : 'By discussion'}: ${reason}`;
const why = ({ notDiscussed }: Ranked, requested: number): string | undefined =>
  notDiscussed ? 'Not discussed.' : requested <= 0 ? 'It names no amount.' : undefined;
const passedOver = ({ notDiscussed }: Ranked, requested: number): string =>
  notDiscussed
    ? 'A better placed one was not discussed.'
    : requested <= 0
      ? 'A better placed one names no amount.'
      : 'A better placed one asks for more than is left.';
