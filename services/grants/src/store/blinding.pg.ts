import { Injectable } from '@nestjs/common';
import { Clock, coreProblems } from '@chiron/contracts/core';
import { Database, type Tx } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import { Blinding, type BlindingStanding } from '../domain/blinding.js';
import type { Finding, Found, Reconciled } from '../domain/finding.js';
import { moment } from './application-rows.js';

interface Row extends Found {
  readonly id: string;
  readonly foundAt: string;
  readonly state: Finding['state'];
  readonly waivedBy: string | null;
  readonly waivedTimes: number | null;
  readonly reason: string | null;
}

const columns = `id, key, kind, certainty, person_id as "personId", place, written, excerpt, times, state,
  ${moment('found_at')} as "foundAt", waived_by as "waivedBy", waived_times as "waivedTimes", reason`;

function findingOf({ waivedBy, waivedTimes, reason, state, ...known }: Row): Finding {
  if (state !== 'waived') return { ...known, state };
  return { ...known, state, waivedBy: waivedBy!, waivedTimes: waivedTimes!, reason: reason! };
}

/**
 * SQL: all that a check of application `a` looks at: answers, budget, files with their labels, the team, what it takes up,
 * and how often something new became known of its people.
 */
const basis = `md5(concat_ws('|', a.answers_version,
  (select revision from application_budgets where application_id = a.id),
  (select string_agg(concat_ws(' ', id, label), ',' order by id) from application_files
    where application_id = a.id and state = 'stored'),
  (select string_agg(concat_ws(' ', id, person_id, name, email, orcid), ',' order by id) from application_members
    where application_id = a.id and consent <> 'declined'),
  (select concat_ws(' ', earlier_id, introduction) from resubmissions where application_id = a.id),
  (select 'turn ' || turn from blinding_turns where application_id = a.id)))`;
const unread = `exists (select from application_files f
  where f.application_id = a.id and f.state = 'stored' and f.read_at is null)`;
const state = `case when c.settings->>'blinding' = 'none' then 'not-blinded' when ${unread} then 'unchecked'
  when k.basis is distinct from ${basis} then 'unchecked' when k.open > 0 then 'blocked' else 'clear' end`;
const joined = `applications a join calls c on c.id = a.call_id left join blinding_checks k on k.application_id = a.id`;

@Injectable()
export class PgBlinding extends Blinding {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async standing(applicationId: string): Promise<BlindingStanding> {
    const [row] = await this.database.query<BlindingStanding & Record<string, unknown>>(
      `select ${state} as state, coalesce(k.open, 0) as open, ${moment('k.checked_at')} as "checkedAt"
         from ${joined} where a.id = $1`,
      [applicationId],
    );
    return row ?? { state: 'unchecked', open: 0, checkedAt: null };
  }

  override async cleared(applicationIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.query<{ id: string }>(
      `select a.id from ${joined} where a.id = any($1::uuid[]) and ${state} in ('not-blinded', 'clear')`,
      [applicationIds],
    );
    return new Set(rows.map(({ id }) => id));
  }

  override async shownFields(applicationId: string): Promise<ReadonlySet<string>> {
    const rows = await this.database.query<{ name: string }>(
      `select p.key as name from applications a
         join call_forms f on f.call_id = a.call_id and f.stage = a.stage and f.version = a.form_version,
              json_each(f.form->'properties') p
        where a.id = $1 and p.value->>'x-kind' = 'files' and p.value->>'x-blinded' is distinct from 'omit'`,
      [applicationId],
    );
    return new Set(rows.map(({ name }) => name));
  }

  override async findings(applicationId: string): Promise<Finding[]> {
    const rows = await this.database.query<Row>(
      `select ${columns} from blinding_findings where application_id = $1 order by id`,
      [applicationId],
    );
    return rows.map(findingOf);
  }

  override async basis(applicationId: string): Promise<string> {
    const [row] = await this.database.query<{ basis: string }>(
      `select ${basis} as basis from applications a where a.id = $1`,
      [applicationId],
    );
    return row?.basis ?? '';
  }

  override check(
    applicationId: string,
    basis: string,
    decide: (known: readonly Finding[]) => Reconciled,
  ): Promise<void> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      await lock(tx, applicationId);
      const { fresh, changed, open } = decide(await this.findings(applicationId));
      for (const one of fresh) {
        await tx.query(
          `insert into blinding_findings (id, application_id, key, kind, certainty, person_id, place, written, excerpt,
             times, state, found_at, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11, $11)`,
          [
            uuidv7(), applicationId, one.key, one.kind, one.certainty, one.personId, JSON.stringify(one.place),
            one.written, one.excerpt, one.times, now,
          ],
        ); // prettier-ignore
      }
      for (const one of changed) await store(tx, one, now);
      await tx.query(
        `insert into blinding_checks (application_id, checked_at, basis, open) values ($1, $2, $3, $4)
         on conflict (application_id) do update
           set checked_at = excluded.checked_at, basis = excluded.basis, open = excluded.open`,
        [applicationId, now, basis, open],
      );
    });
  }

  override change(applicationId: string, findingId: string, decide: (finding: Finding) => Finding): Promise<Finding> {
    return this.database.transaction(async (tx) => {
      await lock(tx, applicationId);
      const [row] = await tx.query<Row>(
        `select ${columns} from blinding_findings where application_id = $1 and id = $2`,
        [applicationId, findingId],
      );
      if (!row) throw coreProblems.refuse('not-found', { kind: 'finding', id: findingId });
      const next = decide(findingOf(row));
      await store(tx, next, this.clock.now());
      await tx.query(
        `update blinding_checks set open = (select count(*) from blinding_findings
            where application_id = $1 and state = 'open') where application_id = $1`,
        [applicationId],
      );
      return next;
    });
  }

  override async due(except: readonly string[]): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>(
      `select a.id from ${joined}
        where a.state = 'submitted' and c.settings->>'blinding' <> 'none' and k.basis is distinct from ${basis} and not ${unread}
          and not a.id = any($1::uuid[])
        order by a.submitted_at limit 1`,
      [except],
    );
    return row?.id;
  }
}

const lock = (tx: Tx, applicationId: string) =>
  tx.query('select from applications where id = $1 for update', [applicationId]);

function store(tx: Tx, finding: Finding, now: string): Promise<unknown> {
  const waived = finding.state === 'waived' ? finding : undefined;
  return tx.query(
    `update blinding_findings set certainty = $2, written = $3, excerpt = $4, times = $5, state = $6, changed_at = $7,
            waived_by = $8, waived_times = $9, reason = $10 where id = $1`,
    [
      finding.id, finding.certainty, finding.written, finding.excerpt, finding.times, finding.state, now,
      waived?.waivedBy ?? null, waived?.waivedTimes ?? null, waived?.reason ?? null,
    ],
  ); // prettier-ignore
}
