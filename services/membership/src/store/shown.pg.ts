import { searchWords } from '../domain/names.js';
import { shown, type Corrections, type Said, type Shown } from '../domain/person.js';
import { arrayText, type Tx } from '@chiron/postgres';

/** COPY's and a parameter's text of a tsvector; words hold letters and digits only. */
export const tsvector = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(' ');

export const wordsOf = (of: Shown): string => tsvector(searchWords(of));

interface PersonRow {
  id: string;
  corrections: Corrections | null;
  privacy_hold: boolean;
  revision: number;
}

const columns = [
  'given_name',
  'middle_name',
  'family_name',
  'preferred_given_name',
  'preferred_family_name',
  'pronouns',
  'orcid',
];

/**
 * Brings what is shown of these people in line with what their references say and staff corrected. Where nothing is said
 * of somebody any more, staff's corrections go too: they are personal data without a ground.
 * @param holds people on whom a source now places a hold, with that source
 * @returns those on whom a hold was placed, with their new revision
 */
export async function refresh(
  tx: Tx,
  personIds: readonly string[],
  holds: ReadonlyMap<string, string> = new Map(),
  forgetting = false,
): Promise<{ held: { id: string; revision: number }[] }> {
  if (personIds.length === 0) return { held: [] };
  const people = await tx.query<PersonRow>(
    `select id, corrections, privacy_hold, revision from people where id = any($1::uuid[]) order by id for update`,
    [personIds],
  );
  const said = await tx.query<Said & { personId: string }>(
    `select person_id as "personId", source, sourced_id as "sourcedId",
            to_char(described_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
            given_name as "givenName", middle_name as "middleName", family_name as "familyName",
            preferred_given_name as "preferredGivenName", preferred_family_name as "preferredFamilyName", pronouns, orcid
       from identifiers where person_id = any($1::uuid[]) and described_at is not null`,
    [personIds],
  );
  const byPerson = new Map<string, Said[]>();
  for (const one of said) {
    const group = byPerson.get(one.personId);
    if (group) group.push(one);
    else byPerson.set(one.personId, [one]);
  }
  const rows = people.map((person) => {
    const theirs = byPerson.get(person.id) ?? [];
    const corrections = forgetting && theirs.length === 0 ? {} : (person.corrections ?? {});
    const holdBy = person.privacy_hold ? undefined : holds.get(person.id);
    return { id: person.id, of: shown(theirs, corrections), corrections, holdBy, revision: person.revision + 1 };
  });
  await tx.query(
    `update people p set ${columns.map((column) => `${column} = n.${column}`).join(', ')}, names = n.names::tsvector,
            corrections = nullif(n.corrections::jsonb, '{}'), revision = n.revision, changed_at = now(),
            privacy_hold = p.privacy_hold or n.hold_by is not null, hold_by = coalesce(n.hold_by, p.hold_by)
       from unnest($1::uuid[], ${columns.map((_, i) => `$${i + 2}::text[]`).join(', ')}, $9::text[], $10::text[], $11::text[], $12::int[])
            as n (id, ${columns.join(', ')}, names, corrections, hold_by, revision)
      where p.id = n.id`,
    [
      arrayText(rows.map((row) => row.id)),
      arrayText(rows.map((row) => row.of.givenName)),
      arrayText(rows.map((row) => row.of.middleName)),
      arrayText(rows.map((row) => row.of.familyName)),
      arrayText(rows.map((row) => row.of.preferredGivenName)),
      arrayText(rows.map((row) => row.of.preferredFamilyName)),
      arrayText(rows.map((row) => row.of.pronouns)),
      arrayText(rows.map((row) => row.of.orcid)),
      arrayText(rows.map((row) => wordsOf(row.of))),
      arrayText(rows.map((row) => JSON.stringify(row.corrections))),
      arrayText(rows.map((row) => row.holdBy ?? null)),
      arrayText(rows.map((row) => row.revision)),
    ],
  );
  return { held: rows.filter((row) => row.holdBy !== undefined).map(({ id, revision }) => ({ id, revision })) };
}
