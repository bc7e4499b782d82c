import { coreProblems } from '@chiron/contracts/core';
import type { Application } from './application.js';
import type { TeamAccess } from './team.js';

/**
 * As whom a person comes to an application. Whoever takes part comes as that alone, an officer too: nobody acts as an
 * officer on their own application.
 */
export type Part = 'applicant' | 'editor' | 'reader' | 'officer';

export interface Entry {
  readonly application: Application;
  readonly revision: number;
  /** the person, as they are read today */
  readonly personId: string;
  readonly as: Part;
  /** whether it was ever handed in */
  readonly handedIn: boolean;
}

/** What is looked at to answer it; persons as they are read today. */
export interface Circle {
  readonly applicantId: string;
  readonly members: readonly {
    readonly personId: string | null;
    readonly access: TeamAccess;
    readonly consents: boolean;
  }[];
}

/** Undefined where this person must not learn that there is such an application. */
export function partOf(circle: Circle, personId: string, officer: boolean): Part | undefined {
  if (circle.applicantId === personId) return 'applicant';
  const member = circle.members.find((one) => one.personId === personId);
  if (!member) return officer ? 'officer' : undefined;
  if (!member.consents || member.access === 'none') return undefined;
  return member.access === 'edit' ? 'editor' : 'reader';
}

/** Who may come to which application, and as whom. */
export abstract class Access {
  /**
   * @throws Refusal `not-found`, the same whether there is none or this person must not know of it
   */
  abstract to(applicationId: string, personId: string): Promise<Entry>;
}

/** @throws Refusal `forbidden` */
export function asApplicant(entry: Entry): Entry {
  if (entry.as === 'applicant') return entry;
  throw coreProblems.refuse('forbidden', { needs: 'the applicant' });
}

/** @throws Refusal `forbidden` */
export function asEditor(entry: Entry): Entry {
  if (entry.as === 'applicant' || entry.as === 'editor') return entry;
  throw coreProblems.refuse('forbidden', { needs: 'the applicant, or a member of the team who may edit' });
}

/** @throws Refusal `forbidden` */
export function asOfficer(entry: Entry): Entry {
  if (entry.as === 'officer') return entry;
  throw coreProblems.refuse('forbidden', { needs: 'a grants officer who takes no part in it' });
}

/** What is written in a draft is its team's, also when it is withdrawn; officers read it once it is handed in. @throws Refusal `forbidden` */
export function asReader(entry: Entry): Entry {
  const { as, application, handedIn } = entry;
  const open = application.state === 'draft' || (application.state === 'withdrawn' && !handedIn);
  if (as !== 'officer' || !open) return entry;
  throw coreProblems.refuse('forbidden', { needs: 'that it was handed in' });
}
