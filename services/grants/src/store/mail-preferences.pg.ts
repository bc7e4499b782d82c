import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { MailPreferences, type MailPreference } from '../domain/mail-preferences.js';

type Kept = MailPreference & { readonly revision: number };

@Injectable()
export class PgMailPreferences extends MailPreferences {
  constructor(private readonly database: Database) {
    super();
  }

  override async of(personId: string): Promise<Kept> {
    const [kept] = await this.database.query<Kept>(
      `select language, digest, revision from mail_preferences where person_id in (select aliases_of($1))
        order by person_id <> standing_of($1), person_id limit 1`,
      [personId],
    );
    return kept ?? { language: 'en', digest: true, revision: 0 };
  }

  override set(
    personId: string,
    { language, digest }: MailPreference,
    match: (revision: number) => void,
  ): Promise<number> {
    return this.database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`mail preference ${personId}`]);
      const { revision } = await this.of(personId);
      match(revision);
      // One row stands for all names of a person: the one they are read as today.
      await tx.query('delete from mail_preferences where person_id in (select aliases_of($1))', [personId]);
      await tx.query(
        'insert into mail_preferences (person_id, language, digest, revision) values (standing_of($1), $2, $3, $4)',
        [personId, language, digest, revision + 1],
      );
      return revision + 1;
    });
  }
}
