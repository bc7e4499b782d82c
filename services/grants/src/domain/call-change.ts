import { coreProblems, type Decision, type FieldError } from '@chiron/contracts/core';
import { CallWindowExtended, grantsProblems } from '@chiron/contracts/grants';
import { faultsIn, windowsOf, type Call, type CallSettings, type Stage } from './call.js';
import type { ReviewSettings } from './review-settings.js';

/** What applicants rely on from the publication on. */
const fixed = ['code', 'year', 'timeZone', 'award', 'blinding', 'external', 'eligibility'] as const;
/** How applications are judged, and what reviewers sign: the same for all, whichever committee has them. */
const fixedOfReview = ['scoreOfRecord', 'intervalLevel', 'rubric', 'conflicts', 'aiToolsRule'] as const;
/** What may only be given longer. */
const growing = ['appealDays', 'lateGraceHours'] as const;

/**
 * Changes a call. A draft changes in everything. Of a published one, what applicants rely on and how they are judged stand;
 * deadlines may only become later. Texts, who decides, and how many reviews are written and matched by whom change at any
 * time. Refuses `call-not-draft` with the fields, and `call-over`.
 */
export function change(call: Call, wish: Partial<CallSettings>): Decision<Call> {
  if (call.state === 'closed') throw grantsProblems.refuse('call-over');
  const next = { ...call, ...wish };
  const errors = faultsIn(next);
  if (errors.length > 0) throw coreProblems.refuse('validation-failed', {}, errors);
  if (call.state === 'draft') return { next, events: [] };
  const standing = [
    ...fixed.filter((name) => !same(call[name], next[name])).map((name) => stands(`/${name}`)),
    ...stageFaults(call.stages, next.stages),
    ...reviewFaults(call.review, next.review),
  ];
  if (standing.length > 0) throw grantsProblems.refuse('call-not-draft', { state: call.state }, standing);
  const before = windowsOf(call);
  const events = windowsOf(next).flatMap(({ stage, closesAt, graceUntil }, i) =>
    closesAt === before[i]!.closesAt && graceUntil === before[i]!.graceUntil
      ? []
      : [CallWindowExtended.of({ callId: call.id, stage, closesAt, graceUntil })],
  );
  return { next, events };
}

const stands = (pointer: string): FieldError => ({ pointer, detail: 'stands as it was published' });
const only = (pointer: string, how: 'later' | 'longer'): FieldError => ({ pointer, detail: `may only become ${how}` });

function stageFaults(before: readonly Stage[], next: readonly Stage[]): FieldError[] {
  const faults = next.flatMap((stage, i): FieldError[] => {
    const was = before[i];
    const at = `/stages/${i}`;
    if (was?.stage !== stage.stage) return [stands(`${at}/stage`)];
    if (was.opensAt !== stage.opensAt) return [stands(`${at}/opensAt`)];
    if (stage.closesAt < was.closesAt) return [only(`${at}/closesAt`, 'later')];
    return stage.graceMinutes < was.graceMinutes ? [only(`${at}/graceMinutes`, 'longer')] : [];
  });
  return next.length < before.length ? [...faults, stands('/stages')] : faults;
}

function reviewFaults(before: ReviewSettings, next: ReviewSettings): FieldError[] {
  const { reviewsDueAt: due } = before;
  const sooner = due !== null && (next.reviewsDueAt === null || next.reviewsDueAt < due);
  return [
    ...fixedOfReview.filter((name) => !same(before[name], next[name])).map((name) => stands(`/review/${name}`)),
    ...growing.filter((name) => next[name] < before[name]).map((name) => only(`/review/${name}`, 'longer')),
    ...(sooner ? [only('/review/reviewsDueAt', 'later')] : []),
  ];
}

/** Whether two values say the same, in whatever order their members stand. */
const same = (one: unknown, other: unknown): boolean => JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, inOrder(member)]));
}
