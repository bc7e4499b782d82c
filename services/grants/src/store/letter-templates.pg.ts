import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Audit } from '../domain/audit.js';
import { LetterTemplates, type KeptTemplate } from '../domain/letter-templates.js';

@Injectable()
export class PgLetterTemplates extends LetterTemplates {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {
    super();
  }

  override of(callId: string): Promise<KeptTemplate[]> {
    return this.database.query<KeptTemplate & Record<string, unknown>>(
      'select kind, language, subject, body, revision from letter_templates where call_id = $1 order by kind, language',
      [callId],
    );
  }

  override put(
    callId: string,
    { kind, language, subject, body }: Omit<KeptTemplate, 'revision'>,
    by: string,
    match: (revision: number) => void,
  ): Promise<KeptTemplate> {
    return this.database.transaction(async (tx) => {
      await tx.query('select from calls where id = $1 for update', [callId]);
      const [present] = await tx.query<{ revision: number }>(
        'select revision from letter_templates where call_id = $1 and kind = $2 and language = $3',
        [callId, kind, language],
      );
      match(present?.revision ?? 0);
      const revision = (present?.revision ?? 0) + 1;
      await tx.query(
        `insert into letter_templates (call_id, kind, language, subject, body, by_person, at, revision)
         values ($1, $2, $3, $4, $5, $6, now(), $7)
         on conflict (call_id, kind, language) do update set subject = excluded.subject, body = excluded.body,
           by_person = excluded.by_person, at = excluded.at, revision = excluded.revision`,
        [callId, kind, language, subject, body, by, revision],
      );
      await this.audit.note({
        callId, applicationId: null, by, act: 'worded a letter', facts: { kind, language, subject, body },
      }); // prettier-ignore
      return { kind, language, subject, body, revision };
    });
  }
}
