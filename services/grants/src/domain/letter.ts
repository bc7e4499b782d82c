import { money as amount } from './money.js';
import type { FieldError } from '@chiron/contracts/core';
import { coreProblems } from '@chiron/contracts/core';

export type Language = 'en' | 'es';

/** Every sort of letter, with the words that may stand in it between braces. */
export const letterKinds = {
  'decision-fund': ['name', 'number', 'call', 'amount', 'appeal', 'link'],
  'decision-fund-in-part': ['name', 'number', 'call', 'amount', 'appeal', 'link'],
  'decision-revise': ['name', 'number', 'call', 'appeal', 'link'],
  'decision-decline': ['name', 'number', 'call', 'appeal', 'link'],
  'returned-without-review': ['name', 'number', 'call', 'reason', 'link'],
  'appeal-upheld': ['name', 'number', 'call', 'reason', 'link'],
  'appeal-dismissed': ['name', 'number', 'call', 'reason', 'link'],
  'reviews-due-soon': ['name', 'call', 'committee', 'due', 'list', 'link'],
  'reviews-late': ['name', 'call', 'committee', 'due', 'list', 'link'],
  'review-digest': ['name', 'list', 'link'],
  'draft-due-soon': ['name', 'number', 'call', 'due', 'link'],
  'draft-late': ['name', 'number', 'call', 'due', 'until', 'link'],
  'consent-due-soon': ['name', 'applicant', 'call', 'due', 'sent'],
  'approval-due-soon': ['name', 'applicant', 'call', 'due', 'sent'],
  'reference-due-soon': ['name', 'applicant', 'call', 'due', 'sent'],
  'application-submitted': ['name', 'number', 'call', 'at', 'link'],
  'application-returned': ['name', 'number', 'call', 'reason', 'due', 'link'],
  'letter-invited': ['name', 'number', 'call', 'due', 'link'],
  'letter-not-invited': ['name', 'number', 'call', 'reason', 'link'],
  'application-reopened': ['name', 'number', 'call', 'due', 'link'],
  'deadline-extended': ['name', 'number', 'call', 'due', 'link'],
  'consent-given': ['name', 'number', 'call', 'who', 'link'],
  'consent-declined': ['name', 'number', 'call', 'who', 'link'],
  'approval-given': ['name', 'number', 'call', 'who', 'comment', 'link'],
  'approval-declined': ['name', 'number', 'call', 'who', 'comment', 'link'],
} as const satisfies Record<string, readonly string[]>;
export type LetterKind = keyof typeof letterKinds;

export interface Template {
  readonly subject: string;
  readonly body: string;
}

const hole = /\{([^{}]*)\}/g;

/**
 * A template as somebody types it.
 * @throws Refusal `validation-failed` naming each word between braces that this sort of letter does not have
 */
export function checkTemplate(kind: LetterKind, template: Template): void {
  const words: readonly string[] = letterKinds[kind];
  const errors: FieldError[] = (['subject', 'body'] as const).flatMap((field) =>
    [...template[field].matchAll(hole)]
      .filter(([, word]) => !words.includes(word!))
      .map(([whole]) => ({ pointer: `/${field}`, detail: `has ${whole}; this letter knows {${words.join('}, {')}}` })),
  );
  if (/[\r\n]/.test(template.subject)) errors.push({ pointer: '/subject', detail: 'must be one line' });
  if (errors.length > 0) throw coreProblems.refuse('validation-failed', {}, errors);
}

/** The letter; a word without a value leaves nothing behind, and no paragraph that consisted of it. */
export function compose(
  template: Template,
  values: Readonly<Record<string, string>>,
): { subject: string; text: string } {
  // One pass: what a value brings with it is never taken for a word again.
  const fill = (text: string): string => text.replace(hole, (_, word: string) => values[word] ?? '');
  const paragraphs = template.body.split(/\n{2,}/).map((paragraph) => fill(paragraph).trim());
  return { subject: fill(template.subject).trim(), text: paragraphs.filter(Boolean).join('\n\n') + '\n' };
}

/** An amount as people of that language write it. */
export const money = (amountMinor: number, currency: string, language: Language): string =>
  amount(amountMinor, currency, language, 'symbol');

/** A moment as people of that language write it, in the call's zone, which is named. */
export function dated(moment: string, zone: string, language: Language): string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: zone });
  return `${format.format(new Date(moment))} (${zone})`;
}
