import type { Language, LetterKind, Template } from './letter.js';

export interface KeptTemplate extends Template {
  readonly kind: LetterKind;
  readonly language: Language;
  readonly revision: number;
}

/** What a call writes in its own words; what it leaves out is written in the standard ones. */
export abstract class LetterTemplates {
  abstract of(callId: string): Promise<KeptTemplate[]>;
  /** @param match is told the present revision, 0 where the standard one stands */
  abstract put(
    callId: string,
    template: Omit<KeptTemplate, 'revision'>,
    by: string,
    match: (revision: number) => void,
  ): Promise<KeptTemplate>;
}
