import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import type { Source } from '../domain/source.js';

/** A row of `sources` as a `Source`. */
export const sourceColumns = `name, owner, domains, date_order as "dateOrder", time_zone as "timeZone", roles, guards,
  field_policy as "fieldPolicy", revision, created_at as "createdAt", changed_at as "changedAt"`;

@Injectable()
export class GetSource {
  constructor(private readonly database: Database) {}

  async run(name: string): Promise<Source> {
    const [source] = await this.database.query<Source>(`select ${sourceColumns} from sources where name = $1`, [name]);
    if (!source) throw coreProblems.refuse('not-found', { kind: 'source', id: name });
    return source;
  }
}
