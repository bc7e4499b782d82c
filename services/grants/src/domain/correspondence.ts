import type { Language, LetterKind } from './letter.js';

/** To a person of the platform, or to somebody of whom an address alone is known. */
export type Addressee =
  | { readonly personId: string; readonly recipient?: undefined }
  | { readonly personId?: undefined; readonly recipient: { readonly name: string; readonly email: string } };

/** A letter before anybody has looked up address and language. */
export type Wish = Addressee & {
  /** makes it this letter and no other: one key is written once, ever */
  readonly key: string;
  readonly kind: LetterKind;
  /** whose templates are asked first; null where no single call is meant */
  readonly callId: string | null;
  /** values of the words in the letter, in the language it turns out to be written in; `name` is known */
  readonly values: (language: Language) => Readonly<Record<string, string>>;
  readonly notBefore?: string;
};

/** Letters to people, each in their language, in the open transaction of what they tell of. */
export abstract class Correspondence {
  /** @returns the people to whom no letter can go: nothing is known of an address */
  abstract write(wishes: readonly Wish[]): Promise<readonly string[]>;
  /** Takes back what has not gone out. */
  abstract cancel(keys: readonly string[]): Promise<void>;
  /** Erases these addresses from the letters that went to people under them, with what the letters said. */
  abstract forget(addresses: readonly string[]): Promise<void>;
  /** People of whom no address is known. */
  abstract unreachable(personIds: readonly string[]): Promise<readonly string[]>;
}

/** The address under which people reach the platform, for links in letters. */
export class PublicAddress {
  constructor(private readonly url: string) {}

  /** @param path of the public API, from its slash on */
  of(path: string): string {
    return `${this.url}${path}`;
  }
}
