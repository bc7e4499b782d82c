import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import type { DataSet, DateEvidence } from '../domain/import.js';
import { Receiving, type ImportRequest } from '../domain/imports.js';
import { Database, isTransient, violatedConstraint } from '@chiron/postgres';
import { Due } from './import-due.js';
import { ensureSource } from './sources.pg.js';

const sweepEveryMs = 60_000;
/** An upload that stored nothing for so long was cut by a crash. */
const abandonedAfter = '15 minutes';

@Injectable()
export class PgReceiving extends Receiving implements OnApplicationBootstrap, OnApplicationShutdown {
  private sweeper: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly due: Due,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    const sweep = () => {
      this.database
        .query(`delete from imports where state = 'receiving' and changed_at < now() - interval '${abandonedAfter}'`)
        .catch((error: unknown) => {
          if (!isTransient(error)) throw error;
        });
    };
    this.sweeper = setInterval(sweep, sweepEveryMs);
    this.sweeper.unref();
    sweep();
  }

  onApplicationShutdown(): void {
    clearInterval(this.sweeper);
  }

  async byKey(clientId: string, key: string): Promise<{ id: string; requestHash: string } | undefined> {
    const [row] = await this.database.query<{ id: string; request_hash: string }>(
      `select id, request_hash from imports where client_id = $1 and idempotency_key = $2 and state <> 'receiving'`,
      [clientId, key],
    );
    return row && { id: row.id, requestHash: row.request_hash };
  }

  async begin(request: ImportRequest): Promise<string> {
    const id = uuidv7();
    await this.database.query(
      `insert into imports (id, source, mode, scope, dry_run, expected_rows, state, client_id, idempotency_key, content_type)
       values ($1, $2, $3, $4, $5, $6, 'receiving', $7, $8, $9)`,
      [
        id,
        request.source,
        request.mode,
        request.scope,
        request.dryRun,
        request.expectedRows,
        request.clientId,
        request.idempotencyKey,
        request.contentType,
      ],
    );
    return id;
  }

  async add(id: string, chunk: { seq: number; kind: string; rows: number; lines: Buffer }): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.run('insert into import_chunks (import_id, seq, kind, rows, lines) values ($1, $2, $3, $4, $5)', [
        id,
        chunk.seq,
        chunk.kind,
        chunk.rows,
        chunk.lines,
      ]);
      await tx.run('update imports set changed_at = now() where id = $1', [id]);
    });
  }

  async commit(
    id: string,
    received: { requestHash: string; dataset: DataSet; evidence: DateEvidence; rows: number; chunks: number },
  ): Promise<{ id: string; requestHash: string }> {
    try {
      return await this.database.transaction(async (tx) => {
        const { rows } = await tx.run(
          `update imports set state = 'received', request_hash = $2, dataset = $3, evidence = $4, rows = $5, chunks = $6,
             received_at = now(), changed_at = now() where id = $1 returning source, scope, mode, dry_run`,
          [
            id,
            received.requestHash,
            JSON.stringify(received.dataset),
            JSON.stringify(received.evidence),
            received.rows,
            received.chunks,
          ],
        );
        const [one] = rows as { source: string; scope: string | null; mode: string; dry_run: boolean }[];
        // the first import of a source makes it, and one that was refused has not been
        await ensureSource(tx, one!.source);
        if (one!.mode === 'canonical' && !one!.dry_run) {
          await tx.run(
            `update imports set state = 'superseded', superseded_by = $1, finished_at = now(), changed_at = now()
             where source = $2 and scope = $3 and mode = 'canonical' and state = 'awaiting-release' and id <> $1`,
            [id, one!.source, one!.scope],
          );
        }
        tx.afterCommit(() => this.due.wake());
        return { id, requestHash: received.requestHash };
      });
    } catch (error) {
      if (violatedConstraint(error) !== 'imports_of_key') throw error;
      const [mine] = await this.database.query<{ client_id: string; idempotency_key: string }>(
        'select client_id, idempotency_key from imports where id = $1',
        [id],
      );
      await this.discard(id);
      return (await this.byKey(mine!.client_id, mine!.idempotency_key))!;
    }
  }

  async discard(id: string): Promise<void> {
    await this.database.query(`delete from imports where id = $1 and state = 'receiving'`, [id]);
  }
}
