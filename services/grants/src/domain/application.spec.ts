import { Refusal } from '@chiron/contracts/core';
import {
  conclude,
  declineLetter,
  editable,
  extend,
  invite,
  invited,
  reopenFor,
  reopenOwn,
  returnForRevision,
  start,
  submit,
  submitted,
  timely,
  withdraw,
  type Application,
  type Beginning,
  type Draft,
  type Submitted,
} from './application.js';

const window = {
  stage: 'full' as const,
  opensAt: '2026-11-01T13:00:00.000Z',
  closesAt: '2026-12-15T22:00:00.000Z',
  graceUntil: '2026-12-15T22:30:00.000Z',
};
const during = '2026-12-01T09:00:00.000Z';
const after = '2026-12-20T09:00:00.000Z';
const later = '2026-12-22T22:00:00.000Z';
const justBefore = '2026-12-22T21:59:59.999Z';
const draft: Draft = {
  id: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e70',
  number: '2027-MECG-7KQ4',
  callId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e60',
  stage: 'full',
  formVersion: 1,
  applicantId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e50',
  letterId: null,
  answersVersion: 3,
  dueAt: null,
  state: 'draft',
};
const handedIn: Submitted = { ...draft, state: 'submitted', submittedAt: during, late: false };
const letter: Submitted = { ...handedIn, stage: 'letter' };
const wanted: Beginning = {
  ...draft,
  window,
  now: during,
  obstacles: [],
  others: 0,
  allowed: 1,
};
const alone = { others: 0, allowed: 1 };
const as = (state: Application['state'], more: object = {}): Application =>
  ({ ...handedIn, reason: 'x', withdrawnAt: during, dueAt: later, ...more, state }) as Application;
const refusalOf = (work: () => unknown): Refusal => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};
const typesOf = (events: readonly { event: { type: string } }[]) => events.map(({ event }) => event.type);

describe('a window', () => {
  it.each([
    [window.opensAt, false],
    ['2026-12-15T21:59:59.999Z', false],
    [window.closesAt, true],
    ['2026-12-15T22:29:59.999Z', true],
  ])('takes an application at %s', (now, late) => expect(timely(window, null, now)).toEqual({ late }));

  it.each([
    ['2026-11-01T12:59:59.999Z', 'window-not-open'],
    [window.graceUntil, 'window-closed'],
  ])('does not at %s', (now, code) => expect(refusalOf(() => timely(window, null, now)).code).toBe(code));

  it('gives way to a deadline that an officer gave, which has no grace', () => {
    expect(timely(window, later, justBefore)).toEqual({ late: true });
    expect(refusalOf(() => timely(window, later, later)).code).toBe('window-closed');
  });
});

describe('somebody who wants to apply', () => {
  it('has a draft, and that is told without a name', () => {
    const { next, events } = start(wanted);
    expect(next).toEqual({ ...draft, answersVersion: 0 });
    expect(typesOf(events)).toEqual(['chiron.grants.application.started.v1']);
  });

  it('is told every rule that stands against it, and starts none', () => {
    const obstacles = [{ pointer: '/rules/0', detail: 'needs a faculty appointment' }];
    const refusal = refusalOf(() => start({ ...wanted, obstacles }));
    expect([refusal.code, refusal.errors]).toEqual(['not-eligible', obstacles]);
  });

  it.each([
    [1, 1],
    [2, 2],
  ])('has %i already where the call takes %i: refused', (others, allowed) =>
    expect(refusalOf(() => start({ ...wanted, others, allowed })).code).toBe('application-limit'),
  );

  it('may start a second where the call takes two', () =>
    expect(start({ ...wanted, others: 1, allowed: 2 }).next.state).toBe('draft'));

  it('goes on from the invited letter under its number, and by the deadline the invitation gave', () => {
    const inviting = invite(letter, later, during).next;
    const { next } = start({ ...wanted, number: 'other', now: after }, inviting);
    expect(next).toMatchObject({ number: letter.number, letterId: letter.id, dueAt: later });
  });
});

