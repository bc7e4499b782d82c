import { uuidv7 } from 'uuidv7';
import type { ChironEvent } from '@chiron/contracts/core';
import { peopleTopic, PersonDescribed, type PersonDescription } from '@chiron/contracts/programs';
import { Reaction } from '@chiron/messaging';
import { referenceOf } from '../domain/reference.js';
import { Register } from '../domain/register.js';
import { lastWords, resolve } from '../domain/resolution.js';

/** What sources say of people becomes people: matched, made, or matched with a doubt for a human. */
@Reaction({ on: [PersonDescribed], erased: peopleTopic })
export class OnPeopleDescribed {
  constructor(private readonly register: Register) {}

  async run(events: readonly ChironEvent<PersonDescription>[]): Promise<void> {
    const batch = lastWords(events.map(({ data, revision, time }) => ({ said: data, revision, at: time })));
    await this.register.take(batch, (present) => resolve(batch, present, uuidv7));
  }

  async erased(keys: readonly string[]): Promise<void> {
    await this.register.forget(keys.map(referenceOf));
  }
}
