import { Refusal } from '@chiron/contracts/core';
import { asApplicant, asEditor, asOfficer, asReader, partOf, type Entry, type Part } from './access.js';
import type { Application, ApplicationState } from './application.js';

const circle = {
  applicantId: 'pi',
  members: [
    { personId: 'edits', access: 'edit', consents: true },
    { personId: 'reads', access: 'read', consents: true },
    { personId: 'nothing', access: 'none', consents: true },
    { personId: 'asked', access: 'edit', consents: false },
    { personId: null, access: 'edit', consents: true },
  ] as const,
};
const entry = (as: Part, state: ApplicationState = 'submitted', handedIn = state !== 'draft'): Entry => ({
  application: { state } as Application,
  revision: 1,
  personId: 'p',
  as,
  handedIn,
});
const passes = (work: () => unknown): boolean => {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'forbidden') return false;
    throw error;
  }
};

describe('an application', () => {
  it.each([
    ['pi', false, 'applicant'],
    ['edits', false, 'editor'],
    ['reads', false, 'reader'],
    ['nothing', false, undefined],
    ['asked', false, undefined],
    ['stranger', false, undefined],
    ['stranger', true, 'officer'],
    ['pi', true, 'applicant'],
    ['edits', true, 'editor'],
    ['nothing', true, undefined],
    ['asked', true, undefined],
  ] as const)('is met by %s (an officer: %s) as %s', (person, officer, part) =>
    expect(partOf(circle, person, officer)).toBe(part),
  );

  it.each<[string, (one: Entry) => unknown, Part[]]>([
    ['handed in by', asApplicant, ['applicant']],
    ['written by', asEditor, ['applicant', 'editor']],
    ['returned by', asOfficer, ['officer']],
    ['read by', asReader, ['applicant', 'editor', 'reader', 'officer']],
  ])('is %s whom it may be', (_, gate, parts) =>
    expect(
      (['applicant', 'editor', 'reader', 'officer'] as Part[]).filter((as) => passes(() => gate(entry(as)))),
    ).toEqual(parts),
  );

  it('as a draft is read by nobody but its own', () => {
    expect(passes(() => asReader(entry('officer', 'draft')))).toBe(false);
    expect(passes(() => asReader(entry('reader', 'draft')))).toBe(true);
    expect(passes(() => asReader(entry('officer', 'returned')))).toBe(true);
    expect(passes(() => asReader(entry('officer', 'withdrawn', false)))).toBe(false);
    expect(passes(() => asReader(entry('reader', 'withdrawn', false)))).toBe(true);
    expect(passes(() => asReader(entry('officer', 'withdrawn', true)))).toBe(true);
  });
});
