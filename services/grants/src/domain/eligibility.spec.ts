import {
  asks,
  eligibility,
  fullYears,
  type EarlierApplication,
  type EligibilityRule,
  type Waiver,
} from './eligibility.js';
import type { Affiliation, PersonFacts } from './people-facts.js';
import { ruleFaults } from './rule-faults.js';

const today = '2026-09-01';
const affiliation = (more: Partial<Affiliation> = {}): Affiliation => ({
  organisation: 'sis/d1',
  name: 'Pediatrics',
  unit: 'department',
  within: [],
  position: 'faculty',
  primary: false,
  since: '2021-09-01',
  until: null,
  ...more,
});
const person = (...affiliations: Affiliation[]): PersonFacts => ({
  personId: 'p',
  names: [],
  emails: [],
  orcid: null,
  affiliations,
  level: null,
});
const application = (more: Partial<EarlierApplication> = {}): EarlierApplication => ({
  applicationId: 'a',
  callId: 'other',
  state: 'submitted',
  submittedOn: '2025-09-01',
  grantedOn: null,
  ...more,
});
const ask = (
  rule: EligibilityRule,
  facts: PersonFacts,
  { earlier = [], waivers = [], applicationId }: { earlier?: EarlierApplication[]; waivers?: Waiver[]; applicationId?: string } = {},
) => eligibility({ callId: 'this', rules: [rule], facts, earlier, waivers, today, ...(applicationId && { applicationId }) }); // prettier-ignore
const outcome = (...question: Parameters<typeof ask>) => ask(...question).rules[0]!.outcome;

