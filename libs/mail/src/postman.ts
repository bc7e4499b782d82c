import { Client } from 'pg';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Database, isTransient, pause, within } from '@chiron/postgres';
import { Mail } from './mail.js';
import { MailFault, Mailer, Uncertain, type Outgoing } from './mailer.js';

const postmanLock = 7_246_011;
const pollEvery = 1_000;
const standByEvery = 250;
const restAfter = 5_000;

/**
 * Brings queued letters out, once each. One postman works per database: it holds a session's advisory lock and writes what
 * it does on that very connection, so that losing the lock stops it. Before a letter's last byte leaves, `handing` is on
 * disk: a crash before it sends the letter again, a crash after it leaves the letter `uncertain`, for a person to look
 * at, because the server most probably has it. Nothing is ever sent twice by itself.
 */
@Injectable()
export class Postman implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('Postman');
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  /** Letters delivered since the start. */
  sent = 0;

  constructor(
    private readonly database: Database,
    private readonly mail: Mail,
    private readonly mailer: Mailer,
  ) {}

  onApplicationBootstrap(): void {
    this.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  start(): void {
    this.running ??= this.work();
  }

  /** Lets the letter in flight finish, for ten seconds at most, then gives the lock back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.mail.filled.wake();
    if (this.running) await within(10_000, this.running);
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async work(): Promise<void> {
    for (let failures = 0; !this.stopped;) {
      try {
        await this.session(() => (failures = 0));
      } catch (error) {
        if (this.stopped) return;
        failures += 1;
        if (failures === 1 || failures % 60 === 0 || !isTransient(error))
          this.log.warn(`Letters wait a moment: ${(error as Error).message}`);
        await this.mail.filled.wait(Math.min(30_000, 200 * 2 ** Math.min(failures, 8)));
      }
    }
  }

  /** One connection: from the lock to its loss. */
  private async session(healthy: () => void): Promise<void> {
    const client = new Client({
      connectionString: (this.database.dataSource.options as { url: string }).url,
      application_name: 'postman',
      connectionTimeoutMillis: 5_000,
      query_timeout: 30_000,
      keepAlive: true,
      options: '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3',
    });
    client.on('error', () => this.mail.filled.wake());
    try {
      await client.connect();
      while (!(await this.locked(client))) {
        if (this.stopped) return;
        await pause(standByEvery, this.stopping.signal);
      }
      await this.recover(client);
      let idleSince = Date.now();
      while (!this.stopped) {
        if ((await this.round(client)) > 0) idleSince = Date.now();
        else {
          if (Date.now() - idleSince > restAfter) await this.mailer.rest();
          await this.mail.filled.wait(pollEvery);
        }
        healthy();
      }
    } finally {
      await this.mailer.rest().catch(() => undefined);
      await client.end().catch(() => undefined);
    }
  }

  private async locked(client: Client): Promise<boolean> {
    return (await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [postmanLock])).rows[0]!
      .mine;
  }

  /** What a postman before us was handing over when it died. A mailbox that is captured here can have it again. */
  private async recover(client: Client): Promise<void> {
    await client.query(
      this.mailer.keepsText
        ? `update letters set state = 'queued' where state = 'handing'`
        : `update letters set state = 'uncertain', problem = 'The process ended while the letter was handed over.' where state = 'handing'`,
    );
  }

  private async round(client: Client): Promise<number> {
    const { rows } = await client.query<Outgoing & { attempts: number; queuedAt: Date }>(
      `select id, recipient as to, language, subject, body as text, attempts, queued_at as "queuedAt"
         from letters where state = 'queued' and due_at <= now() order by due_at, id limit 100`,
    );
    for (const row of rows) {
      if (this.stopped) break;
      await this.bring(client, { ...row, at: row.queuedAt.toISOString() }, row.attempts + 1);
    }
    return rows.length;
  }

  private async bring(client: Client, letter: Outgoing, attempt: number): Promise<void> {
    try {
      await this.mailer.deliver(letter, async () => {
        const taken = await client.query(
          `update letters set state = 'handing', attempts = $2 where id = $1 and state = 'queued'`,
          [letter.id, attempt],
        );
        if (taken.rowCount !== 1) throw new Withdrawn();
      });
    } catch (error) {
      if (error instanceof Withdrawn) return;
      if (error instanceof Uncertain) return this.mark(client, letter.id, 'uncertain', error.message);
      if (!(error instanceof MailFault)) throw error;
      if (error.kind === 'refused' || (error.kind === 'later' && attempt >= givenUpAfter))
        return this.mark(client, letter.id, 'failed', error.message);
      await client.query(
        `update letters set state = 'queued', problem = $2, attempts = $3, due_at = now() + $4 * interval '1 second'
          where id = $1 and state in ('queued', 'handing')`,
        // That the server was away says nothing of the letter: it counts for no attempt at it.
        error.kind === 'later'
          ? [letter.id, error.message.slice(0, 500), attempt, pauseAfter(attempt)]
          : [letter.id, error.message.slice(0, 500), attempt - 1, 0],
      );
      if (error.kind === 'unreachable') throw error;
      return;
    }
    await client.query(
      `update letters set state = 'sent', sent_at = now(), problem = null${this.mailer.keepsText ? '' : ', body = null'}
        where id = $1 and state in ('handing', 'uncertain')`,
      [letter.id],
    );
    this.sent += 1;
  }

  private async mark(client: Client, id: string, state: string, problem: string): Promise<void> {
    await client.query(`update letters set state = $2, problem = $3 where id = $1`, [id, state, problem.slice(0, 500)]);
  }
}

class Withdrawn extends Error {}

/** Attempts at a letter that the server puts off; with the pauses between them, five days (RFC 5321, 4.5.4.1). */
const givenUpAfter = 36;
/** Seconds: 30, 60, 120, … up to four hours. */
export const pauseAfter = (attempt: number): number => Math.min(14_400, 30 * 2 ** (attempt - 1));
