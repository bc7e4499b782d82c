import type { MemberRole } from './view.js';

export interface Appointment {
  readonly personId: string;
  readonly role: MemberRole;
  readonly kinds: readonly string[];
  /** Reviews this person takes in this committee at most. */
  readonly capacity: number;
  /** The order in which acting chairs step in. */
  readonly place: number;
}

/** Who sits in committees, and what each takes on in a season. */
export abstract class Members {
  /**
   * Appoints, or changes an appointment; `expected` sees the present revision first. One person has one place, whichever
   * id is used. Refuses `not-found` for somebody nobody knows, `chair-taken`, `capacity-exceeded`.
   */
  abstract put(
    committeeId: string,
    appointment: Appointment,
    by: string,
    expected: (revision: number) => void,
  ): Promise<{ personId: string; revision: number; added: boolean }>;
  /** Ends a place; refuses `not-found`. Gives the id under which the person sat there. */
  abstract leave(committeeId: string, personId: string, by: string): Promise<string>;
  /** The topics and the words by which a member is matched to applications. */
  abstract describe(
    committeeId: string,
    personId: string,
    described: { topics: readonly string[]; expertise: string },
  ): Promise<void>;
  /**
   * What a person takes on in a season over all committees; null lifts the limit. Refuses `capacity-exceeded` where
   * membership allots less or committees have more already, `not-found` for somebody nobody knows.
   */
  abstract limit(
    committeeId: string,
    personId: string,
    limited: { season: string; capacity: number | null; by: string },
  ): Promise<void>;
}
