import { Database, arrayText, isTransient, pause } from '@chiron/postgres';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Bus } from './bus/bus.js';
import { Connection } from './connection.js';
import { Messaging } from './options.js';
import { Outbox } from './outbox.js';

const relayLock = 7_246_002;
const pollEvery = 250;
const standByEvery = 250;
const claimAtMost = 2_000;
/** Up to here a claim is one short look at the head of the queue, whatever its events weigh. */
const few = 50;
/** How many may lie in the outbox although they were sent, and for how long (ms); a crash sends those again. */
const sentAtMost = 25;
const lingerFor = 25;
/** How long, in ms, whoever writes many events may go first; looked at every so many ms. */
const leadAtMost = 3_000;
const leadEvery = 50;
const claimCharacters = 4 * 1024 * 1024;

interface Claimed {
  readonly position: string;
  readonly topic: string;
  readonly key: string;
  readonly event: string | null;
  readonly tombstone: string | null;
}

/** What was claimed and still lies in the outbox. */
interface Hand {
  /** in the order in which they are sent */
  readonly positions: string[];
  /** how many of them, from the first on, the bus has acknowledged */
  acknowledged: number;
  /** the send under way; it rejects where the bus fails */
  sending: Promise<void>;
}

/**
 * Moves events from the outbox to the bus: the one place that sends. One relay works per database, holding a session
 * advisory lock; it claims and deletes on the very connection that holds the lock, so that losing the lock stops it.
 * Rows are deleted only after the bus acknowledged them: a relay that dies in between sends them again, and the inbox
 * recognises them. It survives the loss of either side, at any moment, for ever.
 */
@Injectable()
export class Relay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('Relay');
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private prepared = false;
  /** since when there were always many to send, as `Date.now()` */
  private behindSince: number | undefined;
  /** Events sent and acknowledged since the start. */
  sent = 0;
  /** Whether this process's relay is the one that works. */
  active = false;
  /** When both the database and, where there was something to send, the bus last answered, as `Date.now()`. */
  lastBeat = 0;

  constructor(
    private readonly messaging: Messaging,
    private readonly database: Database,
    private readonly bus: Bus,
    private readonly outbox: Outbox,
  ) {}

  onApplicationBootstrap(): void {
    this.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  start(): void {
    if (this.messaging.publishes.length > 0) this.running ??= this.work();
  }

  /** Lets the batch in flight finish, then gives the lock back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.outbox.filled.wake();
    await this.running;
  }

  private async work(): Promise<void> {
    let failures = 0;
    while (!this.stopping.signal.aborted) {
      try {
        await this.session(() => (failures = 0));
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        failures += 1;
        if (failures === 1 || failures % 60 === 0 || !isTransient(error))
          this.log.warn(`${this.messaging.service}: the relay goes on in a moment: ${(error as Error).message}`);
        await pause(Math.min(1_000, 50 * 2 ** Math.min(failures, 5)), this.stopping.signal);
      }
    }
  }

  /** One connection: from the lock to its loss. */
  private async session(healthy: () => void): Promise<void> {
    const connection = await Connection.open(
      (this.database.dataSource.options as { url: string }).url,
      `${this.messaging.service} relay`,
      () => this.outbox.filled.wake(),
    );
    try {
      while (!(await this.locked(connection))) {
        this.lastBeat = Date.now();
        healthy();
        await pause(standByEvery, this.stopping.signal);
        if (this.stopping.signal.aborted) return;
      }
      this.active = true;
      const hand: Hand = { positions: [], acknowledged: 0, sending: Promise.resolve() };
      let many = true;
      while (!this.stopping.signal.aborted) {
        if (!this.prepared) {
          await this.bus.prepare(this.messaging.publishes);
          this.prepared = true;
        }
        // What is new is looked for while the last batch is on its way, and sent when that is acknowledged.
        const claimed = await this.claim(connection, hand.positions, many);
        await hand.sending;
        this.lastBeat = Date.now();
        healthy();
        if (claimed.length > 0) this.send(hand, claimed);
        many = claimed.length >= few;
        if (!many) {
          this.behindSince = undefined;
          await this.rest(connection, hand);
        } else {
          await hand.sending;
          await this.forget(connection, hand, sentAtMost);
          await this.giveWay();
        }
      }
      await hand.sending;
      await this.forget(connection, hand, 0);
    } catch (error) {
      this.prepared = false;
      throw error;
    } finally {
      this.active = false;
      await connection.end();
    }
  }

  /** Until the outbox fills again. Deleting waits for a pause, so that no event waits for it. */
  private async rest(connection: Connection, hand: Hand): Promise<void> {
    const { filled } = this.outbox;
    const woken = hand.positions.length > 0 && (await filled.wait(lingerFor));
    await this.forget(connection, hand, woken ? sentAtMost : 0);
    if (!woken) await filled.wait(pollEvery);
  }

  /**
   * Behind an import: its first seconds are its own. Its receipts come sooner, and what it tells a little later; whoever
   * writes anything else in between ends that.
   */
  private async giveWay(): Promise<void> {
    this.behindSince ??= Date.now();
    while (this.outbox.expectsMore && Date.now() - this.behindSince < leadAtMost && !this.stopping.signal.aborted) {
      await pause(leadEvery, this.stopping.signal);
      this.lastBeat = Date.now();
    }
  }

  private async locked(connection: Connection): Promise<boolean> {
    const text = 'select pg_try_advisory_lock($1) as mine';
    return (await connection.query<{ mine: boolean }>({ text, values: [relayLock] }))[0]!.mine;
  }

  /** The oldest rows that are not in hand: a few, or as many as fit where more than a few wait. */
  private claim(connection: Connection, inHand: readonly string[], many: boolean): Promise<Claimed[]> {
    return connection.query<Claimed & Record<string, unknown>>(
      many
        ? { name: 'claim many', text: claimMany, values: [arrayText(inHand), claimAtMost, claimCharacters] }
        : { name: 'claim', text: unsent, values: [arrayText(inHand), few] },
    );
  }

  private send(hand: Hand, claimed: readonly Claimed[]): void {
    hand.positions.push(...claimed.map(({ position }) => position));
    const messages = claimed.map(({ topic, key, event, tombstone }) => ({
      topic,
      key,
      value: event,
      ...(tombstone === null ? {} : { id: tombstone }),
    }));
    hand.sending = this.bus.send(messages).then(() => {
      hand.acknowledged += claimed.length;
      this.sent += claimed.length;
    });
    hand.sending.catch(() => undefined);
  }

  /** Deletes what was acknowledged, where it is more than `atMost`. */
  private async forget(connection: Connection, hand: Hand, atMost: number): Promise<void> {
    if (hand.acknowledged <= atMost) return;
    const sent = hand.positions.splice(0, hand.acknowledged);
    hand.acknowledged = 0;
    await connection.query({
      name: 'delete',
      text: 'delete from outbox where position = any($1::bigint[])',
      values: [arrayText(sent)],
    });
  }
}

const unsent = `select position, topic, key, event, tombstone from outbox where position <> all($1::bigint[]) order by position limit $2`;
const claimMany = `
  select position, topic, key, event, tombstone
  from (
    select *, sum(coalesce(octet_length(event), 0)) over (order by position) as size, row_number() over (order by position) as place
    from (${unsent}) as oldest
  ) as claimed
  where size <= $3 or place = 1
  order by position`;
