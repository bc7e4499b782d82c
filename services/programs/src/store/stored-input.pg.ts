import { Injectable } from '@nestjs/common';
import type { Instant } from '@chiron/contracts/core';
import { Database, type Tx } from '@chiron/postgres';
import { StoredInput } from '../domain/imports.js';
import { decodeLines, encodeLines, type Line } from '../formats/lines.js';

const ended = `('planned', 'applied', 'refused', 'superseded', 'cancelled', 'undone')`;

@Injectable()
export class PgStoredInput extends StoredInput {
  constructor(private readonly database: Database) {
    super();
  }

  removeOne(endedBefore: Instant): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      // The row's lock keeps undo and retry out until the input is gone, and they see that it is.
      const [old] = await tx.query<{ id: string }>(
        `select id from imports where finished_at < $1 and input_removed_at is null and state in ${ended}
         order by finished_at limit 1 for update skip locked`,
        [endedBefore],
      );
      if (!old) return false;
      const chunks = await tx.query<{ seq: number }>('select seq from import_chunks where import_id = $1', [old.id]);
      for (const { seq } of chunks) await removeLines(tx, old.id, seq);
      await tx.run('update imports set input_removed_at = now(), changed_at = now() where id = $1', [old.id]);
      return true;
    });
  }
}

/** Leaves of a chunk's lines what its receipts show: where each stood, and its id. */
async function removeLines(tx: Tx, importId: string, seq: number): Promise<void> {
  const [chunk] = await tx.query<{ lines: Buffer | null; receipted: boolean }>(
    'select lines, outcomes is not null as receipted from import_chunks where import_id = $1 and seq = $2',
    [importId, seq],
  );
  let left: Buffer | null = null;
  if (chunk!.lines && chunk!.receipted) {
    const { kind, lines } = await decodeLines(chunk!.lines);
    left = await encodeLines({ kind, lines: lines.map((line): Line => [line[0], null, null, line[3]!]) });
  }
  await tx.run('update import_chunks set lines = $3, undo = null where import_id = $1 and seq = $2', [
    importId,
    seq,
    left,
  ]);
}
