import { Refusal } from '@chiron/contracts/core';
import { change } from './call-change.js';
import {
  close,
  newCall,
  publish,
  windowOf,
  windowState,
  type Call,
  type CallSettings,
  type DraftCall,
  type FormInUse,
} from './call.js';
import { defaultReview, type ReviewSettings } from './review-settings.js';

const settings: CallSettings = {
  code: '2027-MECG',
  year: 2027,
  page: { title: 'Challenge', summary: 'Better teaching.', description: '', contact: null, language: 'en' },
  timeZone: 'America/New_York',
  stages: [
    { stage: 'letter', opensAt: '2026-09-01T09:00', closesAt: '2026-10-01T17:00', graceMinutes: 30 },
    { stage: 'full', opensAt: '2026-11-02T09:00', closesAt: '2026-12-15T17:00', graceMinutes: 0 },
  ],
  award: { currency: 'USD', maxMinor: 2_500_000, budgetMinor: 20_000_000, maxGrants: 8 },
  blinding: 'applicants',
  external: false,
  approverId: 'dean',
  eligibility: [],
  review: defaultReview,
};
const forms: FormInUse[] = [
  { stage: 'letter', currency: null },
  { stage: 'full', currency: 'USD' },
];
const before = '2026-08-01T00:00:00.000Z';
const draft = (more: Partial<CallSettings> = {}): DraftCall =>
  newCall({ ...settings, ...more }, { id: 'c', by: 'olga', now: before });
const published = (more: Partial<CallSettings> = {}) => publish(draft(more), forms, before).next;
const refused = (act: () => unknown): [string, string[]] => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return [error.code, error.errors.map(({ pointer }) => pointer)];
    throw error;
  }
  return ['nothing', []];
};

describe('the window of a stage', () => {
  const letter = windowOf(settings, 'letter')!;
  it.each([
    ['2026-09-01T12:59:59.999Z', 'not-open'],
    ['2026-09-01T13:00:00.000Z', 'open'],
    ['2026-10-01T20:59:59.999Z', 'open'],
    ['2026-10-01T21:00:00.000Z', 'grace'],
    ['2026-10-01T21:29:59.999Z', 'grace'],
    ['2026-10-01T21:30:00.000Z', 'closed'],
  ])('at %s is %s', (now, state) => expect(windowState(letter, now)).toBe(state));

  it('without grace closes at once', () => {
    const full = windowOf(settings, 'full')!;
    expect(windowState(full, '2026-12-15T22:00:00.000Z')).toBe('closed');
  });

  it('is in the applicant’s favour where the clocks show an hour twice', () => {
    const twice = { ...settings, stages: [{ ...settings.stages[1]!, opensAt: '2026-11-01T01:30', closesAt: '2026-11-01T01:45' }] }; // prettier-ignore
    expect(windowOf(twice, 'full')).toMatchObject({ opensAt: '2026-11-01T05:30:00.000Z', closesAt: '2026-11-01T06:45:00.000Z' }); // prettier-ignore
  });

  it('is none of a call without that stage', () => {
    expect(windowOf({ ...settings, stages: [settings.stages[1]!] }, 'letter')).toBeUndefined();
  });
});

describe('a draft', () => {
  it.each([
    ['stages in the wrong order', { stages: settings.stages.toReversed() }, ['/stages']],
    ['a letter alone', { stages: [settings.stages[0]!] }, ['/stages']],
    [
      'a window that ends as it begins',
      { stages: [{ ...settings.stages[1]!, closesAt: settings.stages[1]!.opensAt }] },
      ['/stages/0/closesAt'],
    ],
    [
      'stages that overlap',
      { stages: [settings.stages[0]!, { ...settings.stages[1]!, opensAt: '2026-10-01T16:59' }] },
      ['/stages/1/opensAt'],
    ],
    ['a grant above all there is', { award: { ...settings.award, maxMinor: 20_000_001 } }, ['/award/maxMinor']],
  ])('cannot have %s', (_, more, pointers) =>
    expect(refused(() => draft(more))).toEqual(['validation-failed', pointers]),
  );

  it.each([
    ['stages that touch', { stages: [settings.stages[0]!, { ...settings.stages[1]!, opensAt: '2026-10-01T17:00' }] }],
    ['one grant that takes all', { award: { ...settings.award, maxMinor: 20_000_000 } }],
    ['one stage', { stages: [settings.stages[1]!] }],
  ])('can have %s', (_, more) => expect(draft(more).state).toBe('draft'));

  it('is published once every stage has a form and somebody decides', () => {
    expect(refused(() => publish(draft({ approverId: null }), [forms[0]!], before))).toEqual([
      'call-incomplete',
      ['/approverId', '/stages/1'],
    ]);
    const { next, events } = publish(draft(), forms, before);
    expect([next.state, events.map(({ data }) => data)]).toEqual([
      'published',
      [expect.objectContaining({ callId: 'c', code: '2027-MECG', stages: expect.any(Array) })],
    ]);
    expect(refused(() => publish(next, forms, before))[0]).toBe('call-not-draft');
  });

  it('is published with the money of its forms, in no other currency', () => {
    const inEuro: FormInUse[] = [forms[0]!, { stage: 'full', currency: 'EUR' }];
    expect(refused(() => publish(draft(), inEuro, before))).toEqual(['call-incomplete', ['/award/currency']]);
    expect(publish(draft(), [forms[0]!, { stage: 'full', currency: null }], before).next.state).toBe('published');
  });

  const host = { institution: 'sis/school', domains: ['school.example'] };
  const byInstitution = { ...defaultReview, conflicts: { unit: { level: 'institution' as const, years: 3 } } };
  it.each([
    [
      'takes people from outside',
      { external: true },
      { external: true, review: { ...defaultReview, conflicts: { host } } },
    ],
    [
      'compares institutions',
      { review: byInstitution },
      { review: { ...byInstitution, conflicts: { ...byInstitution.conflicts, host } } },
    ],
  ])('that %s is published once it names its host', (_, without, named) => {
    expect(refused(() => publish(draft(without), forms, before))).toEqual([
      'call-incomplete',
      ['/review/conflicts/host'],
    ]);
    expect(publish(draft(named), forms, before).next.state).toBe('published');
  });

  it('is published up to its last moment, not at it', () => {
    const last = '2026-12-15T21:59:59.999Z';
    expect(publish(draft(), forms, last).next.state).toBe('published');
    expect(refused(() => publish(draft(), forms, '2026-12-15T22:00:00.000Z'))).toEqual([
      'call-incomplete',
      ['/stages/1/closesAt'],
    ]);
  });

  it('changes in everything, and tells nobody', () => {
    const { next, events } = change(draft(), { code: 'x', blinding: 'none', stages: [settings.stages[1]!] });
    expect([next.code, next.stages.length, events]).toEqual(['x', 1, []]);
  });
});

