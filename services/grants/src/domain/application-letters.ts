import type { Fact } from '@chiron/contracts/core';
import { ApplicationDeadlineExtended, ApplicationReopened } from '@chiron/contracts/grants';
import type { Application } from './application.js';
import type { Approval } from './approval.js';
import type { Window } from './call.js';
import type { Wish } from './correspondence.js';
import { dated } from './letter.js';
import type { Member } from './team.js';

/** An application as far as its letters tell of it. */
export interface Lettered {
  readonly application: Application;
  readonly members: readonly Member[];
  /** absent where nobody looked */
  readonly approval?: Approval | null;
}

export interface LetterFacts {
  readonly present: Lettered;
  readonly next: Lettered;
  readonly events: readonly Fact[];
  /** the revision that it got by this change: what happens twice is told twice */
  readonly revision: number;
  readonly callTitle: string;
  readonly timeZone: string;
  /** of the full application; undefined where the call has none */
  readonly full: Window | undefined;
  /** where its applicant finds it */
  readonly link: string;
}

type Words = (at: (moment: string) => string) => Record<string, string>;
type Told = readonly [kind: Wish['kind'], words: Words];

/** What the applicant is told by letter of a change: of the state it came to, and of who answered. */
export function lettersOf(facts: LetterFacts): Wish[] {
  const { next, revision, callTitle, timeZone, link } = facts;
  const { id, number, applicantId: personId, callId } = next.application;
  const wish = ([kind, words]: Told, about: string): Wish => ({
    key: `${kind}:${about}:${revision}`,
    kind,
    personId,
    callId,
    values: (language) => ({
      number,
      call: callTitle,
      link,
      ...words((moment) => dated(moment, timeZone, language)),
    }),
  });
  const own = ofState(facts) ?? ofDeadline(facts);
  return [
    ...(own ? [wish(own, id)] : []),
    ...ofMembers(facts).map(([memberId, told]) => wish(told, memberId)),
    ...ofApproval(facts).map((told) => wish(told, id)),
  ];
}

function ofState({ present, next: { application }, full }: LetterFacts): Told | undefined {
  if (present.application.state === application.state) return undefined;
  switch (application.state) {
    case 'submitted':
      return ['application-submitted', (at) => ({ at: at(application.submittedAt) })];
    case 'returned':
      return ['application-returned', (at) => ({ reason: application.reason, due: at(application.dueAt) })];
    case 'invited': {
      const due = application.dueAt ?? full?.closesAt;
      return ['letter-invited', (at): Record<string, string> => (due === undefined ? {} : { due: at(due) })];
    }
    case 'not-invited':
      return ['letter-not-invited', () => ({ reason: application.reason })];
    default:
      return undefined;
  }
}

/** What an officer gave; who opens their own again needs no letter. */
function ofDeadline({ next: { application }, events }: LetterFacts): Told | undefined {
  const { dueAt } = application;
  if (dueAt === null) return undefined;
  const words: Words = (at) => ({ due: at(dueAt) });
  for (const { event, data } of events) {
    if (event.type === ApplicationDeadlineExtended.type) return ['deadline-extended', words];
    if (event.type === ApplicationReopened.type && (data as { by: string }).by === 'officer')
      return ['application-reopened', words];
  }
  return undefined;
}

function ofMembers({ present, next }: LetterFacts): (readonly [memberId: string, Told])[] {
  const before = new Map(present.members.map(({ id, consent }) => [id, consent]));
  return next.members.flatMap(({ id, name: who, consent }) => {
    if (!before.has(id) || before.get(id) === consent || consent === 'asked') return [];
    return [[id, [`consent-${consent}`, () => ({ who })]] as const];
  });
}

function ofApproval({ present, next }: LetterFacts): Told[] {
  const { approval } = next;
  if (!approval || approval.state === 'asked') return [];
  if (present.approval?.id === approval.id && present.approval.state === approval.state) return [];
  const kind = approval.state === 'approved' ? 'approval-given' : 'approval-declined';
  return [[kind, () => ({ who: approval.name, comment: approval.comment ?? '' })]];
}
