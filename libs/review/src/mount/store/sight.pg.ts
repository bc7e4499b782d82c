import { Injectable } from '@nestjs/common';
import { Refusal, coreProblems } from '@chiron/contracts/core';
import { Database, prepared } from '@chiron/postgres';
import { reviewProblems } from '../../problems.js';
import { Rounds } from '../domain/round.js';
import { Sight, type SeenApplication, type SeenSql } from '../domain/sight.js';
import {
  mustAdminister,
  mustHaveSigned,
  shownTo,
  type CommitteeFacts,
  type Membership,
  type Shown,
  type View,
} from '../domain/view.js';

const noCommittee = (id: string): Error => coreProblems.refuse('not-found', { kind: 'committee', id });

/** A committee, and the place of a person in it. Asked by nearly every request. */
const seatOf = prepared(
  `select c.id, c.round_id as "roundId", c.name, c.phase, c.revision, review_same($2) as ids,
          (select jsonb_build_object('personId', m.person_id, 'role', m.role, 'kinds', m.kinds,
                 'capacity', m.capacity, 'signed', exists (select from review_signings s
                    where s.committee_id = c.id and s.person_id = m.person_id and s.occasion = 'before'))
             from review_members m
            where m.committee_id = c.id and m.person_id = any(review_same($2)) and m.left_at is null
            order by m.person_id limit 1) as member
         from review_committees c where c.id = $1`,
);

@Injectable()
export class PgSight extends Sight {
  constructor(
    private readonly database: Database,
    private readonly rounds: Rounds,
  ) {
    super();
  }

  override async in(committeeId: string, personId: string): Promise<View> {
    const [row] = await this.database.query<CommitteeFacts & { ids: string[]; member: Membership | null }>(seatOf, [
      committeeId,
      personId,
    ]);
    if (!row) throw noCommittee(committeeId);
    const { ids, member, ...committee } = row;
    const [round, officer] = await Promise.all([
      this.rounds.round(row.roundId),
      this.rounds.isOfficer(personId, row.roundId),
    ]);
    if (!round) throw noCommittee(committeeId);
    if (!member && !officer) throw noCommittee(committeeId);
    return { committee, round, personId: member?.personId ?? personId, ids, member, officer };
  }

  override shown(view: View): Shown {
    return shownTo(view);
  }

  override seen(view: View): SeenSql {
    return {
      sql: 'review_seen($1, $2::uuid[], $3::date, $4)',
      params: [view.committee.id, view.ids, view.round.today, shownTo(view).applications],
    };
  }

  override async one(view: View, applicationId: string): Promise<SeenApplication> {
    const { sql, params } = this.seen(view);
    const [row] = await this.database.query<SeenApplication>(
      `select application_id as "applicationId", number, title, topics, assigned from ${sql} where application_id = $5`,
      [...params, applicationId],
    );
    if (!row) throw coreProblems.refuse('not-found', { kind: 'application', id: applicationId });
    return row;
  }

  override async told(view: View): Promise<ReadonlySet<string>> {
    const { sql, params } = this.seen(view);
    const rows = await this.database.query<{ id: string }>(
      `select application_id as id from ${sql} s
       union select application_id from review_applications
        where committee_id = $1 and left_at is not null and application_id not in (select review_hidden($2::uuid[], $3::date))`,
      [...params],
    );
    return new Set(rows.map(({ id }) => id));
  }

  override async opened(view: View, applicationId: string): Promise<SeenApplication> {
    const seen = await this.one(view, applicationId);
    mustHaveSigned(view);
    return seen;
  }

  override async handles(view: View, applicationId: string): Promise<SeenApplication> {
    const seen = await this.one(view, applicationId);
    mustAdminister(view);
    if (view.officer || view.member?.role === 'chair') return seen;
    if ((await this.handler(view, applicationId)) === view.personId) return seen;
    throw reviewProblems.refuse('chair-or-officer-needed');
  }

  override async handler(view: View, applicationId: string): Promise<string | null> {
    const [row] = await this.database.query<{ id: string }>(
      `select person_id as id from review_members
        where committee_id = $1 and left_at is null and role <> 'member'
          and $2::uuid not in (select review_hidden(review_same(person_id), $3::date))
        order by role = 'chair' desc, place, person_id limit 1`,
      [view.committee.id, applicationId, view.round.today],
    );
    return row?.id ?? null;
  }

  override async operates(view: View): Promise<void> {
    mustAdminister(view);
    if (await this.conflictedInRound(view)) throw reviewProblems.refuse('conflict-of-interest');
  }

  override async conflictedInRound({ committee, ids, round }: View): Promise<boolean> {
    const [row] = await this.database.query<{ conflicted: boolean }>(
      `select exists (select from review_applications where round_id = $1 and left_at is null
          and application_id in (select review_hidden($2::uuid[], $3::date))) as conflicted`,
      [committee.roundId, ids, round.today],
    );
    return row!.conflicted;
  }

  override async ofApplication(personId: string, applicationId: string): Promise<View | null> {
    const [row] = await this.database.query<{ id: string }>(
      'select committee_id as id from review_applications where application_id = $1 and left_at is null',
      [applicationId],
    );
    if (!row) return null;
    try {
      const view = await this.in(row.id, personId);
      await this.opened(view, applicationId);
      return view;
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  }
}