describe('an applicant', () => {
  it('hands a complete draft in', () => {
    const team = [{ personId: draft.callId, role: 'mentor' }];
    const { next, events } = submit(draft, { window, now: during, missing: [], team });
    expect(next).toEqual({ ...draft, state: 'submitted', submittedAt: during, late: false });
    expect(events[0]!.data).toMatchObject({ applicationId: draft.id, submittedAt: during, late: false, team });
  });

  it('learns all that is missing instead', () => {
    const missing = [{ pointer: '/answers/aims', detail: 'is needed' }];
    const refusal = refusalOf(() => submit(draft, { window, now: during, missing, team: [] }));
    expect([refusal.code, refusal.problem.status, refusal.errors]).toEqual(['application-incomplete', 422, missing]);
  });

  it('opens what was handed in again while the window is open, not after', () => {
    const { next, events } = reopenOwn(handedIn, window, during, alone);
    expect(next).toEqual(draft);
    expect(events[0]!.data).toMatchObject({ by: 'applicant' });
    expect(refusalOf(() => reopenOwn(handedIn, window, after, alone)).code).toBe('window-closed');
  });

  it('opens a withdrawn one again only where no other has taken its place, and so does an officer', () => {
    const another = { others: 1, allowed: 1 };
    const withdrawn = as('withdrawn');
    expect(refusalOf(() => reopenOwn(withdrawn, window, during, another)).code).toBe('application-limit');
    expect(refusalOf(() => reopenFor(withdrawn, later, during, another)).code).toBe('application-limit');
    expect(reopenOwn(withdrawn, window, during, { others: 1, allowed: 2 }).next.state).toBe('draft');
    expect(reopenOwn(handedIn, window, during, another).next.state).toBe('draft');
  });

  it.each<Application['state']>(['draft', 'returned', 'submitted', 'invited', 'not-invited'])(
    'withdraws one that is %s',
    (state) => expect(withdraw(as(state), 'moving away', during).next.state).toBe('withdrawn'),
  );
  it('withdraws no second time, and none whose round is over', () => {
    expect(refusalOf(() => withdraw(as('withdrawn'), null, during)).code).toBe('application-withdrawn');
    expect(refusalOf(() => withdraw(as('concluded'), null, during)).code).toBe('application-concluded');
  });

  it.each<Application['state']>(['submitted', 'withdrawn', 'invited', 'not-invited', 'concluded'])(
    'changes nothing of one that is %s',
    (state) => expect(refusalOf(() => editable(as(state))).code).toBe('application-not-editable'),
  );
  it.each<Application['state']>(['draft', 'returned'])('may change one that is %s', (state) =>
    expect(editable(as(state)).state).toBe(state),
  );
});

describe('an officer', () => {
  it('returns what was handed in, with a reason and a deadline, and takes it again until then', () => {
    const { next, events } = returnForRevision(handedIn, 'The budget lacks year 2.', later, after);
    expect(next).toMatchObject({ state: 'returned', reason: 'The budget lacks year 2.', dueAt: later });
    expect(typesOf(events)).toEqual(['chiron.grants.application.returned.v1']);
    expect(submit(next, { window, now: justBefore, missing: [], team: [] }).next.state).toBe('submitted');
  });

  it.each([
    ['returned', () => returnForRevision(handedIn, 'x', after, after)],
    ['reopened', () => reopenFor(handedIn, after, after, alone)],
    ['extended', () => extend(draft, after, window, after)],
    ['invited', () => invite(letter, after, after)],
  ])('sets no deadline in the past where it is %s', (_, work) => expect(refusalOf(work).code).toBe('due-in-past'));

  it('gives nobody less time than they have', () => {
    const sooner = (open: Application, dueAt: string) => refusalOf(() => extend(open, dueAt, window, during));
    expect(sooner(draft, '2026-12-15T22:29:59.999Z').errors).toEqual([
      { pointer: '/dueAt', detail: `must not be before ${window.graceUntil}, the deadline it has` },
    ]);
    expect(extend(draft, window.graceUntil, window, during).next.dueAt).toBe(window.graceUntil);
    expect(sooner(as('returned'), justBefore).code).toBe('validation-failed');
    expect(extend(as('returned'), later, window, during).next.dueAt).toBe(later);
  });

  it('reopens a withdrawn one after the window', () =>
    expect(reopenFor(as('withdrawn'), later, after, alone).next).toMatchObject({ state: 'draft', dueAt: later }));

  it('reopens none that is open, nor one whose round is over', () => {
    expect(refusalOf(() => reopenFor(draft, later, after, alone)).code).toBe('application-not-closed');
    expect(refusalOf(() => reopenFor(as('concluded'), later, after, alone)).code).toBe('application-concluded');
  });

  it('gives a draft longer, and that is told', () => {
    const { next, events } = extend(draft, later, window, after);
    expect(next.dueAt).toBe(later);
    expect(typesOf(events)).toEqual(['chiron.grants.application.deadline-extended.v1']);
    expect(refusalOf(() => extend(handedIn, later, window, after)).code).toBe('application-not-editable');
  });

  it('answers a letter of intent with an invitation or without', () => {
    expect(invited(invite(letter, null, during).next).dueAt).toBeNull();
    const not = declineLetter(letter, 'outside the aims').next;
    expect(not).toMatchObject({ state: 'not-invited', reason: 'outside the aims' });
    expect(refusalOf(() => invited(not)).code).toBe('letter-not-invited');
  });

  it('answers no full application so', () => {
    expect(refusalOf(() => invite(handedIn, null, during)).code).toBe('not-a-letter');
    expect(refusalOf(() => declineLetter(handedIn, 'x')).code).toBe('not-a-letter');
  });

  it('finds a draft not handed in, and a submitted one so', () => {
    expect(refusalOf(() => submitted(draft)).code).toBe('application-not-submitted');
    expect(submitted(handedIn)).toBe(handedIn);
  });

  it('ends its round once', () =>
    expect(conclude(handedIn, '2027-03-01').next).toMatchObject({ state: 'concluded', grantedOn: '2027-03-01' }));
});
