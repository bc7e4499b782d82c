import { coreProblems } from '@chiron/contracts/core';
import type { Tx } from '@chiron/postgres';
import type { Corrections, Person } from '../domain/person.js';

interface Row {
  id: string;
  corrections: Corrections | null;
  privacy_hold: boolean;
  hold_by: string | null;
  merged_into: string | null;
  revision: number;
}

/** Locks people in the order of their ids, so that two who lock the same pair cannot wait for each other. */
export async function lockPeople(tx: Tx, ids: readonly string[]): Promise<Map<string, Person>> {
  const rows = await tx.query<Row>(
    `select id, corrections, privacy_hold, hold_by, merged_into, revision
       from people where id = any($1::uuid[]) order by id for update`,
    [ids],
  );
  const people = new Map(rows.map((row) => [row.id, personOf(row)]));
  for (const id of ids) if (!people.has(id)) throw coreProblems.refuse('not-found', { kind: 'person', id });
  return people;
}

const personOf = (row: Row): Person => ({
  id: row.id,
  corrections: row.corrections ?? {},
  privacyHold: row.privacy_hold,
  holdBy: row.hold_by,
  mergedInto: row.merged_into,
  revision: row.revision,
});

/** Writes what rules decide of a person. What is shown follows with `refresh`, which also counts the revision on. */
export async function putPerson(tx: Tx, { id, corrections, privacyHold, holdBy, mergedInto }: Person): Promise<void> {
  await tx.query(
    `update people set corrections = nullif($2::jsonb, '{}'), privacy_hold = $3, hold_by = $4, merged_into = $5 where id = $1`,
    [id, JSON.stringify(corrections), privacyHold, holdBy, mergedInto],
  );
}
