import { ApplicationDeadlineExtended, ApplicationReopened } from '@chiron/contracts/grants';
import type { Application } from './application.js';
import { lettersOf, type Lettered, type LetterFacts } from './application-letters.js';
import type { Approval } from './approval.js';
import type { Wish } from './correspondence.js';
import type { Member } from './team.js';

const held = {
  id: 'a1',
  number: '2027-MECG-7KQ4',
  applicantId: 'p1',
  callId: 'c1',
  dueAt: null,
  submittedAt: '2026-12-01T09:00:00.000Z',
  reason: 'Say more.',
};
const known = (application: Application, more: object = {}): Lettered => ({
  application,
  members: [],
  approval: null,
  ...more,
});
const letters = (present: Lettered, next: Lettered, events: LetterFacts['events'] = []): Wish[] =>
  lettersOf({
    present,
    next,
    events,
    revision: 3,
    callTitle: 'Grants',
    timeZone: 'America/Denver',
    full: {
      stage: 'full',
      opensAt: '2026-11-01T13:00:00.000Z',
      closesAt: '2026-12-15T22:00:00.000Z',
      graceUntil: '2026-12-15T22:00:00.000Z',
    },
    link: 'https://x.example/a1',
  });
const application = (state: string, more: object = {}) => ({ ...held, ...more, state }) as unknown as Application;
const of = (state: string, more: object = {}, events: LetterFacts['events'] = [], before = 'before') =>
  letters(known(application(before)), known(application(state, more)), events)[0];

const dueAt = '2026-12-22T22:00:00.000Z';
const facts = {
  applicationId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e70',
  callId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e60',
  stage: 'full' as const,
  applicantId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e50',
};
const said = { number: held.number, call: 'Grants', link: 'https://x.example/a1' };

describe('an applicant', () => {
  it.each([
    ['submitted', 'application-submitted', { at: 'December 1, 2026 at 2:00 AM (America/Denver)' }],
    ['returned', 'application-returned', { reason: 'Say more.', due: 'December 22, 2026 at 3:00 PM (America/Denver)' }],
    ['invited', 'letter-invited', { due: 'December 22, 2026 at 3:00 PM (America/Denver)' }],
    ['not-invited', 'letter-not-invited', { reason: 'Say more.' }],
  ] as const)('hears by letter that it is %s, once for each time', (state, kind, words) => {
    const wish = of(state, { dueAt })!;
    expect([wish.kind, wish.key, wish.personId]).toEqual([kind, `${kind}:a1:3`, 'p1']);
    expect(wish.values('en')).toEqual({ ...said, ...words });
    expect(of(state, { dueAt }, [], state)).toBeUndefined();
  });

  it('is invited until the window of the full application closes, where nothing else is said', () =>
    expect(of('invited')!.values('es')).toMatchObject({
      due: expect.stringMatching(/15 de diciembre de 2026.*15:00/),
    }));

  it.each(['draft', 'withdrawn', 'concluded'])('hears nothing by this letter of one that is %s', (state) =>
    expect(of(state)).toBeUndefined(),
  );

  it('hears that an officer opened it again, and nothing where they did so themselves', () => {
    const reopened = (by: 'officer' | 'applicant') =>
      of('draft', { dueAt }, [ApplicationReopened.of({ ...facts, by })], 'submitted');
    expect(reopened('officer')).toMatchObject({ kind: 'application-reopened', key: 'application-reopened:a1:3' });
    expect(reopened('applicant')).toBeUndefined();
  });

  it('hears how much longer they have, each time that it is said', () => {
    const wish = of('draft', { dueAt }, [ApplicationDeadlineExtended.of({ ...facts, dueAt })], 'draft')!;
    expect([wish.kind, wish.key]).toEqual(['deadline-extended', 'deadline-extended:a1:3']);
    expect(wish.values('en')).toEqual({ ...said, due: 'December 22, 2026 at 3:00 PM (America/Denver)' });
  });

  const member = (consent: Member['consent']) => known(application('draft'), { members: [{ id: 'm1', name: 'Åsa O’Neill', consent }] }); // prettier-ignore
  it.each([
    ['asked', 'given', ['consent-given']],
    ['asked', 'declined', ['consent-declined']],
    ['given', 'declined', ['consent-declined']],
    ['given', 'given', []],
    ['given', 'asked', []],
  ] as const)('hears of a member whose consent was %s and is %s: %j', (before, after, kinds) => {
    const wishes = letters(member(before), member(after));
    expect(wishes.map(({ kind }) => kind)).toEqual(kinds);
    for (const wish of wishes) expect(wish.values('es')).toEqual({ ...said, who: 'Åsa O’Neill' });
  });

  it('hears nothing of a member whom they name or remove themselves', () => {
    const none = known(application('draft'));
    expect([letters(none, member('asked')), letters(member('given'), none)]).toEqual([[], []]);
  });

  const asked = (state: Approval['state'], comment: string | null = null, id = 'ap1') => known(application('draft'), { approval: { id, name: 'Dr. Chair', state, comment } }); // prettier-ignore
  it('hears once what the department chair answers, in the chair’s words', () => {
    const [no, ...more] = letters(asked('asked'), asked('declined', 'Not this year.'));
    expect([no!.kind, no!.key, more]).toEqual(['approval-declined', 'approval-declined:a1:3', []]);
    expect(no!.values('en')).toEqual({ ...said, who: 'Dr. Chair', comment: 'Not this year.' });
    expect(letters(asked('asked'), asked('approved'))[0]!.values('en')).toMatchObject({ comment: '' });
    expect(letters(asked('approved'), asked('approved'))).toEqual([]);
    expect(letters(asked('approved'), asked('asked', null, 'ap2'))).toEqual([]);
  });
});
