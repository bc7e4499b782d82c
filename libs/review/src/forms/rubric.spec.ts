import { Refusal } from '@chiron/contracts/core';
import { changeRubric, draftRubric, faultsOf, mustBeComplete, totalOf, type RubricContent } from './rubric.js';

const nih = { least: 1, most: 9, best: 'least' } as const;
const content: RubricContent = {
  criteria: [
    { id: 'significance', title: 'Significance', kind: 'score', scale: nih, weight: 2, required: true },
    { id: 'approach', title: 'Approach', kind: 'score', scale: nih, required: true, critique: { least: 2, most: 5 } },
    { id: 'equity', title: 'Equity', kind: 'score', scale: nih, mayBeNotApplicable: true },
    { id: 'team', title: 'Team', kind: 'score', scale: nih, independent: true, weight: 5 },
    { id: 'ethics', title: 'Ethics', kind: 'judgement', required: true },
  ],
  overallImpact: { scale: nih, required: true },
};
const complete = {
  criteria: { significance: 2, approach: 5, equity: 'n/a', team: 9, ethics: { sufficient: true } },
  critiques: { approach: 'Sound but slow.' },
  overallImpact: 3,
} as const;
const pointers = (answers: Parameters<typeof faultsOf>[1], as: 'draft' | 'submitted' = 'submitted'): string[] =>
  faultsOf(content, answers, as).map((fault) => fault.pointer);
const refusal = (act: () => unknown): Refusal => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error;
  }
  throw new Error('nothing was refused');
};

describe('the total of a review', () => {
  test('is the weighted mean of what was answered', () => {
    expect(totalOf(content, { criteria: { significance: 2, approach: 5, equity: 4 } })).toBeCloseTo((4 + 5 + 4) / 4);
  });
  test('leaves N/A out: it is neither zero nor the best score', () => {
    expect(totalOf(content, complete)).toBeCloseTo((4 + 5) / 3);
    expect(totalOf(content, { criteria: { significance: 2, approach: 5 } })).toBeCloseTo((4 + 5) / 3);
  });
  test('does not count an independent criterion or a judgement', () => {
    const other = { criteria: { ...complete.criteria, team: 1, ethics: { sufficient: false } } };
    expect(totalOf(content, other)).toBe(totalOf(content, complete));
  });
  test('is nothing, not zero, where nothing was answered', () => {
    expect(totalOf(content, { criteria: { equity: 'n/a' } })).toBeNull();
  });
});

describe('a review that is submitted', () => {
  test('passes when complete, with N/A where that is allowed', () => {
    expect(pointers(complete)).toEqual([]);
    expect(() => mustBeComplete(content, complete)).not.toThrow();
  });
  test('is refused with every missing field; the overall impact is never filled in from the criteria', () => {
    const { errors, code } = refusal(() => mustBeComplete(content, { criteria: {} }));
    expect(code).toBe('review-not-complete');
    expect(errors.map((error) => error.pointer)).toEqual([
      '/criteria/significance',
      '/criteria/approach',
      '/critiques/approach',
      '/criteria/equity',
      '/criteria/ethics',
      '/overallImpact',
    ]);
  });
  test('may not say N/A where the criterion always applies', () => {
    expect(pointers({ ...complete, criteria: { ...complete.criteria, approach: 'n/a' } })).toEqual([
      '/criteria/approach',
    ]);
  });
  test.each([
    [1, true],
    [9, true],
    [0, false],
    [10, false],
    [2.5, false],
  ])('a score of %d is on the scale 1 to 9: %s', (score, good) => {
    expect(pointers({ ...complete, criteria: { ...complete.criteria, significance: score } }).length === 0).toBe(good);
  });
  test('needs a reason for *not sufficient*', () => {
    const without = { ...complete.criteria, ethics: { sufficient: false } };
    const given = { ...complete.criteria, ethics: { sufficient: false, reason: 'No consent form.' } };
    expect(pointers({ ...complete, criteria: without })).toEqual(['/criteria/ethics']);
    expect(pointers({ ...complete, criteria: given })).toEqual([]);
  });
  test('keeps to the limits of critiques, on both sides', () => {
    const critique = (words: number): string[] =>
      pointers({ ...complete, critiques: { approach: Array(words).fill('word').join(' ') } });
    expect([critique(1), critique(2), critique(5), critique(6)].map((faults) => faults.length)).toEqual([1, 0, 0, 1]);
  });
});

describe('a draft', () => {
  test('may lack anything, but holds no impossible value', () => {
    expect(pointers({ criteria: {} }, 'draft')).toEqual([]);
    expect(pointers({ criteria: { significance: 11, unknown: 3 } }, 'draft')).toEqual([
      '/criteria/unknown',
      '/criteria/significance',
    ]);
  });
});

describe('a rubric', () => {
  test('is changed in place while no review uses it', () => {
    const rubric = draftRubric('r', content);
    expect(changeRubric(rubric, content, 0)).toMatchObject({ newVersion: false, rubric: { version: 1 } });
  });
  test('is locked once a review exists: the change is a new version and says so', () => {
    const rubric = draftRubric('r', content);
    expect(changeRubric(rubric, content, 1)).toMatchObject({ newVersion: true, rubric: { version: 2 } });
    expect(rubric.version).toBe(1);
  });
  test('keeps the scale of what is ranked once a review exists; the rest may change', () => {
    const rubric = draftRubric('r', content);
    const other = { ...nih, most: 5 };
    const changed = { ...content, overallImpact: { scale: other, required: true } };
    expect(refusal(() => changeRubric(rubric, changed, 1)).errors).toMatchObject([{ pointer: '/overallImpact/scale' }]);
    expect(changeRubric(rubric, changed, 0).newVersion).toBe(false);
    const { overallImpact: _, ...without } = content;
    expect(refusal(() => changeRubric(rubric, without, 1)).errors).toMatchObject([{ pointer: '/overallImpact/scale' }]);
    const totals = draftRubric('r', without);
    const turned = without.criteria.map((one) => (one.kind === 'score' ? { ...one, scale: { ...nih, best: 'most' } as const } : one)); // prettier-ignore
    expect(refusal(() => changeRubric(totals, { criteria: turned }, 1)).errors).toMatchObject([
      { pointer: '/criteria' },
    ]);
    const fewer = { criteria: without.criteria.slice(1) };
    expect(changeRubric(totals, fewer, 1).newVersion).toBe(true);
    expect(changeRubric(rubric, { ...content, criteria: content.criteria.slice(0, 1) }, 1).newVersion).toBe(true);
  });
  test('names what is wrong with it', () => {
    const wrong: RubricContent = {
      criteria: [
        { id: 'a', title: 'A', kind: 'score', scale: { least: 5, most: 5, best: 'most' }, weight: 0 },
        { id: 'a', title: 'B', kind: 'score', scale: nih, critique: { least: 9, most: 3 } },
      ],
    };
    expect(refusal(() => draftRubric('r', wrong)).errors.map((error) => error.pointer)).toEqual([
      '/criteria/0/scale',
      '/criteria/0/weight',
      '/criteria/1/id',
      '/criteria/1/critique',
      '/criteria',
    ]);
  });
});
