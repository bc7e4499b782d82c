import type { Linkable } from './linking.js';
import type { Person } from './person.js';
import type { Reference } from './reference.js';

export abstract class Identifiers {
  /** Links under the register's lock where `decide` says so, and tells that the reference is resolved. */
  abstract link(
    personId: string,
    reference: Reference,
    decide: (person: Person, present?: Linkable) => boolean,
  ): Promise<void>;

  /** Unlinks as `decide` says, and tells it. Answers with the person made for a reference that is described, else null. */
  abstract unlink(
    personId: string,
    reference: Reference,
    decide: (person: Person, present: Linkable | undefined, otherDescribed: number) => 'release' | 'separate',
  ): Promise<string | null>;
}
