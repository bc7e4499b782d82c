import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import type { Source } from '../domain/source.js';
import { sourceColumns } from './get-source.js';

export interface SourcesWanted {
  readonly limit: number;
  /** the last name of the page before */
  readonly after: string | null;
}

/** In the order of their names; one more than the limit, where there is one. */
@Injectable()
export class ListSources {
  constructor(private readonly database: Database) {}

  run({ limit, after }: SourcesWanted): Promise<Source[]> {
    return this.database.query<Source>(
      `select ${sourceColumns} from sources where ($1::text is null or name > $1) order by name limit $2`,
      [after, limit + 1],
    );
  }
}
