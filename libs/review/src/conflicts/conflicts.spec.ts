import { Refusal } from '@chiron/contracts/core';
import {
  asShownTo,
  blocks,
  decide,
  declare,
  found,
  handlerOf,
  mayOperateRound,
  pin,
  withdraw,
  type Acting,
} from './conflict.js';
import {
  findConflicts,
  internalCallRules,
  whatIf,
  type ApplicationFacts,
  type ConflictRules,
  type PersonFacts,
} from './find.js';

const today = '2026-11-22';
const chair: Acting = { person: 'chair', role: 'chair', inConflict: false, today };
const officer: Acting = { person: 'officer', role: 'officer', inConflict: false, today };
const code = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'allowed';
};

describe('conflicts found from the record', () => {
  const host = { institution: 'host', domains: ['host.edu'] };
  const rules = internalCallRules(host);
  const application = (...team: PersonFacts[]): ApplicationFacts => ({ application: 'A', team });
  const kinds = (
    person: Omit<PersonFacts, 'person'>,
    member: Omit<PersonFacts, 'person'>,
    by: ConflictRules = rules,
  ): string[] =>
    findConflicts({ person: 'rev', ...person }, application({ person: 'pi', ...member }), by, today).map((c) => c.kind);

  test('the applicant and the team are always in conflict, confirmed, whatever the call says', () => {
    expect(findConflicts({ person: 'pi' }, application({ person: 'pi' }), {}, today)).toMatchObject([
      { source: 'team', state: 'confirmed' },
    ]);
  });
  test('in an internal call the same division counts; another division of the department, and the host, do not', () => {
    const at = (division: string) => ({ affiliations: [{ institution: 'host', department: 'medicine', division }] });
    expect(kinds(at('cardiology'), at('cardiology'))).toEqual(['institutional']);
    expect(kinds(at('cardiology'), at('renal'))).toEqual([]);
    expect(kinds({ affiliations: [{ institution: 'host' }] }, { affiliations: [{ institution: 'host' }] })).toEqual([]);
  });
  test('an institution elsewhere counts as a whole', () => {
    const elsewhere = { affiliations: [{ institution: 'other', department: 'x' }] };
    expect(kinds(elsewhere, { affiliations: [{ institution: 'other', department: 'y' }] })).toEqual(['institutional']);
  });
  test('sharing an institution says nothing where nothing tells the host’s from others', () => {
    const at = { affiliations: [{ institution: 'x' }] };
    const { host: _, ...unnamed } = rules;
    expect(kinds(at, at, { ...unnamed, otherInstitutions: false })).toEqual([]);
    expect(kinds(at, at, unnamed)).toEqual(['institutional']);
  });
  test('units of which nothing says the institution are compared as the host’s are', () => {
    const at = (department: string, division?: string) => ({ affiliations: [{ department, division }] });
    const { host: _, ...unnamed } = rules;
    for (const by of [rules, unnamed]) {
      expect(kinds(at('d', 'v'), at('d', 'v'), by)).toEqual(['institutional']);
      expect(kinds(at('d', 'v'), at('d', 'w'), by)).toEqual([]);
      expect(kinds(at('d'), at('d'), by)).toEqual([]);
      expect(kinds(at('d'), at('d'), { ...by, unit: { level: 'department', years: 3 } })).toEqual(['institutional']);
    }
  });
  test('a past affiliation counts for three years to the day, and no longer', () => {
    const left = (until: string) => ({ affiliations: [{ institution: 'other', until }] });
    expect(kinds(left('2023-11-22'), left('2024-01-01'))).toEqual(['institutional']);
    expect(kinds(left('2023-11-21'), left('2024-01-01'))).toEqual([]);
  });
  test('an e-mail domain counts, also below it; public mail and the host’s own do not', () => {
    const mail = (address: string) => ({ emails: [{ address }] });
    expect(kinds(mail('a@uni.edu'), mail('b@med.uni.edu'))).toEqual(['institutional']);
    expect(kinds(mail('a@gmail.com'), mail('b@gmail.com'))).toEqual([]);
    expect(kinds(mail('a@host.edu'), mail('b@med.host.edu'))).toEqual([]);
    expect(kinds(mail('a@uni.edu'), mail('b@notuni.edu'))).toEqual([]);
  });
  test('co-applicants and co-authors within the years of the call, from whichever side it is known', () => {
    expect(kinds({ coApplicants: [{ person: 'pi', until: '2024-01-01' }] }, {})).toEqual(['collaborator']);
    expect(kinds({}, { coAuthors: [{ person: 'rev', until: '2024-01-01' }] })).toEqual(['collaborator']);
    expect(kinds({ coApplicants: [{ person: 'pi', until: '2023-01-01' }] }, {})).toEqual([]);
    expect(kinds({ coApplicants: [{ person: 'pi' }] }, {}, { coAuthorYears: 3 })).toEqual([]);
  });
  test('mentor and mentee, and a declared household', () => {
    expect(kinds({ mentees: [{ person: 'pi' }] }, {})).toEqual(['advisor-advisee']);
    expect(kinds({}, { mentees: [{ person: 'rev', until: '2021-11-22' }] })).toEqual(['advisor-advisee']);
    expect(kinds({}, { mentees: [{ person: 'rev', until: '2021-11-21' }] })).toEqual([]);
    expect(kinds({}, { household: ['rev'] })).toEqual(['personal']);
  });
  test('what if this person were invited: the applications that person could not see, by kind only', () => {
    const applications = [
      { application: 'A', team: [{ person: 'pi', mentors: [{ person: 'rev' }] }] },
      { application: 'B', team: [{ person: 'other' }] },
    ];
    expect(whatIf({ person: 'rev' }, applications, rules, today)).toEqual([
      { application: 'A', kinds: ['advisor-advisee'] },
    ]);
  });
});

