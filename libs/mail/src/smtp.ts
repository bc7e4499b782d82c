import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection, { type SMTPConnectionAuth, type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import { isAddress, oneLine } from './letter.js';
import { MailFault, Mailer, Uncertain, type Outgoing } from './mailer.js';

export interface SmtpOptions {
  readonly connection: SMTPConnectionOptions;
  readonly auth?: SMTPConnectionAuth | undefined;
  /** address of the sender, with or without a name: `Institute <grants@example.edu>` */
  readonly from: string;
}

interface SmtpError extends Error {
  readonly responseCode?: number;
  readonly command?: string;
  readonly code?: string;
}

/**
 * Letters by SMTP (RFC 5321), one after another over one connection that is opened when needed. The end of a letter's
 * data is held back until `handing` has returned: before it the server cannot have the letter, whatever breaks.
 */
export class SmtpMailer extends Mailer {
  override readonly keepsText = false;
  private connection: SMTPConnection | undefined;

  constructor(private readonly options: SmtpOptions) {
    super();
  }

  override async deliver(letter: Outgoing, handing: () => Promise<void>): Promise<void> {
    if (!isAddress(letter.to)) throw new MailFault('refused', 'This is not an e-mail address.');
    const message = await this.compose(letter);
    const connection = await this.open();
    let handed = false;
    let stopped: unknown;
    const data = async function* (): AsyncGenerator<Buffer> {
      yield message;
      await handing().catch((error: unknown) => {
        stopped = error;
        throw error;
      });
      handed = true;
    };
    const from = addressOf(this.options.from);
    try {
      await new Promise<void>((resolve, reject) => {
        // A connection that breaks in the middle of a letter says so by an event alone.
        connection.once('error', reject);
        connection.once('end', () => reject(new Error('The mail server closed the connection.')));
        const source = Readable.from(data(), { objectMode: false });
        connection.send({ from, to: [letter.to], size: message.length }, source, (error) =>
          error ? reject(error) : resolve(),
        );
      });
    } catch (error) {
      const { responseCode } = error as SmtpError;
      this.drop();
      if (stopped !== undefined) throw stopped;
      if (responseCode === undefined && handed) throw new Uncertain((error as Error).message);
      throw faultOf(error as SmtpError);
    } finally {
      connection.removeAllListeners('error').removeAllListeners('end');
      connection.on('error', () => this.drop());
    }
  }

  override async rest(): Promise<void> {
    const connection = this.connection;
    this.connection = undefined;
    if (!connection) return;
    await new Promise<void>((resolve) => {
      connection.once('end', resolve);
      connection.once('error', () => resolve());
      connection.quit();
      setTimeout(resolve, 1_000).unref();
    });
    connection.close();
  }

  private drop(): void {
    const connection = this.connection;
    this.connection = undefined;
    connection?.close();
  }

  private async open(): Promise<SMTPConnection> {
    if (this.connection) return this.connection;
    const connection = new SMTPConnection(this.options.connection);
    try {
      await new Promise<void>((resolve, reject) => {
        connection.once('error', reject);
        connection.once('end', () => reject(new Error('The mail server closed the connection.')));
        connection.connect((error) => (error ? reject(error as Error) : resolve()));
      });
      const { auth } = this.options;
      if (auth)
        await new Promise<void>((resolve, reject) =>
          connection.login(auth, (error) => (error ? reject(error as Error) : resolve())),
        );
    } catch (error) {
      connection.on('error', () => undefined);
      connection.close();
      throw new MailFault('unreachable', (error as Error).message);
    }
    connection.removeAllListeners('error').removeAllListeners('end');
    connection.on('error', () => this.drop());
    connection.on('end', () => {
      if (this.connection === connection) this.connection = undefined;
    });
    this.connection = connection;
    return connection;
  }

  private compose({ id, to, language, subject, text, at }: Outgoing): Promise<Buffer> {
    const composer = new MailComposer({
      from: this.options.from,
      to: { name: '', address: to },
      subject: oneLine(subject),
      text,
      date: new Date(at),
      messageId: `<${id}@${addressOf(this.options.from).split('@')[1]}>`,
      // So that absence notes do not answer (RFC 3834).
      headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    return new Promise((resolve, reject) =>
      composer.compile().build((error, message) => (error ? reject(error as Error) : resolve(message as Buffer))),
    );
  }
}

/** `grants@example.edu` of `Institute <grants@example.edu>`. */
export const addressOf = (from: string): string => /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();

function faultOf(error: SmtpError): MailFault {
  const { responseCode, code } = error;
  if (code === 'EAUTH' || responseCode === 530 || responseCode === 421)
    return new MailFault('unreachable', error.message);
  if (responseCode === undefined) return new MailFault(code === 'EENVELOPE' ? 'refused' : 'unreachable', error.message);
  return new MailFault(responseCode >= 500 ? 'refused' : 'later', error.message);
}
