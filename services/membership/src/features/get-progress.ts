import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';

export interface Progress {
  /** references of the source that mean a person */
  references: number;
  /** people that they mean */
  people: number;
  /** entries of the source that stand in somebody's record */
  entries: number;
}

@Injectable()
export class GetProgress {
  constructor(private readonly database: Database) {}

  /** How far what a source posted has become people and records; numbers only. Without a source, of all. */
  async run(source?: string): Promise<Progress> {
    const [row] = await this.database.query<Progress>(
      `select count(*)::int as "references", count(distinct person_id)::int as people,
              (select count(*)::int from entries e where ($1::text is null or e.source = $1)
                  and (e.source = 'chiron' or exists (select from identifiers i
                    where i.source = e.source and i.sourced_id = e.sourced_id and i.person_id is not null))) as entries
         from identifiers where person_id is not null and source <> 'chiron' and ($1::text is null or source = $1)`,
      [source ?? null],
    );
    return row!;
  }
}
