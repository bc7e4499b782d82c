import { reviewProblems } from '../problems.js';

export type ConflictKind =
  'collaborator' | 'advisor-advisee' | 'institutional' | 'personal' | 'competing' | 'financial' | 'other';

/** `team`: the applicant and the team, always. */
export type ConflictSource = 'declared-by-reviewer' | 'declared-by-applicant' | 'set-by-chair' | 'found' | 'team';

export interface Conflict {
  readonly person: string;
  readonly application: string;
  readonly kind: ConflictKind;
  readonly source: ConflictSource;
  readonly state: 'potential' | 'confirmed' | 'waived';
  /** First and last day it holds; open where absent. */
  readonly since?: string;
  readonly until?: string;
  readonly note?: string;
  /** Set by the chair: nobody else changes it. */
  readonly pinned: boolean;
  readonly decided?: { readonly by: string; readonly on: string; readonly reason: string };
}

/** Who acts on a conflict. `inConflict` says whether that person has a conflict with this application. */
export interface Acting {
  readonly person: string;
  readonly role: 'reviewer' | 'applicant' | 'chair' | 'officer' | 'acting-chair';
  readonly inConflict: boolean;
  readonly today: string;
}

type Stated = Pick<Conflict, 'person' | 'application' | 'kind' | 'since' | 'until' | 'note'>;

/**
 * A declared conflict stands at once; nobody has to agree. A reviewer declares for nobody else. Refuses
 * `conflict-of-interest` where somebody in conflict there would set one for another person.
 */
export function declare(stated: Stated, acting: Acting): Conflict {
  const own = acting.role === 'reviewer';
  if (own ? acting.person !== stated.person : acting.role !== 'applicant' && acting.inConflict) {
    throw reviewProblems.refuse('conflict-of-interest');
  }
  const source = own ? 'declared-by-reviewer' : acting.role === 'applicant' ? 'declared-by-applicant' : 'set-by-chair';
  return { ...stated, source, state: 'confirmed', pinned: false };
}

/** What the system found blocks until somebody decides it; the applicant's team needs no decision, ever. */
export function found(
  person: string,
  application: string,
  kind: ConflictKind,
  source: 'found' | 'team' = 'found',
): Conflict {
  return { person, application, kind, source, state: source === 'team' ? 'confirmed' : 'potential', pinned: false };
}

/**
 * Somebody without a conflict there confirms or waives what was found, with a reason. Refuses `conflict-permanent`,
 * `conflict-pinned`, `conflict-not-potential`, `conflict-of-interest`, `reason-needed`.
 */
export function decide(conflict: Conflict, verdict: 'confirmed' | 'waived', reason: string, acting: Acting): Conflict {
  mayTouch(conflict, acting);
  mayDecide(conflict, acting);
  if (conflict.state !== 'potential') throw reviewProblems.refuse('conflict-not-potential', { state: conflict.state });
  if (reason.trim() === '') throw reasonNeeded();
  return { ...conflict, state: verdict, decided: { by: acting.person, on: acting.today, reason: reason.trim() } };
}

/**
 * Opens a decided one again, or takes back a declared one (the reviewer's own, or by an officer), with a reason. Refuses
 * `conflict-not-potential` where it was taken back already, and what `decide` refuses.
 */
export function withdraw(conflict: Conflict, reason: string, acting: Acting): Conflict {
  const own = conflict.source === 'declared-by-reviewer' && acting.person === conflict.person;
  mayTouch(conflict, acting);
  if (!own) mayDecide(conflict, acting);
  if (reason.trim() === '') throw reasonNeeded();
  if (conflict.source === 'found') return { ...conflict, state: 'potential', decided: undefined };
  if (conflict.state === 'waived') throw reviewProblems.refuse('conflict-not-potential', { state: conflict.state });
  return { ...conflict, state: 'waived', decided: { by: acting.person, on: acting.today, reason: reason.trim() } };
}

/** The chair fixes a conflict as it is: confirmed or waived. Only the chair can unpin it. */
export function pin(conflict: Conflict, pinned: boolean, acting: Acting): Conflict {
  if (conflict.source === 'team') throw reviewProblems.refuse('conflict-permanent');
  if (!chairs(acting)) throw reviewProblems.refuse('conflict-pinned');
  if (acting.inConflict) throw reviewProblems.refuse('conflict-of-interest');
  return { ...conflict, pinned };
}

/** Whether it keeps the person from assignment and from reading on that day: all but those waived, within their dates. */
export function blocks(conflict: Conflict, on: string): boolean {
  if (conflict.source === 'team') return true;
  if (conflict.state === 'waived') return false;
  return (
    (conflict.since === undefined || conflict.since <= on) && (conflict.until === undefined || on <= conflict.until)
  );
}

function mayTouch(conflict: Conflict, acting: Acting): void {
  if (conflict.source === 'team') throw reviewProblems.refuse('conflict-permanent');
  if (conflict.pinned && !chairs(acting)) throw reviewProblems.refuse('conflict-pinned');
}

function mayDecide(conflict: Conflict, acting: Acting): void {
  const entitled = chairs(acting) || acting.role === 'officer';
  if (!entitled || acting.inConflict || acting.person === conflict.person) {
    throw reviewProblems.refuse('conflict-of-interest');
  }
}

function chairs(acting: Acting): boolean {
  return acting.role === 'chair' || acting.role === 'acting-chair';
}

function reasonNeeded(): Error {
  return reviewProblems.refuse('reason-needed', {}, [{ pointer: '/reason', detail: 'Say why in one sentence.' }]);
}
