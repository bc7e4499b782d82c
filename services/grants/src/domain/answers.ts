import type { FieldError } from '@chiron/contracts/core';
import {
  fieldOf,
  isAnswered,
  isDay,
  rowLimit,
  textLimit,
  wordsIn,
  type Cell,
  type ChoicesField,
  type Field,
  type Form,
  type TableField,
} from './form.js';

/** What stands in a draft; a field that was emptied is absent or null. */
export type Answers = Readonly<Record<string, unknown>>;

/** What an application has beside its answers: how much of each there is, by the field's name. */
export interface Attached {
  readonly files?: Readonly<Record<string, number>>;
  /** roles of the team as it stands, one entry per person who agreed */
  readonly people?: readonly { readonly role: string }[];
  /** findings of the budget, made by its own rules; `lines` of none is an empty budget */
  readonly budget?: { readonly lines: number; readonly errors?: readonly FieldError[] };
}

/**
 * Whether these answers can be saved at all: known fields, of the right type, within the bounds of storage. Too many
 * words, an empty row or a number beyond its range are no reason to lose what somebody typed: `missing` names them.
 * @param at where the answers stand in the body, as a JSON pointer
 */
export function checkAnswers(form: Form, answers: Answers, at = ''): FieldError[] {
  return Object.entries(answers).flatMap(([name, value]) => {
    const pointer = `${at}/${token(name)}`;
    const field = fieldOf(form, name);
    if (!field) return [{ pointer, detail: 'is no field of this form' }];
    if (!isAnswered(field))
      return [{ pointer, detail: `is not answered here: ${field['x-kind']} have their own place` }];
    return value === null ? [] : unsaveable(field, value, pointer);
  });
}

function unsaveable(field: Cell | ChoicesField | TableField, value: unknown, pointer: string): FieldError[] {
  const fault = (detail: string): FieldError[] => [{ pointer, detail }];
  switch (field['x-kind']) {
    case 'short-text':
    case 'long-text': {
      const limit = textLimit(field);
      if (typeof value !== 'string') return fault('must be a text');
      if (value.length > limit) return fault(`must have at most ${limit} characters`);
      return value.includes('\u0000') ? fault('must not contain the character U+0000') : [];
    }
    case 'choice': {
      if (field.type === 'string') return isOneOf(field.oneOf, value) ? [] : fault('must be one of the choices');
      if (!Array.isArray(value)) return fault('must be a list of choices');
      if (new Set(value).size !== value.length) return fault('must name each choice once');
      return value.flatMap((item, i) =>
        isOneOf(field.items.oneOf, item) ? [] : [{ pointer: `${pointer}/${i}`, detail: 'must be one of the choices' }],
      );
    }
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return fault('must be a number');
      return field.type === 'integer' && !Number.isSafeInteger(value) ? fault('must be a whole number') : [];
    case 'date':
      return isDay(value) ? [] : fault('must be a day, as 2027-03-01');
    case 'table':
      return unsaveableRows(field, value, pointer);
  }
}

function unsaveableRows(field: TableField, value: unknown, pointer: string): FieldError[] {
  if (!Array.isArray(value)) return [{ pointer, detail: 'must be a list of rows' }];
  if (value.length > rowLimit) return [{ pointer, detail: `must have at most ${rowLimit} rows` }];
  return value.flatMap((row: unknown, i) => {
    const at = `${pointer}/${i}`;
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      return [{ pointer: at, detail: 'must be a row' }];
    return Object.entries(row).flatMap(([name, cell]) => {
      const column = Object.hasOwn(field.items.properties, name) ? field.items.properties[name] : undefined;
      const place = `${at}/${token(name)}`;
      if (!column) return [{ pointer: place, detail: 'is no column of this table' }];
      return cell === null ? [] : unsaveable(column, cell, place);
    });
  });
}

/**
 * All that keeps a draft from being submitted, by field and in the form's order; nothing where it is complete. Expects
 * answers that `checkAnswers` let pass.
 */
