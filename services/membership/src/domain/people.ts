import type { Decision } from '@chiron/contracts/core';
import type { Person } from './person.js';

export abstract class People {
  /**
   * Locks the person, decides, writes and tells, in one transaction.
   * @param expected the revision the caller read, checked under the lock
   * @throws Refusal `not-found`; `precondition-failed` where the person has changed since
   */
  abstract change(
    id: string,
    decide: (person: Person) => Decision<Person>,
    expected?: (revision: number) => void,
  ): Promise<Person>;
}
