import type { Tx } from '@chiron/postgres';
import type { Approval } from '../domain/approval.js';
import type { Budget, BudgetLine } from '../domain/budget.js';
import type { Dossier } from '../domain/dossier.js';
import type { Reference } from '../domain/references.js';
import type { Member } from '../domain/team.js';
import { moment } from './application-rows.js';

type Parts = Pick<Dossier, 'members' | 'references' | 'approval' | 'budget'>;

/** SQL: the parts of the application $1. */
const partsOf = `
  select
    coalesce((select json_agg(json_build_object(
        'id', id, 'personId', standing_of(person_id), 'name', name, 'email', email, 'orcid', orcid, 'role', role, 'access', access,
        'contributions', contributions, 'consent', consent, 'answeredAt', ${moment('answered_at')}, 'revision', revision)
        order by place, id)
      from application_members where application_id = $1), '[]') as members,
    coalesce((select json_agg(json_build_object(
        'id', id, 'name', name, 'email', email, 'relation', relation, 'accessWaived', access_waived, 'state', state,
        'text', text, 'dueAt', ${moment('due_at')}, 'receivedAt', ${moment('received_at')}, 'revision', revision)
        order by place, id)
      from application_references where application_id = $1), '[]') as references,
    (select json_build_object(
        'id', id, 'name', name, 'email', email, 'department', department, 'state', state, 'comment', comment,
        'budgetRevision', budget_revision, 'dueAt', ${moment('due_at')}, 'decidedAt', ${moment('decided_at')})
      from application_approvals where application_id = $1 and replaced_at is null) as approval,
    (select json_build_object('currency', currency, 'lines', lines, 'revision', revision)
      from application_budgets where application_id = $1) as budget`;

interface PartsRow {
  readonly members: Member[];
  readonly references: Reference[];
  readonly approval: Approval | null;
  readonly budget: { currency: string; lines: BudgetLine[]; revision: number } | null;
}

export async function readParts(
  query: <R extends object>(sql: string, params: unknown[]) => Promise<R[]>,
  id: string,
): Promise<Parts> {
  const [row] = await query<PartsRow>(partsOf, [id]);
  const none: Budget = { currency: '', lines: [], revision: 0 };
  return { ...row!, budget: row!.budget ?? none };
}

/** Writes what differs; a part that is the very same thing is left alone. */
export async function writeParts(tx: Tx, id: string, present: Parts, next: Dossier): Promise<void> {
  if (next.members !== present.members) {
    await removeOthers(tx, 'application_members', id, next.members);
    await writeMembers(tx, id, changed(present.members, next.members), next.members);
  }
  if (next.references !== present.references) {
    await removeOthers(tx, 'application_references', id, next.references);
    await writeReferences(tx, id, changed(present.references, next.references), next.references);
  }
  if (next.approval !== present.approval && next.approval) await writeApproval(tx, id, next.approval);
  if (next.budget !== present.budget) {
    await tx.run(
      `insert into application_budgets (application_id, currency, lines, revision, changed_at) values ($1, $2, $3, $4, now())
       on conflict (application_id) do update set currency = excluded.currency, lines = excluded.lines,
         revision = excluded.revision, changed_at = now()`,
      [id, next.budget.currency, JSON.stringify(next.budget.lines), next.budget.revision],
    );
  }
}

/** Whether somebody who reads the application would see another one: a referee's growing text is nobody's business. */
export function shows(present: Dossier, next: Dossier): boolean {
  const letters = ({ references }: Dossier) =>
    JSON.stringify(references.map(({ text: _, revision: __, ...rest }) => rest));
  return (
    next.application !== present.application ||
    next.members !== present.members ||
    next.leadContributions !== present.leadContributions ||
    next.approval !== present.approval ||
    letters(next) !== letters(present)
  );
}

const changed = <T extends { readonly id: string }>(before: readonly T[], after: readonly T[]): T[] =>
  after.filter((one) => !before.includes(one));

async function removeOthers(
  tx: Tx,
  table: string,
  id: string,
  left: readonly { readonly id: string }[],
): Promise<void> {
  await tx.run(`delete from ${table} where application_id = $1 and id <> all($2::uuid[])`, [
    id,
    left.map((one) => one.id),
  ]);
}

export async function writeMembers(
  tx: Tx,
  id: string,
  members: readonly Member[],
  all: readonly Member[],
): Promise<void> {
  for (const one of members) {
    await tx.run(
      `insert into application_members (id, application_id, place, person_id, name, email, orcid, role, access,
         contributions, consent, answered_at, revision)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
       on conflict (id) do update set person_id = excluded.person_id, name = excluded.name, email = excluded.email,
         orcid = excluded.orcid, role = excluded.role, access = excluded.access, contributions = excluded.contributions,
         consent = excluded.consent, answered_at = excluded.answered_at, revision = excluded.revision`,
      [
        one.id,
        id,
        all.indexOf(one),
        one.personId,
        one.name,
        one.email,
        one.orcid,
        one.role,
        one.access,
        one.contributions,
        one.consent,
        one.answeredAt,
        one.revision,
      ],
    );
  }
}

async function writeReferences(
  tx: Tx,
  id: string,
  references: readonly Reference[],
  all: readonly Reference[],
): Promise<void> {
  for (const one of references) {
    await tx.run(
      `insert into application_references (id, application_id, place, name, email, relation, access_waived, state, text,
         due_at, received_at, revision)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
       on conflict (id) do update set state = excluded.state, text = excluded.text, due_at = excluded.due_at,
         received_at = excluded.received_at, revision = excluded.revision`,
      [
        one.id,
        id,
        all.indexOf(one),
        one.name,
        one.email,
        one.relation,
        one.accessWaived,
        one.state,
        one.text,
        one.dueAt,
        one.receivedAt,
        one.revision,
      ],
    );
  }
}

async function writeApproval(tx: Tx, id: string, one: Approval): Promise<void> {
  await tx.run(
    `update application_approvals set replaced_at = now() where application_id = $1 and id <> $2 and replaced_at is null`,
    [id, one.id],
  );
  await tx.run(
    `insert into application_approvals (id, application_id, name, email, department, state, comment, budget_revision, due_at, decided_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (id) do update set state = excluded.state, comment = excluded.comment,
       budget_revision = excluded.budget_revision, due_at = excluded.due_at, decided_at = excluded.decided_at`,
    [
      one.id,
      id,
      one.name,
      one.email,
      one.department,
      one.state,
      one.comment,
      one.budgetRevision,
      one.dueAt,
      one.decidedAt,
    ],
  );
}
