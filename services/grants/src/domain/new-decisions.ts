import type { RoundEntry } from './decision-rounds.js';
import type { AnnouncedNewDecision, NewDecision } from './new-decision.js';
import type { Plan } from './round.js';

export interface KeptNewDecision {
  readonly decision: NewDecision;
  readonly number: string;
  readonly revision: number;
}

/** The decisions that upheld appeals opened, each beside what was announced with its round, which stays on record. */
export abstract class NewDecisions {
  /** Holds it, decides, stores; in the open transaction. @throws Refusal `not-found` where no appeal opened one */
  abstract change(
    of: { readonly callId: string; readonly applicationId: string },
    by: string,
    decide: (present: NewDecision) => NewDecision,
    match: (revision: number) => void,
  ): Promise<KeptNewDecision>;
  /** @throws Refusal `not-found` */
  abstract read(of: { readonly callId: string; readonly applicationId: string }): Promise<KeptNewDecision>;
  /** Tells the applicant, and what follows: the grant, the events, the letter; in the open transaction. */
  abstract tell(entry: RoundEntry, next: AnnouncedNewDecision, planned: Plan): Promise<void>;
}
