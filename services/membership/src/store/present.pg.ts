import { arrayText, type Tx } from '@chiron/postgres';
import type { Candidate } from '../domain/matching.js';
import { normaliseEmail } from '../domain/names.js';
import { keyOf, type Described, type Identifier } from '../domain/reference.js';
import { sharedBy, type Present } from '../domain/resolution.js';

/** Reads in at most three statements everything that a batch may meet. */
export async function readPresent(tx: Tx, batch: ReadonlyMap<string, Described>): Promise<Present> {
  const references = await readReferences(tx, batch);
  const orcids = new Set<string>();
  const emails = new Set<string>();
  for (const [key, { said }] of batch) {
    const before = references.get(key);
    if (said.orcid && said.orcid !== before?.orcid) orcids.add(said.orcid);
    const email = said.email && normaliseEmail(said.email);
    if (email && email !== before?.email) emails.add(email);
  }
  return {
    references,
    byOrcid: orcids.size > 0 ? await readByOrcid(tx, [...orcids]) : new Map(),
    byEmail: emails.size > 0 ? await readByEmail(tx, [...emails]) : new Map(),
  };
}

async function readReferences(tx: Tx, batch: ReadonlyMap<string, Described>): Promise<Map<string, Identifier>> {
  const all = [...batch.values()];
  const rows = await tx.query<Identifier>(
    `select source, sourced_id as "sourcedId", person_id as "personId", revision, resolution, email, orcid,
            privacy_hold as "privacyHold"
       from unnest($1::text[], $2::text[]) as asked (source, sourced_id) join identifiers using (source, sourced_id)`,
    [arrayText(all.map(({ said }) => said.source)), arrayText(all.map(({ said }) => said.sourcedId))],
  );
  return new Map(rows.map((row) => [keyOf(row), row]));
}

interface CandidateRow {
  value: string;
  source: string;
  sourced_id: string;
  person_id: string;
  orcid: string | null;
  shown: (string | null)[];
  said: (string | null)[];
}

const nameColumns = ['given_name', 'middle_name', 'family_name', 'preferred_given_name', 'preferred_family_name'];
const names = (table: string): string => `array[${nameColumns.map((column) => `${table}.${column}`).join(', ')}]`;

/** Staff's correction of an ORCID iD unsays what a source says of it. */
async function readByOrcid(tx: Tx, orcids: string[]): Promise<Map<string, Candidate[]>> {
  const rows = await tx.query<CandidateRow>(
    `select i.orcid as value, i.source, i.sourced_id, p.id as person_id, i.orcid, ${names('p')} as shown, ${names('i')} as said
       from identifiers i join people p on p.id = i.person_id
      where i.orcid = any($1::text[]) and (p.corrections->'orcid' is null or p.orcid = i.orcid)
      union all
     select p.orcid, 'chiron', p.id::text, p.id, p.orcid, ${names('p')}, ${names('p')}
       from people p where p.orcid = any($1::text[]) and p.corrections ? 'orcid' and p.merged_into is null
      order by person_id, source, sourced_id`,
    [arrayText(orcids)],
  );
  return grouped(rows);
}

async function readByEmail(tx: Tx, emails: string[]): Promise<Map<string, Candidate[]>> {
  const rows = await tx.query<CandidateRow>(
    `select a.email as value, a.source, a.sourced_id, p.id as person_id, p.orcid, ${names('p')} as shown,
            ${names('i')} as said
       from unnest($1::text[]) as asked (email)
       join lateral (
         select * from addresses where addresses.email = asked.email and until_at is null limit ${4 * sharedBy}) a on true
       left join identifiers i on i.source = a.source and i.sourced_id = a.sourced_id
       join people p on p.id = coalesce(i.person_id, case when a.source = 'chiron' then a.sourced_id::uuid end)
      order by a.from_at, a.source, a.sourced_id`,
    [arrayText(emails)],
  );
  return grouped(rows);
}

function grouped(rows: readonly CandidateRow[]): Map<string, Candidate[]> {
  const groups = new Map<string, Candidate[]>();
  for (const row of rows) {
    const candidate = {
      personId: row.person_id,
      via: { source: row.source, sourcedId: row.sourced_id },
      names: [row.shown, row.said].filter((parts) => parts.some(Boolean)).map(named),
      orcid: row.orcid,
    };
    const group = groups.get(row.value);
    if (group) group.push(candidate);
    else groups.set(row.value, [candidate]);
  }
  return groups;
}

const named = ([givenName, middleName, familyName, preferredGivenName, preferredFamilyName]: (string | null)[]) => ({
  givenName,
  middleName,
  familyName,
  preferredGivenName,
  preferredFamilyName,
});
