import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Audit } from '../domain/audit.js';
import { Resubmissions, type Resubmission } from '../domain/resubmission.js';

@Injectable()
export class PgResubmissions extends Resubmissions {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {
    super();
  }

  override keep({ applicationId, earlierId, introduction }: Resubmission, callId: string, by: string): Promise<void> {
    return this.database.transaction(async (tx) => {
      await tx.query(
        `insert into resubmissions (application_id, earlier_id, introduction, by_person, at) values ($1, $2, $3, $4, now())
         on conflict (application_id) do update set earlier_id = excluded.earlier_id, introduction = excluded.introduction,
           by_person = excluded.by_person, at = excluded.at`,
        [applicationId, earlierId, introduction, by],
      );
      await this.audit.note({ callId, applicationId, by, act: 'took up an earlier application', facts: { earlierId } });
    });
  }

  override async find(applicationId: string): Promise<Resubmission | undefined> {
    const [row] = await this.database.query<Resubmission & Record<string, unknown>>(
      `select application_id as "applicationId", earlier_id as "earlierId", introduction from resubmissions where application_id = $1`,
      [applicationId],
    );
    return row;
  }
}
