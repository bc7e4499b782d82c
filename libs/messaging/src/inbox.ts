import { Refusal } from '@chiron/contracts/core';
import { withTraceparent } from '@chiron/http';
import { Database, arrayText, isTransient, pause, prepared, type Tx } from '@chiron/postgres';
import { Injectable, Logger } from '@nestjs/common';
import type { Delivery, Handling } from './bus/bus.js';
import { DeadLetters, type DeadLetterCause } from './dead-letters.js';
import { Messaging } from './options.js';
import type { Reacting } from './reaction.js';
import { Reactions, type RegisteredReaction } from './reactions.js';
import { readMessage, reasonOf, sortOut, type Unreadable, type Wanted } from './reading.js';

const pruneEvery = 3_600_000;
const entering = 'insert into inbox (event_id, reaction) select id, $2 from unnest($1::uuid[]) as id';
const enter = prepared(entering);
const enterUnseen = prepared(`${entering} on conflict do nothing returning event_id`);

class GivenUp extends Error {}

/**
 * Where deliveries become effects. Each reaction's batch is one transaction: its events are entered in the inbox, those
 * that were there already are left out, and the rest is handled, so that the effect happens once however often the bus
 * delivers. A failing batch is halved until the event at fault stands alone.
 */
@Injectable()
export class Inbox {
  private readonly log = new Logger('Inbox');
  private pruning: NodeJS.Timeout | undefined;
  /** Events applied since the start. */
  applied = 0;

  constructor(
    private readonly database: Database,
    private readonly reactions: Reactions,
    private readonly deadLetters: DeadLetters,
    private readonly messaging: Messaging,
  ) {}

  /** Resolves when every reaction has handled, refused or buried every message; rejects only when given up. */
  async receive(delivery: Delivery, { signal }: Handling): Promise<void> {
    const read = delivery.messages.map(readMessage);
    for (const registered of this.reactions.all) {
      if (!registered.topics.has(delivery.topic)) continue;
      const batches = sortOut(registered, delivery.topic, read);
      for (const unreadable of batches.unreadable) await this.bury(registered, delivery.topic, unreadable, signal);
      for (const batch of batches.wanted) await this.handle(registered, delivery.topic, batch, signal);
    }
  }

  private async handle(
    registered: RegisteredReaction,
    topic: string,
    batch: readonly Wanted[],
    signal: AbortSignal,
  ): Promise<void> {
    let error = await this.attempt(signal, (tx) => this.apply(registered, batch, tx));
    if (isSeenBefore(error)) error = await this.attempt(signal, (tx) => this.applyUnseen(registered, batch, tx));
    if (error === undefined) return;
    if (batch.length > 1) {
      const middle = batch.length >> 1;
      await this.handle(registered, topic, batch.slice(0, middle), signal);
      await this.handle(registered, topic, batch.slice(middle), signal);
      return;
    }
    const again =
      error instanceof Refusal ? error : await this.attempt(signal, (tx) => this.applyUnseen(registered, batch, tx));
    if (again === undefined) return;
    const cause = again instanceof Refusal ? 'refused' : 'failed';
    const { message, id } = batch[0]!;
    await this.bury(registered, topic, { message, id, reason: reasonOf(again) }, signal, cause);
  }

  /**
   * Enters the batch in the inbox and has it handled, all in one packet where the reaction waits for no answer: an event
   * is nearly always new. Where one is not, the entry fails, and the transaction with it.
   */
  private async apply({ name, reaction }: RegisteredReaction, batch: readonly Wanted[], tx: Tx): Promise<void> {
    void tx.send(enter, [arrayText(idsOf(batch)), name]);
    await react(reaction, batch, tx);
    tx.afterCommit(() => (this.applied += batch.length));
  }

  /** The same where some events were seen before: what was there already (or comes twice within the batch) is left out. */
  private async applyUnseen({ name, reaction }: RegisteredReaction, batch: readonly Wanted[], tx: Tx): Promise<void> {
    const rows = await tx.query<{ event_id: string }>(enterUnseen, [arrayText(idsOf(batch)), name]);
    const entered = new Set(rows.map((row) => row.event_id));
    // Set.delete tells whether it was there: only the first of two equals passes.
    const fresh = batch.filter(({ id }) => id === undefined || entered.delete(id));
    if (fresh.length === 0) return;
    await react(reaction, fresh, tx);
    tx.afterCommit(() => (this.applied += fresh.length));
  }

