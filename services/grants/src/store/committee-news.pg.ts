import { Injectable } from '@nestjs/common';
import { Outbox } from '@chiron/messaging';
import { Database } from '@chiron/postgres';
import { Deeds, type Deed } from '@chiron/review/mount';
import { committeeFacts } from '../domain/committee-facts.js';
import { numbered } from './numbered-facts.js';

/** Other services hear of what committees do, in the transaction of the deed. */
@Injectable()
export class CommitteeNews extends Deeds {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  override told(deeds: readonly Deed[]): Promise<void> {
    return this.database.transaction(async (tx) => {
      const calls = await tx.query<{ id: string; callId: string }>(
        'select id, round_id as "callId" from review_committees where id = any($1::uuid[])',
        [[...new Set(deeds.map(({ committeeId }) => committeeId))]],
      );
      const facts = committeeFacts(deeds, new Map(calls.map(({ id, callId }) => [id, callId])));
      await this.outbox.add(tx, await numbered(tx, facts));
    });
  }
}
