import type { Application } from './application.js';
import { introductionWords, takeUp } from './resubmission.js';

const draft = { id: 'new', applicantId: 'ana', state: 'draft' } as Application;
const earlier = { id: 'old', applicantId: 'ana', state: 'concluded' } as Application;
const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('an application takes up an earlier one', () => {
  it.each(['revise', 'decline'] as const)('that ended with %s', (outcome) =>
    expect(takeUp(draft, earlier, outcome, 'We changed it.')).toEqual({
      applicationId: 'new',
      earlierId: 'old',
      introduction: 'We changed it.',
    }),
  );
  it.each([
    ['was funded', earlier, 'fund'],
    ['was funded in part', earlier, 'fund-in-part'],
    ['was returned without review', earlier, null],
    ['is not announced', { ...earlier, state: 'submitted' }, 'decline'],
    ['is another applicant’s', { ...earlier, applicantId: 'ben' }, 'decline'],
    ['is itself', { ...earlier, id: 'new' }, 'decline'],
  ] as const)('but none that %s', (_, of, outcome) =>
    expect(codeOf(() => takeUp(draft, of as Application, outcome, 'x'))).toBe('not-resubmittable'),
  );
  it('only while it can be changed', () =>
    expect(codeOf(() => takeUp({ ...draft, state: 'submitted' } as Application, earlier, 'decline', 'x'))).toBe(
      'application-not-editable',
    ));
  it('with one page on what has changed', () => {
    const words = (n: number): string => Array.from({ length: n }, () => 'word').join(' ');
    expect(codeOf(() => takeUp(draft, earlier, 'revise', words(introductionWords)))).toBeUndefined();
    expect(codeOf(() => takeUp(draft, earlier, 'revise', words(introductionWords + 1)))).toBe('validation-failed');
  });
});
