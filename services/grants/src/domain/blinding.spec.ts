import type { Answers } from './answers.js';
import { sought, textsOf, textsOfFile, unresolved, type Host } from './blinding.js';
import type { Finding } from './finding.js';
import type { Form } from './form.js';
import type { Affiliation, PersonFacts } from './people-facts.js';
import type { Unit } from './units.js';
import type { UnitKind } from './units.js';
import { readName } from './team-facts.js';

const text = (more: object = {}) => ({ 'x-kind': 'long-text', type: 'string', title: 'T', ...more }) as const;
const form = {
  type: 'object',
  additionalProperties: false,
  required: [],
  properties: {
    title: text(),
    about: text({ 'x-blinded': 'omit' }),
    plan: { 'x-kind': 'table', type: 'array', title: 'Plan', items: { type: 'object', properties: { step: text() } } },
    money: { 'x-kind': 'budget', title: 'Budget', 'x-currency': 'USD', 'x-categories': [] },
    'a/b': text(),
  },
} as unknown as Form;

describe('what reviewers of a blinded call read', () => {
  it('is every text of the form but fields that are left out, with cells of tables and the words of the budget', () => {
    const answers: Answers = { title: 'One', about: 'Two', plan: [{ step: 'Three' }, { step: ' ' }], 'a/b': 'Four' };
    const line = {
      id: 'l',
      category: 'c',
      description: 'Five',
      year: 1,
      amountMinor: 1,
      costShareMinor: 0,
      justification: 'Six',
    };
    const texts = textsOf(form, answers, { currency: 'USD', lines: [line], revision: 1 });
    expect(texts.map((one) => ['pointer' in one.place && one.place.pointer, one.text])).toEqual([
      ['/answers/title', 'One'],
      ['/answers/plan/0/step', 'Three'],
      ['/budget/lines/0/description', 'Five'],
      ['/budget/lines/0/justification', 'Six'],
      ['/answers/a~1b', 'Four'],
    ]);
  });

  it('is every piece of a file and its name; only what is seen counts by its capitals', () => {
    const pieces = [
      { kind: 'text', part: 'page 1', text: 'Seen' },
      { kind: 'hidden', part: 'URI', text: 'Link' },
    ] as const;
    const texts = textsOfFile({ fileId: 'f', field: 'plan', label: 'plan.pdf', pieces, removed: [], unreadable: [] });
    expect(texts.map((one) => [one.place.in, one.text, one.written])).toEqual([
      ['file-name', 'plan.pdf', 'label'],
      ['file', 'Seen', 'prose'],
      ['file', 'Link', 'label'],
    ]);
  });
});

describe('what is looked for of a member', () => {
  const unit = (name: string, kind: UnitKind) => ({ organisation: `s/${name.toLowerCase()}`, name, unit: kind });
  const affiliation = (name: string, kind: UnitKind, ...within: Unit[]): Affiliation => ({
    ...unit(name, kind),
    within,
    position: null,
    primary: false,
    since: null,
    until: null,
  });
  const facts: PersonFacts = {
    personId: 'p',
    names: [
      { given: 'Sara', middle: null, family: 'Berg' },
      { given: null, middle: null, family: null },
    ],
    emails: ['sara@a.edu'],
    orcid: null,
    affiliations: [
      affiliation('Host', 'institution'),
      affiliation('Other', 'institution'),
      affiliation('Pediatrics', 'department'),
    ],
    level: null,
  };
  it('are all names and addresses, told or given in the team, and institutions that are not everybody’s', () => {
    const named = { name: 'Dr. Sara Berg-Lund, PhD', email: 'sara@b.edu', orcid: '0000-0002-1825-0097' };
    expect(sought({ personId: 'p', named, facts }, { institution: 's/host', domains: ['A.edu'] })).toEqual({
      personId: 'p',
      names: [
        { given: 'Sara', middle: undefined, family: 'Berg' },
        { given: 'Sara', middle: undefined, family: 'Berg-Lund' },
      ],
      emails: ['sara@a.edu', 'sara@b.edu'],
      orcid: '0000-0002-1825-0097',
      institutions: ['Other'],
      commonDomains: ['a.edu'],
    });
    expect(sought({ personId: 'p', facts }, undefined).institutions).toEqual(['Host', 'Other']);
  });

  it('are the institutions that a unit elsewhere lies within, none of the host’s, and none where no host is named', () => {
    const institutions = (host: Host | undefined, ...affiliations: Affiliation[]) =>
      sought({ personId: 'p', facts: { ...facts, affiliations } }, host).institutions;
    const host = { institution: 's/host', sameAs: ['s/haus'], domains: [] };
    const away = affiliation('Surgery', 'department', unit('Medicine', 'school'), unit('Northlake', 'institution'));
    const here = affiliation('Surgery', 'department', unit('Medicine', 'school'), unit('Host', 'institution'));
    const also = affiliation('Surgery', 'department', unit('Haus', 'institution'));
    expect(institutions(host, away)).toEqual(['Medicine', 'Northlake']);
    expect(institutions(host, here, also, affiliation('Haus', 'institution'))).toEqual([]);
    expect(institutions(undefined, away, here)).toEqual([]);
  });

  it.each([
    ['Sara Berg', ['Sara||Berg']],
    ['Prof. Sara J. Berg, MD, PhD', ['Sara|J.|Berg', 'Sara||J. Berg']],
    ['María José García Márquez', ['María|José García|Márquez', 'María|José|García Márquez']],
    ['Berg, Sara Jane', ['Sara|Jane|Berg']],
    ['van der Berg, Jan, RN', ['Jan||van der Berg']],
    ['王小明', ['||王小明']],
    ['Dr.', []],
  ])('reads the name %s', (line, names) =>
    expect(readName(line).map(({ given, middle, family }) => `${given}|${middle ?? ''}|${family}`)).toEqual(names),
  );
});

describe('an application before its reviewers', () => {
  const finding = {
    id: 'f',
    kind: 'name',
    state: 'open',
    written: 'S. Berg',
    place: { in: 'answers', pointer: '/answers/title' },
  } as unknown as Finding;
  it('passes when it is clear, or reviewers may know who applies', () => {
    for (const state of ['clear', 'not-blinded'] as const) {
      expect(() => unresolved({ state, open: 0, checkedAt: null }, [])).not.toThrow();
    }
  });
  it('does not pass while findings are open or it was not checked, and every open one is named', () => {
    expect(() => unresolved({ state: 'unchecked', open: 0, checkedAt: null }, [])).toThrow('blinding-unresolved');
    const waived = { ...finding, state: 'waived' } as unknown as Finding;
    try {
      unresolved({ state: 'blocked', open: 1, checkedAt: null }, [finding, waived]);
      throw new Error('it passed');
    } catch (error) {
      expect(error).toMatchObject({
        code: 'blinding-unresolved',
        errors: [{ pointer: '/answers/title', detail: 'names somebody of the team: “S. Berg”' }],
      });
    }
  });
});