export function missing(form: Form, answers: Answers, attached: Attached = {}, at = ''): FieldError[] {
  return Object.entries(form.properties).flatMap(([name, field]) => {
    const pointer = `${at}/${token(name)}`;
    const required = form.required.includes(name);
    const value = Object.hasOwn(answers, name) ? answers[name] : undefined;
    return isAnswered(field)
      ? incomplete(field, value, required, pointer)
      : incompleteBeside(field, name, attached, required, pointer);
  });
}

function incomplete(
  field: Cell | ChoicesField | TableField,
  value: unknown,
  required: boolean,
  pointer: string,
): FieldError[] {
  if (isEmpty(value)) return required ? [{ pointer, detail: `“${field.title}” is needed` }] : [];
  const fault = (detail: string): FieldError[] => [{ pointer, detail }];
  switch (field['x-kind']) {
    case 'short-text':
    case 'long-text': {
      const words = wordsIn(value as string);
      const { 'x-min-words': least, 'x-max-words': most } = field;
      if (most !== undefined && words > most) return fault(`has ${words} words of at most ${most}`);
      return least !== undefined && words < least ? fault(`has ${words} words of at least ${least}`) : [];
    }
    case 'choice': {
      if (field.type === 'string') return [];
      return amount((value as unknown[]).length, field.minItems, field.maxItems, 'choices', pointer);
    }
    case 'number': {
      const number = value as number;
      if (field.minimum !== undefined && number < field.minimum) return fault(`must be at least ${field.minimum}`);
      return field.maximum !== undefined && number > field.maximum ? fault(`must be at most ${field.maximum}`) : [];
    }
    case 'date': {
      const { 'x-earliest': earliest, 'x-latest': latest } = field;
      if (earliest !== undefined && (value as string) < earliest) return fault(`must not be before ${earliest}`);
      return latest !== undefined && (value as string) > latest ? fault(`must not be after ${latest}`) : [];
    }
    case 'table': {
      const rows = value as readonly Readonly<Record<string, unknown>>[];
      const found = amount(rows.length, field.minItems, field.maxItems, 'rows', pointer);
      const cells = rows.flatMap((row, i) =>
        Object.entries(field.items.properties).flatMap(([name, column]) =>
          incomplete(
            column,
            Object.hasOwn(row, name) ? row[name] : undefined,
            field.items.required.includes(name),
            `${pointer}/${i}/${token(name)}`,
          ),
        ),
      );
      return [...found, ...cells];
    }
  }
}

function incompleteBeside(
  field: Exclude<Field, Cell | ChoicesField | TableField>,
  name: string,
  { files = {}, people = [], budget }: Attached,
  required: boolean,
  pointer: string,
): FieldError[] {
  const fault = (detail: string): FieldError[] => [{ pointer, detail }];
  switch (field['x-kind']) {
    case 'files': {
      const count = Object.hasOwn(files, name) ? files[name]! : 0;
      if (count === 0 && !required) return [];
      return amount(count, Math.max(field['x-min'] ?? 0, required ? 1 : 0), field['x-max'], 'files', pointer);
    }
    case 'people': {
      const roles = field['x-roles'];
      const count = people.filter(({ role }) => !roles || roles.includes(role)).length;
      if (count === 0 && !required) return [];
      return amount(count, Math.max(field['x-min'] ?? 0, required ? 1 : 0), field['x-max'], 'people', pointer);
    }
    case 'budget':
      if (!budget || budget.lines === 0) return required ? fault(`“${field.title}” has no line`) : [];
      return [...(budget.errors ?? [])];
  }
}

function amount(count: number, least = 0, most = Infinity, of: string, pointer: string): FieldError[] {
  if (count < least) return [{ pointer, detail: `has ${count} ${of} of at least ${least}` }];
  return count > most ? [{ pointer, detail: `has ${count} ${of} of at most ${most}` }] : [];
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

const isOneOf = (options: readonly { readonly const: string }[], value: unknown): boolean =>
  options.some((option) => option.const === value);

const token = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
