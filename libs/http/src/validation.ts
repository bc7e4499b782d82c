import { Param, ValidationPipe, type ArgumentMetadata, type PipeTransform, type ValidationError } from '@nestjs/common';
import { coreProblems, type FieldError } from '@chiron/contracts/core';
import { IS_ARRAY, ValidationTypes } from 'class-validator';
import { faultInText, maxIdLength, token } from './text.js';
import { rulesOf } from './validation-rules.js';

class Invalid extends Error {
  constructor(readonly errors: readonly ValidationError[]) {
    super('invalid');
  }
}

const atMost = 100;

/**
 * class-validator's findings as the problem `validation-failed`: a JSON pointer for each field of the body, `?name`
 * for the query, `path:name` for the path. Unknown properties are refused by name.
 */
export class RequestValidation implements PipeTransform {
  private readonly pipe = new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => new Invalid(errors),
  });

  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'custom') return value;
    if (metadata.type !== 'body') refuseUnusableText(value, metadata);
    try {
      const given: unknown = await this.pipe.transform(value, metadata);
      refuseListsForObjects(given);
      return given;
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      throw coreProblems.refuse('validation-failed', {}, fieldErrors(error.errors, metadata.type).slice(0, atMost));
    }
  }
}

/** class-validator takes a list for the objects in it: where there are none, a list in the place of an object is right to it. */
function refuseListsForObjects(given: unknown): void {
  const errors: FieldError[] = [];
  const walk = (object: object, at: string): void => {
    const rules = rulesOf(object);
    const nested = rules.filter(({ type }) => type === ValidationTypes.NESTED_VALIDATION);
    for (const name of new Set(nested.map(({ propertyName }) => propertyName))) {
      const lists = rules.some((rule) => rule.propertyName === name && rule.name === IS_ARRAY);
      const value = (object as Record<string, unknown>)[name];
      const items = lists && Array.isArray(value) ? [...value.entries()].map(([i, one]) => [`/${i}`, one]) : [['', value]]; // prettier-ignore
      for (const [place, item] of items) {
        const pointer = `${at}/${token(name)}${String(place)}`;
        if (Array.isArray(item)) errors.push({ pointer, detail: 'must be an object' });
        else if (typeof item === 'object' && item !== null) walk(item, pointer);
      }
    }
  };
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) walk(given, '');
  if (errors.length > 0) throw coreProblems.refuse('validation-failed', {}, errors.slice(0, atMost));
}

const prefixes: Partial<Record<ArgumentMetadata['type'], string>> = { query: '?', param: 'path:' };

function refuseUnusableText(value: unknown, { type, data }: ArgumentMetadata): void {
  const named: [string, unknown][] = data
    ? [[String(data), value]]
    : Object.entries((value ?? {}) as Record<string, unknown>);
  for (const [name, item] of named) {
    for (const text of Array.isArray(item) ? item : [item]) {
      if (typeof text !== 'string') continue;
      const detail =
        faultInText(name) ??
        faultInText(text) ??
        (type === 'param' && text.length > maxIdLength ? `must be at most ${maxIdLength} characters` : undefined);
      if (detail)
        throw coreProblems.refuse('validation-failed', {}, [
          { pointer: `${prefixes[type] ?? ''}${token(name)}`, detail },
        ]);
    }
  }
}

function fieldErrors(errors: readonly ValidationError[], type: ArgumentMetadata['type']): FieldError[] {
  const found: FieldError[] = [];
  const walk = (list: readonly ValidationError[], above: string): void => {
    for (const error of list) {
      const prefix = prefixes[type];
      const pointer =
        prefix && above === '' ? `${prefix}${token(error.property)}` : `${above}/${token(error.property)}`;
      for (const [rule, message] of Object.entries(error.constraints ?? {})) {
        const detail = rule === 'whitelistValidation' ? 'is not known here' : withoutName(message, error.property);
        found.push({ pointer, detail });
      }
      if (error.children?.length) walk(error.children, pointer);
    }
  };
  walk(errors, '');
  return found;
}

/** “must be a string” of “title must be a string”: the pointer names the field already. */
const withoutName = (message: string, property: string): string =>
  (message.startsWith(`${property} `) ? message.slice(property.length + 1) : message).slice(0, 300);

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a value is a UUID in its usual writing. */
export const isUuidText = (value: unknown): value is string => typeof value === 'string' && uuid.test(value);

class UuidOf implements PipeTransform<string, string> {
  transform(value: string, { data }: ArgumentMetadata): string {
    if (uuid.test(value)) return value.toLowerCase();
    throw coreProblems.refuse('validation-failed', {}, [{ pointer: `path:${String(data)}`, detail: 'must be a UUID' }]);
  }
}

/** The UUID of this name in the path; anything else is refused before it reaches the database. */
export const IdParam = (name = 'id'): ParameterDecorator => Param(name, new UuidOf());
