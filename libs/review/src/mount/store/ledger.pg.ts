import { Injectable, Optional } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import { Deeds, Ledger, type Deed } from '../domain/ledger.js';

@Injectable()
export class PgLedger extends Ledger {
  constructor(
    private readonly database: Database,
    @Optional() private readonly deeds?: Deeds,
  ) {
    super();
  }

  override async note(...deeds: readonly Deed[]): Promise<void> {
    if (deeds.length === 0) return;
    await this.database.query(
      `insert into review_log (id, committee_id, by_person, act, application_id, person_id, facts)
       select x.id, x.committee, x.by, x.act, x.application, x.person, x.facts from jsonb_to_recordset($1::jsonb)
         as x(id uuid, committee uuid, by uuid, act text, application uuid, person uuid, facts jsonb)`,
      [
        JSON.stringify(
          deeds.map(({ committeeId, by, act, applicationId, personId, facts }) => ({
            id: uuidv7(),
            committee: committeeId,
            by,
            act,
            application: applicationId ?? null,
            person: personId ?? null,
            facts: facts ?? {},
          })),
        ),
      ],
    );
    await this.deeds?.told(deeds);
  }
}
