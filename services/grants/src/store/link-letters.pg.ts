import { Mail } from '@chiron/mail';
import { Database } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import { LinkLetters, letterText, type LinkLetter } from '../domain/link-letters.js';
import { Links } from '../domain/links.js';
import { PeopleFacts } from '../domain/people-facts.js';
import { shownName } from '../domain/shown-name.js';
import { languagesAt } from './spoken-languages.js';

/** Made by its part, which knows the address. */
export class PgLinkLetters extends LinkLetters {
  constructor(
    private readonly database: Database,
    private readonly links: Links,
    private readonly mail: Mail,
    private readonly people: PeopleFacts,
    /** what the address of a link begins with */
    private readonly publicUrl: string,
  ) {
    super();
  }

  override send(letter: LinkLetter): Promise<void> {
    return this.database.transaction(async (tx) => {
      const { applicationId, purpose, subjectId, dueAt } = letter;
      const token = await this.links.issue({ applicationId, purpose, subjectId, dueAt });
      const facts = await this.people.facts([letter.applicantId]);
      const ofCall = letter.language.toLowerCase().startsWith('es') ? 'es' : 'en';
      const language = (await languagesAt(this.database, [letter.to.email])).get(letter.to.email) ?? ofCall;
      const applicant = shownName(facts.get(letter.applicantId), language);
      const { subject, text } = letterText(
        { ...letter, language },
        applicant,
        `${this.publicUrl}/api/v1/application-links/${token}`,
      );
      await this.mail.queue(tx, [
        {
          key: `link:${subjectId}:${uuidv7()}`,
          to: letter.to.email,
          language,
          kind: `${purpose}-link`,
          subject,
          text,
        },
      ]);
    });
  }
}
