import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { KnownAddresses } from '../domain/known-addresses.js';

@Injectable()
export class PgKnownAddresses extends KnownAddresses {
  constructor(private readonly database: Database) {
    super();
  }

  override async personOf(email: string, orcid: string | null): Promise<string | null> {
    const byOrcid = orcid === null ? null : await this.only(`told->>'orcid' = $1`, orcid);
    return byOrcid ?? (await this.only(`lower(told->>'email') = lower($1)`, email.trim()));
  }

  private async only(where: string, value: string): Promise<string | null> {
    const rows = await this.database.query<{ id: string }>(
      `select distinct standing_of(r.person_id) as id
         from people_told p join references_told r using (key) where r.person_id is not null and ${where} limit 2`,
      [value],
    );
    return rows.length === 1 ? rows[0]!.id : null;
  }
}
