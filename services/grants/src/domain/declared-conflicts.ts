import type { Instant } from '@chiron/contracts/core';
import { grantsProblems } from '@chiron/contracts/grants';
import type { Application } from './application.js';
import { sameAddress } from './team.js';

/** As committees sort conflicts of interest. */
export const conflictKinds = [
  'collaborator',
  'advisor-advisee',
  'institutional',
  'personal',
  'competing',
  'financial',
  'other',
] as const;
export type DeclaredKind = (typeof conflictKinds)[number];

/** Somebody of whom the applicant says that they should not review the application, and why. */
export interface DeclaredConflict {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly kind: DeclaredKind;
  readonly note: string | null;
  readonly declaredAt: Instant;
  /** why and when the applicant took it back; null while it stands */
  readonly takenBack: { readonly at: Instant; readonly reason: string } | null;
}
export type ConflictWanted = Pick<DeclaredConflict, 'name' | 'email' | 'kind' | 'note'>;

/**
 * Until the application is answered; it stands from then on, until the applicant takes it back or the committee waives it.
 * Whether the platform knows the person is never told.
 * @throws Refusal `application-not-open`, `declared-already`, `declared-limit`
 */
export function declareConflict(
  { state }: Application,
  present: readonly DeclaredConflict[],
  wanted: ConflictWanted,
  made: { readonly id: string; readonly now: Instant; readonly most: number },
): DeclaredConflict {
  mustBeOpen(state);
  const standing = present.filter(({ takenBack }) => takenBack === null);
  if (standing.some(({ email, kind }) => kind === wanted.kind && sameAddress(email, wanted.email)))
    throw grantsProblems.refuse('declared-already', {}, [{ pointer: '/email', detail: 'was named already' }]);
  if (standing.length >= made.most) throw grantsProblems.refuse('declared-limit', { most: made.most });
  const { name, email, kind, note } = wanted;
  return { id: made.id, name: name.trim(), email: email.trim(), kind, note, declaredAt: made.now, takenBack: null };
}

/**
 * Taken back by the applicant, with a reason. Once a committee reviews the application it is the committee's to waive.
 * @throws Refusal `application-not-open`, `declared-taken-back`
 */
export function takeBack(
  { state }: Application,
  declared: DeclaredConflict,
  { reason, now }: { readonly reason: string; readonly now: Instant },
): DeclaredConflict {
  mustBeOpen(state);
  if (declared.takenBack !== null) throw grantsProblems.refuse('declared-taken-back');
  return { ...declared, takenBack: { at: now, reason: reason.trim() } };
}

function mustBeOpen(state: Application['state']): void {
  if (state !== 'draft' && state !== 'returned' && state !== 'submitted')
    throw grantsProblems.refuse('application-not-open', { state });
}

/** What applicants declare; committees are told as soon as it is known who is meant. */
export abstract class DeclaredConflicts {
  abstract list(applicationId: string): Promise<DeclaredConflict[]>;
  /** Decides under the application's lock, keeps it and tells. */
  abstract add(
    applicationId: string,
    by: string,
    decide: (application: Application, present: readonly DeclaredConflict[]) => DeclaredConflict,
  ): Promise<DeclaredConflict>;
  /**
   * Decides under the application's lock, keeps it and tells. Refuses `not-found`, and `not-in-this-phase` once a
   * committee reviews the application; what a committee decided stays, and the answer does not tell.
   */
  abstract takeBack(
    applicationId: string,
    declaredId: string,
    by: string,
    decide: (application: Application, declared: DeclaredConflict) => DeclaredConflict,
  ): Promise<DeclaredConflict>;
  /** Looks once more who is meant, and tells the committees of those who are known by now. */
  abstract tell(applicationId: string): Promise<void>;
}
