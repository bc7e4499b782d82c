import { createHash } from 'node:crypto';
import { Refusal, coreProblems } from '@chiron/contracts/core';
import { withTraceparent } from '@chiron/http';
import { Database, isTransient, type Tx } from '@chiron/postgres';
import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { Reactions, type RegisteredReaction } from './reactions.js';
import { readMessage, reasonOf, sortOut } from './reading.js';

/**
 * `refused`: a rule said no, recorded and nothing lost; `invalid`: not an event, or its data do not fit its schema;
 * `failed`: the reaction failed on this very event, twice.
 */
export const deadLetterCauses = ['refused', 'invalid', 'failed'] as const;
export type DeadLetterCause = (typeof deadLetterCauses)[number];

export interface DeadLetter {
  readonly id: string;
  /** which reaction could not handle it */
  readonly reaction: string;
  readonly cause: DeadLetterCause;
  /** what it said, the last time it was tried */
  readonly reason: string;
  readonly topic: string;
  readonly key: string;
  /** null where the text is no event */
  readonly eventId: string | null;
  /** the untouched text; null for a tombstone */
  readonly event: string | null;
  readonly attempts: number;
  /** RFC 3339, UTC */
  readonly filedAt: string;
  readonly triedAt: string;
}

export interface DeadLetterFilter {
  readonly cause?: DeadLetterCause;
  readonly reaction?: string;
}

export interface Replay {
  readonly id: string;
  readonly outcome: 'applied' | DeadLetterCause;
  /** why it was not applied; null where it was */
  readonly reason: string | null;
}

interface Filing {
  readonly reaction: string;
  readonly cause: DeadLetterCause;
  readonly reason: string;
  readonly topic: string;
  readonly key: string;
  readonly eventId: string | undefined;
  readonly event: string | null;
}

const columns = `id, reaction, cause, reason, topic, key, event_id as "eventId", event, attempts,
  to_json(filed_at at time zone 'utc') #>> '{}' || 'Z' as "filedAt", to_json(tried_at at time zone 'utc') #>> '{}' || 'Z' as "triedAt"`;
const matching = '($1::text is null or cause = $1) and ($2::text is null or reaction = $2)';

/** The events that a reaction could not handle, kept in the consumer's database until somebody replays or discards them. */
@Injectable()
export class DeadLetters {
  constructor(
    private readonly database: Database,
    private readonly reactions: Reactions,
  ) {}

  /** @internal the inbox files them */
  async file(tx: Tx, filing: Filing): Promise<void> {
    const { reaction, cause, topic, key, event } = filing;
    // A text that is no event has no id to be recognised by at a second delivery: its digest stands in.
    const id = filing.eventId === undefined ? digestId(reaction, topic, key, event ?? '') : uuidv7();
    const texts = [filing.reason, topic, key, event].map((text) => text?.replaceAll('\0', '\uFFFD') ?? null);
    await tx.run(
      `insert into dead_letters (id, reaction, cause, reason, topic, key, event_id, event) values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (id) do nothing`,
      [id, reaction, cause, texts[0], texts[1], texts[2], filing.eventId ?? null, texts[3]],
    );
  }

  /** In the order of their ids, after the id `after`. */
  list(filter: DeadLetterFilter, limit: number, after?: string): Promise<DeadLetter[]> {
    return this.database.query<DeadLetter & Record<string, unknown>>(
      `select ${columns} from dead_letters where ${matching} and ($3::uuid is null or id > $3) order by id limit $4`,
      [filter.cause ?? null, filter.reaction ?? null, after ?? null, limit],
    );
  }

  /** How many there are of each cause. */
  async counts(): Promise<Record<DeadLetterCause, number>> {
    const rows = await this.database.query<{ cause: DeadLetterCause; count: number }>(
      'select cause, count(*)::int as count from dead_letters group by cause',
    );
    const counts = { refused: 0, invalid: 0, failed: 0 };
    for (const { cause, count } of rows) counts[cause] = count;
    return counts;
  }

  /**
   * Gives the event to its reaction once more, past the inbox, in one transaction with the letter's end. It may come
   * long after later events of its key: the reaction's `revision` decides whether it still counts.
   * @throws Refusal `not-found`; the database's own error where it is out of reach
   */
  async replay(id: string): Promise<Replay> {
    try {
      await this.database.ownTransaction((tx) => this.again(tx, id));
      return { id, outcome: 'applied', reason: null };
    } catch (error) {
      if (error instanceof NoSuchLetter) throw coreProblems.refuse('not-found', { kind: 'dead letter', id });
      if (isTransient(error)) throw error;
      const outcome = error instanceof Invalid ? 'invalid' : error instanceof Refusal ? 'refused' : 'failed';
      const reason = error instanceof Invalid ? error.message : reasonOf(error);
      await this.database.ownTransaction((tx) =>
        tx.run(
          'update dead_letters set cause = $2, reason = $3, attempts = attempts + 1, tried_at = now() where id = $1',
          [id, outcome, reason.replaceAll('\0', '\uFFFD')],
        ),
      );
      return { id, outcome, reason };
    }
  }

  /** Replays all that match, in the order of their ids; each stands for itself. */
  async replayAll(filter: DeadLetterFilter): Promise<{ applied: number; failed: number }> {
    let [applied, failed] = [0, 0];
    for (let after: string | undefined; ;) {
      const letters = await this.list(filter, 500, after);
      for (const { id } of letters) {
        const outcome = await this.replay(id).catch((error: unknown) => {
          if (error instanceof Refusal) return undefined; // somebody else took it meanwhile
          throw error;
        });
        if (outcome) outcome.outcome === 'applied' ? applied++ : failed++;
      }
      after = letters.at(-1)?.id;
      if (after === undefined) return { applied, failed };
    }
  }

  /** @throws Refusal `not-found` */
  async discard(id: string): Promise<void> {
    const gone = await this.database.transaction((tx) => tx.run('delete from dead_letters where id = $1', [id]));
    if (!gone.rowCount) throw coreProblems.refuse('not-found', { kind: 'dead letter', id });
  }

  private async again(tx: Tx, id: string): Promise<void> {
    const [letter] = await tx.query<DeadLetter & Record<string, unknown>>(
      `select ${columns} from dead_letters where id = $1 for update`,
      [id],
    );
    if (!letter) throw new NoSuchLetter();
    const registered = this.reactions.named(letter.reaction);
    if (!registered) throw new Invalid(`this service has no reaction ${letter.reaction} any more`);
    await react(registered, letter, tx);
    await tx.run('delete from dead_letters where id = $1', [id]);
  }
}

class NoSuchLetter extends Error {}
class Invalid extends Error {}

async function react(registered: RegisteredReaction, letter: DeadLetter, tx: Tx): Promise<void> {
  const message = {
    key: letter.key,
    value: letter.event,
    partition: 0,
    offset: '0',
    ...(letter.eventId === null ? {} : { id: letter.eventId }),
  };
  const { wanted, unreadable } = sortOut(registered, letter.topic, [readMessage(message)]);
  if (unreadable[0]) throw new Invalid(unreadable[0].reason);
  const item = wanted[0]?.[0];
  if (!item) throw new Invalid(`${registered.name} does not want this event any more`);
  const { event } = item;
  if (event) await withTraceparent(event.traceparent, () => registered.reaction.run([event], tx));
  else await withTraceparent(undefined, () => registered.reaction.erased!([letter.key], tx));
}

function digestId(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
