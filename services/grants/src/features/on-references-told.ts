import type { ChironEvent } from '@chiron/contracts/core';
import { ReferenceReleased, ReferenceResolved } from '@chiron/contracts/membership';
import { Reaction } from '@chiron/messaging';
import { Rechecks } from '../domain/blinding.js';
import { Recognition } from '../domain/known-addresses.js';
import { Told } from '../domain/told.js';

interface Reference {
  readonly source: string;
  readonly sourcedId: string;
  readonly personId?: string;
}

/** Membership says which person a source's reference means, or that it means nobody any more. */
@Reaction({ on: [ReferenceResolved, ReferenceReleased] })
export class OnReferencesTold {
  constructor(
    private readonly people: Told,
    private readonly rechecks: Rechecks,
    private readonly recognition: Recognition,
  ) {}

  async run(events: readonly ChironEvent<Reference>[]): Promise<void> {
    const meanings = events.map(({ data: { source, sourcedId, personId = null }, revision }) => ({
      key: `${source}/${sourcedId}`,
      revision,
      personId,
    }));
    await this.people.mean(meanings);
    const keys = meanings.map(({ key }) => key);
    await this.recognition.byReferences(keys);
    await this.rechecks.ofReferences(keys);
  }
}
