import type { ChironEvent } from '@chiron/contracts/core';
import { peopleTopic, PersonDescribed, personKey, type PersonDescription } from '@chiron/contracts/programs';
import { Reaction } from '@chiron/messaging';
import { Rechecks } from '../domain/blinding.js';
import { Correspondence } from '../domain/correspondence.js';
import { Recognition } from '../domain/known-addresses.js';
import { Told } from '../domain/told.js';

/** Names, addresses and affiliations feed eligibility, blinding and found conflicts; what nobody needs is not kept. */
@Reaction({ on: [PersonDescribed], erased: peopleTopic })
export class OnPeopleDescribed {
  constructor(
    private readonly people: Told,
    private readonly rechecks: Rechecks,
    private readonly recognition: Recognition,
    private readonly correspondence: Correspondence,
  ) {}

  async run(events: readonly ChironEvent<PersonDescription>[]): Promise<void> {
    const changed = await this.people.describe(
      events.map(({ data, revision }) => {
        const {
          source: _source,
          sourcedId: _id,
          pronouns: _p,
          privacyHold: _h,
          emailAuthoritative: _a,
          ...told
        } = data;
        return { key: personKey(data), revision, told };
      }),
    );
    await this.recognition.byReferences(changed);
    await this.rechecks.ofReferences(changed);
  }

  async erased(keys: readonly string[]): Promise<void> {
    await this.correspondence.forget(await this.people.forget(keys));
  }
}
