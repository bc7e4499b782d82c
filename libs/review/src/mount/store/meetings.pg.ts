import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database, type Tx } from '@chiron/postgres';
import type { AgendaItem, Meeting, MeetingStep } from '../../meeting/live.js';
import type { Item } from '../../meeting/order.js';
import { reviewProblems } from '../../problems.js';
import { Ledger } from '../domain/ledger.js';
import { MeetingBell } from '../domain/meeting-bell.js';
import { Meetings } from '../domain/meetings.js';
import type { View } from '../domain/view.js';

interface Row {
  state: Meeting['state'];
  quorum: number;
  present: string[];
}

const select = 'select state, quorum, present from review_meetings where committee_id = $1';

@Injectable()
export class PgMeetings extends Meetings {
  constructor(
    private readonly database: Database,
    private readonly bell: MeetingBell,
    private readonly ledger: Ledger,
  ) {
    super();
  }

  override async present(view: View): Promise<Meeting | null> {
    const [row] = await this.database.query<Row>(select, [view.committee.id]);
    return row ? this.filled(view, row) : null;
  }

  override async outFor(view: View, applicationIds: readonly string[]): Promise<readonly Item[]> {
    const rows = await this.database.query<{ application: string; person: string }>(
      `select h.application_id as application, m.person_id as person from review_members m
        cross join lateral review_hidden(review_same(m.person_id), $2::date) h(application_id)
        where m.committee_id = $1 and m.left_at is null and h.application_id = any($3::uuid[])`,
      [view.committee.id, view.round.today, applicationIds],
    );
    const out = new Map<string, Set<string>>();
    for (const { application, person } of rows)
      out.set(application, (out.get(application) ?? new Set<string>()).add(person));
    return applicationIds.map((application) => ({ application, out: [...(out.get(application) ?? [])].sort() }));
  }

  override async strangers(view: View, personIds: readonly string[]): Promise<readonly string[]> {
    const rows = await this.database.query<{ id: string }>(
      `select id from unnest($2::uuid[]) as named(id) where not exists
         (select from review_members m where m.committee_id = $1 and m.person_id = named.id and m.left_at is null)`,
      [view.committee.id, personIds],
    );
    return rows.map(({ id }) => id);
  }

  override plan(view: View, meeting: Meeting): Promise<void> {
    const { id } = view.committee;
    return this.database.transaction(async (tx) => {
      const planned = await tx.run(
        `insert into review_meetings (committee_id, state, quorum) values ($1, 'planned', $2)
         on conflict (committee_id) do update set quorum = excluded.quorum where review_meetings.state = 'planned'`,
        [id, meeting.quorum],
      );
      if (!planned.rowCount) throw reviewProblems.refuse('meeting-not-open', { state: 'open or closed already' });
      await tx.query('delete from review_agenda where committee_id = $1', [id]);
      await tx.query(
        `insert into review_agenda (committee_id, application_id, place, state)
         select $1, item.id, item.place, 'waiting' from unnest($2::uuid[]) with ordinality as item(id, place)`,
        [id, meeting.agenda.map(({ application }) => application)],
      );
      tx.afterCommit(() => this.bell.ring(id));
    });
  }

  override change(view: View, decide: (meeting: Meeting) => Meeting): Promise<Meeting> {
    const { id } = view.committee;
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<Row>(`${select} for update`, [id]);
      if (!row) throw coreProblems.refuse('not-found', { kind: 'meeting', id });
      const before = await this.filled(view, row);
      const after = decide(before);
      if (after === before) return before;
      await this.put(tx, id, before, after);
      if (after.state !== before.state && after.state !== 'planned') {
        const act = after.state === 'open' ? 'meeting-opened' : 'meeting-closed';
        await this.ledger.note({ committeeId: id, by: view.personId, act });
      }
      tx.afterCommit(() => this.bell.ring(id));
      return after;
    });
  }

  override held<T>(view: View, work: (meeting: Meeting | null) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      await tx.query(`${select} for update`, [view.committee.id]);
      return work(await this.present(view));
    });
  }

  override async follow(
    view: View,
    { on, off }: { readonly on: readonly string[]; readonly off: readonly string[] },
  ): Promise<void> {
    const { id } = view.committee;
    await this.database.transaction(async (tx) => {
      await tx.query(`${select} for update`, [id]);
      await tx.query(
        `delete from review_agenda where committee_id = $1 and application_id = any($2) and state in ('waiting', 'deferred')`,
        [id, on],
      );
      for (const applicationId of off) await this.append(view, applicationId);
      tx.afterCommit(() => this.bell.ring(id));
    });
  }

  override async append(view: View, applicationId: string): Promise<void> {
    const { id } = view.committee;
    await this.database.transaction(async (tx) => {
      await tx.query(
        `insert into review_agenda (committee_id, application_id, place, state)
         select committee_id, $2, 1 + coalesce((select max(place) from review_agenda a where a.committee_id = $1), 0), 'waiting'
           from review_meetings where committee_id = $1 and state <> 'closed'
         on conflict do nothing`,
        [id, applicationId],
      );
      tx.afterCommit(() => this.bell.ring(id));
    });
  }

  private async filled(view: View, row: Row): Promise<Meeting> {
    const items = await this.database.query<{ application: string; state: AgendaItem['state'] }>(
      'select application_id as application, state from review_agenda where committee_id = $1 order by place',
      [view.committee.id],
    );
    const steps = await this.database.query<{ step: MeetingStep }>(
      'select step from review_meeting_log where committee_id = $1 order by position',
      [view.committee.id],
    );
    const out = await this.outFor(
      view,
      items.map(({ application }) => application),
    );
    const agenda = items.map((item, i) => ({ ...item, out: out[i]!.out }));
    return { ...row, agenda, log: steps.map(({ step }) => step) };
  }

  private async put(tx: Tx, committeeId: string, before: Meeting, after: Meeting): Promise<void> {
    await tx.query('update review_meetings set state = $2, present = $3 where committee_id = $1', [
      committeeId,
      after.state,
      after.present,
    ]);
    const moved = after.agenda.filter((item, i) => item.state !== before.agenda[i]?.state);
    for (const { application, state } of moved) {
      await tx.query('update review_agenda set state = $2 where application_id = $1', [application, state]);
    }
    for (const step of after.log.slice(before.log.length)) {
      const application = 'application' in step ? (step.application ?? null) : null;
      await tx.query('insert into review_meeting_log (committee_id, application_id, step) values ($1, $2, $3)', [
        committeeId,
        application,
        JSON.stringify(step),
      ]);
    }
  }
}
