import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { decodeCursor, pageOf, type Page } from '@chiron/http';
import { Database } from '@chiron/postgres';
import { normaliseEmail, searchTerms } from '../domain/names.js';
import type { Reference } from '../domain/reference.js';

export interface PeopleQuery {
  readonly name?: string;
  readonly reference?: Reference;
  readonly orcid?: string;
  readonly email?: string;
  readonly limit: number;
  readonly cursor?: string;
}

export interface PersonSummary {
  id: string;
  givenName: string | null;
  middleName: string | null;
  familyName: string | null;
  preferredGivenName: string | null;
  preferredFamilyName: string | null;
  pronouns: string | null;
  /** the address held today */
  email: string | null;
  orcid: string | null;
  /** appears in no directory, search by peers or public page */
  privacyHold: boolean;
}

/** SQL: the columns of a `PersonSummary` of `people p`. */
export const summaryColumns = `p.id, p.given_name as "givenName", p.middle_name as "middleName", p.family_name as "familyName",
  p.preferred_given_name as "preferredGivenName", p.preferred_family_name as "preferredFamilyName", p.pronouns,
  case when p.corrections ? 'email' then p.corrections->'email'->>'value' else (
    select a.email from identifiers i join addresses a on a.source = i.source and a.sourced_id = i.sourced_id
     where i.person_id = p.id and a.until_at is null order by a.from_at desc, a.email limit 1) end as email,
  p.orcid, p.privacy_hold as "privacyHold"`;

/** The id after which a page goes on; null on the first. */
export function idOf(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const [id] = decodeCursor(cursor, 1);
  if (typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  throw coreProblems.refuse('validation-failed', {}, [
    { pointer: '?cursor', detail: 'must be a cursor that an earlier page gave' },
  ]);
}

@Injectable()
export class ListPeople {
  constructor(private readonly database: Database) {}

  /** People by name, reference, ORCID iD or today's e-mail address, in the order they were registered. */
  async run(query: PeopleQuery): Promise<Page<PersonSummary>> {
    const values: unknown[] = [];
    const put = (value: unknown): string => `$${values.push(value)}`;
    const wanted = ['p.merged_into is null'];
    const after = idOf(query.cursor);
    if (after !== null) wanted.push(`p.id > ${put(after)}`);
    if (query.name !== undefined) {
      const terms = searchTerms(query.name);
      if (terms.length === 0) return { items: [], next: null };
      wanted.push(`p.names @@ ${put(terms.map((term) => `'${term}':*`).join(' & '))}::tsquery`);
    }
    if (query.reference) {
      const [source, sourcedId] = [put(query.reference.source), put(query.reference.sourcedId)];
      wanted.push(`p.id in (select person_id from identifiers where source = ${source} and sourced_id = ${sourcedId}
        union select q.id from people q where ${source} = 'chiron' and q.id::text = ${sourcedId})`);
    }
    if (query.orcid !== undefined) wanted.push(`p.orcid = ${put(query.orcid)}`);
    if (query.email !== undefined) {
      wanted.push(`p.id in (
        select coalesce(i.person_id, case when a.source = 'chiron' then a.sourced_id::uuid end)
          from addresses a left join identifiers i on i.source = a.source and i.sourced_id = a.sourced_id
         where a.email = ${put(normaliseEmail(query.email))} and a.until_at is null)`);
    }
    const rows = await this.database.query<PersonSummary>(
      `select ${summaryColumns} from people p where ${wanted.join(' and ')} order by p.id limit ${put(query.limit + 1)}`,
      values,
    );
    return pageOf(rows, query.limit, (row) => [row.id]);
  }
}
