import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import type { Affiliation, Reference } from '../domain/reference.js';
import { summaryColumns, type PersonSummary } from './list-people.js';

export interface PersonView extends PersonSummary {
  /** the fields in which staff's word stands against the sources' */
  corrected: string[];
  identifiers: (Reference & { how: string; since: Date })[];
  /** newest first; one without `until` is held today */
  addresses: { email: string; source: string; from: Date; until: Date | null }[];
  affiliations: (Affiliation & { source: string })[];
  createdAt: Date;
  changedAt: Date;
}

/** A person, or where to read on when the record was merged. */
export type PersonFound =
  | { readonly person: PersonView; readonly revision: number; readonly mergedInto?: undefined }
  | { readonly mergedInto: string };

@Injectable()
export class GetPerson {
  constructor(private readonly database: Database) {}

  async run(id: string): Promise<PersonFound> {
    const [row] = await this.database.query<PersonView & { revision: number; mergedInto: string | null }>(
      `select ${summaryColumns}, p.revision, p.created_at as "createdAt", p.changed_at as "changedAt",
              case when p.merged_into is not null then coalesce(
                (select person_id from identifiers where source = 'chiron' and sourced_id = p.id::text), p.merged_into)
              end as "mergedInto",
              array(select jsonb_object_keys(coalesce(p.corrections, '{}'))) as corrected
         from people p where p.id = $1`,
      [id],
    );
    if (!row) throw coreProblems.refuse('not-found', { kind: 'person', id });
    const { revision, mergedInto, ...person } = row;
    if (mergedInto) return { mergedInto };
    const identifiers = await this.database.query<
      PersonView['identifiers'][number] & { affiliations: Affiliation[] | null }
    >(
      `select source, sourced_id as "sourcedId", how, resolved_at as since, affiliations
         from identifiers where person_id = $1 and source <> 'chiron' order by resolved_at, source, sourced_id`,
      [id],
    );
    const addresses = await this.database.query<PersonView['addresses'][number]>(
      `select a.email, a.source, a.from_at as "from", a.until_at as until
         from (select source, sourced_id from identifiers where person_id = $1 union select 'chiron', $1::uuid::text) r
         join addresses a on a.source = r.source and a.sourced_id = r.sourced_id
        order by a.from_at desc, a.email, a.source limit 200`,
      [id],
    );
    return {
      revision,
      person: {
        ...person,
        identifiers: identifiers.map(({ affiliations: _, ...identifier }) => identifier),
        addresses,
        affiliations: identifiers.flatMap(({ source, affiliations }) =>
          (affiliations ?? []).map((affiliation) => ({ ...affiliation, source })),
        ),
      },
    };
  }
}
