import { Refusal, coreProblems } from '@chiron/contracts/core';
import { reviewProblems } from '../../problems.js';
import type { Assignment } from './assignments.js';

export const noAssignment = (id: string): Error => coreProblems.refuse('not-found', { kind: 'assignment', id });

/**
 * The assignment, where it stands and this person may touch it. Whoever may not know its application is told what there
 * would be without it: refuses `not-found`, else what `allowed` refuses; then `assignment-over`.
 */
export async function touched(
  id: string,
  found: Assignment | null,
  allowed: (one: Assignment) => Promise<unknown>,
): Promise<Assignment> {
  if (!found) throw noAssignment(id);
  try {
    await allowed(found);
  } catch (error) {
    throw error instanceof Refusal && error.problem.status === 404 ? noAssignment(id) : error;
  }
  if (found.state !== 'assigned') throw reviewProblems.refuse('assignment-over', { state: found.state });
  return found;
}

/** Refuses `reason-needed` where there is none; else gives it without the space around it. */
export function reasoned(reason: string): string {
  if (reason.trim() !== '') return reason.trim();
  throw reviewProblems.refuse('reason-needed', {}, [{ pointer: '/reason', detail: 'Say why in one sentence.' }]);
}
