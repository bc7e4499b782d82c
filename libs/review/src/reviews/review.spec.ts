import { Refusal } from '@chiron/contracts/core';
import { draftRubric, type Answers, type Rubric } from '../forms/rubric.js';
import { adopt, beginReview, confirm, dueFor, reopen, submit, timeliness, write, type ReviewWindow } from './review.js';

const refusal = (act: () => unknown): Refusal | undefined => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  return undefined;
};
const code = (act: () => unknown): string => refusal(act)?.code ?? 'allowed';

const scale = { least: 1, most: 9, best: 'least' } as const;
const rubric: Rubric = draftRubric('rubric', {
  criteria: [
    { id: 'idea', title: 'Idea', kind: 'score', scale, required: true },
    { id: 'advice', title: 'Advice', kind: 'comment', goesTo: 'advice', required: true },
  ],
});
const whole: Answers = { criteria: { idea: 2 }, critiques: { advice: 'Name the evaluator.' } };
const window: ReviewWindow = { due: '2027-03-01T22:00:00.000Z', graceMinutes: 1_440 };
const inTime = '2027-03-01T22:00:00.000Z';
const late = '2027-03-02T22:00:00.000Z';
const over = '2027-03-02T22:00:00.001Z';
const draft = beginReview('R1', 'A', 'rev', rubric);
const written = write(draft, whole, rubric, 'rev', window, inTime);

describe('the time for a review', () => {
  test('ends at its due moment, then with its grace', () => {
    expect([inTime, '2027-03-01T22:00:00.001Z', late, over].map((now) => timeliness(window, now))).toEqual([
      'in-time',
      'late',
      'late',
      'over',
    ]);
  });
  test('has no grace where the committee gives none, and no end where nothing is due', () => {
    expect(timeliness({ due: inTime }, '2027-03-01T22:00:00.001Z')).toBe('over');
    expect(timeliness({}, over)).toBe('in-time');
  });
  test('is longer for who got an extension; an extension never makes it shorter', () => {
    expect(timeliness({ ...window, extendedTo: over }, over)).toBe('in-time');
    expect(dueFor({ ...window, extendedTo: '2027-02-01T00:00:00Z' })).toBe(window.due);
  });
});

describe('a review', () => {
  test('may be saved with anything missing, never with what the scale does not have', () => {
    const little = { criteria: {}, critiques: { advice: 'Name' } };
    expect(write(draft, little, rubric, 'rev', window, inTime)).toMatchObject({
      state: 'draft',
      revision: 2,
    });
    const no = refusal(() => write(draft, { criteria: { idea: 10 } }, rubric, 'rev', window, inTime));
    expect(no).toMatchObject({ code: 'answers-not-valid', errors: [{ pointer: '/criteria/idea' }] });
  });
  test('is the same when the same is saved again, whatever the order of its fields', () => {
    const turned = { critiques: whole.critiques!, criteria: whole.criteria };
    expect(write(written, turned, rubric, 'rev', window, inTime)).toBe(written);
    expect(write(draft, { criteria: {} }, rubric, 'rev', window, inTime)).toBe(draft);
    const other = { ...whole, critiques: { advice: 'Name the evaluator!' } };
    expect(write(written, other, rubric, 'rev', window, inTime).revision).toBe(written.revision + 1);
  });
  test('is submitted only when complete; text that is asked for is part of that', () => {
    const short = write(draft, { criteria: { idea: 2 } }, rubric, 'rev', window, inTime);
    const no = refusal(() => submit(short, rubric, 'rev', window, inTime));
    expect(no).toMatchObject({ code: 'review-not-complete', errors: [{ pointer: '/critiques/advice' }] });
    expect(submit(written, rubric, 'rev', window, inTime)).toMatchObject({ state: 'submitted', late: false });
  });
  test('is taken within grace, marked late, and not after', () => {
    expect(submit(written, rubric, 'rev', window, late)).toMatchObject({ state: 'submitted', late: true });
    expect(code(() => submit(written, rubric, 'rev', window, over))).toBe('review-window-closed');
    expect(code(() => write(draft, whole, rubric, 'rev', window, over))).toBe('review-window-closed');
  });
  test('is not written after it was submitted, until it is opened again', () => {
    const done = submit(written, rubric, 'rev', window, inTime);
    expect(code(() => write(done, whole, rubric, 'rev', window, inTime))).toBe('review-not-open');
    const again = reopen(done, 'rev', window, inTime);
    expect(code(() => write(again, whole, rubric, 'rev', window, inTime))).toBe('allowed');
    expect(code(() => reopen(again, 'rev', window, inTime))).toBe('review-not-open');
  });
  test('is opened again by its reviewer in time, by the chair at any time with a reason', () => {
    const done = submit(written, rubric, 'rev', window, inTime);
    expect(code(() => reopen(done, 'rev', window, over))).toBe('review-window-closed');
    expect(code(() => reopen(done, 'chair', window, over, ' '))).toBe('reason-needed');
    expect(reopen(done, 'chair', window, over, 'Two pages were missing.').state).toBe('draft');
  });
});

