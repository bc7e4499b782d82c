import type { Application } from './application.js';
import { letterOf } from './application-letters.js';

const held = {
  id: 'a1',
  number: '2027-MECG-7KQ4',
  applicantId: 'p1',
  callId: 'c1',
  dueAt: null,
  submittedAt: '2026-12-01T09:00:00.000Z',
  reason: 'Say more.',
};
const of = (state: Application['state'], more: object = {}) =>
  letterOf({
    application: { ...held, ...more, state } as unknown as Application,
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

describe('an applicant', () => {
  it.each([
    ['submitted', 'application-submitted', { at: 'December 1, 2026 at 2:00 AM (America/Denver)' }],
    ['returned', 'application-returned', { reason: 'Say more.', due: 'December 22, 2026 at 3:00 PM (America/Denver)' }],
    ['invited', 'letter-invited', { due: 'December 22, 2026 at 3:00 PM (America/Denver)' }],
    ['not-invited', 'letter-not-invited', { reason: 'Say more.' }],
  ] as const)('hears by letter that it is %s, once for each time', (state, kind, words) => {
    const wish = of(state, { dueAt: '2026-12-22T22:00:00.000Z' })!;
    expect([wish.kind, wish.key, wish.personId]).toEqual([kind, `${kind}:a1:3`, 'p1']);
    expect(wish.values('en')).toEqual({ number: held.number, call: 'Grants', link: 'https://x.example/a1', ...words });
  });

  it('is invited until the window of the full application closes, where nothing else is said', () =>
    expect(of('invited')!.values('es')).toMatchObject({
      due: expect.stringMatching(/15 de diciembre de 2026.*15:00/),
    }));

  it.each(['draft', 'withdrawn', 'concluded'] as const)('hears nothing by this letter of one that is %s', (state) =>
    expect(of(state)).toBeUndefined(),
  );
});
