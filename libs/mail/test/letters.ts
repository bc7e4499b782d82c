import { Database, openDataSource } from '@chiron/postgres';
import { postgres } from '@chiron/testing';
import type { Letter } from '../src/letter.js';
import { Mail } from '../src/mail.js';
import { Mailbox } from '../src/mailbox.js';
import { Mailer, type Outgoing } from '../src/mailer.js';
import { mailMigrations } from '../src/migrations.js';
import { Postman } from '../src/postman.js';

/** A mail server of the test: what arrives, and what it does to each letter before it answers. */
export class Server extends Mailer {
  override readonly keepsText: boolean = false;
  readonly arrived: Outgoing[] = [];
  before: (letter: Outgoing) => Promise<void> | void = () => undefined;
  after: (letter: Outgoing) => Promise<void> | void = () => undefined;

  override async deliver(letter: Outgoing, handing: () => Promise<void>): Promise<void> {
    await this.before(letter);
    await handing();
    this.arrived.push(letter);
    await this.after(letter);
  }

  override rest(): Promise<void> {
    return Promise.resolve();
  }
}

/** A letter to somebody of this name. */
export const to = (name: string, more: Partial<Letter> = {}): Letter => ({
  key: `test:${name}`,
  to: `${name}@example.edu`,
  language: 'en',
  kind: 'test',
  subject: `For ${name}`,
  text: 'Dear colleague,\n\nthis is a test.',
  ...more,
});

/** Letters in a database of their own, and as many postmen as a test wants. */
export const opened = async () => {
  const { url, drop } = await postgres();
  const database = new Database(
    await openDataSource({ url, applicationName: 'mail-test', entities: [], migrations: mailMigrations }),
  );
  const mail = new Mail();
  const mailbox = new Mailbox(database, mail);
  const postmen: Postman[] = [];
  return {
    url,
    database,
    mail,
    mailbox,
    queue: (...letters: Letter[]) => database.transaction((tx) => mail.queue(tx, letters)),
    letters: () => mailbox.list({}, 500),
    postman: (mailer: Mailer, queue = mail) => {
      const postman = new Postman(database, queue, mailer);
      postmen.push(postman);
      postman.start();
      return postman;
    },
    close: async () => {
      await Promise.all(postmen.map((postman) => postman.stop()));
      await database.dataSource.destroy();
      await drop();
    },
  };
};
export type Opened = Awaited<ReturnType<typeof opened>>;
