import { Ajv2020 } from 'ajv/dist/2020.js';
import { checkAnswers, missing } from './answers.js';
import { answersSchema, type Form } from './form.js';

const form: Form = {
  type: 'object',
  additionalProperties: false,
  required: ['title', 'aims', 'area', 'months', 'start', 'budget', 'cv', 'team', 'plan'],
  properties: {
    title: { 'x-kind': 'short-text', type: 'string', title: 'Title', maxLength: 40, 'x-max-words': 5 },
    aims: { 'x-kind': 'long-text', type: 'string', title: 'Aims', 'x-min-words': 3, 'x-max-words': 6 },
    area: {
      'x-kind': 'choice',
      type: 'string',
      title: 'Area',
      oneOf: [
        { const: 'ug', title: 'Undergraduate' },
        { const: 'gme', title: 'Residency' },
      ],
    },
    topics: {
      'x-kind': 'choice',
      type: 'array',
      uniqueItems: true,
      title: 'Topics',
      maxItems: 1,
      items: { oneOf: [{ const: 'a', title: 'A' }, { const: 'b', title: 'B' }] }, // prettier-ignore
    },
    months: { 'x-kind': 'number', type: 'integer', title: 'Months', minimum: 6, maximum: 24 },
    start: {
      'x-kind': 'date',
      type: 'string',
      format: 'date',
      title: 'Start',
      'x-earliest': '2027-07-01',
      'x-latest': '2028-06-30',
    },
    plan: {
      'x-kind': 'table',
      type: 'array',
      title: 'Plan',
      minItems: 1,
      maxItems: 2,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['what'],
        properties: {
          what: { 'x-kind': 'short-text', type: 'string', title: 'What' },
          month: { 'x-kind': 'number', type: 'integer', title: 'Month', minimum: 1 },
        },
      },
    },
    team: { 'x-kind': 'people', title: 'Team', 'x-roles': ['mentor'], 'x-min': 1, 'x-max': 2 },
    budget: {
      'x-kind': 'budget',
      title: 'Budget',
      'x-currency': 'USD',
      'x-categories': [{ id: 'people', title: 'People' }],
    },
    cv: { 'x-kind': 'files', title: 'CV', 'x-types': ['pdf'], 'x-max-bytes': 1_000_000, 'x-max': 2 },
    notes: { 'x-kind': 'long-text', type: 'string', title: 'Notes' },
  },
};
const answers = {
  title: 'Simulation for ward teams',
  aims: 'Teach teams to listen',
  area: 'ug',
  months: 12,
  start: '2027-07-01',
  plan: [{ what: 'Build', month: 1 }],
};
const attached = { files: { cv: 1 }, people: [{ role: 'mentor' }], budget: { lines: 1 } };
const saved = (more: object) => checkAnswers(form, more as never).map(({ pointer }) => pointer);
const lacks = (more: object = {}, beside: object = {}) =>
  missing(form, { ...answers, ...more }, { ...attached, ...beside }).map(({ pointer }) => pointer);

describe('answers that are saved', () => {
  it.each([
    ['none at all', {}],
    ['a field that was emptied', { title: null, plan: null }],
    ['a text of too many words, so that none is lost', { aims: 'word '.repeat(400) }],
    ['a number out of its range', { months: 99 }],
    ['an empty row', { plan: [{}] }],
    ['a name of forty characters where forty fit', { title: 'x'.repeat(40) }],
    ['a day far away', { start: '1999-01-01' }],
  ])('may be %s', (_, given) => expect(saved(given)).toEqual([]));

  it.each([
    ['a field that the form has not', { subtitle: 'x' }, ['/subtitle']],
    ['a name of every object', { constructor: 'x', toString: 'x' }, ['/constructor', '/toString']],
    ['a path in a name', { 'a/b~c': 1 }, ['/a~1b~0c']],
    ['a text of forty-one characters where forty fit', { title: 'x'.repeat(41) }, ['/title']],
    ['a number for a text', { title: 7 }, ['/title']],
    ['a word for a number, or half a month', { months: '12', start: 7 }, ['/months', '/start']],
    ['half of a whole number', { months: 6.5 }, ['/months']],
    ['a day that no calendar has', { start: '2027-02-29' }, ['/start']],
    ['another choice', { area: 'x', topics: ['a', 'z'] }, ['/area', '/topics/1']],
    ['one choice twice', { topics: ['a', 'a'] }, ['/topics']],
    ['a column that the table has not', { plan: [{ what: 'x', who: 'y' }, 7] }, ['/plan/0/who', '/plan/1']],
    ['a wrong cell', { plan: [{ month: 'May' }] }, ['/plan/0/month']],
    [
      'files, people or money, which have their own place',
      { cv: 'x', team: [], budget: {} },
      ['/cv', '/team', '/budget'],
    ],
    ['a character that no database keeps', { notes: 'a\u0000b' }, ['/notes']],
    ['too many rows', { plan: Array.from({ length: 501 }, () => ({})) }, ['/plan']],
  ])('are never %s', (_, given, pointers) => expect(saved(given)).toEqual(pointers));

  it('name where they stand in the body', () => {
    expect(checkAnswers(form, { title: 7 }, '/answers')[0]!.pointer).toBe('/answers/title');
  });
});

