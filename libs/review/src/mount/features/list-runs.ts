import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { decodeCursor, isUuidText, pageOf, type Page } from '@chiron/http';
import { Database } from '@chiron/postgres';
import type { AssignmentAnswer, AssignmentReport, Infeasible } from '../../assignment/request.js';
import type { RunAsked } from '../domain/assignment-runs.js';
import { ReviewPeople } from '../domain/known-people.js';
import { Sight } from '../domain/sight.js';

export interface RunSummary {
  id: string;
  asked: RunAsked;
  feasible: boolean;
  report: AssignmentReport | null;
  /** null where the system repaired */
  by: string | null;
  at: Date;
  appliedAt: Date | null;
}

export interface RunView extends RunSummary {
  /** who would review what; null where there is no such assignment */
  pairs: { reviewer: string; application: string; number: string }[] | null;
  /** why not: the smallest set of reasons, and two sentences in numbers and names */
  infeasible: Infeasible | null;
}

interface RunRow extends RunSummary {
  answer: AssignmentAnswer;
}

/** An answer names thousands of pairs: lists do without it. */
const columns = `id, asked, (answer -> 'feasible')::boolean as feasible, answer -> 'report' as report, by_person as by, at,
  applied_at as "appliedAt"`;

/** The runs of the assignment, the latest first; figures of the whole round. */
@Injectable()
export class ListRuns {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly people: ReviewPeople,
  ) {}

  async run(query: {
    committeeId: string;
    personId: string;
    limit: number;
    cursor?: string;
  }): Promise<Page<RunSummary>> {
    await this.sight.operates(await this.sight.in(query.committeeId, query.personId));
    const [before] = query.cursor ? decodeCursor(query.cursor, 1, ([id]) => isUuidText(id)) : [null];
    const rows = await this.database.query<RunSummary & Record<string, unknown>>(
      `select ${columns} from review_runs where committee_id = $1 and ($2::uuid is null or id < $2)
        order by id desc limit $3`,
      [query.committeeId, before, query.limit + 1],
    );
    return pageOf(rows, query.limit, ({ id }) => [id]);
  }

  async one(committeeId: string, runId: string, personId: string): Promise<RunView> {
    await this.sight.operates(await this.sight.in(committeeId, personId));
    const [row] = await this.database.query<RunRow>(
      `select ${columns}, answer from review_runs where committee_id = $1 and id = $2`,
      [committeeId, runId],
    );
    if (!row) throw coreProblems.refuse('not-found', { kind: 'assignment-run', id: runId });
    const { answer, ...summary } = row;
    const called = await this.called(committeeId);
    const call = (id: string): string => called.get(id) ?? id;
    return {
      ...summary,
      pairs: answer.feasible ? answer.pairs.map((pair) => ({ ...pair, number: call(pair.application) })) : null,
      infeasible: answer.feasible
        ? null
        : { ...answer.infeasible, explanation: answer.infeasible.explanation.replace(uuids, call) },
    };
  }

  private async called(committeeId: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.query<{ id: string; number: string | null }>(
      `select application_id as id, number from review_applications where committee_id = $1
       union all select person_id, null from review_members where committee_id = $1`,
      [committeeId],
    );
    const names = await this.people.names(rows.flatMap(({ id, number }) => (number === null ? [id] : [])));
    return new Map(rows.map(({ id, number }) => [id, number ?? names.get(id) ?? id]));
  }
}

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
