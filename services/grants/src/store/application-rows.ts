import type { Instant, IsoDate } from '@chiron/contracts/core';
import type { Answers } from '../domain/answers.js';
import type { Application, ApplicationState } from '../domain/application.js';
import type { Contribution } from '../domain/team.js';

/** A row of `applications`; moments as text, as the domain has them. */
export interface ApplicationRow {
  readonly id: string;
  readonly number: string;
  readonly call_id: string;
  readonly stage: Application['stage'];
  readonly form_version: number;
  /** as they are read today */
  readonly applicant_id: string;
  readonly letter_id: string | null;
  readonly state: ApplicationState;
  readonly due_at: Instant | null;
  readonly reason: string | null;
  readonly submitted_at: Instant | null;
  readonly late: boolean | null;
  readonly withdrawn_at: Instant | null;
  readonly granted_on: IsoDate | null;
  readonly answers_version: number;
  readonly revision: number;
}
export interface AnsweredRow extends ApplicationRow {
  readonly answers: Answers;
  readonly lead_contributions: Contribution[];
}

/** SQL: a moment as the domain writes it. */
export const moment = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** SQL: the columns of an `ApplicationRow` of `applications a`. */
export const applicationColumns = `a.id, a.number, a.call_id, a.stage, a.form_version, standing_of(a.applicant_id) as applicant_id,
  a.letter_id, a.state, ${moment('a.due_at')} as due_at, a.reason, ${moment('a.submitted_at')} as submitted_at, a.late,
  ${moment('a.withdrawn_at')} as withdrawn_at, a.granted_on::text as granted_on, a.answers_version, a.revision`;

/** The state's own columns are there where the state is: each is written with it. */
export function applicationOf(row: ApplicationRow): Application {
  const held = {
    id: row.id,
    number: row.number,
    callId: row.call_id,
    stage: row.stage,
    formVersion: row.form_version,
    applicantId: row.applicant_id,
    letterId: row.letter_id,
    answersVersion: row.answers_version,
    dueAt: row.due_at,
  };
  const handedIn = { submittedAt: row.submitted_at!, late: row.late! };
  switch (row.state) {
    case 'draft':
      return { ...held, state: 'draft' };
    case 'returned':
      return { ...held, state: 'returned', dueAt: row.due_at!, reason: row.reason! };
    case 'withdrawn':
      return { ...held, state: 'withdrawn', withdrawnAt: row.withdrawn_at!, reason: row.reason };
    case 'not-invited':
      return { ...held, ...handedIn, state: 'not-invited', reason: row.reason! };
    case 'concluded':
      return { ...held, ...handedIn, state: 'concluded', grantedOn: row.granted_on };
    default:
      return { ...held, ...handedIn, state: row.state };
  }
}

/** What a state has besides what every application has. */
export function stateColumns(application: Application): unknown[] {
  const of = <T>(name: string): T | null =>
    name in application ? ((application as unknown as Record<string, T>)[name] ?? null) : null;
  return [
    application.state,
    application.dueAt,
    of<string>('reason'),
    of<string>('submittedAt'),
    of<boolean>('late'),
    of<string>('withdrawnAt'),
    of<string>('grantedOn'),
  ];
}
