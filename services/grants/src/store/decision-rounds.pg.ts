import { Injectable } from '@nestjs/common';
import { Clock, coreProblems, dayIn, type Fact } from '@chiron/contracts/core';
import { RecommendationMade } from '@chiron/contracts/grants';
import { Outbox } from '@chiron/messaging';
import { Database, type Tx } from '@chiron/postgres';
import { Calls } from '../domain/calls.js';
import { DecisionRounds, type KeptRound, type RoundEntry } from '../domain/decision-rounds.js';
import { roundFacts, type Candidate, type DecisionRound, type Item, type Recommendation } from '../domain/round.js';
import { moment } from './application-rows.js';
import { numbered } from './numbered-facts.js';

interface RoundRow {
  readonly state: DecisionRound['state'];
  readonly decidedBy: string;
  readonly decidedAt: string;
  readonly announcedBy: string;
  readonly announcedAt: string;
  readonly appealUntil: string | null;
  readonly revision: number;
}
type Found = Candidate & { readonly prepared: Item | null };

@Injectable()
export class PgDecisionRounds extends DecisionRounds {
  constructor(
    private readonly database: Database,
    private readonly calls: Calls,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  override async enter(callId: string, personId: string): Promise<RoundEntry> {
    const kept = await this.calls.find(callId);
    if (!kept || kept.call.state === 'draft') throw coreProblems.refuse('not-found', { kind: 'call', id: callId });
    const today = dayIn(kept.call.timeZone, new Date(this.clock.now()));
    const [row] = await this.database.query<
      Pick<RoundEntry, 'personId' | 'officer' | 'approver' | 'finance' | 'conflicted'>
    >(
      `select standing_of($2) as "personId",
              exists (select from grants_officers where relieved_at is null and role = 'officer'
                         and person_id in (select aliases_of($2))) as officer,
              exists (select from grants_officers where relieved_at is null and role = 'finance'
                         and person_id in (select aliases_of($2))) as finance,
              coalesce(standing_of($3) = standing_of($2), false) as approver,
              exists (select from applications a where a.call_id = $1 and a.stage = 'full' and a.state in ('submitted', 'concluded')
                         and a.id in (select review_hidden(array(select aliases_of($2)), $4::date))) as conflicted`,
      [callId, personId, kept.call.approverId, today],
    );
    return { call: kept.call, today, ...row! };
  }

  override read(callId: string): Promise<KeptRound> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<RoundRow>(`select ${roundColumns} from decision_rounds where call_id = $1`, [
        callId,
      ]);
      return this.with(tx, callId, row ? roundOf(callId, row) : { callId, state: 'open' }, row?.revision ?? 0);
    });
  }

  override change(
    callId: string,
    by: string,
    decide: Parameters<DecisionRounds['change']>[2],
    { match, then }: Parameters<DecisionRounds['change']>[3] = {},
  ): Promise<KeptRound> {
    return this.database.transaction(async (tx) => {
      await tx.run(
        `insert into decision_rounds (call_id, state, revision) values ($1, 'open', 0) on conflict (call_id) do nothing`,
        [callId],
      );
      const [row] = await tx.query<RoundRow>(
        `select ${roundColumns} from decision_rounds where call_id = $1 for update`,
        [callId],
      );
      match?.(row!.revision);
      // Who is before the round stands still as well: nothing is withdrawn or handed in anew until this is over.
      await tx.query(`select from applications where call_id = $1 and stage = 'full' and state = 'submitted' order by id for update`, [
        callId,
      ]); // prettier-ignore
      const before = roundOf(callId, row!);
      const revision = row!.revision + 1;
      const { round, items } = decide(await this.with(tx, callId, before, row!.revision));
      if (items) await putItems(tx, callId, items, by);
      await putRound(tx, round, revision);
      await this.tell(roundFacts(before, round));
      const kept = await this.with(tx, callId, round, revision);
      await then?.(kept);
      return kept;
    });
  }

  override async recommend(
    callId: string,
    committeeId: string,
    items: readonly Recommendation[],
    by: string,
  ): Promise<void> {
    await this.database.query('delete from recommendations where committee_id = $1', [committeeId]);
    await this.database.query(
      `insert into recommendations (application_id, call_id, committee_id, place, outcome, amount_minor, note, by_person, at)
       select id, $1, $2, place, outcome, amount, note, $8, now()
         from unnest($3::uuid[], $4::int[], $5::text[], $6::bigint[], $7::text[]) as item(id, place, outcome, amount, note)
       on conflict (application_id) do update set committee_id = excluded.committee_id, place = excluded.place,
         outcome = excluded.outcome, amount_minor = excluded.amount_minor, note = excluded.note,
         by_person = excluded.by_person, at = excluded.at`,
      [
        callId,
        committeeId,
        items.map(({ applicationId }) => applicationId),
        items.map(({ place }) => place),
        items.map(({ outcome }) => outcome),
        items.map(({ amountMinor }) => amountMinor),
        items.map(({ note }) => note),
        by,
      ],
    );
    await this.tell([RecommendationMade.of({ committeeId, callId })]);
  }

  override recommended(committeeId: string): Promise<Recommendation[]> {
    return this.database
      .query<{ recommendation: Recommendation }>(
        `select ${recommendationJson} as recommendation from recommendations r where committee_id = $1
          order by place, application_id`,
        [committeeId],
      )
      .then((rows) => rows.map(({ recommendation }) => recommendation));
  }

  private async tell(facts: readonly Fact[]): Promise<void> {
    await this.database.transaction(async (tx) => this.outbox.add(tx, await numbered(tx, facts)));
  }

  private async with(tx: Tx, callId: string, round: DecisionRound, revision: number): Promise<KeptRound> {
    const found = await tx.query<Found>(candidates, [callId]);
    return {
      round,
      revision,
      candidates: found.map(({ prepared: _, ...candidate }) => candidate),
      items: found.flatMap(({ prepared }) => prepared ?? []),
      waiting: (await tx.query<{ number: string }>(unlooked, [callId])).map(({ number }) => number),
    };
  }
}

