import type { FieldError } from '@chiron/contracts/core';
import type { Form } from './form.js';
import { kindsMeaning } from './essence.js';
import { fieldMeanings, isDay, rowLimit } from './form.js';
import { isCurrency } from './money.js';
import { teamRoles } from './team.js';

type Members = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => string | undefined;

const fieldName = /^[a-z][a-zA-Z0-9]{0,49}$/;
const optionName = /^[a-z0-9][a-z0-9-]{0,49}$/;

const text =
  (most: number): Check =>
  (value) =>
    typeof value === 'string' && value.trim() !== '' && value.length <= most
      ? undefined
      : `must be a text of 1 to ${most} characters`;
const whole =
  (least: number, most: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `must be a whole number from ${least} to ${most}`;
const just =
  (...words: unknown[]): Check =>
  (value) =>
    words.includes(value) ? undefined : `must be ${words.map((word) => JSON.stringify(word)).join(' or ')}`;
const number: Check = (value) => (typeof value === 'number' && Number.isFinite(value) ? undefined : 'must be a number');
const day: Check = (value) => (isDay(value) ? undefined : 'must be a day, as 2027-03-01');
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');
const listOf =
  (check: Check, most: number): Check =>
  (value) =>
    !Array.isArray(value) || value.length === 0 || value.length > most || new Set(value).size !== value.length
      ? `must be a list of 1 to ${most} different values`
      : value.map(check).find((fault) => fault !== undefined);
const options: Check = (value) => {
  if (!Array.isArray(value) || value.length < 2 || value.length > 200) return 'must be a list of 2 to 200 options';
  const bad = value.some(
    (one: Members) => !isObject(one) || !optionName.test(String(one['const'])) || text(500)(one['title']),
  );
  if (bad) return 'each option has a const of small letters, digits and dashes, and a title';
  const names = value.map((one: Members) => one['const']);
  return new Set(names).size === names.length ? undefined : 'must not name an option twice';
};

const money = whole(0, 1e15);
const count = whole(0, rowLimit);
const words = whole(0, 50_000);
const currency: Check = (value) =>
  typeof value === 'string' && isCurrency(value) ? undefined : 'must be a currency of ISO 4217, as USD';
const categories: Check = (value) => {
  if (!Array.isArray(value) || value.length === 0 || value.length > 50) return 'must be a list of 1 to 50 categories';
  const known = ['id', 'title', 'max-minor', 'max-percent', 'justify'];
  for (const one of value as unknown[]) {
    if (!isObject(one)) return 'each category is an object';
    const fault =
      Object.keys(one).find((key) => !known.includes(key)) ??
      (optionName.test(String(one['id'])) ? undefined : 'id') ??
      (text(200)(one['title']) && 'title') ??
      (one['max-minor'] !== undefined && money(one['max-minor']) ? 'max-minor' : undefined) ??
      (one['max-percent'] !== undefined && whole(0, 100)(one['max-percent']) ? 'max-percent' : undefined) ??
      (one['justify'] !== undefined && flag(one['justify']) ? 'justify' : undefined);
    if (fault) return `a category has an unusable “${fault}”`;
  }
  const ids = (value as Members[]).map((one) => one['id']);
  return new Set(ids).size === ids.length ? undefined : 'must not name a category twice';
};

interface Shape {
  readonly needs: Readonly<Record<string, Check>>;
  readonly may?: Readonly<Record<string, Check>>;
  /** pairs of members of which the first must not be more than the second */
  readonly order?: readonly (readonly [string, string])[];
}
const textShape: Shape = {
  needs: { type: just('string') },
  may: { maxLength: whole(1, 200_000), 'x-min-words': words, 'x-max-words': words },
  order: [['x-min-words', 'x-max-words']],
};
const oneChoice: Shape = { needs: { type: just('string'), oneOf: options } };
const choices: Shape = {
  needs: {
    type: just('array'),
    uniqueItems: just(true),
    items: (value) => (isObject(value) ? options(value['oneOf']) : 'must hold oneOf'),
  },
  may: { minItems: count, maxItems: count },
  order: [['minItems', 'maxItems']],
};
const shapes: Readonly<Record<string, Shape>> = {
  'short-text': textShape,
  'long-text': textShape,
  number: {
    needs: { type: just('number', 'integer') },
    may: { minimum: number, maximum: number },
    order: [['minimum', 'maximum']],
  },
  date: {
    needs: { type: just('string'), format: just('date') },
    may: { 'x-earliest': day, 'x-latest': day },
    order: [['x-earliest', 'x-latest']],
  },
  table: {
    needs: { type: just('array'), items: (value) => (isObject(value) ? undefined : 'must describe a row') },
    may: { minItems: count, maxItems: count },
    order: [['minItems', 'maxItems']],
  },
  people: {
    needs: {},
    may: { 'x-roles': listOf(just(...teamRoles), teamRoles.length), 'x-min': count, 'x-max': count },
    order: [['x-min', 'x-max']],
  },
  budget: {
    needs: { 'x-currency': currency, 'x-categories': categories },
    may: { 'x-max-minor': money, 'x-years': whole(1, 20), 'x-cost-share-percent': whole(0, 1_000) },
  },
  files: {
    needs: { 'x-types': listOf(just('pdf', 'docx', 'png', 'jpeg'), 4), 'x-max-bytes': whole(1, 52_428_800) },
    may: { 'x-min': count, 'x-max': whole(1, 50) },
    order: [['x-min', 'x-max']],
  },
};
const columnKinds = ['short-text', 'long-text', 'choice', 'number', 'date'];
const always: Readonly<Record<string, Check>> = { title: text(500), 'x-kind': () => undefined };
const inRow: Readonly<Record<string, Check>> = { description: text(5_000) };
const anywhere: Readonly<Record<string, Check>> = {
  ...inRow,
  'x-section': text(50),
  'x-blinded': just('omit'),
  'x-means': just(...fieldMeanings),
};

/** What keeps this from being a form; nothing where it is one. Pointers lead into the form. */
export function formFaults(given: unknown): FieldError[] {
  if (!isObject(given)) return [{ pointer: '', detail: 'must be a JSON Schema of an object' }];
  const errors = members(given, '', {
    needs: { type: just('object'), additionalProperties: just(false), properties: objectOf(1, 200) },
    may: {
      title: text(500),
      description: text(5_000),
      required: () => undefined,
      $schema: text(200),
      'x-sections': sections,
    },
  });
  if (errors.length > 0) return errors;
  const properties = given['properties'] as Record<string, unknown>;
  for (const [name, field] of Object.entries(properties))
    errors.push(...fieldFaults(name, field, '/properties', false));
  errors.push(...requiredFaults(given['required'], properties, '/required'));
  const known = ((given['x-sections'] ?? []) as Members[]).map(({ id }) => id);
  for (const [name, field] of Object.entries(properties as Record<string, Members>))
    if (field['x-section'] !== undefined && !known.includes(field['x-section']))
      errors.push({ pointer: `/properties/${name}/x-section`, detail: 'is no section of this form' });
  errors.push(...meaningFaults(properties as Record<string, Members>));
  if (Object.values(properties as Record<string, Members>).filter((field) => field['x-kind'] === 'budget').length > 1)
    errors.push({ pointer: '/properties', detail: 'must not have two budgets' });
  return errors;
}

/** A form that has no faults, with what may be left out. */
export const asForm = (given: object): Form => ({ required: [], ...given }) as unknown as Form;

function fieldFaults(name: string, field: unknown, at: string, column: boolean): FieldError[] {
  const pointer = `${at}/${name}`;
  if (!fieldName.test(name))
    return [{ pointer, detail: 'is no name of a field: a small letter, then letters and digits' }];
  if (!isObject(field)) return [{ pointer, detail: 'must describe a field' }];
  const kind = String(field['x-kind']);
  const shape =
    kind === 'choice'
      ? field['type'] === 'array'
        ? choices
        : oneChoice
      : Object.hasOwn(shapes, kind)
        ? shapes[kind]
        : undefined;
  const kinds = column ? columnKinds : [...Object.keys(shapes), 'choice'];
  if (!shape || !kinds.includes(kind) || (column && shape === choices))
    return [{ pointer: `${pointer}/x-kind`, detail: `must be one of ${kinds.join(', ')}` }];
  const errors = members(field, pointer, {
    ...shape,
    needs: { ...always, ...shape.needs },
    may: { ...(column ? inRow : anywhere), ...shape.may },
  });
  if (errors.length === 0 && shape === choices && Number(field['minItems'] ?? 0) > optionsOf(field))
    errors.push({ pointer: `${pointer}/minItems`, detail: 'must not be more than there are options' });
  return errors.length > 0 || kind !== 'table' ? errors : rowFaults(field['items'] as Members, `${pointer}/items`);
}

const optionsOf = (field: Members): number => ((field['items'] as Members)['oneOf'] as unknown[]).length;

/** One field each means title, abstract and topics; others see them first, so none of them is left out for reviewers. */
function meaningFaults(fields: Readonly<Record<string, Members>>): FieldError[] {
  const marked = Object.entries(fields).filter(([, field]) => field['x-means'] !== undefined);
  return marked.flatMap(([name, field], i): FieldError[] => {
    const meaning = field['x-means'] as keyof typeof kindsMeaning;
    const kinds = kindsMeaning[meaning] as readonly unknown[] | undefined;
    const fault = (detail: string) => [{ pointer: `/properties/${name}/x-means`, detail }];
    if (kinds === undefined) return [];
    if (!kinds.includes(field['x-kind'])) return fault(`must be on a field of kind ${kinds.join(' or ')}`);
    if (field['x-blinded'] === 'omit') return fault('must not be on a field that reviewers are not shown');
    return marked.findIndex(([, other]) => other['x-means'] === meaning) < i
      ? fault(`must not be on two fields: ${meaning} is one`)
      : [];
  });
}

function rowFaults(items: Members, at: string): FieldError[] {
  const errors = members(items, at, {
    needs: { type: just('object'), additionalProperties: just(false), properties: objectOf(1, 20) },
    may: { required: () => undefined },
  });
  if (errors.length > 0) return errors;
  const columns = items['properties'] as Record<string, unknown>;
  return [
    ...Object.entries(columns).flatMap(([name, cell]) => fieldFaults(name, cell, `${at}/properties`, true)),
    ...(items['required'] === undefined
      ? [{ pointer: `${at}/required`, detail: 'is needed, if only as an empty list' }]
      : requiredFaults(items['required'], columns, `${at}/required`)),
  ];
}

function requiredFaults(required: unknown, properties: object, at: string): FieldError[] {
  if (required === undefined) return [];
  if (!Array.isArray(required)) return [{ pointer: at, detail: 'must be a list of names' }];
  return required.flatMap((name, i) =>
    typeof name === 'string' && Object.hasOwn(properties, name)
      ? []
      : [{ pointer: `${at}/${i}`, detail: 'is no field of this form' }],
  );
}

function members(given: Members, at: string, { needs, may = {}, order = [] }: Shape): FieldError[] {
  const errors: FieldError[] = [];
  for (const name of Object.keys(given)) {
    const check = Object.hasOwn(needs, name) ? needs[name] : Object.hasOwn(may, name) ? may[name] : undefined;
    const fault = check ? check(given[name]) : 'is not known here';
    if (fault) errors.push({ pointer: `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, detail: fault });
  }
  for (const name of Object.keys(needs))
    if (!Object.hasOwn(given, name)) errors.push({ pointer: `${at}/${name}`, detail: 'is needed' });
  for (const [low, high] of order)
    if (given[low] !== undefined && given[high] !== undefined && (given[low] as number) > (given[high] as number))
      errors.push({ pointer: `${at}/${high}`, detail: `must not be less than ${low}` });
  return errors;
}

const objectOf =
  (least: number, most: number): Check =>
  (value) =>
    isObject(value) && Object.keys(value).length >= least && Object.keys(value).length <= most
      ? undefined
      : `must have ${least} to ${most} members`;
const sections: Check = (value) => {
  if (!Array.isArray(value) || value.length > 50) return 'must be a list of at most 50 sections';
  const fits = value.every(
    (one: Members) => isObject(one) && optionName.test(String(one['id'])) && !text(500)(one['title']),
  );
  return fits ? undefined : 'each section has an id of small letters, digits and dashes, and a title';
};

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
