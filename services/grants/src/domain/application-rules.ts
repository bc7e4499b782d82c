import type { Decision, FieldError, Instant } from '@chiron/contracts/core';
import { coreProblems } from '@chiron/contracts/core';
import { grantsProblems } from '@chiron/contracts/grants';
import type { Call } from './call.js';
import type { ReferenceRules } from './references.js';

/** What a call asks of applications beside its forms: data, with a usual value for each. */
export interface ApplicationRules {
  /** applications of one person to each stage; withdrawn ones do not count */
  readonly perPerson: number;
  /** members of a team besides the applicant */
  readonly teamMost: number;
  /** whether every member must have consented before a full application is handed in */
  readonly consents: boolean;
  /** whether a department chair must have approved a full application and its budget */
  readonly chairApproval: boolean;
  /** letters of referees for a full application; `dueAt` null: until its window closes */
  readonly references: ReferenceRules & { readonly dueAt: Instant | null };
  /** how long somebody has to answer a link that no other deadline ends, in days */
  readonly linkDays: number;
}

export const usualRules: ApplicationRules = {
  perPerson: 1,
  teamMost: 20,
  consents: true,
  chairApproval: false,
  references: { least: 0, most: 3, words: 1_500, beforeSubmission: false, dueAt: null },
  linkDays: 30,
};

/**
 * Rules of a draft call change freely; those of a published one stand, but for the deadline of letters, which may be
 * later. Refuses `call-not-draft` with the fields, `call-over`, and `validation-failed` for what cannot be.
 */
export function changeRules(call: Call, present: ApplicationRules, next: ApplicationRules): Decision<ApplicationRules> {
  if (call.state === 'closed') throw grantsProblems.refuse('call-over');
  const errors: FieldError[] = [];
  if (next.references.least > next.references.most)
    errors.push({ pointer: '/references/least', detail: 'must not be more than the most' });
  if (errors.length > 0) throw coreProblems.refuse('validation-failed', {}, errors);
  if (call.state === 'published') {
    const fixed = (['perPerson', 'teamMost', 'consents', 'chairApproval', 'linkDays'] as const)
      .filter((name) => next[name] !== present[name])
      .map((name) => `/${name}`);
    for (const name of ['least', 'most', 'words', 'beforeSubmission'] as const)
      if (next.references[name] !== present.references[name]) fixed.push(`/references/${name}`);
    const [before, after] = [present.references.dueAt, next.references.dueAt];
    if (before !== after && (before === null || after === null || after < before)) fixed.push('/references/dueAt');
    if (fixed.length > 0)
      throw grantsProblems.refuse(
        'call-not-draft',
        { state: call.state },
        fixed.map((pointer) => ({ pointer, detail: 'stands as it was published' })),
      );
  }
  return { next, events: [] };
}
