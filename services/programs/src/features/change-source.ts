import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { changed } from '../domain/catalogue.js';
import { tidy, type Source, type SourceSettings } from '../domain/source.js';
import { sourceColumns } from './get-source.js';

export interface ChangeSourceCommand {
  readonly name: string;
  /** what is absent stays */
  readonly change: Partial<SourceSettings>;
  /** refuses unless the caller saw this revision */
  match(revision: number): void;
}

/** The settings hold from the next chunk of rows that is planned. */
@Injectable()
export class ChangeSource {
  constructor(private readonly database: Database) {}

  run({ name, change, match }: ChangeSourceCommand): Promise<Source> {
    return this.database.transaction(async (tx) => {
      const [present] = await tx.query<Source>(`select ${sourceColumns} from sources where name = $1 for update`, [
        name,
      ]);
      if (!present) throw coreProblems.refuse('not-found', { kind: 'source', id: name });
      match(present.revision);
      const next = changed(present, tidy(change));
      if (!next) return present;
      const [saved] = await tx.query<Source>(
        `update sources set owner = $2, domains = $3, date_order = $4, time_zone = $5, roles = $6, guards = $7,
           field_policy = $8, revision = revision + 1, changed_at = now()
         where name = $1 returning ${sourceColumns}`,
        [
          name,
          next.owner,
          next.domains,
          next.dateOrder,
          next.timeZone,
          JSON.stringify(next.roles),
          JSON.stringify(next.guards),
          JSON.stringify(next.fieldPolicy),
        ],
      );
      return saved!;
    });
  }
}