describe('a found conflict', () => {
  const potential = found('rev', 'A', 'advisor-advisee');
  test('blocks assignment and reading until somebody waives it, and no longer', () => {
    expect(blocks(potential, today)).toBe(true);
    expect(blocks(decide(potential, 'confirmed', 'She taught him.', chair), today)).toBe(true);
    expect(blocks(decide(potential, 'waived', 'Ended long ago.', officer), today)).toBe(false);
  });
  test('is decided by somebody without a conflict there, never by the person concerned', () => {
    expect(code(() => decide(potential, 'waived', 'Fine.', { ...chair, inConflict: true }))).toBe(
      'conflict-of-interest',
    );
    expect(code(() => decide(potential, 'waived', 'Fine.', { ...chair, person: 'rev' }))).toBe('conflict-of-interest');
    expect(code(() => decide(potential, 'waived', 'Fine.', { ...officer, role: 'reviewer' }))).toBe(
      'conflict-of-interest',
    );
  });
  test('needs a reason, and is decided once', () => {
    expect(code(() => decide(potential, 'waived', ' ', chair))).toBe('reason-needed');
    const waived = decide(potential, 'waived', 'Fine.', chair);
    expect(code(() => decide(waived, 'confirmed', 'No.', chair))).toBe('conflict-not-potential');
    expect(withdraw(waived, 'New facts.', chair)).toMatchObject({ state: 'potential', decided: undefined });
  });
  test('shows its kind to who decides, never the private fact', () => {
    const shown = asShownTo({ ...potential, note: 'mentee since 2020' }, chair);
    expect(shown.kind).toBe('advisor-advisee');
    expect(shown).not.toHaveProperty('note');
  });
});

describe('a declared conflict', () => {
  const stated = { person: 'rev', application: 'A', kind: 'personal' as const };
  test('stands at once, within its dates', () => {
    const dated = declare(
      { ...stated, since: '2026-01-01', until: '2026-11-22' },
      { ...officer, person: 'rev', role: 'reviewer' },
    );
    expect(dated).toMatchObject({ source: 'declared-by-reviewer', state: 'confirmed' });
    expect([blocks(dated, '2025-12-31'), blocks(dated, '2026-11-22'), blocks(dated, '2026-11-23')]).toEqual([
      false,
      true,
      false,
    ]);
  });
  test('is taken back by the reviewer who declared it, by no other reviewer', () => {
    const own = declare(stated, { ...officer, person: 'rev', role: 'reviewer', inConflict: true });
    const by = (person: string): Acting => ({ person, role: 'reviewer', inConflict: true, today });
    expect(blocks(withdraw(own, 'A namesake.', by('rev')), today)).toBe(false);
    expect(code(() => withdraw(own, 'A namesake.', by('other')))).toBe('conflict-of-interest');
    expect(code(() => withdraw(pin(own, true, chair), 'A namesake.', by('rev')))).toBe('conflict-pinned');
  });
  test('is not declared for somebody else by a reviewer', () => {
    expect(code(() => declare(stated, { ...officer, person: 'x', role: 'reviewer' }))).toBe('conflict-of-interest');
    expect(declare(stated, { ...officer, person: 'pi', role: 'applicant', inConflict: true }).source).toBe(
      'declared-by-applicant',
    );
  });
});

describe('a conflict that the chair pinned', () => {
  const pinned = pin(decide(found('rev', 'A', 'institutional'), 'waived', 'Other campus.', chair), true, chair);
  test('is changed by the chair, by nobody else', () => {
    expect(code(() => withdraw(pinned, 'Doubts.', officer))).toBe('conflict-pinned');
    expect(code(() => withdraw(pinned, 'Doubts.', { ...chair, role: 'acting-chair' }))).toBe('allowed');
    expect(code(() => pin(pinned, false, officer))).toBe('conflict-pinned');
  });
  test('is never one of the team: that cannot be touched', () => {
    const team = found('pi', 'A', 'personal', 'team');
    expect(code(() => pin(team, true, chair))).toBe('conflict-permanent');
    expect(code(() => decide(team, 'waived', 'Please.', chair))).toBe('conflict-permanent');
    expect(blocks({ ...team, state: 'waived', until: '2000-01-01' }, today)).toBe(true);
  });
});

describe('who chairs', () => {
  const conflicts = [found('chair', 'A', 'institutional')];
  test('an application of a chair in conflict goes to the acting chair, the others stay', () => {
    expect(handlerOf('A', 'chair', ['deputy'], conflicts, today)).toBe('deputy');
    expect(handlerOf('B', 'chair', ['deputy'], conflicts, today)).toBe('chair');
    expect(handlerOf('A', 'chair', [], conflicts, today)).toBeNull();
  });
  test('figures of the whole round are operated by somebody without any conflict in it', () => {
    expect(mayOperateRound('chair', conflicts, today)).toBe(false);
    expect(mayOperateRound('deputy', conflicts, today)).toBe(true);
  });
});
