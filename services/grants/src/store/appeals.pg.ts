import { Injectable } from '@nestjs/common';
import { AppealAnswered, DecisionAppealed, type ApplicationFacts } from '@chiron/contracts/grants';
import { Outbox } from '@chiron/messaging';
import { Database, type Tx } from '@chiron/postgres';
import type { Appeal } from '../domain/appeal.js';
import { Appeals, type KeptAppeal } from '../domain/appeals.js';
import { openAnew } from '../domain/new-decision.js';
import { Audit } from '../domain/audit.js';
import type { AnnouncedRound } from '../domain/round.js';
import { moment } from './application-rows.js';
import { DecisionLetters } from './decision-letters.pg.js';
import { notTold } from './outcomes.pg.js';

const appealJson = `jsonb_strip_nulls(jsonb_build_object('applicationId', p.application_id, 'grounds', p.grounds, 'by', p.by_person,
  'at', ${moment('p.at')}, 'state', p.state, 'reason', p.reason, 'decidedBy', p.decided_by, 'decidedAt', ${moment('p.decided_at')}))`;
const keptAppeal = `select ${appealJson} as appeal, p.call_id as "callId", a.number, p.revision
  from appeals p join applications a on a.id = p.application_id`;

@Injectable()
export class PgAppeals extends Appeals {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly letters: DecisionLetters,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  override change(
    applicationId: string,
    decide: (present: Appeal | null, round: AnnouncedRound) => Appeal,
    match?: (revision: number) => void,
  ): Promise<KeptAppeal> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<{ round: AnnouncedRound }>(
        `select jsonb_build_object('callId', r.call_id, 'state', r.state, 'decidedBy', standing_of(r.decided_by),
                  'decidedAt', ${moment('r.decided_at')}, 'announcedBy', r.announced_by, 'announcedAt', ${moment('r.announced_at')},
                  'appealUntil', ${moment('r.appeal_until')}) as round
           from applications a join decisions d on d.application_id = a.id and d.announced
           join decision_rounds r on r.call_id = a.call_id where a.id = $1 for update of a`,
        [applicationId],
      );
      if (!row) throw notTold(applicationId);
      const present = await this.find(applicationId);
      match?.(present?.revision ?? 0);
      const next = decide(present?.appeal ?? null, row.round);
      const decided = next.state === 'open' ? null : next;
      await tx.run(
        `insert into appeals (application_id, call_id, state, grounds, by_person, at, reason, decided_by, decided_at, revision)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
         on conflict (application_id) do update set state = excluded.state, reason = excluded.reason,
           decided_by = excluded.decided_by, decided_at = excluded.decided_at, revision = appeals.revision + 1`,
        [
          applicationId,
          row.round.callId,
          next.state,
          next.grounds,
          next.by,
          next.at,
          decided?.reason ?? null,
          decided?.decidedBy ?? null,
          decided?.decidedAt ?? null,
        ],
      );
      if (next.state === 'upheld')
        await tx.run(
          `insert into new_decisions (application_id, call_id, state, by_person, revision) values ($1, $2, $3, $4, 1)`,
          [
            applicationId,
            row.round.callId,
            openAnew({ applicationId, callId: row.round.callId }).state,
            next.decidedBy,
          ],
        );
      const kept = (await this.find(applicationId))!;
      await this.tell(tx, kept);
      return kept;
    });
  }

  override async find(applicationId: string): Promise<KeptAppeal | undefined> {
    const [row] = await this.database.query<KeptAppeal>(`${keptAppeal} where p.application_id = $1`, [applicationId]);
    return row;
  }

  override list({ callId, limit, after }: Parameters<Appeals['list']>[0]): Promise<KeptAppeal[]> {
    return this.database.query<KeptAppeal>(
      `${keptAppeal} where p.call_id = $1 and ($2::uuid is null or p.application_id > $2) order by p.application_id limit $3`,
      [callId, after ?? null, limit],
    );
  }

  /** Made with the appeal itself: its step, its event, and the letter that answers it. */
  private async tell(tx: Tx, kept: KeptAppeal): Promise<void> {
    const { appeal, callId } = kept;
    const { applicationId, grounds } = appeal;
    const [row] = await tx.query<ApplicationFacts & { revision: number }>(
      `update applications set revision = revision + 1 where id = $1
       returning id as "applicationId", call_id as "callId", stage, standing_of(applicant_id) as "applicantId", revision`,
      [applicationId],
    );
    const { revision, ...facts } = row!;
    if (appeal.state === 'open') {
      await this.outbox.add(tx, [{ fact: DecisionAppealed.of(facts), revision }]);
      return this.audit.note({ callId, applicationId, by: appeal.by, act: 'appealed', facts: { grounds } });
    }
    const { state, reason, decidedBy: by } = appeal;
    await this.outbox.add(tx, [{ fact: AppealAnswered.of({ ...facts, upheld: state === 'upheld' }), revision }]);
    await this.audit.note({ callId, applicationId, by, act: 'answered the appeal', facts: { state, reason, saw: { grounds } } }); // prettier-ignore
    await this.letters.answered(kept, appeal);
  }
}
