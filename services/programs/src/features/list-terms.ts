import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import type { Term } from '../domain/catalogue.js';
import { termColumns } from './get-term.js';

export interface TermsWanted {
  readonly source?: string | undefined;
  readonly sourcedId?: string | undefined;
  readonly limit: number;
  /** the last id of the page before */
  readonly after: string | null;
}

/** In the order of their ids, which is that of their making; one more than the limit, where there is one. */
@Injectable()
export class ListTerms {
  constructor(private readonly database: Database) {}

  run(wanted: TermsWanted): Promise<Term[]> {
    return this.database.query<Term>(
      `select ${termColumns} from terms
       where ($1::uuid is null or id > $1)
         and ($3::text is null or source = $3)
         and ($4::text is null or sourced_id = $4)
       order by id limit $2`,
      [wanted.after, wanted.limit + 1, wanted.source, wanted.sourcedId],
    );
  }
}
