import { Injectable } from '@nestjs/common';
import { Refusal, coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { reviewProblems } from '../../problems.js';
import { Rounds } from '../domain/round.js';
import {
  mustAdminister,
  mustHaveSigned,
  shownTo,
  type CommitteeFacts,
  type Membership,
  type Shown,
  type View,
} from '../domain/view.js';

/** One application as this person may know it. */
export interface SeenApplication {
  readonly applicationId: string;
  readonly number: string;
  readonly title: string;
  readonly topics: readonly string[];
  /** Whether it is assigned to this person. */
  readonly assigned: boolean;
}

/** A piece of SQL with its parameters `$1 … $n`; further parameters go on from there. */
export interface SeenSql {
  readonly sql: string;
  readonly params: readonly unknown[];
}

const noCommittee = (id: string): Error => coreProblems.refuse('not-found', { kind: 'committee', id });

/**
 * The one place that answers what a person may see of a committee now: conflicts, phase and assignment together. What it
 * hides is hidden in SQL, before anything is counted, ordered or cut into pages; so whoever is in conflict gets what
 * there would be without that application. Every query of the module starts from `in` and reads `from` `seen`.
 */
@Injectable()
export class Sight {
  constructor(
    private readonly database: Database,
    private readonly rounds: Rounds,
  ) {}

  /** The person before the committee; `not-found` where it is missing, or is none of this person's business. */
  async in(committeeId: string, personId: string): Promise<View> {
    const [row] = await this.database.query<CommitteeFacts & { ids: string[]; member: Membership | null }>(
      `select c.id, c.round_id as "roundId", c.name, c.phase, c.revision, review_same($2) as ids,
              (select jsonb_build_object('personId', m.person_id, 'role', m.role, 'kinds', m.kinds,
                        'capacity', m.capacity, 'signed', exists (select from review_signings s
                           where s.committee_id = c.id and s.person_id = m.person_id and s.occasion = 'before'))
                 from review_members m
                where m.committee_id = c.id and m.person_id = any(review_same($2)) and m.left_at is null
                order by m.person_id limit 1) as member
         from review_committees c where c.id = $1`,
      [committeeId, personId],
    );
    const round = row && (await this.rounds.round(row.roundId));
    if (!row || !round) throw noCommittee(committeeId);
    const { ids, member, ...committee } = row;
    const officer = await this.rounds.isOfficer(personId, row.roundId);
    if (!member && !officer) throw noCommittee(committeeId);
    return { committee, round, personId: member?.personId ?? personId, ids, member, officer };
  }

  /** What the phase shows to this person of the applications in `seen`. */
  shown(view: View): Shown {
    return shownTo(view);
  }

  /**
   * The relation of all applications this person sees now, for `from`: application_id, number, title, topics, assigned.
   * Its parameters are `$1` to `$4`.
   */
  seen(view: View): SeenSql {
    return {
      sql: 'review_seen($1, $2::uuid[], $3::date, $4)',
      params: [view.committee.id, view.ids, view.round.today, shownTo(view).applications],
    };
  }

  /**
   * One application of `seen`; `not-found` with the same words where it is missing, hidden or not shown in this phase.
   */
  async one(view: View, applicationId: string): Promise<SeenApplication> {
    const { sql, params } = this.seen(view);
    const [row] = await this.database.query<SeenApplication>(
      `select application_id as "applicationId", number, title, topics, assigned from ${sql} where application_id = $5`,
      [...params, applicationId],
    );
    if (!row) throw coreProblems.refuse('not-found', { kind: 'application', id: applicationId });
    return row;
  }

  /** One application whose content may be opened now: seen, and everything signed (else `not-signed`). */
  async opened(view: View, applicationId: string): Promise<SeenApplication> {
    const seen = await this.one(view, applicationId);
    mustHaveSigned(view);
    return seen;
  }

  /**
   * Lets through whoever chairs or administers this application: an officer, the chair, and an acting chair where those
   * before are in conflict there. Refuses `not-found` as `one` does, `chair-or-officer-needed`.
   */
  async handles(view: View, applicationId: string): Promise<SeenApplication> {
    const seen = await this.one(view, applicationId);
    mustAdminister(view);
    if (view.officer || view.member?.role === 'chair') return seen;
    if ((await this.handler(view, applicationId)) === view.personId) return seen;
    throw reviewProblems.refuse('chair-or-officer-needed');
  }

  /** Who chairs one application: the first of chair and acting chairs without a conflict there; null where nobody is. */
  async handler(view: View, applicationId: string): Promise<string | null> {
    const [row] = await this.database.query<{ id: string }>(
      `select person_id as id from review_members
        where committee_id = $1 and left_at is null and role <> 'member'
          and $2::uuid not in (select review_hidden(review_same(person_id), $3::date))
        order by role = 'chair' desc, place, person_id limit 1`,
      [view.committee.id, applicationId, view.round.today],
    );
    return row?.id ?? null;
  }

  /**
   * Lets through whoever may operate figures of the whole round (loads, assignment run, agenda, ranking, budget): chair
   * or officer without a conflict with anything in it. Refuses `chair-or-officer-needed`, `conflict-of-interest`.
   */
  async operates(view: View): Promise<void> {
    mustAdminister(view);
    if (await this.conflictedInRound(view)) throw reviewProblems.refuse('conflict-of-interest');
  }

  /** Whether this person is in conflict with any application before the round's committees. */
  async conflictedInRound({ committee, ids, round }: View): Promise<boolean> {
    const [row] = await this.database.query<{ conflicted: boolean }>(
      `select exists (select from review_applications where round_id = $1 and left_at is null
          and application_id in (select review_hidden($2::uuid[], $3::date))) as conflicted`,
      [committee.roundId, ids, round.today],
    );
    return row!.conflicted;
  }

  /**
   * For the service's own routes of one application (its files): the views under which this person meets it, the
   * committee it stands before. Null where that person has nothing to do with it there.
   */
  async ofApplication(personId: string, applicationId: string): Promise<View | null> {
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
