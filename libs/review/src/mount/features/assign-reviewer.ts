import { Injectable } from '@nestjs/common';
import { Refusal, coreProblems, type FieldError } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { reviewProblems } from '../../problems.js';
import { Assignments } from '../domain/assignments.js';
import { Committees } from '../domain/committees.js';
import { Sight } from '../domain/sight.js';
import { mustBeBeforeDecision, shownTo } from '../domain/view.js';

export interface AssignReviewerCommand {
  readonly committeeId: string;
  readonly applicationId: string;
  readonly personId: string;
  /** Kept by every later run; set unless told otherwise. */
  readonly pinned: boolean;
  readonly by: string;
}

/**
 * Whoever operates the round's figures assigns a member by hand. What is left of somebody's capacity speaks of every
 * application of the round, so nobody does it who is in conflict with any of them. Refuses `conflict-of-interest`,
 * `team-never-reviews`, `reviewer-in-conflict`, `capacity-exceeded`, `already-exists`, `not-in-this-phase`.
 */
@Injectable()
export class AssignReviewer {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly committees: Committees,
    private readonly assignments: Assignments,
  ) {}

  run({ committeeId, applicationId, personId, pinned, by }: AssignReviewerCommand): Promise<string> {
    return this.database.transaction(async (tx) => {
      const view = await this.sight.in(committeeId, by);
      await this.sight.one(view, applicationId);
      await this.sight.operates(view);
      mustBeBeforeDecision((await this.committees.lock(committeeId)).progress.phase);
      const [found] = await tx.query<{ id: string; team: boolean; conflict: boolean; stands: boolean }>(
        `select m.person_id as id,
                exists (select from review_teams t where t.application_id = $3 and t.person_id = any(same.ids)) as team,
                $3::uuid in (select review_hidden(same.ids, $4::date)) as conflict,
                exists (select from review_assignments a where a.application_id = $3 and a.person_id = any(same.ids)
                           and a.state = 'assigned') as stands
           from review_members m, lateral (select review_same(m.person_id) as ids) same
          where m.committee_id = $1 and m.left_at is null and m.person_id = any(review_same($2))`,
        [committeeId, personId, applicationId, view.round.today],
      );
      if (!found)
        throw coreProblems.refuse('not-found', { kind: 'member', id: personId }, at('is no member of the committee'));
      // where names do not show, nobody learns by trying who applies
      if (found.conflict && (!found.team || !shownTo(view).applicantNames))
        throw reviewProblems.refuse('reviewer-in-conflict', {}, at('has a conflict of interest with it'));
      if (found.stands)
        throw coreProblems.refuse(
          'already-exists',
          { kind: 'assignment', field: 'reviewer' },
          at('reviews it already'),
        );
      await this.assignments.assign(committeeId, [{ applicationId, personId: found.id, pinned }], by).catch(named);
      const [row] = await tx.query<{ id: string }>(
        'select id from review_assignments where application_id = $1 and person_id = $2',
        [applicationId, found.id],
      );
      return row!.id;
    });
  }
}

const at = (detail: string): FieldError[] => [{ pointer: '/personId', detail }];

/** What the database refuses concerns the person. */
function named(error: unknown): never {
  if (!(error instanceof Refusal)) throw error;
  throw new Refusal(error.context, error.code, error.problem, error.facts, at(error.problem.title));
}
