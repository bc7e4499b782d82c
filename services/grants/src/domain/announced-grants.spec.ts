import { institutionOn } from './announced-grants.js';
import type { Affiliation } from './people-facts.js';

const at = (name: string, more: Partial<Affiliation> = {}): Affiliation => ({
  organisation: `sis/${name}`,
  name,
  unit: 'institution',
  within: [],
  position: null,
  primary: false,
  since: null,
  until: null,
  ...more,
});

describe('the institution of a grant', () => {
  it.each([
    ['the only one', [at('Utah')], 'Utah'],
    ['the primary one', [at('Utah'), at('Université de Montréal', { primary: true })], 'Université de Montréal'],
    ['the one that began last, where none is primary', [at('A', { since: '2020-01-01' }), at('B', { since: '2026-01-01' })], 'B'],
    ['the one of that day, its last one included', [at('A', { until: '2027-03-01' }), at('B', { since: '2027-03-02', primary: true })], 'A'],
    ['none that ended the day before', [at('A', { until: '2027-02-28' })], null],
    ['the one that a department lies within', [at('Pediatrics', { unit: 'department', primary: true, within: [at('Medicine', { unit: 'school' }), at('Utah')] }), at('A')], 'Utah'],
    ['the school where nothing is told of its institution', [at('Pediatrics', { unit: 'department', within: [at('Medicine', { unit: 'school' })] })], 'Medicine'],
    ['no department', [at('Pediatrics', { unit: 'department', primary: true })], null],
    ['nobody’s, where nothing is told', [], null],
  ] as const)('is %s', (_, affiliations, name) => expect(institutionOn(affiliations, '2027-03-01')).toBe(name)); // prettier-ignore
});
