import type { Answers } from './answers.js';
import type { Field, FieldMeaning, Form } from './form.js';

/** What others see first of an application, and what reviewers are matched by. */
export interface Essence {
  readonly title: string;
  readonly abstract: string;
  /** as the form's options are named */
  readonly topics: readonly string[];
}

/** Kinds of field that can be marked to mean it. */
export const kindsMeaning: Readonly<Record<FieldMeaning, readonly Field['x-kind'][]>> = {
  title: ['short-text'],
  abstract: ['short-text', 'long-text'],
  topics: ['choice'],
};

/** What reviewers of a blinded call are not shown gives nothing to what everybody is shown first. */
const shown = (field: Field): boolean => field['x-blinded'] !== 'omit';
const isText = (field: Field): boolean => field['x-kind'] === 'short-text' || field['x-kind'] === 'long-text';

/**
 * The field that `x-means` marks, else the one of that name, else, for the title, the first short text; undefined where
 * the form asks for nothing like it.
 */
export function fieldMeaning(form: Form, meaning: FieldMeaning): string | undefined {
  const fields = Object.entries(form.properties).filter(([, field]) => shown(field));
  const marked = fields.find(([, field]) => field['x-means'] === meaning);
  const named = fields.find(
    ([name, field]) => name === meaning && (isText(field) || (meaning === 'topics' && field['x-kind'] === 'choice')),
  );
  const first = meaning === 'title' ? fields.find(([, field]) => field['x-kind'] === 'short-text') : undefined;
  return (marked ?? named ?? first)?.[0];
}

export function essence(form: Form, answers: Answers): Essence {
  const answerTo = (meaning: FieldMeaning): unknown => {
    const name = fieldMeaning(form, meaning);
    return name !== undefined && Object.hasOwn(answers, name) ? answers[name] : undefined;
  };
  const topics = answerTo('topics');
  return {
    title: oneLine(answerTo('title')).slice(0, 500),
    abstract: fieldMeaning(form, 'abstract') === undefined ? longTexts(form, answers) : oneLine(answerTo('abstract')),
    topics: (Array.isArray(topics) ? topics : [topics]).filter(
      (topic): topic is string => typeof topic === 'string' && topic !== '',
    ),
  };
}

const oneLine = (value: unknown): string => (typeof value === 'string' ? value.trim().replace(/\s+/gu, ' ') : '');

/** Where a form asks for no abstract, all that is written at length says what it is about. */
function longTexts(form: Form, answers: Answers): string {
  return Object.entries(form.properties)
    .filter(([name, field]) => field['x-kind'] === 'long-text' && shown(field) && Object.hasOwn(answers, name))
    .map(([name]) => oneLine(answers[name]))
    .filter((text) => text !== '')
    .join('\n');
}

/**
 * What a full application takes over from its letter: answers that fit to fields of the same name, and title, abstract and
 * topics to whatever means them here.
 */
export function carriedOver(from: Answers, letter: Form, form: Form, fits: (answers: Answers) => boolean): Answers {
  const meant = (['title', 'abstract', 'topics'] as const).flatMap((meaning): [string, unknown][] => {
    const [there, here] = [fieldMeaning(letter, meaning), fieldMeaning(form, meaning)];
    return there !== undefined && here !== undefined && Object.hasOwn(from, there) ? [[here, from[there]]] : [];
  });
  const named = Object.entries(from).filter(([name]) => Object.hasOwn(form.properties, name));
  const known = [...meant, ...named].filter(([name, value]) => fits({ [name]: value }));
  return Object.fromEntries(known);
}
