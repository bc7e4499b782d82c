import { Injectable } from '@nestjs/common';
import { coreProblems, type Decision } from '@chiron/contracts/core';
import { Outbox } from '@chiron/messaging';
import { Database, prepared, violatedConstraint, type Tx } from '@chiron/postgres';
import { windowsOf, type Call, type CallSettings, type DraftCall, type FormInUse } from '../domain/call.js';
import { Calls, type CallsPage, type KeptCall } from '../domain/calls.js';
import { followWindow } from './links.pg.js';

interface Row {
  id: string;
  state: Call['state'];
  settings: CallSettings;
  created_at: Date;
  created_by: string;
  published_at: Date | null;
  closed_at: Date | null;
  closed_reason: string | null;
  revision: number;
}
const columns = 'id, state, settings, created_at, created_by, published_at, closed_at, closed_reason, revision';
const byId = prepared(`select ${columns} from calls where id = $1`);

function keptOf(row: Row): KeptCall {
  const held = {
    ...before(row.settings),
    id: row.id,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
  };
  const publishedAt = row.published_at?.toISOString() ?? '';
  const call: Record<Call['state'], () => Call> = {
    draft: () => ({ ...held, state: 'draft' }),
    published: () => ({ ...held, state: 'published', publishedAt }),
    closed: () => ({
      ...{ ...held, state: 'closed', publishedAt },
      ...{ closedAt: row.closed_at!.toISOString(), closedReason: row.closed_reason },
    }),
  };
  return { call: call[row.state](), revision: row.revision };
}

/** A call kept before anybody could say otherwise is the institute's own. */
const before = (settings: CallSettings): CallSettings => ({ ...settings, external: settings.external ?? false });

/** The settings alone, as they are stored. */
const settingsOf = (call: Call): CallSettings => ({
  code: call.code,
  year: call.year,
  page: call.page,
  timeZone: call.timeZone,
  stages: call.stages,
  award: call.award,
  blinding: call.blinding,
  external: call.external,
  approverId: call.approverId,
  eligibility: call.eligibility,
  review: call.review,
});

/** Locks a call and gives its revision, for whatever belongs to it and is told under its key. Refuses `not-found`. */
export async function lockCall(tx: Tx, id: string): Promise<KeptCall> {
  const [row] = await tx.query<Row>(`select ${columns} from calls where id = $1 for update`, [id]);
  if (!row) throw coreProblems.refuse('not-found', { kind: 'call', id });
  return keptOf(row);
}

/** The next revision of a locked call. */
export async function turnCall(tx: Tx, id: string): Promise<number> {
  const [row] = await tx.query<{ revision: number }>(
    'update calls set revision = revision + 1 where id = $1 returning revision',
    [id],
  );
  return row!.revision;
}

@Injectable()
export class PgCalls extends Calls {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  override async add(call: DraftCall): Promise<KeptCall> {
    await this.database
      .transaction((tx) =>
        tx.run(
          `insert into calls (id, code, state, settings, created_at, created_by, revision) values ($1, $2, 'draft', $3, $4, $5, 1)`,
          [call.id, call.code, JSON.stringify(settingsOf(call)), call.createdAt, call.createdBy],
        ),
      )
      .catch(asTaken);
    return { call, revision: 1 };
  }

  override async find(id: string): Promise<KeptCall | undefined> {
    const [row] = await this.database.query<Row>(byId, [id]);
    return row && keptOf(row);
  }

  override async findByCode(code: string): Promise<KeptCall | undefined> {
    const [row] = await this.database.query<Row>(`select ${columns} from calls where lower(code) = lower($1)`, [code]);
    return row && keptOf(row);
  }

  override async list({ limit, after, states }: CallsPage): Promise<KeptCall[]> {
    const rows = await this.database.query<Row>(
      `select ${columns} from calls where state = any($3) and ($2::uuid is null or id < $2) order by id desc limit $1`,
      [limit + 1, after ?? null, states],
    );
    return rows.map(keptOf);
  }

  override async change(
    id: string,
    decide: (call: Call, forms: readonly FormInUse[]) => Decision<Call>,
    match?: (revision: number) => void,
  ): Promise<KeptCall> {
    return this.database.transaction(async (tx) => {
      const { call, revision } = await lockCall(tx, id);
      match?.(revision);
      const forms = await tx.query<FormInUse & Record<string, unknown>>(
        `select distinct on (stage) stage,
                (select p.value ->> 'x-currency' from json_each(form -> 'properties') p
                  where p.value ->> 'x-kind' = 'budget') as currency
           from call_forms where call_id = $1 and published_at is not null order by stage, version desc`,
        [id],
      );
      const { next, events } = decide(call, forms);
      const closed = next.state === 'closed' ? next : { closedAt: null, closedReason: null };
      await tx
        .run(
          `update calls set code = $2, state = $3, settings = $4, published_at = $5, closed_at = $6, closed_reason = $7,
             revision = $8 where id = $1`,
          [
            ...[id, next.code, next.state, JSON.stringify(settingsOf(next))],
            ...[next.state === 'draft' ? null : next.publishedAt, closed.closedAt, closed.closedReason, revision + 1],
          ],
        )
        .catch(asTaken);
      if (call.state === 'published') await this.prolong(tx, call, next);
      await this.outbox.add(
        tx,
        events.map((fact) => ({ fact, revision: revision + 1 })),
      );
      return { call: next, revision: revision + 1 };
    });
  }

  private async prolong(tx: Tx, call: Call, next: Call): Promise<void> {
    const before = windowsOf(call);
    for (const [i, window] of windowsOf(next).entries())
      if (window.graceUntil !== before[i]!.graceUntil) await followWindow(tx, call.id, before[i]!, window);
  }
}

function asTaken(error: unknown): never {
  if (violatedConstraint(error) !== 'calls_code') throw error;
  throw coreProblems.refuse('already-exists', { kind: 'call', field: 'code' }, [
    { pointer: '/code', detail: 'is the code of another call' },
  ]);
}