  private async bury(
    registered: RegisteredReaction,
    topic: string,
    { message, id, reason }: Unreadable,
    signal: AbortSignal,
    cause: DeadLetterCause = 'invalid',
  ): Promise<void> {
    const error = await this.attempt(signal, async (tx) => {
      if (id !== undefined) {
        const entered = await tx.run('insert into inbox (event_id, reaction) values ($1, $2) on conflict do nothing', [
          id,
          registered.name,
        ]);
        if (!entered.rowCount) return;
      }
      await this.deadLetters.file(tx, {
        reaction: registered.name,
        cause,
        reason,
        topic,
        key: message.key,
        eventId: id,
        event: message.value,
      });
    });
    if (error !== undefined) throw error;
    const what = `${registered.name} ${cause === 'refused' ? 'refused' : 'sent to the dead letters'} ${id ?? 'an unreadable message'} of ${topic}`;
    if (cause === 'refused') this.log.log(what);
    else this.log.error(`${what} (${cause})`);
  }

  /**
   * One transaction, repeated for as long as only the database is at fault. Answers the error that is the work's own.
   * @throws GivenUp when this member stops or lost the partition
   */
  private async attempt(signal: AbortSignal, work: (tx: Tx) => Promise<void>): Promise<unknown> {
    for (let failures = 0; ; failures++) {
      if (signal.aborted) throw new GivenUp('the delivery was given up; it comes again');
      try {
        await this.database.ownTransaction(work);
        return undefined;
      } catch (error) {
        if (error instanceof Refusal || isSeenBefore(error)) return error;
        if (!(await this.passing(error))) return error ?? new Error('a reaction threw nothing');
        if (failures % 60 === 0)
          this.log.warn(`${this.messaging.service}: a batch waits for the database: ${reasonOf(error)}`);
        await pause(Math.min(1_000, 25 * 2 ** Math.min(failures, 6)) * (0.5 + Math.random() / 2), signal);
      }
    }
  }

  /** Whether the fault is the database's; no event is blamed while the database does not answer. */
  private async passing(error: unknown): Promise<boolean> {
    if (isTransient(error)) return true;
    try {
      await this.database.ownTransaction((tx) => tx.query('select 1'));
      return false;
    } catch {
      return true;
    }
  }

  /** Forgets entries older than `rememberDays`, now and each hour. Ids are UUIDv7: their age is in their first 48 bits. */
  startPruning(): void {
    if (this.pruning) return;
    this.pruning = setInterval(() => void this.prune().catch(() => undefined), pruneEvery);
    this.pruning.unref();
  }

  stopPruning(): void {
    clearInterval(this.pruning);
    this.pruning = undefined;
  }

  /** Forgets what is older than `rememberDays`, 10,000 entries a statement; answers how many. */
  async prune(now = Date.now()): Promise<number> {
    const before = firstIdOf(now - this.messaging.rememberDays * 86_400_000);
    for (let forgotten = 0; ;) {
      const { rowCount } = await this.database.ownTransaction((tx) =>
        tx.run('delete from inbox where ctid = any(array(select ctid from inbox where event_id < $1 limit 10000))', [
          before,
        ]),
      );
      forgotten += rowCount ?? 0;
      if (!rowCount) return forgotten;
    }
  }
}

/** The lowest UUIDv7 of a millisecond. */
export function firstIdOf(milliseconds: number): string {
  const hex = Math.max(0, milliseconds).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}

const idsOf = (batch: readonly Wanted[]): string[] => batch.flatMap(({ id }) => (id === undefined ? [] : [id]));

/** An entry that was in the inbox already, or came twice within the batch. */
function isSeenBefore(error: unknown): boolean {
  const { code, constraint } = (error ?? {}) as { code?: unknown; constraint?: unknown };
  return code === '23505' && constraint === 'inbox_pkey';
}

/** A batch is all events, or all tombstones. */
function react(reaction: Reacting, batch: readonly Wanted[], tx: Tx): Promise<void> {
  const first = batch[0]!.event;
  if (!first)
    return withTraceparent(undefined, () =>
      reaction.erased!([...new Set(batch.map(({ message }) => message.key))], tx),
    );
  const events = batch.map(({ event }) => event!);
  return withTraceparent(first.traceparent, () => reaction.run(events, tx));
}
