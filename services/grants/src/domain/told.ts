/** A source's word on a person, under the reference's key `source/sourcedId`. */
export interface Description {
  readonly key: string;
  readonly revision: number;
  readonly told: object;
}
/** Which person a reference means; null for nobody. */
export interface Meaning {
  readonly key: string;
  readonly revision: number;
  readonly personId: string | null;
}
/** That a person is registered, and as whom they are read; null for themselves. */
export interface Standing {
  readonly personId: string;
  readonly revision: number;
  readonly intoPersonId: string | null;
}
/** Whether a person's privacy hold stands. */
export interface Hold {
  readonly personId: string;
  readonly revision: number;
  readonly held: boolean;
}

/** Takes in what other services tell of people. Late and repeated words change nothing. */
export abstract class Told {
  /** @returns the keys under which something else is known now */
  abstract describe(descriptions: readonly Description[]): Promise<string[]>;
  /** @returns the addresses that nobody tells any more */
  abstract forget(keys: readonly string[]): Promise<string[]>;
  abstract mean(meanings: readonly Meaning[]): Promise<void>;
  abstract stand(standings: readonly Standing[]): Promise<void>;
  abstract hold(holds: readonly Hold[]): Promise<void>;
}

/** The last word under each key, by revision. */
export function lastWords<T extends { readonly revision: number }>(all: readonly T[], keyOf: (one: T) => string): T[] {
  const last = new Map<string, T>();
  for (const one of all) {
    const held = last.get(keyOf(one));
    if (!held || held.revision <= one.revision) last.set(keyOf(one), one);
  }
  return [...last.values()];
}
