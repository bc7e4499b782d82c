import type { OutcomeTold } from './outcomes.js';
import { takenUp, textsOfTakenUp } from './taken-up.js';

const resubmission = { applicationId: 'new', earlierId: 'old', introduction: 'We asked learners.' };
const told = {
  applicationId: 'old',
  number: '2026-MECG-7KQ4',
  outcome: 'revise',
  summary: { strengths: 'Clear.', weaknesses: ' ', advice: 'Ask learners.' },
  critiques: [
    {
      label: 'Critique 1',
      criteria: [
        { title: 'Aims', score: 2 },
        { title: 'Approach', text: 'Thin.' },
      ],
    },
  ],
} as unknown as OutcomeTold;

describe('what goes to reviewers with a resubmission', () => {
  it('is its introduction with the outcome and the critiques, by no number that tells who it was', () => {
    const shown = takenUp(resubmission, told);
    expect(shown).toEqual({
      introduction: 'We asked learners.',
      earlier: { outcome: 'revise', summary: told.summary, critiques: told.critiques },
    });
    expect(JSON.stringify(shown)).not.toMatch(/7KQ4|"old"/);
  });
  it('is searched in each text that somebody wrote, and in nothing else', () =>
    expect(textsOfTakenUp(takenUp(resubmission, told)).map(({ place, text }) => [place, text])).toEqual([
      [{ in: 'resubmission', pointer: '/resubmission/introduction' }, 'We asked learners.'],
      [{ in: 'resubmission', pointer: '/resubmission/earlier/summary/strengths' }, 'Clear.'],
      [{ in: 'resubmission', pointer: '/resubmission/earlier/summary/advice' }, 'Ask learners.'],
      [{ in: 'resubmission', pointer: '/resubmission/earlier/critiques/0/criteria/1/text' }, 'Thin.'],
    ]));
});