describe('a review that an officer enters for a reviewer', () => {
  const entered = submit(
    write(beginReview('R2', 'A', 'rev', rubric, 'officer'), whole, rubric, 'officer', window, inTime),
    rubric,
    'officer',
    window,
    inTime,
  );
  test('waits until that reviewer confirms it; nobody else can', () => {
    expect(entered).toMatchObject({ state: 'unconfirmed', enteredBy: 'officer' });
    expect(code(() => confirm(entered, 'officer', late))).toBe('confirmed-by-reviewer-only');
    expect(confirm(entered, 'rev', late)).toMatchObject({
      state: 'submitted',
      enteredBy: 'officer',
      confirmedAt: late,
    });
  });
  test('is confirmed once, and a review of one’s own needs none', () => {
    expect(code(() => confirm(confirm(entered, 'rev', late), 'rev', late))).toBe('review-not-open');
    expect(code(() => confirm(submit(written, rubric, 'rev', window, inTime), 'rev', inTime))).toBe('review-not-open');
  });
  test('is opened again for the officer while it is not confirmed, and for the reviewer after', () => {
    const corrected = reopen(entered, 'officer', window, inTime, 'A slip of the pen.');
    expect(corrected).toMatchObject({ state: 'draft', enteredBy: 'officer' });
    expect(reopen(confirm(entered, 'rev', late), 'chair', window, late, 'A page was missing.')).not.toHaveProperty('enteredBy'); // prettier-ignore
  });
  test('becomes the reviewer’s own when the reviewer writes on', () => {
    const mine = write(reopen(entered, 'rev', window, inTime), whole, rubric, 'rev', window, inTime);
    expect(submit(mine, rubric, 'rev', window, inTime)).toMatchObject({ state: 'submitted' });
    expect(mine).not.toHaveProperty('enteredBy');
  });
});

describe('a draft moved to a newer rubric', () => {
  const newer: Rubric = {
    ...draftRubric('rubric', {
      criteria: [
        { id: 'idea', title: 'Idea', kind: 'score', scale: { ...scale, most: 5 } },
        { id: 'advice', title: 'Advice', kind: 'comment', goesTo: 'advice', critique: { most: 1 } },
      ],
    }),
    version: 2,
  };
  test('keeps the answers that fit, and every text', () => {
    expect(adopt(written, newer)).toMatchObject({ rubricVersion: 2, answers: whole });
    const nine = write(draft, { ...whole, criteria: { idea: 9 } }, rubric, 'rev', window, inTime);
    expect(adopt(nine, newer).answers).toEqual({ criteria: {}, critiques: whole.critiques });
  });
  test('does not change a review that was submitted, nor one that has it already', () => {
    expect(code(() => adopt(submit(written, rubric, 'rev', window, inTime), newer))).toBe('review-not-open');
    expect(adopt(written, rubric)).toBe(written);
  });
});
