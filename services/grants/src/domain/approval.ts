import type { Decision, FieldError, Instant } from '@chiron/contracts/core';
import { ChairDecided, grantsProblems } from '@chiron/contracts/grants';
import { editable, factsOf } from './application.js';
import { refuseOwn, sameAddress, type Team } from './team.js';

/** What a department chair is asked: to stand behind this application and its budget. */
export interface Approval {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly department: string;
  readonly state: 'asked' | 'approved' | 'declined';
  /** the chair's words, for the applicant and the officer */
  readonly comment: string | null;
  /** the budget as the chair saw it: another one needs another approval */
  readonly budgetRevision: number;
  readonly dueAt: Instant;
  readonly decidedAt: Instant | null;
}
export interface Approving extends Team {
  readonly budget: { readonly revision: number };
  /** the present request; an earlier one is replaced */
  readonly approval: Approval | null;
}
export type ChairWanted = Pick<Approval, 'name' | 'email' | 'department'>;

/**
 * Asks the chair, or asks again (somebody else, or after the budget changed); the earlier request and its link end.
 * @throws Refusal `application-not-editable`, `chair-of-team` where the chair would approve their own application
 */
export function askChair<T extends Approving>(
  present: T,
  id: string,
  wanted: ChairWanted,
  dueAt: Instant,
): Decision<T> {
  editable(present.application);
  refuseOwn(present.own, wanted.email);
  if (present.members.some(({ email }) => sameAddress(email, wanted.email)))
    throw grantsProblems.refuse('chair-of-team', {}, [{ pointer: '/email', detail: 'belongs to the team' }]);
  const approval: Approval = {
    id,
    name: wanted.name.trim(),
    email: wanted.email.trim(),
    department: wanted.department.trim(),
    state: 'asked',
    comment: null,
    budgetRevision: present.budget.revision,
    dueAt,
    decidedAt: null,
  };
  return { next: { ...present, approval }, events: [] };
}

export interface ChairAnswer {
  readonly approvalId: string;
  readonly approved: boolean;
  readonly comment: string | null;
  /** the budget that the chair was shown */
  readonly budgetRevision: number;
  readonly now: Instant;
}

/**
 * The chair answers once for each request, to the budget they were shown.
 * @throws Refusal `approval-answered`, `budget-moved`, `application-not-open`; `comment-needed` for a no without words
 */
export function decideApproval<T extends Approving>(present: T, answer: ChairAnswer): Decision<T> {
  const { application, approval } = present;
  if (application.state !== 'draft' && application.state !== 'returned')
    throw grantsProblems.refuse('application-not-open', { state: application.state });
  if (approval?.id !== answer.approvalId) throw grantsProblems.refuse('approval-replaced');
  if (approval.state !== 'asked') throw grantsProblems.refuse('approval-answered', { state: approval.state });
  if (answer.budgetRevision !== present.budget.revision) throw grantsProblems.refuse('budget-moved');
  const comment = answer.comment?.trim() || null;
  if (!answer.approved && comment === null)
    throw grantsProblems.refuse('comment-needed', {}, [{ pointer: '/comment', detail: 'must say why' }]);
  const next: Approval = {
    ...approval,
    state: answer.approved ? 'approved' : 'declined',
    comment,
    budgetRevision: answer.budgetRevision,
    decidedAt: answer.now,
  };
  return {
    next: { ...present, approval: next },
    events: [ChairDecided.of({ ...factsOf(application), approved: answer.approved })],
  };
}

/** What is missing of the approval before the application can be handed in. */
export function missingApproval(approval: Approval | null, budgetRevision: number): FieldError[] {
  const missing = (detail: string): FieldError[] => [{ pointer: '/approval', detail }];
  if (!approval) return missing('the department chair has not been asked');
  if (approval.state === 'asked') return missing('the department chair has not answered yet');
  if (approval.state === 'declined') return missing('the department chair declined');
  if (approval.budgetRevision !== budgetRevision)
    return missing('the budget changed after the chair approved it: ask again');
  return [];
}
