import { Refusal } from '@chiron/contracts/core';
import { blocks, decide, declare, found, pin, withdraw, type Acting } from './conflict.js';
import {
  findConflicts,
  internalCallRules,
  whatIf,
  type ApplicationFacts,
  type ConflictRules,
  type PersonFacts,
  type UnitKind,
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
  describe('by the units in which two are', () => {
    /** `division:cardiology` and the like, from the narrowest on. */
    const at = (...units: string[]) => ({
      affiliations: [
        {
          units: units.map((unit) => {
            const [kind, id] = unit.split(':') as [UnitKind, string];
            return { id, kind };
          }),
        },
      ],
    });
    const both = (one: object, other: object, by?: ConflictRules): string[] => {
      const found = kinds(one, other, by);
      expect(kinds(other, one, by)).toEqual(found);
      return found;
    };
    const found = ['institutional'];
    const { host: _, ...named } = rules;
    /** A call that names no host: it is its own institute's. */
    const unnamed = { ...named, otherInstitutions: false };
    const level = (wanted: Exclude<UnitKind, 'region'>, by: ConflictRules = rules): ConflictRules => ({
      ...by,
      unit: { level: wanted, years: 3 },
    });
    const inHost = ['school:som', 'institution:host', 'region:state'];
    const elsewhere = ['school:health', 'institution:other', 'region:state'];

    test.each([
      ['the same team', ['team:lab', 'division:card', 'department:med'], ['team:lab'], found],
      [
        'the same division',
        ['division:card', 'department:med', ...inHost],
        ['division:card', 'department:med', ...inHost],
        found,
      ],
      [
        'two divisions of a department',
        ['division:card', 'department:med', ...inHost],
        ['division:renal', 'department:med', ...inHost],
        [],
      ],
      ['the same department', ['department:med', ...inHost], ['department:med', ...inHost], []],
      ['two departments of the host', ['department:med', ...inHost], ['department:surgery', ...inHost], []],
      ['the host alone', ['institution:host'], ['institution:host', 'region:state'], []],
      ['two departments elsewhere', ['department:a', ...elsewhere], ['department:b', ...elsewhere], found],
      ['the institution elsewhere, known of one only', ['department:a', ...elsewhere], ['institution:other'], found],
      ['two institutions of a state', ['department:a', ...elsewhere], ['department:med', ...inHost], []],
      ['the state alone', ['region:state'], ['department:a', ...elsewhere], []],
      ['nothing', [], [], []],
    ])('an internal call finds of %s what its division level says', (_name, one, other, expected) => {
      expect(both(at(...one), at(...other))).toEqual(expected);
    });

    test.each([
      ['department', ['department:med', ...inHost], ['department:med', ...inHost], found],
      ['department', ['division:card', 'department:med', ...inHost], ['department:med', ...inHost], found],
      ['department', ['department:med', ...inHost], ['department:surgery', ...inHost], []],
      ['school', ['department:med', ...inHost], ['department:surgery', ...inHost], found],
      ['school', ['department:tax', 'school:law', 'institution:host'], ['department:med', ...inHost], []],
      ['team', ['team:lab', 'division:card', ...inHost], ['team:lab', 'division:card', ...inHost], found],
      ['team', ['division:card', ...inHost], ['division:card', ...inHost], []],
      ['institution', ['division:card', ...inHost], ['division:card', ...inHost], []],
      ['institution', ['department:a', ...elsewhere], ['department:b', ...elsewhere], found],
    ] as const)('at the level of a %s it is said of %j and %j', (wanted, one, other, expected) => {
      expect(both(at(...one), at(...other), level(wanted))).toEqual(expected);
    });

    test('a unit whose institution is not known yet meets the same unit with it', () => {
      const chain = at('division:card', 'department:med', ...inHost);
      expect(both(at('division:card'), chain)).toEqual(found);
      expect(both(at('department:med'), chain)).toEqual([]);
      expect(both(at('department:med'), chain, level('department'))).toEqual(found);
      expect(both(at('department:a'), at('department:a', ...elsewhere))).toEqual(found);
      // that it is the host's school, the one who knows says for both
      expect(both(at('school:som'), chain)).toEqual([]);
      expect(both(at('school:health'), at('department:a', ...elsewhere))).toEqual(found);
    });
    test('units of which nothing says the institution are compared as the host’s are', () => {
      for (const by of [rules, unnamed]) {
        expect(both(at('division:v', 'department:d'), at('division:v', 'department:d'), by)).toEqual(found);
        expect(both(at('division:v', 'department:d'), at('division:w', 'department:d'), by)).toEqual([]);
        expect(both(at('department:d'), at('department:d'), by)).toEqual([]);
        expect(both(at('department:d'), at('department:d'), level('department', by))).toEqual(found);
      }
      expect(both(at('department:d'), at('department:d'), level('institution'))).toEqual([]);
    });
    test('a type that only one of the two can tell is told for both', () => {
      // without its parents an unknown type passes for an institution
      expect(both(at('institution:x'), at('division:x', 'department:d', ...inHost))).toEqual(found);
      expect(both(at('institution:x'), at('department:x', ...inHost))).toEqual([]);
    });
    test('a school of which no institution is known stands for one, unless it is the host', () => {
      const school = ['school:som'];
      expect(both(at('department:a', ...school), at('department:b', ...school))).toEqual(found);
      const house = { ...rules, host: { institution: 'som', domains: [] } };
      expect(both(at('department:a', ...school), at('department:b', ...school), house)).toEqual([]);
      expect(both(at('department:a', ...school), at('department:a', ...school), level('department', house))).toEqual(
        found,
      );
      expect(both(at('department:a', ...school), at('department:b', ...school), level('school', house))).toEqual([]);
    });
    test('what the host lies within is everybody’s, of whatever kind it is', () => {
      const system = (department: string) => at(`department:${department}`, 'institution:host', 'institution:system');
      expect(both(system('a'), system('b'))).toEqual([]);
      expect(both(system('a'), system('b'), level('institution'))).toEqual([]);
      expect(both(system('a'), at('department:b', 'institution:sister', 'institution:system'))).toEqual([]);
      expect(both(at('institution:system'), at('institution:system'))).toEqual(found);
    });
    test('an institution is another under another source’s id, unless the call says that it is the host', () => {
      const hr = (department: string) => at(`department:${department}`, 'institution:hr/host');
      expect(both(hr('a'), at('department:b', 'institution:host'))).toEqual([]);
      expect(both(hr('a'), hr('b'))).toEqual(found);
      const joined = { ...rules, host: { ...host, sameAs: ['hr/host'] } };
      expect(both(hr('a'), hr('b'), joined)).toEqual([]);
      expect(both(hr('a'), hr('a'), level('department', joined))).toEqual(found);
    });
    test('sharing an institution says nothing where nothing tells the host’s from others', () => {
      expect(both(at('institution:x'), at('institution:x'), unnamed)).toEqual([]);
      expect(both(at('department:d', 'institution:x'), at('department:e', 'institution:x'), unnamed)).toEqual([]);
      expect(both(at('division:v', 'institution:x'), at('division:v'), unnamed)).toEqual(found);
    });
    test('without a host every institution is elsewhere, and whoever shares a unit shares one', () => {
      const open = level('institution', named);
      expect(both(at('institution:x'), at('department:d', 'institution:x'), open)).toEqual(found);
      expect(both(at('department:d'), at('department:d'), open)).toEqual(found);
      expect(both(at('region:state'), at('region:state'), open)).toEqual([]);
      expect(both(at('department:d'), at('department:e'), open)).toEqual([]);
    });
    test('parents in a circle are met like any others', () => {
      expect(both(at('division:a', 'division:b', 'division:c'), at('division:c', 'division:a'))).toEqual(found);
      expect(both(at('department:a', 'department:b'), at('department:b', 'department:a'))).toEqual([]);
    });
    test('any of several affiliations is enough', () => {
      const two = { affiliations: [...at('department:law').affiliations, ...at('division:card').affiliations] };
      expect(both(two, at('division:card'))).toEqual(found);
      expect(both(two, at('division:renal'))).toEqual([]);
    });
    test('a past affiliation counts for three years to the day, one to come not yet', () => {
      const [there] = at('institution:other').affiliations;
      const during = (dates: object) => ({ affiliations: [{ ...there!, ...dates }] });
      expect(both(during({ until: '2023-11-22' }), during({ until: '2024-01-01' }))).toEqual(found);
      expect(both(during({ until: '2023-11-21' }), during({ until: '2024-01-01' }))).toEqual([]);
      expect(both(during({ since: '2026-11-22' }), during({}))).toEqual(found);
      expect(both(during({ since: '2026-11-23' }), during({}))).toEqual([]);
    });
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
