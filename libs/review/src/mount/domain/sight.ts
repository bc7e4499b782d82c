import type { Shown, View } from './view.js';

/** One application as this person may know it. */
export interface SeenApplication {
  readonly applicationId: string;
  readonly number: string;
  readonly title: string;
  readonly topics: readonly string[];
  /** Whether it is assigned to this person. */
  readonly assigned: boolean;
}

/** A piece of SQL with its parameters `$1 … $n`; further parameters go on from there. */
export interface SeenSql {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/**
 * The one place that answers what a person may see of a committee now: conflicts, phase and assignment together. What it
 * hides is hidden in SQL, before anything is counted, ordered or cut into pages; so whoever is in conflict gets what
 * there would be without that application. Every query of the module starts from `in` and reads `from` `seen`.
 */
export abstract class Sight {
  /** The person before the committee; `not-found` where it is missing, or is none of this person's business. */
  abstract in(committeeId: string, personId: string): Promise<View>;

  /** What the phase shows to this person of the applications in `seen`. */
  abstract shown(view: View): Shown;

  /**
   * The relation of all applications this person sees now, for `from`: application_id, number, title, topics, assigned.
   * Its parameters are `$1` to `$4`.
   */
  abstract seen(view: View): SeenSql;

  /**
   * One application of `seen`; `not-found` with the same words where it is missing, hidden or not shown in this phase.
   */
  abstract one(view: View, applicationId: string): Promise<SeenApplication>;

  /**
   * What this person may be told of: all of `seen`, and what left the committee and was not hidden from them, since what
   * happened stays in its minutes.
   */
  abstract told(view: View): Promise<ReadonlySet<string>>;

  /** One application whose content may be opened now: seen, and everything signed (else `not-signed`). */
  abstract opened(view: View, applicationId: string): Promise<SeenApplication>;

  /**
   * Lets through whoever chairs or administers this application: an officer, the chair, and an acting chair where those
   * before are in conflict there. Refuses `not-found` as `one` does, `chair-or-officer-needed`.
   */
  abstract handles(view: View, applicationId: string): Promise<SeenApplication>;

  /** Who chairs one application: the first of chair and acting chairs without a conflict there; null where nobody is. */
  abstract handler(view: View, applicationId: string): Promise<string | null>;

  /**
   * Lets through whoever may operate figures of the whole round (loads, assignment run, agenda, ranking, budget): chair
   * or officer without a conflict with anything in it. Refuses `chair-or-officer-needed`, `conflict-of-interest`.
   */
  abstract operates(view: View): Promise<void>;

  /** Whether this person is in conflict with any application before the round's committees. */
  abstract conflictedInRound(view: View): Promise<boolean>;

  /**
   * For the service's own routes of one application (its files): this person before the committee where it stands, if
   * it may be opened there now; else null.
   */
  abstract ofApplication(personId: string, applicationId: string): Promise<View | null>;
}
