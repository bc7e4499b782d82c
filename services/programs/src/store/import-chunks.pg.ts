import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { outcomes as allOutcomes, type Outcome, type ReceiptCode } from '@chiron/contracts/programs';
import { Database, type Tx } from '@chiron/postgres';
import type { ChunkMeta } from '../domain/import-session.js';
import { TurnLost } from '../domain/imports.js';
import { noUndo, type ChunkUndo, type ChunkWork } from './import-work.js';

const compress = promisify(gzip);
const decompress = promisify(gunzip);
const place = new Map(allOutcomes.map((outcome, i) => [outcome, i]));

// A draft is over once nobody is enrolled in it, a program once it has no offering; people are told with their affiliations.
const undoOrder = ['omission', 'enrollment', 'offering', 'program', 'term', 'org', 'affiliation', 'person'];

/** The stored input of one import and, beside it, the receipts. Everything else of an import can be made from these. */
export class ChunkStore {
  constructor(
    private readonly database: Database,
    private readonly importId: string,
  ) {}

  list(): Promise<ChunkMeta[]> {
    return this.database.query<ChunkMeta & Record<string, unknown>>(
      'select seq, kind, rows, applied from import_chunks where import_id = $1 order by seq',
      [this.importId],
    );
  }

  async lines(seq: number): Promise<Buffer> {
    const [row] = await this.database.query<{ lines: Buffer }>(
      'select lines from import_chunks where import_id = $1 and seq = $2',
      [this.importId, seq],
    );
    return row!.lines;
  }

  /** The receipts of a chunk, with it the counts; the effect commits in the same transaction. */
  async save(tx: Tx, seq: number, work: ChunkWork, applied: boolean): Promise<void> {
    const noted = work.codes.some((code) => code !== null);
    const counts: Partial<Record<Outcome, number>> = {};
    for (const outcome of work.outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
    const saved = await tx.run(
      `update import_chunks set applied = $3, outcomes = $4::smallint[], codes = $5::text[], fields = $6::text[], counts = $7, undo = $8
       where import_id = $1 and seq = $2 and not applied`,
      [
        this.importId,
        seq,
        applied,
        `{${work.outcomes.map((outcome) => place.get(outcome)).join()}}`,
        noted ? work.codes : null,
        noted ? work.fields : null,
        JSON.stringify(counts),
        applied ? await packUndo(work.undo) : null,
      ],
    );
    const counted = await tx.run(
      `update imports set progress = progress + 1, changed_at = now() where id = $1 and state in ('checking', 'applying')`,
      [this.importId],
    );
    if (saved.rowCount === 0 || counted.rowCount === 0)
      throw new TurnLost(`import ${this.importId} was moved on meanwhile`);
  }

  async receipts(seq: number): Promise<Pick<ChunkWork, 'outcomes' | 'codes' | 'fields'>> {
    const [row] = await this.database.query<{
      outcomes: number[];
      codes: ReceiptCode[] | null;
      fields: string[] | null;
    }>('select outcomes, codes, fields from import_chunks where import_id = $1 and seq = $2', [this.importId, seq]);
    const outcomes = row!.outcomes.map((one) => allOutcomes[one]!);
    return { outcomes, codes: row!.codes ?? outcomes.map(() => null), fields: row!.fields ?? outcomes.map(() => null) };
  }

  async omittedBefore(): Promise<number> {
    const [row] = await this.database.query<{ omitted: number }>(
      `select coalesce(sum(rows), 0)::int as omitted from import_chunks where import_id = $1 and kind = 'omission'`,
      [this.importId],
    );
    return row!.omitted;
  }

  async addOmission(tx: Tx, seq: number, work: { undo: ChunkUndo }): Promise<void> {
    await tx.run(
      `insert into import_chunks (import_id, seq, kind, rows, applied, undo) values ($1, $2, 'omission', $3, true, $4)`,
      [this.importId, seq, work.undo.changed.length, await packUndo(work.undo)],
    );
  }

  /** What undo needs: what names a thing before the thing, of each kind the newest first. */
  async *undo(): AsyncGenerator<{ seq: number; undo: ChunkUndo }> {
    const chunks = await this.database.query<{ seq: number }>(
      `select seq from import_chunks where import_id = $1 and applied and undo is not null
       order by array_position($2::text[], kind), seq desc`,
      [this.importId, undoOrder],
    );
    for (const { seq } of chunks) {
      const [row] = await this.database.query<{ undo: Buffer }>(
        'select undo from import_chunks where import_id = $1 and seq = $2',
        [this.importId, seq],
      );
      // What an earlier version stored may lack a kind.
      yield { seq, undo: { ...noUndo(), ...(JSON.parse((await decompress(row!.undo)).toString()) as ChunkUndo) } };
    }
  }

  /** Marks a chunk as taken back, in the transaction that took it back. */
  async undone(tx: Tx, seq: number): Promise<void> {
    await tx.run('update import_chunks set undo = null where import_id = $1 and seq = $2', [this.importId, seq]);
  }
}

async function packUndo(undo: ChunkUndo): Promise<Buffer | null> {
  if (Object.values(undo).every((changes: readonly unknown[]) => changes.length === 0)) return null;
  return compress(JSON.stringify(undo), { level: 1 });
}
