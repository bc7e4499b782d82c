import { lookAt, type Checks } from './administrative-review.js';
import { answerAppeal, appeal, type OpenAppeal } from './appeal.js';
import type { Submitted } from './application.js';
import type { AnnouncedRound } from './round.js';

const now = '2027-01-10T12:00:00.000Z';
const application: Submitted = {
  id: 'a', number: 'N', callId: 'call', stage: 'full', formVersion: 1, applicantId: 'ana', letterId: null,
  answersVersion: 3, dueAt: null, state: 'submitted', submittedAt: '2027-01-01T00:00:00.000Z', late: false,
}; // prettier-ignore
const checks = (more: Partial<Checks> = {}): Checks => ({
  complete: { holds: true, note: null },
  eligible: { holds: true, note: null },
  responsive: { holds: true, note: null },
  ...more,
});
const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('the first look', () => {
  const look = (given: Checks, reason: string | null = null, of = application) =>
    lookAt(of, { checks: given, reason, by: 'olga', at: now });

  it('lets through what holds in all three, silently', () => {
    const { review, next, events } = look(checks());
    expect([review.outcome, next, events]).toEqual(['accepted', application, []]);
  });
  it.each(['complete', 'eligible', 'responsive'] as const)('returns what is not %s, for a reason', (name) => {
    const failing = checks({ [name]: { holds: false, note: null } });
    expect(codeOf(() => look(failing))).toBe('return-unexplained');
    expect(codeOf(() => look(failing, '  '))).toBe('return-unexplained');
    const { review, next, events } = look(failing, 'It is late.');
    expect([review.outcome, next.state, events[0]!.data]).toEqual([
      'returned-without-review',
      'concluded',
      expect.objectContaining({ failed: [name] }),
    ]);
  });
  it('is for full applications, not for letters of intent', () =>
    expect(codeOf(() => look(checks(), null, { ...application, stage: 'letter' }))).toBe('not-a-full-application'));
});

describe('an appeal', () => {
  const round: AnnouncedRound = {
    callId: 'call', state: 'announced', decidedBy: 'dean', decidedAt: now, announcedBy: 'olga', announcedAt: now, appealUntil: now,
  }; // prettier-ignore
  const made = (at = now, present: OpenAppeal | null = null, until: string | null = now) =>
    appeal({ ...round, appealUntil: until }, present, { applicationId: 'a', grounds: 'g', by: 'ana', at });
  it('is taken until the last moment of its window, once', () => {
    expect(made().state).toBe('open');
    expect(codeOf(() => made('2027-01-10T12:00:00.001Z'))).toBe('appeal-window-closed');
    expect(codeOf(() => made(now, null, null))).toBe('appeal-window-closed');
    expect(codeOf(() => made(now, made()))).toBe('appeal-exists');
  });
  it('is answered once, by somebody who did not decide', () => {
    const answer = { upheld: true, reason: 'r', by: 'olga', at: now };
    expect(answerAppeal(made(), round, answer).state).toBe('upheld');
    expect(answerAppeal(made(), round, { ...answer, upheld: false }).state).toBe('dismissed');
    expect(codeOf(() => answerAppeal(made(), round, { ...answer, by: 'dean' }))).toBe('appeal-by-decider');
    expect(codeOf(() => answerAppeal(answerAppeal(made(), round, answer), round, answer))).toBe('appeal-decided');
    expect(codeOf(() => answerAppeal(null, round, answer))).toBe('not-found');
  });
});
