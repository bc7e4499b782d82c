import type { Decision } from '@chiron/contracts/core';
import type { Enrollment } from './enrollment.js';

/** Who changes an enrollment by hand. */
export interface Hand {
  /** the client, or the person of the token */
  readonly by: string;
  mayPostTo(source: string): boolean;
  /** Refuses unless the caller saw this revision. */
  match(revision: number): void;
}

export abstract class Enrollments {
  /**
   * Lets `decide` change the present enrollment, under its source's lock and with what happened in the outbox, in one
   * transaction (the open one, where there is one). For an enrollment of a source the change stands beside the source's
   * values, with who and when. Refuses `not-found`, `source-not-permitted`, what `hand.match` and `decide` refuse, and
   * `enrollment-exists` where another live enrollment has the role that this one would get.
   */
  abstract change(id: string, hand: Hand, decide: (present: Enrollment) => Decision<Enrollment>): Promise<void>;

  /** Opens an enrollment of a person of the platform, made by hand. @throws Refusal `person-unknown`, `offering-unknown`, `enrollment-exists` */
  abstract open(
    made: Pick<Enrollment, 'offeringId' | 'role' | 'beginDate' | 'endDate'> & { readonly personId: string },
  ): Promise<string>;
}
