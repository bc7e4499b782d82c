import { carriedOver, essence } from './essence.js';
import type { Field, Form } from './form.js';

const short = (more: object = {}) => ({ 'x-kind': 'short-text', type: 'string', title: 'T', ...more }) as Field;
const long = (more: object = {}) => ({ 'x-kind': 'long-text', type: 'string', title: 'T', ...more }) as Field;
const options = [
  { const: 'ai', title: 'AI' },
  { const: 'wards', title: 'Wards' },
];
const choices = (more: object = {}) =>
  ({ 'x-kind': 'choice', type: 'array', uniqueItems: true, title: 'T', items: { oneOf: options }, ...more }) as Field;
const form = (properties: Form['properties']): Form => ({
  type: 'object',
  additionalProperties: false,
  required: [],
  properties,
});

describe('title, abstract and topics of an application', () => {
  it('are what the form marks so, whatever its fields are called', () => {
    const marked = form({
      title: short(),
      proyecto: short({ 'x-means': 'title' }),
      abstract: long(),
      resumen: long({ 'x-means': 'abstract' }),
      topics: choices(),
      temas: choices({ 'x-means': 'topics' }),
    });
    const answers = { title: 'Dr', proyecto: ' Junto a\n la cama ', abstract: 'no', resumen: 'Sí', topics: ['ai'], temas: ['wards'] }; // prettier-ignore
    expect(essence(marked, answers)).toEqual({ title: 'Junto a la cama', abstract: 'Sí', topics: ['wards'] });
  });

  it('are what is called so where nothing is marked', () => {
    const named = form({ first: short(), title: short(), aims: long(), abstract: long(), topics: choices() });
    const answers = { first: 'x', title: 'Bedside', aims: 'y', abstract: 'In short', topics: ['ai'] };
    expect(essence(named, answers)).toEqual({ title: 'Bedside', abstract: 'In short', topics: ['ai'] });
  });

  it('are the first short text and all long ones where nothing is called so', () => {
    const bare = form({
      years: { 'x-kind': 'number', type: 'integer', title: 'Years' },
      name: short(),
      aims: long(),
      plan: long(),
    });
    expect(essence(bare, { years: 2, name: 'Bedside', aims: 'To teach', plan: 'Well' })).toEqual({
      title: 'Bedside',
      abstract: 'To teach\nWell',
      topics: [],
    });
    expect(essence(bare, {})).toEqual({ title: '', abstract: '', topics: [] });
  });

  it('are never taken from what reviewers are not shown', () => {
    const omit = { 'x-blinded': 'omit' };
    const about = form({ applicant: short(omit), project: short(), bio: long(omit), topics: choices(omit) });
    const answers = { applicant: 'Sara O’Brien', project: 'Bedside', bio: 'I, Sara', topics: ['ai'] };
    expect(essence(about, answers)).toEqual({ title: 'Bedside', abstract: '', topics: [] });
  });
});

describe('a full application goes on from its letter', () => {
  const letter = form({ idea: short({ 'x-means': 'title' }), abstract: long(), extra: long() });
  const full = form({ title: short(), resumen: long({ 'x-means': 'abstract' }), extra: choices() });
  it('with the answers that fit, and with title and abstract wherever they stand now', () => {
    const from = { idea: 'Bedside', abstract: 'In short', extra: 'no choice' };
    const fits = (some: object) => !('extra' in some);
    expect(carriedOver(from, letter, full, fits)).toEqual({ title: 'Bedside', resumen: 'In short' });
  });
});