const roundColumns = `state, decided_by as "decidedBy", ${moment('decided_at')} as "decidedAt", announced_by as "announcedBy",
  ${moment('announced_at')} as "announcedAt", ${moment('appeal_until')} as "appealUntil", revision`;
const recommendationJson = `jsonb_build_object('applicationId', r.application_id, 'place', r.place, 'outcome', r.outcome,
  'amountMinor', r.amount_minor, 'note', r.note)`;

/** Before the announcement, who is accepted and still in; after it, those who were told. */
const candidates = `
  select a.id as "applicationId", a.number, standing_of(a.applicant_id) as "applicantId", c.committee_id as "committeeId",
         case when r.application_id is not null then ${recommendationJson} end as recommendation,
         (select to_jsonb(sum((line ->> 'amountMinor')::bigint)) from application_budgets b, jsonb_array_elements(b.lines) line
           where b.application_id = a.id) as "requestedMinor",
         case when d.application_id is not null then jsonb_build_object('applicationId', d.application_id, 'outcome', d.outcome,
           'amountMinor', d.amount_minor, 'reason', d.reason) end as prepared
    from applications a
    join administrative_reviews l on l.application_id = a.id and l.submitted_at = a.submitted_at and l.outcome = 'accepted'
    left join review_applications c on c.application_id = a.id and c.left_at is null
    left join recommendations r on r.application_id = a.id
    left join standing_decisions d on d.application_id = a.id
   where a.call_id = $1 and a.stage = 'full' and (a.state = 'submitted' or coalesce(d.announced, false))
   order by a.number`;

const unlooked = `
  select a.number from applications a
   where a.call_id = $1 and a.stage = 'full' and a.state = 'submitted'
     and not exists (select from administrative_reviews l where l.application_id = a.id and l.submitted_at = a.submitted_at)
   order by a.number`;

function roundOf(callId: string, row: RoundRow): DecisionRound {
  const { state, decidedBy, decidedAt, announcedBy, announcedAt, appealUntil } = row;
  if (state === 'open') return { callId, state };
  if (state === 'decided') return { callId, state, decidedBy, decidedAt };
  return { callId, state, decidedBy, decidedAt, announcedBy, announcedAt, appealUntil };
}

async function putRound(tx: Tx, round: DecisionRound, revision: number): Promise<void> {
  const of = (name: string): unknown => (round as unknown as Record<string, unknown>)[name] ?? null;
  await tx.run(
    `update decision_rounds set state = $2, decided_by = $3, decided_at = $4, announced_by = $5, announced_at = $6,
       appeal_until = $7, revision = $8 where call_id = $1`,
    [round.callId, round.state, of('decidedBy'), of('decidedAt'), of('announcedBy'), of('announcedAt'), of('appealUntil'), revision],
  ); // prettier-ignore
}

async function putItems(tx: Tx, callId: string, items: readonly Item[], by: string): Promise<void> {
  await tx.run('delete from decisions where call_id = $1', [callId]);
  await tx.run(
    `insert into decisions (application_id, call_id, outcome, amount_minor, reason, by_person, at)
     select id, $1, outcome, amount, reason, $6, now()
       from unnest($2::uuid[], $3::text[], $4::bigint[], $5::text[]) as item(id, outcome, amount, reason)`,
    [
      callId,
      items.map(({ applicationId }) => applicationId),
      items.map(({ outcome }) => outcome),
      items.map(({ amountMinor }) => amountMinor),
      items.map(({ reason }) => reason),
      by,
    ],
  );
}
