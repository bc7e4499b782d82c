import type { FieldError } from '@chiron/contracts/core';
import { reviewProblems } from '../problems.js';
import type { Answer, Answers } from './rubric.js';

/**
 * Answers as they arrive, by their shape alone; whether the rubric has room for them is another question. Absent and
 * null values are the same: no answer. Refuses `answers-not-valid` with every field at fault.
 */
export function answersOf(value: unknown): Answers {
  const errors: FieldError[] = [];
  const { criteria, critiques, overallImpact, ...unknown } = objectAt(value, '', errors);
  for (const name of Object.keys(unknown)) errors.push({ pointer: pointer(name), detail: 'is not known here' });
  const answers = {
    criteria: entriesOf(criteria, '/criteria', errors, answerOf),
    critiques: entriesOf(critiques, '/critiques', errors, (text) => (typeof text === 'string' ? text : undefined)),
    ...(overallImpact === undefined || overallImpact === null ? {} : { overallImpact }),
  };
  if (answers.overallImpact !== undefined && typeof answers.overallImpact !== 'number') {
    errors.push({ pointer: '/overallImpact', detail: 'must be a number' });
  }
  if (errors.length > 0) throw reviewProblems.refuse('answers-not-valid', {}, errors.slice(0, 100));
  return answers as Answers;
}

/** Whether both say the same, whatever the order of their fields. */
export function sameAnswers(one: Answers, other: Answers): boolean {
  return plainText({ critiques: {}, ...one }) === plainText({ critiques: {}, ...other });
}

function plainText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null ? Object.fromEntries(Object.entries(part).sort()) : part,
  );
}

function answerOf(value: unknown): Answer | undefined {
  if (value === 'n/a' || (typeof value === 'number' && Number.isFinite(value))) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const { sufficient, reason, ...more } = value as Record<string, unknown>;
  if (typeof sufficient !== 'boolean' || Object.keys(more).length > 0) return undefined;
  if (reason === undefined || reason === null) return { sufficient };
  return typeof reason === 'string' ? { sufficient, reason } : undefined;
}

function entriesOf<T>(
  value: unknown,
  at: string,
  errors: FieldError[],
  read: (value: unknown) => T | undefined,
): Record<string, T> {
  const entries: [string, T][] = [];
  for (const [name, given] of Object.entries(objectAt(value ?? {}, at, errors))) {
    if (given === null) continue;
    const one = read(given);
    if (one === undefined) errors.push({ pointer: at + pointer(name), detail: 'is no possible answer' });
    else entries.push([name, one]);
  }
  return Object.fromEntries(entries);
}

function objectAt(value: unknown, at: string, errors: FieldError[]): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  errors.push({ pointer: at, detail: 'must be an object' });
  return {};
}

function pointer(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
