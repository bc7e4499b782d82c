import type { IsoDate } from '@chiron/contracts/core';
import { coreProblems } from '@chiron/contracts/core';
import { grantsProblems } from '@chiron/contracts/grants';
import type { ClosedCall, PublishedCall } from './call.js';
import type { AnnouncedRound, Candidate, DecisionRound, Item, Plan, Recommendation } from './round.js';

/** As whom somebody comes to the round of a call. */
export interface RoundEntry {
  readonly call: PublishedCall | ClosedCall;
  /** the day in the call's own zone */
  readonly today: IsoDate;
  /** the person, as they are read today */
  readonly personId: string;
  readonly officer: boolean;
  readonly approver: boolean;
  /** looks after the money: reads what is paid for, and acts nowhere */
  readonly finance: boolean;
  /** whether an application of the round does not exist for this person */
  readonly conflicted: boolean;
}

/** The call is public, so it may be known; its round may not. @throws Refusal `forbidden` */
export function asInside(entry: RoundEntry): RoundEntry {
  if (entry.officer || entry.approver) return entry;
  throw coreProblems.refuse('forbidden', { needs: 'a grants officer, or the approver of this call' });
}

/** Officers and the approver. @throws Refusal `forbidden`, `conflict-in-round` */
export function asOperator(given: RoundEntry): RoundEntry {
  const entry = asInside(given);
  if (entry.conflicted) throw grantsProblems.refuse('conflict-in-round');
  return entry;
}

/** @throws Refusal `forbidden`, `conflict-in-round` */
export function asRoundOfficer(entry: RoundEntry): RoundEntry {
  if (!entry.officer) throw coreProblems.refuse('forbidden', { needs: 'a grants officer' });
  return asOperator(entry);
}

/** @throws Refusal `forbidden`, `approver-needed`, `conflict-in-round` */
export function asApprover(given: RoundEntry): RoundEntry {
  const entry = asInside(given);
  if (!entry.approver) throw grantsProblems.refuse('approver-needed');
  return asOperator(entry);
}

/** Whoever may read what is paid for. @throws Refusal `forbidden` */
export function asPayer(entry: RoundEntry): RoundEntry {
  return entry.finance ? entry : asInside(entry);
}

/** A round with all that its plan is made of. */
export interface KeptRound {
  readonly round: DecisionRound;
  /** by number */
  readonly candidates: readonly Candidate[];
  /** what is prepared for them, in the same order */
  readonly items: readonly Item[];
  /** numbers of full applications that were handed in and that nobody has looked at */
  readonly waiting: readonly string[];
  readonly revision: number;
}

/** The rounds of calls, from the committees' recommendations to the announcement. */
export abstract class DecisionRounds {
  /**
   * Whoever asks: what they may do, `as…` above says.
   * @throws Refusal `not-found` where there is no public call
   */
  abstract enter(callId: string, personId: string): Promise<RoundEntry>;
  abstract read(callId: string): Promise<KeptRound>;
  /**
   * Holds the round, decides, stores, all in one transaction. @returns what stands then
   * @param match is told the present revision, to refuse another one
   */
  abstract change(
    callId: string,
    by: string,
    decide: (kept: KeptRound) => { readonly round: DecisionRound; readonly items?: readonly Item[] },
    changing?: {
      readonly match?: ((revision: number) => void) | undefined;
      readonly then?: (kept: KeptRound) => Promise<void>;
    },
  ): Promise<KeptRound>;
  /** Keeps what a committee recommends instead of what it did before; in the open transaction. */
  abstract recommend(callId: string, committeeId: string, items: readonly Recommendation[], by: string): Promise<void>;
  abstract recommended(committeeId: string): Promise<Recommendation[]>;
}

/** What the announcement brings with it. */
export abstract class Announcement {
  /**
   * Concludes each application, makes the grants, tells everybody: in the open transaction, all or nothing.
   * @returns the numbers whose applicants no letter can reach
   */
  abstract make(entry: RoundEntry, round: AnnouncedRound, planned: Plan): Promise<void>;
  abstract unreachable(planned: Plan): Promise<readonly string[]>;
}
