import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '@chiron/contracts/core';
import { EligibilityWaived, grantsProblems } from '@chiron/contracts/grants';
import { Outbox } from '@chiron/messaging';
import { Database } from '@chiron/postgres';
import { Waivers, type GrantedWaiver } from '../domain/waivers.js';
import { lockCall, turnCall } from './calls.pg.js';

interface Row {
  id: string;
  call_id: string;
  person_id: string;
  rule: GrantedWaiver['rule'];
  reason: string;
  until: string;
  granted_by: string;
  granted_at: Date;
}
const columns = 'id, call_id, person_id, rule, reason, until::text as until, granted_by, granted_at';
const waiverOf = (row: Row): GrantedWaiver => ({
  id: row.id,
  callId: row.call_id,
  personId: row.person_id,
  rule: row.rule,
  reason: row.reason,
  until: row.until,
  grantedBy: row.granted_by,
  grantedAt: row.granted_at.toISOString(),
});

@Injectable()
export class PgWaivers extends Waivers {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {
    super();
  }

  override grant(waiver: Omit<GrantedWaiver, 'grantedAt'>): Promise<GrantedWaiver> {
    const { id, callId, personId, rule, reason, until, grantedBy } = waiver;
    return this.database.transaction(async (tx) => {
      const { call } = await lockCall(tx, callId);
      if (call.state === 'closed') throw grantsProblems.refuse('call-over');
      if (until < dayIn(call.timeZone, new Date(this.clock.now())))
        throw grantsProblems.refuse('due-in-past', {}, [{ pointer: '/until', detail: 'must be today or later' }]);
      const [row] = await tx.query<Row>(
        `insert into eligibility_waivers (id, call_id, person_id, rule, reason, until, granted_by, granted_at)
         values ($1, $2, $3, $4, $5, $6, $7, now()) returning ${columns}`,
        [id, callId, personId, rule, reason, until, grantedBy],
      );
      const fact = EligibilityWaived.of({ callId, personId, rule, until });
      await this.outbox.add(tx, [{ fact, revision: await turnCall(tx, callId) }]);
      return waiverOf(row!);
    });
  }

  override async of(callId: string, personId: string): Promise<GrantedWaiver[]> {
    const rows = await this.database.query<Row>(
      `select ${columns} from eligibility_waivers where call_id = $1 and person_id in (select aliases_of($2))`,
      [callId, personId],
    );
    return rows.map(waiverOf);
  }

  override async list(callId: string, page: { limit: number; after?: string }): Promise<GrantedWaiver[]> {
    const rows = await this.database.query<Row>(
      `select ${columns} from eligibility_waivers where call_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
      [callId, page.after ?? null, page.limit + 1],
    );
    return rows.map(waiverOf);
  }
}
