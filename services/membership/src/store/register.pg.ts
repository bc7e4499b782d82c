import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import type { Fact } from '@chiron/contracts/core';
import { PersonRegistered, PrivacyHoldPlaced, ReferenceResolved } from '@chiron/contracts/membership';
import { Outbox } from '@chiron/messaging';
import { arrayText, copyLine, Database, type Tx } from '@chiron/postgres';
import { shown } from '../domain/person.js';
import { Register } from '../domain/register.js';
import type { Described, Reference } from '../domain/reference.js';
import type { Present, Resolution, Resolved } from '../domain/resolution.js';
import { readPresent } from './present.pg.js';
import { lockRegister } from './register-lock.pg.js';
import { refresh, wordsOf } from './shown.pg.js';

@Injectable()
export class PgRegister extends Register {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  override take(batch: ReadonlyMap<string, Described>, decide: (present: Present) => Resolution): Promise<void> {
    return this.database.transaction(async (tx) => {
      await lockRegister(tx);
      const resolution = decide(await readPresent(tx, batch));
      const { registered, joined, amended } = resolution;
      const holds = new Map(resolution.holds.map(({ personId, source }) => [personId, `source:${source}`]));
      if (registered.length > 0) await tx.copy('people', personColumns, lines(registered, personLine(holds)));
      await putNewReferences(tx, [...registered, ...joined]);
      await amend(tx, amended);
      await moveAddresses(tx, resolution);
      await putDoubts(tx, resolution);
      const touched = new Set([...joined, ...amended].map(({ personId }) => personId));
      const { held } = await refresh(tx, [...touched], holds);
      await this.outbox.addAll(tx, told(resolution, holds, held));
    });
  }

  override forget(references: readonly Reference[]): Promise<void> {
    return this.database.transaction(async (tx) => {
      await lockRegister(tx);
      const asked = [references.map(({ source }) => source), references.map(({ sourcedId }) => sourcedId)];
      // Revision 0: whatever a source says of it next counts, also where the source starts to count anew.
      const forgotten = await tx.query<{ person_id: string | null }>(
        `update identifiers i set revision = 0, described_at = null, given_name = null, middle_name = null, family_name = null,
                preferred_given_name = null, preferred_family_name = null, pronouns = null, email = null, orcid = null,
                privacy_hold = null, affiliations = null
           from unnest($1::text[], $2::text[]) as asked (source, sourced_id)
          where i.source = asked.source and i.sourced_id = asked.sourced_id returning i.person_id`,
        asked,
      );
      await tx.query(
        `delete from addresses a using unnest($1::text[], $2::text[]) as asked (source, sourced_id)
          where a.source = asked.source and a.sourced_id = asked.sourced_id`,
        asked,
      );
      const people = [...new Set(forgotten.flatMap((row) => row.person_id ?? []))];
      await refresh(tx, people, new Map(), true);
      await tx.query(
        `delete from addresses a using people p
          where a.source = 'chiron' and a.sourced_id = p.id::text and p.id = any($1::uuid[]) and p.corrections is null`,
        [people],
      );
    });
  }
}

const personColumns = [
  'id', 'given_name', 'middle_name', 'family_name', 'preferred_given_name', 'preferred_family_name', 'pronouns', 'orcid',
  'names', 'privacy_hold', 'hold_by', 'revision',
]; // prettier-ignore

function* lines<T>(items: readonly T[], line: (item: T) => string): Generator<string> {
  for (const item of items) yield line(item);
}

const personLine =
  (holds: ReadonlyMap<string, string>) =>
  ({ personId, described: { said, at } }: Resolved): string => {
    const of = shown([{ ...said, at }], {});
    const hold = holds.get(personId);
    return copyLine([
      personId, of.givenName, of.middleName, of.familyName, of.preferredGivenName, of.preferredFamilyName, of.pronouns,
      of.orcid, wordsOf(of), hold !== undefined, hold, hold === undefined ? 1 : 2,
    ]); // prettier-ignore
  };

const saidColumns = [
  'revision', 'described_at', 'given_name', 'middle_name', 'family_name', 'preferred_given_name', 'preferred_family_name',
  'pronouns', 'email', 'orcid', 'privacy_hold', 'affiliations',
]; // prettier-ignore
const referenceColumns = [
  'source',
  'sourced_id',
  'person_id',
  'resolution',
  'how',
  'via_source',
  'via_sourced_id',
  ...saidColumns,
];

const saidValues = ({ said, revision, at }: Described, email: string | null) => [
  revision, at, said.givenName, said.middleName, said.familyName, said.preferredGivenName, said.preferredFamilyName,
  said.pronouns, email, said.orcid, said.privacyHold, said.affiliations?.length ? JSON.stringify(said.affiliations) : null,
]; // prettier-ignore

