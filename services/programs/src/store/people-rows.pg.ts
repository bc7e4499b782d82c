import { copyLine, type Tx } from '@chiron/postgres';
import { descriptionFields, type Description } from '../domain/person-description.js';

/** A person as their source described them last. */
export interface StoredPerson extends Record<string, unknown> {
  sourced_id: string;
  modified_at: string | null;
  revision: number;
  known: boolean;
}

/** What is written of one; `sourcedId` says of whom. */
export interface PersonWrite {
  readonly sourcedId: string;
  readonly said: Description;
  readonly known: boolean;
  readonly modified: string | null;
  readonly fingerprint: string | null;
  readonly revision: number;
}

const columnOf: Record<keyof Description, string> = {
  givenName: 'given_name',
  middleName: 'middle_name',
  familyName: 'family_name',
  preferredGivenName: 'preferred_given_name',
  preferredFamilyName: 'preferred_family_name',
  pronouns: 'pronouns',
  email: 'email',
  orcid: 'orcid',
  privacyHold: 'privacy_hold',
  organisations: 'organisations',
};
const columns = descriptionFields.map((field) => columnOf[field]);

/** Those of these whom the source spoke of before, by their ids. */
export async function readPeople(
  tx: Tx,
  source: string,
  sourcedIds: readonly string[],
): Promise<Map<string, StoredPerson>> {
  const rows = await tx.query<StoredPerson>(
    `select sourced_id, ${columns.join(', ')}, known, modified_at::text, revision
     from people where source = $1 and sourced_id = any($2)`,
    [source, sourcedIds],
  );
  return new Map(rows.map((row) => [row.sourced_id, row]));
}

export function descriptionFrom(row: StoredPerson): Description {
  return Object.fromEntries(
    descriptionFields.map((field, i) => [field, row[columns[i]!] ?? null]),
  ) as unknown as Description;
}

export async function insertPeople(tx: Tx, source: string, people: readonly PersonWrite[]): Promise<void> {
  if (people.length === 0) return;
  await tx.copy(
    'people',
    ['source', 'sourced_id', ...columns, 'known', 'modified_at', 'fingerprint', 'revision'],
    people.map(({ sourcedId, said, known, modified, fingerprint, revision }) => {
      const values = descriptionFields.map((field) => said[field]);
      return copyLine([source, sourcedId, ...values, known, modified, fingerprint, revision]);
    }),
  );
}

const recordset = columns.map((column) => `${column} ${column === 'privacy_hold' ? 'boolean' : 'text'}`).join(', ');

/** `changed_at` is when a person was told last: somebody of whom nothing changed was not told. */
export async function updatePeople(tx: Tx, source: string, people: readonly PersonWrite[]): Promise<void> {
  if (people.length === 0) return;
  const rows = people.map(({ sourcedId, said, known, modified, fingerprint, revision }) => {
    const row: Record<string, unknown> = { sourced_id: sourcedId, known, modified_at: modified, fingerprint, revision };
    descriptionFields.forEach((field, i) => (row[columns[i]!] = said[field]));
    return row;
  });
  await tx.run(
    `update people p set ${columns.map((column) => `${column} = u.${column}`).join(', ')}, known = u.known,
       modified_at = u.modified_at, fingerprint = u.fingerprint, revision = u.revision,
       changed_at = case when u.revision > p.revision then now() else p.changed_at end
     from jsonb_to_recordset($2::jsonb) as u(sourced_id text, ${recordset},
       known boolean, modified_at timestamptz, fingerprint uuid, revision int)
     where p.source = $1 and p.sourced_id = u.sourced_id`,
    [source, JSON.stringify(rows)],
  );
}
