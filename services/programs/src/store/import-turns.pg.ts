import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Instant } from '@chiron/contracts/core';
import { ImportApplied, ImportUndone } from '@chiron/contracts/programs';
import { Outbox } from '@chiron/messaging';
import { Database, type Tx } from '@chiron/postgres';
import { addCounts, importCounts, type Counts, type Import } from '../domain/import.js';
import { ImportTurns, TurnLost, type ImportProgress, type ImportTurn } from '../domain/imports.js';
import { Due } from './import-due.js';
import { importColumns, importFrom, type StoredImport } from './import.row.js';

const running = `('received', 'checking', 'applying', 'undoing')`;
const columnOf: Record<keyof ImportProgress, string> = {
  state: 'state',
  plan: 'plan',
  releasedPlan: 'released_plan',
  guards: 'guards',
  counts: 'counts',
  kinds: 'kinds',
  problem: 'problem',
  undo: 'undo',
  progress: 'progress',
  startedAt: 'started_at',
  plannedAt: 'planned_at',
  finishedAt: 'finished_at',
};
const json = new Set(['guards', 'counts', 'kinds', 'problem', 'undo']);

@Injectable()
export class PgImportTurns extends ImportTurns {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly due: Due,
  ) {
    super();
  }

  onDue(wake: () => void): void {
    this.due.onDue(wake);
  }

  async take(): Promise<ImportTurn | undefined> {
    const due = await this.database.query<{ source: string }>(
      `select source from imports where state in ${running} group by source order by min(position)`,
    );
    for (const { source } of due) {
      const turn = await this.takeOf(source);
      if (turn) return turn;
    }
    return undefined;
  }

  /** A session lock on a connection of its own: it ends with this process, so a crash frees the source at once. */
  private async takeOf(source: string): Promise<ImportTurn | undefined> {
    const runner = this.database.dataSource.createQueryRunner();
    let kept = false;
    try {
      const client = (await runner.connect()) as PoolClient;
      const { rows } = await client.query<{ free: boolean }>(
        `select pg_try_advisory_lock(hashtextextended('imports:' || $1, 0)) as free`,
        [source],
      );
      if (!rows[0]!.free) return undefined;
      kept = true;
      const release = async () => {
        await client
          .query(`select pg_advisory_unlock(hashtextextended('imports:' || $1, 0))`, [source])
          .catch(() => undefined);
        await runner.release().catch(() => undefined);
      };
      const next = await client
        .query<StoredImport>(
          `select ${importColumns} from imports where source = $1 and state in ${running} order by position limit 1`,
          [source],
        )
        .catch(async (error: unknown) => {
          await release();
          throw error;
        });
      if (next.rows.length === 0) {
        await release();
        return undefined;
      }
      return new PgImportTurn(this.database, this.outbox, importFrom(next.rows[0]!), release);
    } finally {
      if (!kept) await runner.release().catch(() => undefined);
    }
  }
}

class PgImportTurn implements ImportTurn {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    public one: Import,
    readonly done: () => Promise<void>,
  ) {}

  async move(patch: ImportProgress): Promise<Import> {
    await this.database.transaction(async (tx) => {
      await this.write(tx, patch);
      if (patch.state === 'checking') await this.supersedeWaiting(tx);
    });
    this.one = { ...this.one, ...patch };
    return this.one;
  }

  async finish(patch: ImportProgress, told: 'applied' | 'undone' | null): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.write(tx, patch);
      const { id, source, mode } = this.one;
      if (told === 'applied') {
        await this.outbox.add(tx, [
          { fact: ImportApplied.of({ importId: id, source, mode, counts: patch.counts! }), revision: 1 },
        ]);
      } else if (told === 'undone') {
        const { undone, left } = patch.undo!;
        await this.outbox.add(tx, [{ fact: ImportUndone.of({ importId: id, source, undone, left }), revision: 2 }]);
      }
    });
    this.one = { ...this.one, ...patch };
  }

  async refuse(problem: { code: string; detail: string }, at: Instant): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { counts, kinds } = await this.applied(tx);
      await this.write(tx, { state: 'refused', problem, finishedAt: at, counts, kinds });
      // What only a plan said of the others is no receipt: nothing came of them.
      await tx.run(
        `update import_chunks set outcomes = null, codes = null, fields = null, counts = null
         where import_id = $1 and not applied and outcomes is not null`,
        [this.one.id],
      );
    });
    this.one = { ...this.one, state: 'refused' };
  }

  /** What the applied chunks came to. */
  private async applied(tx: Tx): Promise<Pick<Import, 'counts' | 'kinds'>> {
    const chunks = await tx.query<{ kind: string; rows: number; counts: Counts | null }>(
      'select kind, rows, counts from import_chunks where import_id = $1 and applied',
      [this.one.id],
    );
    const kinds: Record<string, Record<string, number>> = {};
    let omitted = 0;
    for (const { kind, rows, counts } of chunks) {
      if (kind === 'omission') omitted += rows;
      else addCounts((kinds[kind] ??= {}), counts ?? {});
    }
    const { enrollment, ...others } = kinds;
    return { counts: importCounts(enrollment ?? {}, omitted), kinds: others };
  }

  /** One that came to wait while this one stood in the queue: releasing it later would bring its older state back. */
  private async supersedeWaiting(tx: Tx): Promise<void> {
    const { id, source, scope, mode, dryRun } = this.one;
    if (mode !== 'canonical' || dryRun) return;
    await tx.run(
      `update imports set state = 'superseded', superseded_by = $1, finished_at = now(), changed_at = now()
       where source = $2 and scope = $3 and mode = 'canonical' and state = 'awaiting-release'
         and position < (select position from imports where id = $1)`,
      [id, source, scope],
    );
  }

  private async write(tx: Tx, patch: ImportProgress): Promise<void> {
    const fields = Object.keys(patch) as (keyof ImportProgress)[];
    const sets = fields.map((field, i) => `${columnOf[field]} = $${i + 3}`);
    const values = fields.map((field) =>
      json.has(field) && patch[field] !== null ? JSON.stringify(patch[field]) : patch[field],
    );
    const { rowCount } = await tx.run(
      `update imports set ${sets.join(', ')}, changed_at = now() where id = $1 and state = $2`,
      [this.one.id, this.one.state, ...values],
    );
    if (rowCount === 0) throw new TurnLost(`import ${this.one.id} is no longer ${this.one.state}`);
  }
}
