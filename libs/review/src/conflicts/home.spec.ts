import { findWithElsewhere, peopleElsewhere } from './home.js';
import type { ConflictRules, PersonFacts } from './find.js';

const person = (id: string, address: string | null, ...organisations: string[]): PersonFacts => ({
  person: id,
  emails: address === null ? [] : [{ address }],
  affiliations: organisations.map((organisation) => ({ units: [{ id: organisation, kind: 'institution' }] })),
});
const officer = person('olga', 'olga@med.example.edu', 'sis/example');
const guest = person('guest', 'guest@other.example.org', 'orcid/other');
const colleague = person('colleague', 'c@other.example.org', 'orcid/other');

const plain: ConflictRules = { unit: { level: 'division', years: 3 }, otherInstitutions: false };
const rules: ConflictRules = { unit: { level: 'division', years: 3 }, domainYears: 3 };
const kinds = (one: PersonFacts, team: readonly PersonFacts[], home: readonly PersonFacts[] = [officer]) =>
  findWithElsewhere(
    one,
    { application: 'A', team },
    { rules: plain, elsewhere: { people: peopleElsewhere([one, ...team], home), rules } },
    '2027-03-01',
  ).map(({ kind, state }) => [kind, state]);

describe('where a round does not name its host', () => {
  test('two who are certainly from elsewhere are in conflict by their institution, or by its domain', () => {
    expect(kinds(guest, [colleague])).toEqual([['institutional', 'potential']]);
    expect(kinds(guest, [person('x', 'x@third.example.org', 'orcid/other')])).toEqual([['institutional', 'potential']]);
    expect(kinds(guest, [person('x', 'x@mail.other.example.org')])).toEqual([['institutional', 'potential']]);
    expect(kinds(guest, [person('x', 'x@third.example.org', 'orcid/third')])).toEqual([]);
  });
  test('people of the house are not, whichever source names it: an address or an organisation tells', () => {
    const [ana, ben] = [person('ana', 'ana@example.edu', 'hr/7'), person('ben', 'ben@example.edu', 'hr/7')];
    expect(kinds(ana, [ben])).toEqual([]);
    const [cy, dee] = [
      person('cy', 'cy@hospital.org', 'sis/example'),
      person('dee', 'dee@hospital.org', 'sis/example'),
    ];
    expect(kinds(cy, [dee])).toEqual([]);
    expect(kinds(guest, [ana])).toEqual([]);
  });
  test('nor is anybody of whom nothing tells where they are from', () => {
    for (const address of [null, 'somebody@gmail.com']) {
      expect(kinds(person('x', address, 'hr/7'), [person('y', address, 'hr/7')])).toEqual([]);
    }
    expect(kinds(guest, [colleague], [])).toEqual([]);
    expect(kinds(guest, [colleague], [person('olga', 'olga@gmail.com', 'sis/example')])).toEqual([]);
  });
  test('the team stays the team', () => {
    expect(kinds(guest, [guest])).toEqual([['personal', 'confirmed']]);
  });
});
