import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { People } from '../domain/people.js';
import { correct, type Correctable } from '../domain/person.js';

export interface CorrectPersonCommand {
  readonly personId: string;
  readonly values: Partial<Record<Correctable, string | null>>;
  readonly by: string;
  /** refuses where the caller has not seen the present revision */
  readonly expected: (revision: number) => void;
}

@Injectable()
export class CorrectPerson {
  constructor(
    private readonly people: People,
    private readonly clock: Clock,
  ) {}

  async run({ personId, values, by, expected }: CorrectPersonCommand): Promise<void> {
    await this.people.change(personId, (person) => correct(person, values, by, this.clock.now()), expected);
  }
}