describe('what is missing', () => {
  it('is nothing of a complete application', () => expect(lacks()).toEqual([]));

  it('is everything that is needed of an empty one, in the form’s order', () => {
    expect(missing(form, {}).map(({ pointer }) => pointer)).toEqual([
      '/title',
      '/aims',
      '/area',
      '/months',
      '/start',
      '/plan',
      '/team',
      '/budget',
      '/cv',
    ]);
  });

  it.each([
    ['six words where five may be', { title: 'one two three four five six' }, ['/title']],
    ['five words where five may be', { title: 'one two three four five' }, []],
    ['two words where three must be', { aims: 'one two' }, ['/aims']],
    ['three words where three must be', { aims: 'one\n two\tthree' }, []],
    ['nothing but blanks', { title: ' \n ' }, ['/title']],
    ['5 months where 6 must be', { months: 5 }, ['/months']],
    ['6 months where 6 must be', { months: 6 }, []],
    ['25 months where 24 may be', { months: 25 }, ['/months']],
    ['the day before the first', { start: '2027-06-30' }, ['/start']],
    ['the last day', { start: '2028-06-30' }, []],
    ['the day after the last', { start: '2028-07-01' }, ['/start']],
    ['two topics where one may be', { topics: ['a', 'b'] }, ['/topics']],
    ['no topic where none must be', { topics: [] }, []],
    ['three rows where two may be', { plan: [{ what: 'a' }, { what: 'b' }, { what: 'c' }] }, ['/plan']],
    ['a row without what it needs', { plan: [{ month: 0 }] }, ['/plan/0/what', '/plan/0/month']],
  ])('says of %s', (_, given, pointers) => expect(lacks(given)).toEqual(pointers));

  it.each([
    ['no file', { files: {} }, ['/cv']],
    ['three files where two may be', { files: { cv: 3 } }, ['/cv']],
    ['two files where two may be', { files: { cv: 2 } }, []],
    ['a team without a mentor', { people: [{ role: 'statistician' }] }, ['/team']],
    [
      'three mentors where two may be',
      { people: [{ role: 'mentor' }, { role: 'mentor' }, { role: 'mentor' }] },
      ['/team'],
    ],
    ['no line of the budget', { budget: { lines: 0 } }, ['/budget']],
    [
      'a budget above its cap',
      { budget: { lines: 1, errors: [{ pointer: '/budget/lines/0', detail: 'x' }] } },
      ['/budget/lines/0'],
    ],
  ])('says of %s', (_, beside, pointers) => expect(lacks({}, beside)).toEqual(pointers));
});

it('a column may be called as something of every object is', () => {
  const column = { 'x-kind': 'short-text', type: 'string', title: 'Constructor', 'x-max-words': 1 } as const;
  const items = { type: 'object', additionalProperties: false, required: ['constructor'], properties: { constructor: column } } as const; // prettier-ignore
  const odd: Form = { ...form, required: [], properties: { plan: { 'x-kind': 'table', type: 'array', title: 'Plan', items } } }; // prettier-ignore
  expect(missing(odd, { plan: [{}] }).map(({ pointer }) => pointer)).toEqual(['/plan/0/constructor']);
  expect(missing(odd, { plan: [{ constructor: 'x' }] })).toEqual([]);
});

describe('a form', () => {
  const ajv = new Ajv2020({ strict: false, formats: { date: true } });
  const valid = ajv.compile(answersSchema(form));
  it('is a JSON Schema by which others find the same answers good, and bad', () => {
    expect(valid(answers)).toBe(true);
    for (const bad of [{ title: 7 }, { months: 25 }, { area: 'x' }, { subtitle: 'x' }, { plan: [{ month: 1 }] }])
      expect(valid({ ...answers, ...bad })).toBe(false);
  });
});