describe('a published call', () => {
  const full = settings.stages[1]!;
  const withFull = (more: object) => ({ stages: [settings.stages[0]!, { ...full, ...more }] });
  const review = (more: Partial<ReviewSettings>) => ({ review: { ...defaultReview, ...more } });
  it.each([
    ['its code', { code: 'other' }, ['/code']],
    ['what applicants must be', { eligibility: [{ rule: 'level', positions: ['faculty'] }] }, ['/eligibility']],
    ['what reviewers know', { blinding: 'none' }, ['/blinding']],
    ['whom it is for', { external: true }, ['/external']],
    ['the score of record', review({ scoreOfRecord: 'vote' }), ['/review/scoreOfRecord']],
    ['the level of its intervals', review({ intervalLevel: 0.95 }), ['/review/intervalLevel']],
    ['what is asked of reviewers', review({ rubric: { criteria: [] } }), ['/review/rubric']],
    ['which conflicts count', review({ conflicts: {} }), ['/review/conflicts']],
    ['what reviewers sign', review({ aiToolsRule: 'Anything goes.' }), ['/review/aiToolsRule']],
    ['the days of an appeal to fewer', review({ appealDays: 13 }), ['/review/appealDays']],
    ['the grace of reviewers to less', review({ lateGraceHours: 23 }), ['/review/lateGraceHours']],
    ['an opening', withFull({ opensAt: '2026-11-02T10:00' }), ['/stages/1/opensAt']],
    ['a closing to an earlier one', withFull({ closesAt: '2026-12-15T16:59' }), ['/stages/1/closesAt']],
    ['a stage away', { stages: [full] }, ['/stages/0/stage', '/stages']],
  ] as [string, Partial<CallSettings>, string[]][])('does not change %s', (_, wish, pointers) =>
    expect(refused(() => change(published(), wish))).toEqual(['call-not-draft', pointers]),
  );

  it('may change how many reviews are written and by whom, and may give longer', () => {
    const wish = review({
      reviewsPerApplication: 4,
      reviewsPerReviewer: 2,
      gap: 0,
      appealDays: 15,
      lateGraceHours: 25,
    });
    expect(change(published(), wish).next.review).toMatchObject(wish.review);
  });

  it('may say when reviews are due, and then only give longer', () => {
    const [noon, one] = ['2027-01-10T12:00:00.000Z', '2027-01-10T13:00:00.000Z'];
    const due = change(published(), review({ reviewsDueAt: noon })).next;
    expect(change(due, review({ reviewsDueAt: one })).next.review.reviewsDueAt).toBe(one);
    for (const reviewsDueAt of ['2027-01-10T11:59:59.999Z', null])
      expect(refused(() => change(due, review({ reviewsDueAt })))).toEqual([
        'call-not-draft',
        ['/review/reviewsDueAt'],
      ]);
  });

  it('takes what says the same for the same, in whatever order its members stand', () => {
    const rule = { rule: 'years', atLeast: 2, positions: ['faculty'] } as const;
    const other = { positions: ['faculty'], atLeast: 2, rule: 'years' } as const;
    expect(change(published({ eligibility: [rule] }), { eligibility: [other] }).events).toEqual([]);
  });

  it('may close later, and tells which window', () => {
    const { events } = change(published(), withFull({ closesAt: '2026-12-15T17:01' }));
    expect(events.map(({ data }) => data)).toEqual([
      { callId: 'c', stage: 'full', closesAt: '2026-12-15T22:01:00.000Z', graceUntil: '2026-12-15T22:01:00.000Z' },
    ]);
  });

  it('may change its texts and who decides, and tells nobody', () => {
    expect(change(published(), { approverId: 'director' }).events).toEqual([]);
  });

  it('ends without a reason once its last window is over, not before', () => {
    const over = '2026-12-15T22:00:00.000Z';
    expect(close(published(), null, over)).toMatchObject({
      next: { state: 'closed' },
      events: [{ data: { early: false } }],
    });
    expect(refused(() => close(published(), ' ', '2026-12-15T21:59:59.999Z'))).toEqual([
      'call-window-open',
      ['/reason'],
    ]);
    expect(close(published(), 'No money.', before).events[0]!.data).toMatchObject({ early: true });
  });

  it('ends once, and a draft never', () => {
    const closed: Call = close(published(), 'No money.', before).next;
    expect(refused(() => close(closed, 'x', before))[0]).toBe('call-over');
    expect(refused(() => change(closed, {}))[0]).toBe('call-over');
    expect(refused(() => close(draft(), 'x', before))[0]).toBe('call-not-published');
  });
});