const referenceLine = ({ described, email, personId, how, via, resolution }: Resolved): string => {
  const { source, sourcedId } = described.said;
  return copyLine([
    source,
    sourcedId,
    personId,
    resolution,
    how,
    via?.source,
    via?.sourcedId,
    ...saidValues(described, email),
  ]);
};

/** A reference that staff once unlinked has a row without a person already; it gives way to the new one. */
async function putNewReferences(tx: Tx, resolved: readonly Resolved[]): Promise<void> {
  if (resolved.length === 0) return;
  const again = resolved.filter(({ resolution }) => resolution > 1).map(({ described }) => described.said);
  if (again.length > 0) {
    await tx.query(
      `delete from identifiers i using unnest($1::text[], $2::text[]) as asked (source, sourced_id)
        where i.source = asked.source and i.sourced_id = asked.sourced_id and i.person_id is null`,
      [again.map(({ source }) => source), again.map(({ sourcedId }) => sourcedId)],
    );
  }
  await tx.copy('identifiers', referenceColumns, lines(resolved, referenceLine));
}

/** An absent privacy hold says nothing: what the source said last of it stands. */
async function amend(tx: Tx, amended: Resolution['amended']): Promise<void> {
  if (amended.length === 0) return;
  const casts = ['int', 'timestamptz', ...Array.from({ length: 8 }, () => 'text'), 'boolean', 'text'];
  const values = amended.map(({ described, email }) => saidValues(described, email));
  await tx.query(
    `update identifiers i set ${saidColumns
      .map((column) =>
        column === 'privacy_hold'
          ? 'privacy_hold = coalesce(n.privacy_hold, i.privacy_hold)'
          : `${column} = n.${column}${column === 'affiliations' ? '::jsonb' : ''}`,
      )
      .join(', ')}
       from unnest($1::text[], $2::text[], ${casts.map((cast, at) => `$${at + 3}::${cast}[]`).join(', ')})
            as n (source, sourced_id, ${saidColumns.join(', ')})
      where i.source = n.source and i.sourced_id = n.sourced_id`,
    [
      arrayText(amended.map(({ before }) => before.source)),
      arrayText(amended.map(({ before }) => before.sourcedId)),
      ...casts.map((_, at) => arrayText(values.map((row) => row[at]))),
    ],
  );
}

async function moveAddresses(tx: Tx, { opened, closed }: Resolution): Promise<void> {
  if (opened.length > 0) {
    await tx.copy(
      'addresses',
      ['email', 'source', 'sourced_id', 'from_at'],
      lines(opened, ({ email, reference, at }) => copyLine([email, reference.source, reference.sourcedId, at])),
    );
  }
  if (closed.length > 0) {
    await tx.query(
      `update addresses a set until_at = greatest(n.until_at, a.from_at)
         from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) as n (email, source, sourced_id, until_at)
        where a.email = n.email and a.source = n.source and a.sourced_id = n.sourced_id and a.until_at is null`,
      [
        arrayText(closed.map(({ email }) => email)),
        arrayText(closed.map(({ reference }) => reference.source)),
        arrayText(closed.map(({ reference }) => reference.sourcedId)),
        arrayText(closed.map(({ at }) => at)),
      ],
    );
  }
}

/** A pair that a human has decided on, or is to decide on already, is not asked about again. */
async function putDoubts(tx: Tx, { doubts }: Resolution): Promise<void> {
  if (doubts.length === 0) return;
  await tx.query(
    `insert into matches (id, person_id, other_person_id, doubt, source, sourced_id)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[])
         on conflict do nothing`,
    [
      arrayText(doubts.map(() => uuidv7())),
      arrayText(doubts.map(({ personId }) => personId)),
      arrayText(doubts.map(({ otherPersonId }) => otherPersonId)),
      arrayText(doubts.map(({ doubt }) => doubt)),
      arrayText(doubts.map(({ reference }) => reference.source)),
      arrayText(doubts.map(({ reference }) => reference.sourcedId)),
    ],
  );
}

function* told(
  { registered, joined }: Resolution,
  holds: ReadonlyMap<string, string>,
  held: readonly { id: string; revision: number }[],
): Generator<{ fact: Fact; revision: number }> {
  for (const { personId } of registered) {
    yield { fact: PersonRegistered.of({ personId }), revision: 1 };
    if (holds.has(personId)) yield { fact: PrivacyHoldPlaced.of({ personId }), revision: 2 };
  }
  for (const { described, personId, resolution } of [...registered, ...joined]) {
    const { source, sourcedId } = described.said;
    yield { fact: ReferenceResolved.of({ source, sourcedId, personId }), revision: resolution };
  }
  for (const { id, revision } of held) yield { fact: PrivacyHoldPlaced.of({ personId: id }), revision };
}
