import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { OutcomeAnnounced } from '@chiron/contracts/grants';
import { Database } from '@chiron/postgres';
import { concludeAnew, factsOf } from '../domain/application.js';
import { Applications } from '../domain/applications.js';
import type { RoundEntry } from '../domain/decision-rounds.js';
import type { AnnouncedNewDecision, NewDecision } from '../domain/new-decision.js';
import { NewDecisions, type KeptNewDecision } from '../domain/new-decisions.js';
import { isFunded, type Plan } from '../domain/round.js';
import { moment } from './application-rows.js';
import { DecisionLetters } from './decision-letters.pg.js';
import { GrantMaking } from './grant-making.pg.js';

type Of = Parameters<NewDecisions['read']>[0];

const kept = `select jsonb_strip_nulls(jsonb_build_object('applicationId', n.application_id, 'callId', n.call_id, 'state', n.state,
    'outcome', n.outcome, 'reason', n.reason, 'decidedBy', n.decided_by, 'decidedAt', ${moment('n.decided_at')},
    'announcedBy', n.announced_by, 'announcedAt', ${moment('n.announced_at')}))
    || case when n.state = 'open' then '{}' else jsonb_build_object('amountMinor', n.amount_minor) end as decision,
  a.number, n.revision
  from new_decisions n join applications a on a.id = n.application_id where n.call_id = $1 and n.application_id = $2`;

@Injectable()
export class PgNewDecisions extends NewDecisions {
  constructor(
    private readonly database: Database,
    private readonly applications: Applications,
    private readonly grants: GrantMaking,
    private readonly letters: DecisionLetters,
  ) {
    super();
  }

  override async read({ callId, applicationId }: Of): Promise<KeptNewDecision> {
    const [row] = await this.database.query<KeptNewDecision>(kept, [callId, applicationId]);
    if (!row) throw coreProblems.refuse('not-found', { kind: 'new decision', id: applicationId });
    return row;
  }

  override change(
    of: Of,
    by: string,
    decide: (present: NewDecision) => NewDecision,
    match: (revision: number) => void,
  ): Promise<KeptNewDecision> {
    return this.database.transaction(async (tx) => {
      await tx.query('select from new_decisions where application_id = $1 for update', [of.applicationId]);
      const present = await this.read(of);
      match(present.revision);
      const next: Partial<AnnouncedNewDecision> & Pick<NewDecision, 'state'> = decide(present.decision) as never;
      await tx.run(
        `update new_decisions set state = $2, outcome = $3, amount_minor = $4, by_person = $5, reason = $6, decided_by = $7,
           decided_at = $8, announced_by = $9, announced_at = $10, revision = revision + 1 where application_id = $1`,
        [
          of.applicationId,
          next.state,
          next.outcome ?? null,
          next.amountMinor ?? null,
          by,
          next.reason ?? null,
          next.decidedBy ?? null,
          next.decidedAt ?? null,
          next.announcedBy ?? null,
          next.announcedAt ?? null,
        ],
      );
      return this.read(of);
    });
  }

  override async tell({ call, today }: RoundEntry, next: AnnouncedNewDecision, { items }: Plan): Promise<void> {
    const { applicationId, outcome } = next;
    const told = items.filter((item) => item.applicationId === applicationId);
    const funded = isFunded(outcome);
    await this.applications.change(applicationId, (application) => ({
      next: concludeAnew(application, funded ? today : null),
      events: [OutcomeAnnounced.of({ ...factsOf(application), outcome, announcedOn: today })],
    }));
    await this.grants.make(call.id, call.award.currency, today, funded ? told : []);
    await this.letters.write(call, null, told, 'decision-anew');
  }
}
