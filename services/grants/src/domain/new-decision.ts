import type { FieldError, Instant } from '@chiron/contracts/core';
import { grantsProblems, type Outcome } from '@chiron/contracts/grants';
import { isFunded, plan, type Candidate, type Item, type Means, type Plan } from './round.js';

interface Held {
  readonly applicationId: string;
  readonly callId: string;
}
/** What an upheld appeal opens: one application is decided again, and the rest of its round stands. */
export interface OpenNewDecision extends Held {
  readonly state: 'open';
}
interface Made extends Held {
  readonly outcome: Outcome;
  readonly amountMinor: number | null;
}
export interface PreparedNewDecision extends Made {
  readonly state: 'prepared';
}
interface Reasoned extends Made {
  readonly reason: string;
  readonly decidedBy: string;
  readonly decidedAt: Instant;
}
export interface DecidedNewDecision extends Reasoned {
  readonly state: 'decided';
}
export interface AnnouncedNewDecision extends Reasoned {
  readonly state: 'announced';
  readonly announcedBy: string;
  readonly announcedAt: Instant;
}
export type NewDecision = OpenNewDecision | PreparedNewDecision | DecidedNewDecision | AnnouncedNewDecision;

/** A round that was announced, as it stands today, with all that a new decision is weighed against. */
export interface StandingRound {
  readonly candidates: readonly Candidate[];
  readonly items: readonly Item[];
  readonly means: Means;
}

export const openAnew = ({ applicationId, callId }: Held): OpenNewDecision => ({
  applicationId,
  callId,
  state: 'open',
});

/** Takes back what was decided before. @throws Refusal `new-decision-state`, `decisions-unusable` with every fault */
export function prepareAnew(
  present: NewDecision,
  { outcome, amountMinor }: Pick<Item, 'outcome' | 'amountMinor'>,
  standing: StandingRound,
): PreparedNewDecision {
  if (present.state === 'announced') throw elsewhere(present);
  const { applicationId, callId } = present;
  const next: PreparedNewDecision = { applicationId, callId, state: 'prepared', outcome, amountMinor };
  weigh(next, standing);
  return next;
}

/** The approver's. @throws Refusal `new-decision-state`, `decisions-unusable` */
export function decideAnew(
  present: NewDecision,
  standing: StandingRound,
  { reason, by, at }: { readonly reason: string; readonly by: string; readonly at: Instant },
): DecidedNewDecision {
  if (present.state !== 'prepared') throw elsewhere(present);
  weigh(present, standing);
  return { ...present, state: 'decided', reason, decidedBy: by, decidedAt: at };
}

/** Weighed again: another one may have taken the money since. @throws Refusal `new-decision-state`, `decisions-unusable` */
export function announceAnew(
  present: NewDecision,
  standing: StandingRound,
  by: string,
  at: Instant,
): { readonly next: AnnouncedNewDecision; readonly plan: Plan } {
  if (present.state !== 'decided') throw elsewhere(present);
  return { next: { ...present, state: 'announced', announcedBy: by, announcedAt: at }, plan: weigh(present, standing) };
}

/** The whole round with this one in the place of what was announced of it. */
function weigh(made: Exclude<NewDecision, OpenNewDecision>, { candidates, items, means }: StandingRound): Plan {
  const { applicationId, outcome, amountMinor } = made;
  const before = items.find((item) => item.applicationId === applicationId);
  // The upheld appeal is the reason why it departs from what was recommended.
  const anew: Item = { applicationId, outcome, amountMinor, reason: 'An appeal was upheld.' };
  const others = items.filter((item) => item !== before);
  const planned = plan([anew, ...others], candidates, means);
  const faults = planned.faults.flatMap(({ pointer, detail }): FieldError[] => {
    if (pointer.startsWith('/items/0/')) return [{ pointer: pointer.slice('/items/0'.length), detail }];
    return pointer === '/items' ? [{ pointer: isFunded(outcome) ? '/amountMinor' : '/outcome', detail }] : [];
  });
  const granted = before && isFunded(before.outcome) ? before.amountMinor! : 0;
  if (granted > (amountMinor ?? 0))
    faults.push({
      pointer: '/amountMinor',
      detail: `must be at least the ${granted} granted: an appeal takes nothing`,
    });
  if (faults.length > 0) throw grantsProblems.refuse('decisions-unusable', {}, faults);
  return planned;
}

const elsewhere = ({ state }: NewDecision): Error => grantsProblems.refuse('new-decision-state', { state });