describe('whether somebody may apply', () => {
  it.each([
    ['there today, by name', affiliation(), 'met'],
    ['there by id', affiliation({ name: 'Kinderklinik', organisation: 'sis/d9' }), 'met'],
    ['there until today', affiliation({ until: today }), 'met'],
    ['there until yesterday', affiliation({ until: '2026-08-31' }), 'not-met'],
    ['there from today', affiliation({ since: today }), 'met'],
    ['there from tomorrow', affiliation({ since: '2026-09-02' }), 'not-met'],
    ['elsewhere', affiliation({ name: 'Surgery', organisation: 'sis/d2' }), 'not-met'],
  ])('by an organisation: %s', (_, one, expected) => {
    expect(outcome({ rule: 'affiliation', organisations: ['PEDIATRICS', 'sis/d9'] }, person(one))).toBe(expected);
  });

  it('by an organisation that theirs lies within, which it says; by none beneath', () => {
    const school = { organisation: 'sis/som', name: 'School of Medicine', unit: 'school' } as const;
    const within = affiliation({ within: [school] });
    for (const organisations of [['school of medicine'], ['sis/som']]) {
      const [answer] = ask({ rule: 'affiliation', organisations }, person(within)).rules;
      expect(answer).toMatchObject({
        outcome: 'met',
        says: 'The record shows Pediatrics, which lies within School of Medicine.',
      });
      expect(outcome({ rule: 'affiliation', organisations }, person({ ...within, until: '2026-08-31' }))).toBe(
        'not-met',
      );
    }
    const above = affiliation({ ...school });
    expect(outcome({ rule: 'affiliation', organisations: ['Pediatrics'] }, person(above))).toBe('not-met');
  });

  it('is unknown of somebody of whom nothing is told, and that does not open the call', () => {
    const { eligible, rules } = ask({ rule: 'affiliation', organisations: ['Pediatrics'] }, person());
    expect([eligible, rules]).toEqual([
      false,
      [{ rule: 'affiliation', outcome: 'unknown', asks: 'Belongs to Pediatrics.', says: 'The record shows none.' }],
    ]);
  });

  it('by level: the primary position counts, else the latest', () => {
    const rule: EligibilityRule = { rule: 'level', positions: ['Faculty'] };
    const fellow = affiliation({ position: 'fellow', since: '2025-01-01' });
    expect(outcome(rule, person(affiliation()))).toBe('met');
    expect(outcome(rule, person(affiliation(), fellow))).toBe('not-met');
    expect(outcome(rule, person(affiliation({ primary: true }), fellow))).toBe('met');
    expect(outcome(rule, person(affiliation({ position: null })))).toBe('unknown');
  });

  it.each([
    ['faculty', 'teacher', 'met'],
    ['Faculty', 'Assistant Professor', 'met'],
    ['student', 'learner', 'met'],
    ['Clinical-Fellow', 'fellow', 'met'],
    ['resident', 'student', 'not-met'],
    ['faculty', 'fellow', 'not-met'],
    // a source’s own word asks for that word alone
    ['teacher', 'teacher', 'met'],
    ['teacher', 'professor', 'not-met'],
    ['Jefe de servicio', 'jefe  de Servicio', 'met'],
  ])('by level: who must be %s and is told to be %s: %s', (wanted, position, expected) =>
    expect(outcome({ rule: 'level', positions: [wanted] }, person(affiliation({ position })))).toBe(expected),
  );

  it('says the source’s word and what it means', () => {
    const { rules } = ask({ rule: 'level', positions: ['resident'] }, person(affiliation({ position: 'teacher' })));
    expect(rules[0]!.says).toBe('The record shows teacher (faculty).');
  });

  it('by years in a position, whatever its source calls it', () => {
    const rule: EligibilityRule = { rule: 'years', positions: ['faculty'], atLeast: 5 };
    expect(outcome(rule, person(affiliation({ position: 'teacher' })))).toBe('met');
    expect(outcome(rule, person(affiliation({ position: 'student' })))).toBe('unknown');
  });

  it('by an organisation, however its name is written, and by its id as it is', () => {
    const there = person(affiliation({ name: 'Women’s Health', organisation: 'sis/d-9' }));
    expect(outcome({ rule: 'affiliation', organisations: ["WOMEN'S  HEALTH"] }, there)).toBe('met');
    expect(outcome({ rule: 'affiliation', organisations: ['SIS/d-9'] }, there)).toBe('met');
    expect(outcome({ rule: 'affiliation', organisations: ['sis/d9'] }, there)).toBe('not-met');
    const inScript = person(affiliation({ name: '小児科' }));
    expect(outcome({ rule: 'affiliation', organisations: ['小児科'] }, inScript)).toBe('met');
    expect(outcome({ rule: 'affiliation', organisations: ['外科'] }, inScript)).toBe('not-met');
  });

  it.each([
    [{ atLeast: 5 }, '2021-09-01', 'met'],
    [{ atLeast: 5 }, '2021-09-02', 'not-met'],
    [{ lessThan: 5 }, '2021-09-02', 'met'],
    [{ lessThan: 5 }, '2021-09-01', 'not-met'],
    [{ atLeast: 1, lessThan: 5 }, '2025-09-01', 'met'],
  ])('by years %j since %s: %s', (bounds, since, expected) => {
    expect(outcome({ rule: 'years', positions: ['faculty'], ...bounds }, person(affiliation({ since })))).toBe(
      expected,
    );
  });

  it('by years: other positions and unknown days do not count', () => {
    const rule: EligibilityRule = { rule: 'years', positions: ['faculty'], lessThan: 2 };
    const resident = affiliation({ position: 'resident', since: '2010-07-01' });
    expect(outcome(rule, person(resident, affiliation({ since: '2025-09-01' })))).toBe('met');
    expect(outcome(rule, person(affiliation({ since: null })))).toBe('unknown');
  });

  it('by applications to this call: its own draft does not stand in its way, a withdrawn one neither', () => {
    const rule: EligibilityRule = { rule: 'applications-in-call', atMost: 1 };
    const own = application({ callId: 'this', state: 'draft' });
    expect(outcome(rule, person())).toBe('met');
    expect(outcome(rule, person(), { earlier: [own] })).toBe('not-met');
    expect(outcome(rule, person(), { earlier: [own], applicationId: 'a' })).toBe('met');
    expect(outcome(rule, person(), { earlier: [{ ...own, state: 'withdrawn' }] })).toBe('met');
  });

  it.each([
    ['submitted on the day that is too long ago', { submittedOn: '2024-09-01' }, 'met'],
    ['submitted the day after', { submittedOn: '2024-09-02' }, 'not-met'],
    ['a draft', { state: 'draft', submittedOn: null }, 'met'],
    ['to this call', { callId: 'this' }, 'met'],
  ] as const)('by earlier applications: %s', (_, more, expected) => {
    const rule: EligibilityRule = { rule: 'earlier-applications', atMost: 0, withinYears: 2 };
    expect(outcome(rule, person(), { earlier: [application(more)] })).toBe(expected);
  });

  it.each([
    ['none', null, 'met'],
    ['one within the years', '2023-09-02', 'not-met'],
    ['one before them', '2023-09-01', 'met'],
  ] as const)('by earlier grants: %s', (_, grantedOn, expected) => {
    const rule: EligibilityRule = { rule: 'earlier-grants', atMost: 0, withinYears: 3 };
    expect(outcome(rule, person(), { earlier: [application({ grantedOn })] })).toBe(expected);
  });

  it('is opened by a waiver of that rule, or of all, up to its last day', () => {
    const rule: EligibilityRule = { rule: 'level', positions: ['dean'] };
    const waived = (waiver: Partial<Waiver>) =>
      outcome(rule, person(affiliation()), { waivers: [{ rule: 'level', reason: 'r', until: today, ...waiver }] });
    expect([waived({}), waived({ rule: null })]).toEqual(['waived', 'waived']);
    expect([waived({ until: '2026-08-31' }), waived({ rule: 'years' })]).toEqual(['not-met', 'not-met']);
  });

  it('says in a sentence what it asks, of one year as of several', () => {
    const sentence = (atLeast: number) => asks({ rule: 'years', positions: ['faculty'], atLeast });
    expect(sentence(1)).toBe('Has been there as faculty for at least 1 full year.');
    expect(sentence(2)).toBe('Has been there as faculty for at least 2 full years.');
  });

  it('counts full years from one day to another', () => {
    expect([fullYears('2024-02-29', '2025-02-28'), fullYears('2024-02-29', '2025-03-01')]).toEqual([0, 1]);
    expect(fullYears('2027-01-01', '2026-01-01')).toBe(0);
  });
});

