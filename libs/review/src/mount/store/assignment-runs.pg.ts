import { Injectable } from '@nestjs/common';
import { coreProblems, type IsoDate } from '@chiron/contracts/core';
import { Database, type Tx } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import type { AssignmentAnswer, AssignmentMode, Pair } from '../../assignment/request.js';
import { reviewProblems } from '../../problems.js';
import type { AssignmentInputs } from '../domain/assignment-inputs.js';
import { AssignmentRuns, type RunAsked, type StoredRun } from '../domain/assignment-runs.js';
import { Assignments } from '../domain/assignments.js';
import { Committees } from '../domain/committees.js';
import { mustBeBeforeDecision } from '../domain/view.js';

@Injectable()
export class PgAssignmentRuns extends AssignmentRuns {
  constructor(
    private readonly database: Database,
    private readonly committees: Committees,
    private readonly assignments: Assignments,
  ) {
    super();
  }

  override async keep(
    committeeId: string,
    { asked, answer, inputs, by }: { asked: RunAsked; answer: AssignmentAnswer; inputs: AssignmentInputs; by: string | null }, // prettier-ignore
  ): Promise<string> {
    const id = uuidv7();
    await this.database.query(
      `insert into review_runs (id, committee_id, mode, asked, answer, assignment_revision, by_person)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [id, committeeId, asked.mode, JSON.stringify(asked), JSON.stringify(answer), inputs.revision, by],
    );
    return id;
  }

  override async get(committeeId: string, runId: string): Promise<StoredRun | null> {
    const [row] = await this.database.query<StoredRun>(
      `select id, asked, answer, assignment_revision as "assignmentRevision", applied_at is not null as applied
         from review_runs where committee_id = $1 and id = $2`,
      [committeeId, runId],
    );
    return row ?? null;
  }

  override async apply(committeeId: string, runId: string, by: string | null, today: IsoDate): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { assignmentRevision, progress } = await this.committees.lock(committeeId);
      mustBeBeforeDecision(progress.phase);
      const run = await this.get(committeeId, runId);
      if (!run) throw coreProblems.refuse('not-found', { kind: 'assignment-run', id: runId });
      if (run.applied) throw reviewProblems.refuse('run-applied');
      if (!run.answer.feasible) throw reviewProblems.refuse('run-not-feasible');
      if (run.assignmentRevision !== assignmentRevision) throw reviewProblems.refuse('run-outdated');
      const standing = await tx.query<Pair & { id: string; kept: boolean }>(
        `select a.id, a.person_id as reviewer, a.application_id as application,
                a.begun and m.left_at is null and p.left_at is null
                  and a.application_id not in (select review_hidden(review_same(a.person_id), $2::date)) as kept
           from review_assignments a
           join review_members m on m.committee_id = a.committee_id and m.person_id = a.person_id
           join review_applications p on p.application_id = a.application_id
          where a.committee_id = $1 and a.state = 'assigned' for update of a`,
        [committeeId, today],
      );
      const wanted = new Set(run.answer.pairs.map(keyOf));
      const present = new Set(standing.map(keyOf));
      const over = standing.filter((pair) => !wanted.has(keyOf(pair)));
      // begun since the run looked
      if (over.some(({ kept }) => kept)) throw reviewProblems.refuse('run-outdated');
      const ids = over.map(({ id }) => id);
      if (ids.length > 0) await this.assignments.end({ ids }, 'withdrawn', 'assigned anew', by);
      const fresh = run.answer.pairs.filter((pair) => !present.has(keyOf(pair)));
      if (await this.inConflict(tx, fresh, today)) throw reviewProblems.refuse('run-outdated');
      await this.assignments.assign(
        committeeId,
        fresh.map(({ reviewer, application }) => ({ personId: reviewer, applicationId: application })),
        by,
      );
      await tx.run('update review_runs set applied_at = now() where id = $1', [runId]);
      await this.remember(tx, committeeId, run.asked.mode, run.answer.pairs);
    });
  }

  /** Conflicts begin and end with days, too: what was free of them yesterday may not be today. */
  private async inConflict(tx: Tx, pairs: readonly Pair[], today: IsoDate): Promise<boolean> {
    const rows = await tx.query(
      `select from (select reviewer, array_agg(application) as applications
                      from jsonb_to_recordset($1::jsonb) as x(reviewer uuid, application uuid) group by reviewer) fresh
        where exists (select from review_hidden(review_same(fresh.reviewer), $2::date) h(id)
                       where h.id = any(fresh.applications)) limit 1`,
      [JSON.stringify(pairs), today],
    );
    return rows.length > 0;
  }

  /**
   * How many reviews each application is to have from now on, and whether some are still open. What was added to all, or
   * given to one person, leaves an earlier gap as it was.
   */
  private async remember(tx: Tx, committeeId: string, mode: AssignmentMode, pairs: readonly Pair[]): Promise<void> {
    const adds = mode === 'add' || mode === 'share';
    await tx.run(
      `update review_applications a set reviews_wanted = case when $3 then greatest(reviews_wanted, given.n) else given.n end
         from (select application, count(*)::int as n from jsonb_to_recordset($2::jsonb) as x(application uuid) group by 1) given
        where a.committee_id = $1 and a.application_id = given.application`,
      [committeeId, JSON.stringify(pairs), adds],
    );
    await tx.run(
      `update review_committees c set repair_due = exists (
         select from review_applications a where a.committee_id = c.id and a.left_at is null and a.reviews_wanted >
           (select count(*) from review_assignments m where m.application_id = a.application_id and m.state = 'assigned'))
        where c.id = $1`,
      [committeeId],
    );
  }

  override dueForRepair(): Promise<readonly { committeeId: string; roundId: string }[]> {
    return this.database.query(
      `select id as "committeeId", round_id as "roundId" from review_committees c
        where repair_due and phase in ('bidding', 'review')
          and exists (select from review_runs r where r.committee_id = c.id and r.applied_at is not null)
          and not exists (select from review_runs r where r.committee_id = c.id and r.by_person is null
                             and r.assignment_revision = c.assignment_revision
                             and not (r.answer -> 'feasible')::boolean)
        order by id`,
    );
  }
}

const keyOf = ({ reviewer, application }: Pair): string => `${reviewer} ${application}`;
