import { Injectable } from '@nestjs/common';
import { People } from '../domain/people.js';
import { withdrawCorrection, type Correctable } from '../domain/person.js';

export interface WithdrawCorrectionCommand {
  readonly personId: string;
  readonly field: Correctable;
  readonly expected: (revision: number) => void;
}

@Injectable()
export class WithdrawCorrection {
  constructor(private readonly people: People) {}

  async run({ personId, field, expected }: WithdrawCorrectionCommand): Promise<void> {
    await this.people.change(personId, (person) => withdrawCorrection(person, field), expected);
  }
}
