import { Injectable } from '@nestjs/common';
import { People } from '../domain/people.js';
import { placeHold } from '../domain/person.js';

@Injectable()
export class PlacePrivacyHold {
  constructor(private readonly people: People) {}

  async run({ personId, by }: { personId: string; by: string }): Promise<void> {
    await this.people.change(personId, (person) => placeHold(person, by));
  }
}
