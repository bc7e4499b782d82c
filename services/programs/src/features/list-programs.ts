import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import type { Program } from '../domain/catalogue.js';
import { programColumns } from './get-program.js';

export interface ProgramsWanted {
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
export class ListPrograms {
  constructor(private readonly database: Database) {}

  run(wanted: ProgramsWanted): Promise<Program[]> {
    return this.database.query<Program>(
      `select ${programColumns} from programs
       where ($1::uuid is null or id > $1)
         and ($3::text is null or status = $3)
         and ($4::text is null or source = $4)
         and ($5::text is null or sourced_id = $5)
         and ($6::text is null or code = $6)
       order by id limit $2`,
      [wanted.after, wanted.limit + 1, wanted.status, wanted.source, wanted.sourcedId, wanted.code],
    );
  }
}
