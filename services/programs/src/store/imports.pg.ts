import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { coreProblems } from '@chiron/contracts/core';
import { outcomes, type Receipt, type ReceiptCode } from '@chiron/contracts/programs';
import { Database, type Tx } from '@chiron/postgres';
import { refuseWithoutInput, type Import } from '../domain/import.js';
import { Imports, type ImportFilter, type ReceiptFilter, type ReceiptPage } from '../domain/imports.js';
import { decodeLines, encodeLines } from '../formats/lines.js';
import { Due } from './import-due.js';
import { importColumns, importFrom, type StoredImport } from './import.row.js';

interface ChunkRow extends Record<string, unknown> {
  seq: number;
  kind: string;
  applied: boolean;
  lines: Buffer;
  outcomes: number[] | null;
  codes: (ReceiptCode | null)[] | null;
  fields: (string | null)[] | null;
}

const retried = new Set([outcomes.indexOf('rejected'), outcomes.indexOf('pending')]);

@Injectable()
export class PgImports extends Imports {
  constructor(
    private readonly database: Database,
    private readonly due: Due,
  ) {
    super();
  }

  async get(id: string): Promise<Import> {
    const [row] = await this.database.query<StoredImport>(
      `select ${importColumns} from imports where id = $1 and state <> 'receiving'`,
      [id],
    );
    if (!row) throw missing(id);
    return importFrom(row);
  }

  async list(filter: ImportFilter): Promise<readonly (Import & { position: string })[]> {
    const rows = await this.database.query<StoredImport>(
      `select ${importColumns} from imports
       where state <> 'receiving' and ($1::text is null or source = $1) and ($2::text is null or state = $2)
         and ($3::bigint is null or position < $3) and ($5::text[] is null or source = any($5)) order by position desc limit $4`,
      [filter.source ?? null, filter.state ?? null, filter.before ?? null, filter.limit, filter.sources ?? null],
    );
    return rows.map((row) => ({ ...importFrom(row), position: row.position }));
  }

  async change(id: string, decide: (one: Import) => Partial<Pick<Import, 'state' | 'releasedPlan'>>): Promise<Import> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<StoredImport>(
        `select ${importColumns} from imports where id = $1 and state <> 'receiving' for update`,
        [id],
      );
      if (!row) throw missing(id);
      const one = importFrom(row);
      const next = { ...one, ...decide(one) };
      await tx.run(
        `update imports set state = $2, released_plan = $3, changed_at = now(),
           finished_at = case when $2 in ('cancelled') then now() else finished_at end where id = $1`,
        [id, next.state, next.releasedPlan],
      );
      tx.afterCommit(() => this.due.wake());
      return next;
    });
  }

  async receipts(id: string, filter: ReceiptFilter): Promise<ReceiptPage> {
    const wanted = filter.outcome === undefined ? null : outcomes.indexOf(filter.outcome);
    const receipts: Receipt[] = [];
    let { seq, place } = filter.from ?? { seq: 0, place: 0 };
    for (;;) {
      const [chunk] = await this.database.query<ChunkRow>(
        `select seq, kind, lines, outcomes, codes, fields from import_chunks
         where import_id = $1 and seq >= $2 and outcomes is not null
           and ($3::text is null or kind = $3) and ($4::smallint is null or outcomes @> array[$4::smallint])
         order by seq limit 1`,
        [id, seq, filter.kind ?? null, wanted],
      );
      if (!chunk) return { receipts, next: null };
      const batch = await decodeLines(chunk.lines);
      for (let at = chunk.seq === seq ? place : 0; at < batch.lines.length; at++) {
        if (wanted !== null && chunk.outcomes![at] !== wanted) continue;
        if (receipts.length === filter.limit) return { receipts, next: { seq: chunk.seq, place: at } };
        const line = batch.lines[at]!;
        receipts.push({
          line: line[0],
          kind: chunk.kind,
          sourcedId: line[3] as string | null,
          outcome: outcomes[chunk.outcomes![at]!]!,
          code: chunk.codes?.[at] ?? null,
          field: chunk.fields?.[at] ?? null,
        });
      }
      seq = chunk.seq + 1;
      place = 0;
    }
  }

  async again(one: Import, clientId: string): Promise<string> {
    return this.database.transaction(async (tx) => {
      const id = uuidv7();
      // Shared, so that the input is not removed while it is copied.
      const [row] = await tx.query<StoredImport>(`select ${importColumns} from imports where id = $1 for share`, [
        one.id,
      ]);
      refuseWithoutInput(importFrom(row!));
      await tx.run(
        `insert into imports (id, source, mode, dry_run, state, client_id, content_type, dataset, evidence, retry_of)
         select $2, source, 'delta', dry_run, 'received', $3, content_type, dataset, evidence, id from imports where id = $1`,
        [one.id, id, clientId],
      );
      const { rows, chunks, unread, deletions } = await this.copyLines(tx, one.id, id, one.state === 'refused');
      await tx.run(
        `update imports set rows = $2, chunks = $3, dataset = dataset || jsonb_build_object('deletions', $5::int, 'unreadableIds', $4::int) where id = $1`,
        [id, rows, chunks, unread, deletions],
      );
      tx.afterCommit(() => this.due.wake());
      return id;
    });
  }

  /** Copies the lines to try again; of a refused import also those that only its plan, or nothing yet, gave a receipt. */
  private async copyLines(
    tx: Tx,
    from: string,
    to: string,
    unfinished: boolean,
  ): Promise<{ rows: number; chunks: number; unread: number; deletions: number }> {
    let [rows, chunks, unread, deletions] = [0, 0, 0, 0];
    const seqs = await tx.query<{ seq: number }>(
      `select seq from import_chunks where import_id = $1 and lines is not null order by seq`,
      [from],
    );
    for (const { seq } of seqs) {
      const [chunk] = await tx.query<ChunkRow>(
        'select seq, kind, lines, applied, outcomes from import_chunks where import_id = $1 and seq = $2',
        [from, seq],
      );
      const batch = await decodeLines(chunk!.lines);
      const whole = unfinished && !chunk!.applied;
      const lines = batch.lines.filter((_, at) => whole || retried.has(chunk!.outcomes?.[at] ?? -1));
      if (lines.length === 0) continue;
      await tx.run('insert into import_chunks (import_id, seq, kind, rows, lines) values ($1, $2, $3, $4, $5)', [
        to,
        seq,
        batch.kind,
        lines.length,
        await encodeLines({ kind: batch.kind, lines }),
      ]);
      chunks++;
      if (batch.kind !== 'enrollment') continue;
      rows += lines.length;
      unread += lines.filter((line) => line[3] === null).length;
      deletions += lines.filter((line) => (line[4] as string | null)?.toLowerCase() === 'tobedeleted').length;
    }
    return { rows, chunks, unread, deletions };
  }
}

const missing = (id: string) => coreProblems.refuse('not-found', { kind: 'import', id });
