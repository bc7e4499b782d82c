import { Refusal } from '@chiron/contracts/core';
import { lettersPerDay, refuseFlood, usable, type Link } from './links.js';

const link: Link = { applicationId: 'a1', purpose: 'consent', subjectId: 'm1', dueAt: '2026-12-15T22:00:00.000Z' };
const justBefore = '2026-12-15T21:59:59.999Z';
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'passed';
};

describe('a link', () => {
  it.each([
    ['up to its deadline', link, justBefore, 'consent', 'passed'],
    ['not from its deadline on', link, link.dueAt, 'consent', 'link-expired'],
    ['for nothing else, and does not say that there is one', link, justBefore, 'approval', 'not-found'],
    ['for nothing else, after its deadline neither', link, link.dueAt, 'reference', 'not-found'],
    ['only where there is one', undefined, justBefore, 'consent', 'not-found'],
  ] as const)('opens %s', (_, one, now, purpose, code) => expect(codeOf(() => usable(one, now, purpose))).toBe(code));

  it('goes out a hundred times a day for one application, and not once more', () => {
    expect(codeOf(() => refuseFlood(lettersPerDay - 1))).toBe('passed');
    expect(codeOf(() => refuseFlood(lettersPerDay))).toBe('letters-limit');
  });
});
