import { Injectable } from '@nestjs/common';
import { Mail } from '@chiron/mail';
import { Database } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import { LinkLetters, letterText, type LinkLetter } from '../domain/link-letters.js';
import { Links } from '../domain/links.js';

@Injectable()
export class PgLinkLetters extends LinkLetters {
  constructor(
    private readonly database: Database,
    private readonly links: Links,
    private readonly mail: Mail,
    /** what the address of a link begins with */
    private readonly publicUrl: string,
  ) {
    super();
  }

  override send(letter: LinkLetter): Promise<void> {
    return this.database.transaction(async (tx) => {
      const { applicationId, purpose, subjectId, dueAt } = letter;
      const token = await this.links.issue({ applicationId, purpose, subjectId, dueAt });
      const { subject, text } = letterText(letter, `${this.publicUrl}/api/v1/application-links/${token}`);
      await this.mail.queue(tx, [
        {
          key: `link:${subjectId}:${uuidv7()}`,
          to: letter.to.email,
          language: letter.language.toLowerCase().startsWith('es') ? 'es' : 'en',
          kind: `${purpose}-link`,
          subject,
          text,
        },
      ]);
    });
  }
}
