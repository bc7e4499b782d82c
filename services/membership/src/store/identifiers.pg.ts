import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import type { Fact } from '@chiron/contracts/core';
import {
  PersonRegistered,
  PrivacyHoldPlaced,
  ReferenceReleased,
  ReferenceResolved,
} from '@chiron/contracts/membership';
import { Outbox } from '@chiron/messaging';
import { Database, type Tx } from '@chiron/postgres';
import { Identifiers } from '../domain/identifiers.js';
import type { Linkable } from '../domain/linking.js';
import type { Person } from '../domain/person.js';
import type { Reference } from '../domain/reference.js';
import { lockPeople } from './person.pg.js';
import { lockRegister } from './register-lock.pg.js';
import { refresh } from './shown.pg.js';

@Injectable()
export class PgIdentifiers extends Identifiers {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  override link(
    personId: string,
    reference: Reference,
    decide: (person: Person, present?: Linkable) => boolean,
  ): Promise<void> {
    return this.database.transaction(async (tx) => {
      await lockRegister(tx);
      const person = (await lockPeople(tx, [personId])).get(personId)!;
      if (!decide(person, await readReference(tx, reference))) return;
      await this.resolve(tx, reference, personId, 'staff');
      await refresh(tx, [personId]);
    });
  }

  override unlink(
    personId: string,
    reference: Reference,
    decide: (person: Person, present: Linkable | undefined, otherDescribed: number) => 'release' | 'separate',
  ): Promise<string | null> {
    return this.database.transaction(async (tx) => {
      await lockRegister(tx);
      const person = (await lockPeople(tx, [personId])).get(personId)!;
      const verdict = decide(person, await readReference(tx, reference), await countOthers(tx, personId, reference));
      await tx.query('update identifiers set via_source = null, via_sourced_id = null where via_source = $1 and via_sourced_id = $2', [
        reference.source, reference.sourcedId,
      ]); // prettier-ignore
      if (verdict === 'release') {
        const [row] = await tx.query<{ resolution: number }>(
          `update identifiers set person_id = null, resolution = resolution + 1, resolved_at = now(), via_source = null,
                  via_sourced_id = null where source = $1 and sourced_id = $2 returning resolution`,
          [reference.source, reference.sourcedId],
        );
        const { source, sourcedId } = reference;
        await this.outbox.add(tx, [{ fact: ReferenceReleased.of({ source, sourcedId }), revision: row!.resolution }]);
        await refresh(tx, [personId]);
        return null;
      }
      return this.separate(tx, personId, reference);
    });
  }

  /** Makes a person of what the reference's source says, and asks nobody again whether the two are one. */
  private async separate(tx: Tx, personId: string, reference: Reference): Promise<string> {
    const newId = uuidv7();
    const [said] = await tx.query<{ privacy_hold: boolean | null }>(
      'select privacy_hold from identifiers where source = $1 and sourced_id = $2',
      [reference.source, reference.sourcedId],
    );
    const held = said?.privacy_hold === true;
    await tx.query('insert into people (id, privacy_hold, hold_by, revision) values ($1, $2, $3, $4)', [
      newId, held, held ? `source:${reference.source}` : null, held ? 1 : 0,
    ]); // prettier-ignore
    await this.resolve(tx, reference, newId, 'separated');
    await refresh(tx, [newId, personId]);
    await tx.query(
      `insert into matches (id, person_id, other_person_id, doubt, source, sourced_id, state, decided_at)
       values ($1, $2, $3, 'separated', $4, $5, 'kept-apart', now()) on conflict do nothing`,
      [uuidv7(), newId, personId, reference.source, reference.sourcedId],
    );
    const facts: Fact[] = [PersonRegistered.of({ personId: newId })];
    if (held) facts.push(PrivacyHoldPlaced.of({ personId: newId }));
    await this.outbox.add(
      tx,
      facts.map((fact, at) => ({ fact, revision: at + 1 })),
    );
    return newId;
  }

  private async resolve(tx: Tx, { source, sourcedId }: Reference, personId: string, how: string): Promise<void> {
    const [row] = await tx.query<{ resolution: number }>(
      `insert into identifiers as i (source, sourced_id, person_id, resolution, how) values ($1, $2, $3, 1, $4)
           on conflict (source, sourced_id) do update
          set person_id = excluded.person_id, resolution = i.resolution + 1, how = excluded.how, via_source = null,
              via_sourced_id = null, resolved_at = now()
       returning resolution`,
      [source, sourcedId, personId, how],
    );
    await this.outbox.add(tx, [
      { fact: ReferenceResolved.of({ source, sourcedId, personId }), revision: row!.resolution },
    ]);
  }
}

async function readReference(tx: Tx, { source, sourcedId }: Reference): Promise<Linkable | undefined> {
  const [row] = await tx.query<Linkable>(
    `select source, sourced_id as "sourcedId", person_id as "personId", described_at is not null as described
       from identifiers where source = $1 and sourced_id = $2`,
    [source, sourcedId],
  );
  return row;
}

async function countOthers(tx: Tx, personId: string, { source, sourcedId }: Reference): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `select count(*)::int as count from identifiers
      where person_id = $1 and described_at is not null and (source, sourced_id) <> ($2, $3)`,
    [personId, source, sourcedId],
  );
  return row!.count;
}
