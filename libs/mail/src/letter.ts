import type { Instant } from '@chiron/contracts/core';

/** The languages that letters are written in; the first one where nothing is known. */
export const languages = ['en', 'es'] as const;
export type Language = (typeof languages)[number];

/** One letter to one address, as a command queues it. */
export interface Letter {
  /**
   * What makes it this letter and no other (`review-due-soon:<assignment>`): a letter whose key was ever queued is not
   * queued again, so that a reminder goes out once however often the reminding runs.
   */
  readonly key: string;
  /** one e-mail address, without a name */
  readonly to: string;
  /** whom it is for, where that is a person of the platform */
  readonly personId?: string | undefined;
  readonly language: Language;
  /** what sort of letter, for lists: `decision`, `digest` */
  readonly kind: string;
  /** one line */
  readonly subject: string;
  /** plain text, paragraphs parted by an empty line */
  readonly text: string;
  /** not to be sent before this moment */
  readonly notBefore?: Instant | undefined;
}

const address = /^[^\s@<>,;:"()[\]\\\p{Cc}]{1,64}@(?=.{1,253}$)[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u;

/** Whether a text is one plain e-mail address: no name, no list, no quoting, no line break. */
export const isAddress = (text: string): boolean => address.test(text) && !text.includes('..');

/** A line that can stand in a header: line breaks and other control characters become spaces. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 300);
