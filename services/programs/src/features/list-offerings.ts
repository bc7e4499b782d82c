import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import type { Offering } from '../domain/catalogue.js';
import { offeringColumns } from './get-offering.js';

export interface OfferingsWanted {
  readonly programId?: string | undefined;
  readonly termId?: string | undefined;
  readonly status?: string | undefined;
  readonly source?: string | undefined;
  readonly sourcedId?: string | undefined;
  readonly code?: string | undefined;
  readonly limit: number;
  /** the last id of the page before */
  readonly after: string | null;
}

/** In the order of their ids, which is that of their making; one more than the limit, where there is one. */
@Injectable()
export class ListOfferings {
  constructor(private readonly database: Database) {}

  run(wanted: OfferingsWanted): Promise<Offering[]> {
    return this.database.query<Offering>(
      `select ${offeringColumns} from offerings
       where ($1::uuid is null or id > $1)
         and ($3::uuid is null or program_id = $3)
         and ($4::uuid is null or id in (select offering_id from offering_terms where term_id = $4))
         and ($5::text is null or status = $5)
         and ($6::text is null or source = $6)
         and ($7::text is null or sourced_id = $7)
         and ($8::text is null or code = $8)
       order by id limit $2`,
      [
        wanted.after,
        wanted.limit + 1,
        wanted.programId,
        wanted.termId,
        wanted.status,
        wanted.source,
        wanted.sourcedId,
        wanted.code,
      ],
    );
  }
}
