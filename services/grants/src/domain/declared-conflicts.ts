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
}
export type ConflictWanted = Pick<DeclaredConflict, 'name' | 'email' | 'kind' | 'note'>;

/**
 * Until the application is answered; it stands from then on, and committees alone can waive it. Whether the platform knows
 * the person is never told.
 * @throws Refusal `application-not-open`, `declared-already`, `declared-limit`
 */
export function declareConflict(
  { state }: Application,
  present: readonly DeclaredConflict[],
  wanted: ConflictWanted,
  made: { readonly id: string; readonly now: Instant; readonly most: number },
): DeclaredConflict {
  if (state !== 'draft' && state !== 'returned' && state !== 'submitted')
    throw grantsProblems.refuse('application-not-open', { state });
  if (present.some(({ email, kind }) => kind === wanted.kind && sameAddress(email, wanted.email)))
    throw grantsProblems.refuse('declared-already', {}, [{ pointer: '/email', detail: 'was named already' }]);
  if (present.length >= made.most) throw grantsProblems.refuse('declared-limit', { most: made.most });
  const { name, email, kind, note } = wanted;
  return { id: made.id, name: name.trim(), email: email.trim(), kind, note, declaredAt: made.now };
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
  /** Looks once more who is meant, and tells the committees of those who are known by now. */
  abstract tell(applicationId: string): Promise<void>;
}
