import { Injectable } from '@nestjs/common';
import { People } from '../domain/people.js';
import { liftHold } from '../domain/person.js';

@Injectable()
export class LiftPrivacyHold {
  constructor(private readonly people: People) {}

  async run({ personId }: { personId: string }): Promise<void> {
    await this.people.change(personId, liftHold);
  }
}
