import type { Decision, Instant } from '@chiron/contracts/core';
import type { Answers } from './answers.js';
import type { Application, Draft } from './application.js';
import type { Dossier } from './dossier.js';

/** A step for the audit trail: who did what, with what before them. */
export interface StepTaken {
  /** null where it was done by a link, by whoever it was sent to */
  readonly by: string | null;
  readonly act: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  /** noted even where the application itself stays as it is: a link was sent again */
  readonly always?: boolean;
}

/** How a change is made. */
export interface Changing<T> {
  /** noted where something changed, or `always` */
  readonly step?: StepTaken;
  /** told the revision before anything is decided, to refuse another one */
  readonly match?: ((revision: number) => void) | undefined;
  /** what else commits with the change or not at all: letters, links */
  readonly then?: (next: T, present: T) => Promise<void>;
}

/** What else there is when a draft begins. */
export interface Begun {
  readonly answers: Answers;
  readonly title: string;
  /** the letter of intent whose team comes along */
  readonly teamOf: string | null;
}

/** Applications, each one aggregate: a change of any of its parts happens under its one lock, and has its revision. */
export abstract class Applications {
  /**
   * Keeps a new draft. `decide` is told how many applications this person has in this call and stage that were not
   * withdrawn (two at once are counted one after the other), and four characters for its number, which nobody has yet.
   * @throws Refusal `letter-continued` where an application went on from the same letter already
   */
  abstract begin(
    who: { readonly callId: string; readonly stage: Application['stage']; readonly applicantId: string },
    begun: Begun,
    decide: (others: number, ending: string) => Decision<Draft>,
  ): Promise<void>;
  /**
   * Runs `work` while nobody begins another application of this applicant to this call and stage; it is told how many
   * others there are that were not withdrawn, and what it changes commits with it.
   */
  abstract alone<T>(application: Application, work: (others: number) => Promise<T>): Promise<T>;
  /** Locks it, decides, stores; events leave with it. What is not changed is the very thing that was given. */
  abstract changeDossier(
    id: string,
    decide: (dossier: Dossier) => Decision<Dossier>,
    changing?: Changing<Dossier>,
  ): Promise<Dossier>;
  /** The same for a rule that looks at nothing but the application itself. */
  abstract change(
    id: string,
    decide: (application: Application) => Decision<Application>,
    changing?: Changing<Application>,
  ): Promise<Application>;
  /** Undefined where there is none. */
  abstract dossier(id: string): Promise<{ readonly dossier: Dossier; readonly revision: number } | undefined>;
}

/** One saved state of the answers. */
export interface AnswersVersion {
  readonly version: number;
  readonly savedAt: Instant;
  readonly savedBy: string;
}
export interface Saved {
  readonly version: number;
  readonly savedAt: Instant;
}

/** The answers while somebody types: every version is kept, and no tab overwrites another's. */
export abstract class Drafts {
  /**
   * @param match is told the version that stands
   * @param check is told the application under its lock, and refuses what may not be saved
   * @returns the version that stands now: the same where nothing changed
   */
  abstract save(
    id: string,
    by: string,
    answers: Answers,
    title: string,
    match: (version: number) => void,
    check: (application: Application) => void,
  ): Promise<Saved>;
}
