import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
// eslint-disable-next-line @typescript-eslint/ban-ts-comment -- the package ships this file without types
// @ts-ignore
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage } from 'class-validator';
import type { ValidationMetadata } from 'class-validator/types/metadata/ValidationMetadata.js';

type Schema = Record<string, unknown>;
type Constructor = abstract new (...args: never[]) => object;

const nested = defaultMetadataStorage as {
  findTypeMetadata(target: unknown, name: string): { typeFunction(): unknown } | undefined;
};

/** What each of class-validator's rules says in JSON Schema. */
const rules: Record<string, (constraints: unknown[]) => Schema> = {
  isString: () => ({ type: 'string' }),
  isNotEmpty: () => ({ minLength: 1 }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isPositive: () => ({ exclusiveMinimum: 0 }),
  isBoolean: () => ({ type: 'boolean' }),
  isObject: () => ({ type: 'object', additionalProperties: true }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  isEmail: () => ({ type: 'string', format: 'email' }),
  isUrl: () => ({ type: 'string', format: 'uri' }),
  isIso8601: () => ({ type: 'string', format: 'date-time' }),
  isDateString: () => ({ type: 'string', format: 'date-time' }),
  isRFC3339: () => ({ type: 'string', format: 'date-time' }),
  matches: ([pattern]) => ({ type: 'string', pattern: (pattern as RegExp).source }),
  isIn: ([values]) => ({ enum: values }),
  isEnum: ([values]) => ({ enum: Object.values(values as object) }),
  min: ([least]) => ({ minimum: least }),
  max: ([most]) => ({ maximum: most }),
  minLength: ([least]) => ({ minLength: least }),
  maxLength: ([most]) => ({ maxLength: most }),
  isLength: ([least, most]) => ({ minLength: least, ...(most !== undefined && { maxLength: most }) }),
};
const listRules: Record<string, (constraints: unknown[]) => Schema> = {
  arrayMaxSize: ([most]) => ({ maxItems: most }),
  arrayMinSize: ([least]) => ({ minItems: least }),
  arrayNotEmpty: () => ({ minItems: 1 }),
  arrayUnique: () => ({ uniqueItems: true }),
};

/**
 * Describes every validated class by its own rules, so that a shape has one source: a property that says nothing
 * to OpenAPI by itself gets what class-validator checks.
 */
export function describeByRules(): void {
  const { validationMetadatas } = getMetadataStorage() as unknown as {
    validationMetadatas: Map<unknown, ValidationMetadata[]>;
  };
  for (const [target, found] of validationMetadatas) {
    if (typeof target !== 'function') continue;
    const prototype = (target as unknown as Constructor).prototype as object;
    for (const name of new Set(found.map(({ propertyName }) => propertyName))) {
      if (Reflect.hasMetadata('swagger/apiModelProperties', prototype, name)) continue;
      const own = found.filter(({ propertyName }) => propertyName === name);
      ApiProperty(schemaOf(target as unknown as Constructor, name, own) as ApiPropertyOptions)(prototype, name);
    }
  }
}

function schemaOf(target: Constructor, name: string, found: readonly ValidationMetadata[]): Schema {
  const required = !found.some(({ type }) => type === 'conditionalValidation');
  const type: unknown = Reflect.getMetadata('design:type', target.prototype as object, name);
  const isArray = type === Array || found.some(({ each, name: rule }) => each || rule === 'isArray');
  const schema: Schema = {};
  const around: Schema = {};
  for (const { name: rule = '', constraints } of found) {
    Object.assign(schema, rules[rule]?.(constraints ?? []));
    Object.assign(around, listRules[rule]?.(constraints ?? []));
  }
  const inner = nested.findTypeMetadata(target, name)?.typeFunction();
  const isClass = found.some(({ type: kind }) => kind === 'nestedValidation') && typeof inner === 'function';
  if (isClass) return { type: () => inner, required, ...(isArray && { isArray: true }), ...around };
  const item = schema['type'] || schema['enum'] ? schema : { ...schema, ...plainType(type) };
  return isArray ? { type: 'array', items: item, required, ...around } : { ...item, required };
}

function plainType(type: unknown): Schema {
  if (type === Number) return { type: 'number' };
  if (type === Boolean) return { type: 'boolean' };
  return type === String ? { type: 'string' } : { type: 'object', additionalProperties: true };
}
