import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { coreProblems } from '@chiron/contracts/core';
import { ReferenceResolved } from '@chiron/contracts/membership';
import { Outbox } from '@chiron/messaging';
import { Database, type Tx } from '@chiron/postgres';
import { Merges } from '../domain/merges.js';
import { goingBack, type Held, type Merge, type Pair, type PairDecision } from '../domain/merging.js';
import type { Reference } from '../domain/reference.js';
import { lockPeople, putPerson } from './person.pg.js';
import { lockRegister } from './register-lock.pg.js';
import { refresh } from './shown.pg.js';

@Injectable()
export class PgMerges extends Merges {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  override merge(
    personId: string,
    intoPersonId: string,
    by: string,
    decide: (pair: Pair, mergeId: string) => PairDecision,
  ): Promise<string> {
    return this.database.transaction(async (tx) => {
      await lockRegister(tx);
      const mergeId = uuidv7();
      const decision = decide(await lockPair(tx, personId, intoPersonId), mergeId);
      await tx.query(`insert into merges (id, person_id, into_person_id, merged_by) values ($1, $2, $3, $4)`, [
        mergeId, personId, intoPersonId, by,
      ]); // prettier-ignore
      // The record's own name moves like every other: whoever says `chiron/<id>` means the survivor from now on.
      await tx.query(
        `insert into identifiers (source, sourced_id, person_id, resolution, how) values ('chiron', $1::uuid::text, $1::uuid, 0, 'made')
             on conflict do nothing`,
        [personId],
      );
      const references = await tx.query<Reference>(
        `insert into merge_references (merge_id, source, sourced_id)
         select $1, source, sourced_id from identifiers where person_id = $2
         returning source, sourced_id as "sourcedId"`,
        [mergeId, personId],
      );
      await this.move(tx, references, intoPersonId);
      await this.write(tx, decision);
      await tx.query(
        `update matches m set state = 'merged', merge_id = $1, decided_by = $2, decided_at = now()
          where state = 'open' and ${standingId('m.person_id')} = ${standingId('m.other_person_id')}`,
        [mergeId, by],
      );
      return mergeId;
    });
  }

  override undo(mergeId: string, by: string, decide: (merge: Merge, pair: Pair) => PairDecision): Promise<void> {
    return this.database.transaction(async (tx) => {
      await lockRegister(tx);
      const [done] = await tx.query<Merge>(
        `select id, person_id as "personId", into_person_id as "intoPersonId", undone_at is not null as undone
           from merges where id = $1 for update`,
        [mergeId],
      );
      if (!done) throw coreProblems.refuse('not-found', { kind: 'merge', id: mergeId });
      const decision = decide(done, await lockPair(tx, done.personId, done.intoPersonId));
      const moved = await tx.query<Reference>(
        `select source, sourced_id as "sourcedId" from merge_references where merge_id = $1`,
        [mergeId],
      );
      const back = goingBack(moved, await heldBySurvivor(tx, done.intoPersonId));
      const touched = await this.move(tx, back, done.personId);
      await tx.query(`update merges set undone_by = $2, undone_at = now() where id = $1`, [mergeId, by]);
      await tx.query(
        `update matches set state = 'kept-apart', decided_by = $2, decided_at = now() where merge_id = $1`,
        [mergeId, by],
      );
      await this.write(tx, decision, touched);
    });
  }

  /** Lets the references mean another person, and tells it. Answers with those whom they meant before. */
  private async move(tx: Tx, references: readonly Reference[], personId: string): Promise<string[]> {
    const rows = await tx.query<Reference & { resolution: number; was: string }>(
      `update identifiers i set person_id = $3, resolution = i.resolution + 1, resolved_at = now()
         from unnest($1::text[], $2::text[]) as asked (source, sourced_id)
         join identifiers old on old.source = asked.source and old.sourced_id = asked.sourced_id
        where i.source = asked.source and i.sourced_id = asked.sourced_id
        returning i.source, i.sourced_id as "sourcedId", i.resolution, old.person_id as was`,
      [references.map(({ source }) => source), references.map(({ sourcedId }) => sourcedId), personId],
    );
    await this.outbox.addAll(
      tx,
      rows.map(({ source, sourcedId, resolution }) => ({
        fact: ReferenceResolved.of({ source, sourcedId, personId }),
        revision: resolution,
      })),
    );
    return rows.map(({ was }) => was);
  }

  private async write(
    tx: Tx,
    { next: { away, into }, ofAway, ofInto }: PairDecision,
    touched: string[] = [],
  ): Promise<void> {
    await putPerson(tx, away);
    await putPerson(tx, into);
    // A record that goes keeps what it showed; one that stands shows what its references say now.
    const gone = [away, into].filter(({ mergedInto }) => mergedInto).map(({ id }) => id);
    await tx.query('update people set revision = revision + 1, changed_at = now() where id = any($1::uuid[])', [gone]);
    const standing = new Set([away.id, into.id, ...touched]);
    for (const id of gone) standing.delete(id);
    await refresh(tx, [...standing]);
    await this.outbox.add(tx, [
      ...ofAway.map((fact) => ({ fact, revision: away.revision + 1 })),
      ...ofInto.map((fact) => ({ fact, revision: into.revision + 1 })),
    ]);
  }
}

async function lockPair(tx: Tx, personId: string, intoPersonId: string): Promise<Pair> {
  const people = await lockPeople(tx, [personId, intoPersonId]);
  return { away: people.get(personId)!, into: people.get(intoPersonId)! };
}

/** What the survivor holds; where it was merged itself since, what its own survivor holds. */
async function heldBySurvivor(tx: Tx, survivorId: string): Promise<Held[]> {
  const rows = await tx.query<Reference & { via_source: string | null; via_sourced_id: string | null }>(
    `select source, sourced_id as "sourcedId", via_source, via_sourced_id from identifiers
      where person_id = ${standingId('$1::uuid')}`,
    [survivorId],
  );
  return rows.map(({ source, sourcedId, via_source, via_sourced_id }) => ({
    source,
    sourcedId,
    via: via_source === null ? null : { source: via_source, sourcedId: via_sourced_id! },
  }));
}

/** SQL: the person that this id means after all merges. */
export const standingId = (id: string): string =>
  `coalesce((select person_id from identifiers where source = 'chiron' and sourced_id = (${id})::text), ${id})`;
