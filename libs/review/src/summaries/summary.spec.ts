import { Refusal } from '@chiron/contracts/core';
import { draftRubric } from '../forms/rubric.js';
import { anonymous, approveSummary, draftSummary, editSummary, SUMMARY_WORDS, type Summary } from './summary.js';

const code = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'allowed';
};
const scale = { least: 1, most: 9, best: 'least' } as const;
const rubric = draftRubric('r', {
  criteria: [
    { id: 'idea', title: 'Idea', kind: 'score', scale },
    { id: 'ethics', title: 'Ethics', kind: 'judgement' },
    { id: 'tips', title: 'Advice', kind: 'comment', goesTo: 'advice' },
    { id: 'inside', title: 'For the committee', kind: 'comment', goesTo: 'committee-only' },
  ],
  overallImpact: { scale, required: true },
});
const one = {
  rubric,
  answers: {
    criteria: { idea: 2, ethics: { sufficient: false, reason: 'No consent form.' } },
    critiques: { idea: 'Fresh.', tips: 'Add a control.', inside: 'I know this group well.' },
    overallImpact: 3,
  },
};
const other = {
  rubric,
  answers: { criteria: { idea: 8 }, critiques: { idea: 'Done before.', tips: 'Add a control.' }, overallImpact: 7 },
};
const draft: Summary = { application: 'A', strengths: 'S', weaknesses: '', advice: '', state: 'draft', revision: 1 };

describe('a summary statement', () => {
  test('is drafted from the critiques: by the half of the scale, by what the rubric says, equal advice once', () => {
    expect(draftSummary([one, other])).toEqual({
      strengths: 'Idea: Fresh.',
      weaknesses: 'Ethics: No consent form.\n\nIdea: Done before.',
      advice: 'Add a control.',
    });
    expect(draftSummary([other, one])).toEqual(draftSummary([one, other]));
  });
  test('never holds what is for the committee alone', () => {
    expect(JSON.stringify([draftSummary([one]), anonymous([one])])).not.toContain('know this group');
  });
  test('is approved once it says something; editing takes the approval away', () => {
    const approved = approveSummary(draft, 'chair', '2027-05-01T00:00:00Z');
    expect(approved).toMatchObject({ state: 'approved', approvedBy: 'chair' });
    expect(code(() => approveSummary(approved, 'chair', ''))).toBe('summary-not-draft');
    expect(code(() => approveSummary({ ...draft, strengths: ' ' }, 'chair', ''))).toBe('summary-not-valid');
    expect(editSummary(approved, { strengths: 'T', weaknesses: '', advice: '' })).toEqual({
      ...draft,
      strengths: 'T',
      revision: 3,
    });
  });
  test('has at most so many words in each part', () => {
    const words = (n: number) => ({ strengths: Array(n).fill('w').join(' '), weaknesses: '', advice: '' });
    expect(code(() => editSummary(draft, words(SUMMARY_WORDS)))).toBe('allowed');
    expect(code(() => editSummary(draft, words(SUMMARY_WORDS + 1)))).toBe('summary-not-valid');
  });
});

describe('critiques as the applicant reads them', () => {
  test('have scores of criteria, no overall impact, and no order that tells who wrote them', () => {
    expect(anonymous([one, other])).toEqual(anonymous([other, one]));
    expect(anonymous([other])).toEqual([
      {
        label: 'Critique 1',
        criteria: [
          { title: 'Idea', score: 8, text: 'Done before.' },
          { title: 'Advice', text: 'Add a control.' },
        ],
      },
    ]);
  });
});
