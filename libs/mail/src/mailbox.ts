import { Injectable, Optional, type OnApplicationBootstrap } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Metrics } from '@chiron/http';
import { Database } from '@chiron/postgres';
import { Mail } from './mail.js';

export const letterStates = ['queued', 'handing', 'sent', 'failed', 'uncertain', 'cancelled'] as const;
export type LetterState = (typeof letterStates)[number];

/** A letter as the mailbox shows it. */
export interface LetterFound {
  readonly id: string;
  readonly to: string;
  readonly personId: string | null;
  readonly kind: string;
  readonly language: string;
  readonly subject: string;
  /** null where the letter has left this machine */
  readonly text: string | null;
  readonly state: LetterState;
  readonly attempts: number;
  readonly problem: string | null;
  readonly queuedAt: string;
  readonly dueAt: string;
  readonly sentAt: string | null;
}

export interface LetterSelection {
  readonly to?: string | undefined;
  readonly personId?: string | undefined;
  readonly kind?: string | undefined;
  readonly state?: LetterState | undefined;
}

const moment = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Letters and what became of them; the newest first. */
@Injectable()
export class Mailbox implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly mail: Mail,
    @Optional() private readonly metrics?: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    const { database } = this;
    this.metrics?.gauge(
      'chiron_letters',
      'letters that have not arrived, by state: queued, handing, failed, uncertain',
      ['state'],
      async function () {
        const rows = await database.query<{ state: string; n: number }>(
          `select state, (select count(*)::int from letters l where l.state = asked.state and due_at <= now()) as n
             from unnest(array['queued', 'handing', 'failed', 'uncertain']) as asked(state)`,
        );
        for (const { state, n } of rows) this.set({ state }, n);
      },
    );
  }

  list({ to, personId, kind, state }: LetterSelection, limit: number, before?: string): Promise<LetterFound[]> {
    return this.database.query<LetterFound>(
      `select id, recipient as "to", person_id as "personId", kind, language, subject, body as text, state, attempts, problem,
              ${moment('queued_at')} as "queuedAt", ${moment('due_at')} as "dueAt", ${moment('sent_at')} as "sentAt"
         from letters
        where ($1::text is null or recipient = $1) and ($2::uuid is null or person_id = $2)
          and ($3::text is null or kind = $3) and ($4::text is null or state = $4) and ($5::uuid is null or id < $5)
        order by id desc limit $6`,
      [to ?? null, personId ?? null, kind ?? null, state ?? null, before ?? null, limit],
    );
  }

  /** Sends a letter of which nobody knows whether it arrived, or that was refused, once more. */
  async sendAgain(id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [letter] = await tx.query<{ state: LetterState; body: string | null }>(
        'select state, body from letters where id = $1 for update',
        [id],
      );
      if (!letter) throw coreProblems.refuse('not-found', { kind: 'letter', id });
      if (!['failed', 'uncertain'].includes(letter.state) || letter.body === null)
        throw coreProblems.refuse('conflict');
      await tx.query(`update letters set state = 'queued', attempts = 0, due_at = now() where id = $1`, [id]);
      tx.afterCommit(() => this.mail.filled.wake());
    });
  }
}
