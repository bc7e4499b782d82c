import { formFaults } from './form-faults.js';

const text = { 'x-kind': 'short-text', type: 'string', title: 'T' };
const option = (name: string) => ({ const: name, title: name });
const form = (properties: object, more: object = {}) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...more,
});
const faults = (given: unknown) => formFaults(given).map(({ pointer }) => pointer);
const ofField = (field: object) => faults(form({ a: { title: 'A', ...field } }));

describe('a form', () => {
  it.each([
    ['a text', text],
    ['a choice', { 'x-kind': 'choice', type: 'string', oneOf: [option('a'), option('b')] }],
    ['choices', { 'x-kind': 'choice', type: 'array', uniqueItems: true, items: { oneOf: [option('a'), option('b')] } }],
    [
      'as many choices as there are',
      {
        'x-kind': 'choice',
        type: 'array',
        uniqueItems: true,
        minItems: 2,
        items: { oneOf: [option('a'), option('b')] },
      },
    ],
    ['a number', { 'x-kind': 'number', type: 'integer', minimum: 1, maximum: 1 }],
    ['a date', { 'x-kind': 'date', type: 'string', format: 'date', 'x-earliest': '2027-01-01' }],
    [
      'a table',
      {
        'x-kind': 'table',
        type: 'array',
        items: { type: 'object', additionalProperties: false, required: ['b'], properties: { b: text } },
      },
    ],
    ['people', { 'x-kind': 'people', 'x-roles': ['mentor'] }],
    [
      'a budget',
      { 'x-kind': 'budget', 'x-currency': 'USD', 'x-categories': [{ id: 'a', title: 'A', 'max-minor': 1 }] },
    ],
    ['files', { 'x-kind': 'files', 'x-types': ['pdf', 'docx'], 'x-max-bytes': 52_428_800 }],
  ])('may ask for %s', (_, field) => expect(ofField(field)).toEqual([]));

  it.each([
    ['a kind that there is not', { 'x-kind': 'poem' }, ['/properties/a/x-kind']],
    ['a kind of every object', { 'x-kind': 'constructor' }, ['/properties/a/x-kind']],
    ['a rule that it has not', { ...text, pattern: '^(a+)+$' }, ['/properties/a/pattern']],
    ['a wrong type', { ...text, type: 'number' }, ['/properties/a/type']],
    ['fewer words at most than at least', { ...text, 'x-min-words': 3, 'x-max-words': 2 }, ['/properties/a/x-max-words']],
    ['one option', { 'x-kind': 'choice', type: 'string', oneOf: [option('a')] }, ['/properties/a/oneOf']],
    ['an option twice', { 'x-kind': 'choice', type: 'string', oneOf: [option('a'), option('a')] }, ['/properties/a/oneOf']],
    ['a day that is none', { 'x-kind': 'date', type: 'string', format: 'date', 'x-latest': '2027-02-30' }, ['/properties/a/x-latest']],
    ['a table in a table', { 'x-kind': 'table', type: 'array', items: { type: 'object', additionalProperties: false, required: [], properties: { b: { 'x-kind': 'files', title: 'B' } } } }, ['/properties/a/items/properties/b/x-kind']],
    ['files of any kind', { 'x-kind': 'files', 'x-types': ['exe'], 'x-max-bytes': 1 }, ['/properties/a/x-types']],
    ['files without end', { 'x-kind': 'files', 'x-types': ['pdf'], 'x-max-bytes': 52_428_801 }, ['/properties/a/x-max-bytes']],
    ['money of no country', { 'x-kind': 'budget', 'x-currency': 'dollars', 'x-categories': [{ id: 'a', title: 'A' }] }, ['/properties/a/x-currency']],
    ['half a cent', { 'x-kind': 'budget', 'x-currency': 'USD', 'x-categories': [{ id: 'a', title: 'A', 'max-minor': 0.5 }] }, ['/properties/a/x-categories']],
    ['people in a role that nobody can have', { 'x-kind': 'people', 'x-roles': ['mentor', 'friend'] }, ['/properties/a/x-roles']],
    ['more choices than there are', { 'x-kind': 'choice', type: 'array', uniqueItems: true, minItems: 3, items: { oneOf: [option('a'), option('b')] } }, ['/properties/a/minItems']],
    ['no section of its own', { ...text, 'x-section': 'plan' }, ['/properties/a/x-section']],
  ])('cannot ask for %s', (_, field, pointers) => expect(ofField(field)).toEqual(pointers)); // prettier-ignore

  it.each([
    ['nothing', null, ['']],
    ['a list', [], ['']],
    ['no field', form({}), ['/properties']],
    ['a field of a strange name', form({ 'a/b': text, __proto__x: text }), ['/properties/a/b', '/properties/__proto__x']],
    ['a field needed that it has not', form({ a: text }, { required: ['a', 'b'] }), ['/required/1']],
    ['two budgets', form({ a: { 'x-kind': 'budget', title: 'A', 'x-currency': 'USD', 'x-categories': [{ id: 'a', title: 'A' }] }, b: { 'x-kind': 'budget', title: 'B', 'x-currency': 'USD', 'x-categories': [{ id: 'a', title: 'A' }] } }), ['/properties']],
    ['other members allowed', { ...form({ a: text }), additionalProperties: true }, ['/additionalProperties']],
  ])('is not %s', (_, given, pointers) => expect(faults(given)).toEqual(pointers)); // prettier-ignore

  it('may mark which fields mean title, abstract and topics', () => {
    const topics = { 'x-kind': 'choice', type: 'string', title: 'T', oneOf: [option('a'), option('b')] };
    const marked = {
      a: { ...text, 'x-means': 'title' },
      b: { ...text, 'x-kind': 'long-text', 'x-means': 'abstract' },
      c: { ...topics, 'x-means': 'topics' },
    };
    expect(faults(form(marked))).toEqual([]);
  });

  it.each([
    ['two titles', { a: { ...text, 'x-means': 'title' }, b: { ...text, 'x-means': 'title' } }, '/properties/b/x-means'],
    ['a meaning that there is not', { a: { ...text, 'x-means': 'author' } }, '/properties/a/x-means'],
    ['a title of another kind', { a: { ...text, 'x-kind': 'long-text', 'x-means': 'title' } }, '/properties/a/x-means'],
    ['topics that anybody may invent', { a: { ...text, 'x-means': 'topics' } }, '/properties/a/x-means'],
    ['a title that reviewers are not shown', { a: { ...text, 'x-means': 'title', 'x-blinded': 'omit' } }, '/properties/a/x-means'],
    ['a column that means something', { a: { 'x-kind': 'table', type: 'array', title: 'A', items: { type: 'object', additionalProperties: false, required: [], properties: { b: { ...text, 'x-means': 'title' } } } } }, '/properties/a/items/properties/b/x-means'],
    ['a column that reviewers are not shown', { a: { 'x-kind': 'table', type: 'array', title: 'A', items: { type: 'object', additionalProperties: false, required: [], properties: { b: { ...text, 'x-blinded': 'omit' } } } } }, '/properties/a/items/properties/b/x-blinded'],
  ])('cannot have %s', (_, fields, pointer) => expect(faults(form(fields))).toEqual([pointer])); // prettier-ignore

  it('may have sections', () => {
    const given = form({ a: { ...text, 'x-section': 'plan' } }, { 'x-sections': [{ id: 'plan', title: 'The plan' }] });
    expect(faults(given)).toEqual([]);
  });
});
