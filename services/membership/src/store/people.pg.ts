import { Injectable } from '@nestjs/common';
import type { Decision } from '@chiron/contracts/core';
import { Outbox } from '@chiron/messaging';
import { Database, type Tx } from '@chiron/postgres';
import { People } from '../domain/people.js';
import type { Person } from '../domain/person.js';
import { lockPeople, putPerson } from './person.pg.js';
import { refresh } from './shown.pg.js';

@Injectable()
export class PgPeople extends People {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  override change(
    id: string,
    decide: (person: Person) => Decision<Person>,
    expected?: (revision: number) => void,
  ): Promise<Person> {
    return this.database.transaction(async (tx) => {
      const person = (await lockPeople(tx, [id])).get(id)!;
      expected?.(person.revision);
      const { next, events } = decide(person);
      if (events.length === 0) return person;
      await putPerson(tx, next);
      if (next.corrections.email !== person.corrections.email) await moveAddress(tx, next);
      await refresh(tx, [id]);
      const revision = person.revision + 1;
      await this.outbox.add(
        tx,
        events.map((fact) => ({ fact, revision })),
      );
      return { ...next, revision };
    });
  }
}

/** An address that staff gave is held by the person itself, as a reference of the platform. */
async function moveAddress(tx: Tx, { id, corrections: { email } }: Person): Promise<void> {
  await tx.query(
    `update addresses set until_at = greatest(now(), from_at)
      where source = 'chiron' and sourced_id = $1 and until_at is null and email is distinct from $2`,
    [id, email?.value ?? null],
  );
  if (!email?.value) return;
  await tx.query(
    `insert into addresses (email, source, sourced_id, from_at)
     select $2, 'chiron', $1, $3::timestamptz
      where not exists (select from addresses where source = 'chiron' and sourced_id = $1 and email = $2 and until_at is null)
         on conflict (email, source, sourced_id, from_at) do update set until_at = null`,
    [id, email.value, email.at],
  );
}
