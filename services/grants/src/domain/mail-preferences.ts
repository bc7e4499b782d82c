import type { Language } from './letter.js';

/** How somebody wants to be written to. */
export interface MailPreference {
  readonly language: Language;
  /** the weekly list of open reviews */
  readonly digest: boolean;
}

export abstract class MailPreferences {
  /** What stands for this person; revision 0 where they have said nothing. */
  abstract of(personId: string): Promise<MailPreference & { readonly revision: number }>;
  /** @param match is told the revision that stands, to refuse another one */
  abstract set(personId: string, wish: MailPreference, match: (revision: number) => void): Promise<number>;
}
