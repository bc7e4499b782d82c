import type { ChironEvent } from '@chiron/contracts/core';
import { ReferenceResolved } from '@chiron/contracts/membership';
import { Reaction } from '@chiron/messaging';
import { KnownPeople } from '../domain/known-people.js';

interface Resolved {
  readonly source: string;
  readonly sourcedId: string;
  readonly personId: string;
}

/**
 * Membership says which person a source's reference means: programs remembers it, and enrollments that waited for
 * somebody to be known go on.
 */
@Reaction({ on: [ReferenceResolved] })
export class OnReferenceResolved {
  constructor(private readonly people: KnownPeople) {}

  run(events: readonly ChironEvent<Resolved>[]): Promise<void> {
    return this.people.resolve(events.map(({ data, revision }) => ({ ...data, revision })));
  }
}