describe('rules of eligibility', () => {
  it.each([
    [{ rule: 'affiliation', organisations: ['x'] }, []],
    [{ rule: 'affiliation', organisations: [] }, ['/eligibility/0/organisations']],
    [{ rule: 'years', lessThan: 0 }, []],
    [{ rule: 'years' }, ['/eligibility/0']],
    [{ rule: 'years', atLeast: 1.5 }, ['/eligibility/0/atLeast']],
    [{ rule: 'years', atLeast: 5, lessThan: 6 }, []],
    [{ rule: 'years', atLeast: 5, lessThan: 5 }, ['/eligibility/0/lessThan']],
    [{ rule: 'applications-in-call', atMost: 1 }, []],
    [{ rule: 'applications-in-call', atMost: 0 }, ['/eligibility/0/atMost']],
    [{ rule: 'earlier-grants', atMost: 0 }, ['/eligibility/0/withinYears']],
    [{ rule: 'tier', atMost: 0 }, ['/eligibility/0/rule']],
    [{ rule: 'toString' }, ['/eligibility/0/rule']],
    [{ rule: 'level', positions: ['x'], tier: 1 }, ['/eligibility/0/tier']],
    [7, ['/eligibility/0']],
  ])('%j', (rule, pointers) => expect(ruleFaults([rule]).map(({ pointer }) => pointer)).toEqual(pointers));
});
