import { Injectable } from '@nestjs/common';
import { Outbox } from '@chiron/messaging';
import { Database, type Tx } from '@chiron/postgres';
import type { PresentRow } from '../domain/incoming.js';
import type { Import, UndoReport } from '../domain/import.js';
import { ImportUndo } from '../domain/import-session.js';
import { presentStatus, presentValues, type NextRow } from '../domain/plan.js';
import { takeBack, takeBackCreated, type TakenBack } from '../domain/take-back.js';
import { giveBackAffiliations, giveBackThings } from './import-undo-catalogue.pg.js';
import { ChunkStore } from './import-chunks.pg.js';
import { identityOf, presentRows, rowsOfIdentity, writeRows, type RowChange } from './import-enrollments.pg.js';
import { ImportPeople } from './import-people.pg.js';
import type { ChunkUndo } from './import-work.js';
import { ensureSource, lockSource } from './sources.pg.js';

const listed = 1_000;

@Injectable()
export class PgImportUndo extends ImportUndo {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  async run(one: Import): Promise<UndoReport> {
    const store = new ChunkStore(this.database, one.id);
    for await (const { seq, undo } of store.undo()) {
      await this.database.transaction(async (tx) => {
        await lockSource(tx, one.source);
        const report = await this.takeBack(tx, one, undo);
        await store.undone(tx, seq);
        // The report commits with what it reports, so that a crash between two chunks forgets nothing.
        await tx.run(
          `update imports set progress = progress + 1, changed_at = now(), undo = jsonb_build_object(
             'undone', coalesce((undo->>'undone')::int, 0) + $2::int, 'left', coalesce((undo->>'left')::int, 0) + $3::int,
             'leftItems', case when jsonb_array_length(coalesce(undo->'leftItems', '[]')) < ${listed}
               then coalesce(undo->'leftItems', '[]') || $4::jsonb else undo->'leftItems' end) where id = $1`,
          [one.id, report.undone, report.left, JSON.stringify(report.leftItems.slice(0, listed))],
        );
      });
    }
    const [row] = await this.database.query<{ undo: UndoReport | null }>('select undo from imports where id = $1', [
      one.id,
    ]);
    return row?.undo ?? { undone: 0, left: 0, leftItems: [] };
  }

  private async takeBack(tx: Tx, one: Import, undo: ChunkUndo): Promise<UndoReport> {
    const leftItems: { kind: string; sourcedId: string | null; reason: string }[] = [];
    const present = await presentRows(tx, [...undo.created, ...undo.changed.map((change) => change.id)]);
    const untouched = new Set(
      (
        await tx.query<{ id: string }>('select id from enrollments where id = any($1::uuid[]) and import_id = $2', [
          undo.created,
          one.id,
        ])
      ).map((row) => row.id),
    );
    const taken: { row: PresentRow; back: TakenBack }[] = [];
    for (const id of undo.created) {
      const row = present.get(id);
      if (row) taken.push({ row, back: takeBackCreated(row, untouched.has(id)) });
    }
    for (const change of undo.changed) {
      const row = present.get(change.id);
      if (row) taken.push({ row, back: takeBack(change, row) });
    }
    const changes: RowChange[] = [];
    const blocked = await this.blocked(tx, one.source, taken);
    for (const { row, back } of taken) {
      if (back.left) leftItems.push({ kind: 'enrollment', sourcedId: row.sourcedId, reason: back.left });
      if (!back.next) continue;
      if (blocked.has(row.id)) {
        leftItems.push({ kind: 'enrollment', sourcedId: row.sourcedId, reason: 'another enrollment has its place' });
        continue;
      }
      changes.push({ id: row.id, present: row, row: back.next, verb: back.verb, fingerprint: null });
    }
    const events = await writeRows(tx, one.source, one.id, changes);
    const source = await ensureSource(tx, one.source);
    const people = new ImportPeople(one.source, () => source.domains, true);
    const described = await people.giveBack(tx, undo.people);
    for (const sourcedId of described.left) leftItems.push({ kind: 'person', sourcedId, reason: 'changed since' });
    const things = await giveBackThings(tx, one.source, undo.things);
    const affiliations = await giveBackAffiliations(tx, one.source, undo.affiliations, people);
    leftItems.push(...things.left, ...affiliations.left);
    await this.outbox.addAll(tx, [...described.events, ...events, ...things.events, ...affiliations.events]);
    const undone = changes.length + described.events.length + things.undone + affiliations.undone;
    return { undone, left: leftItems.length, leftItems };
  }

  /** Rows whose earlier place a live row holds now. */
  private async blocked(
    tx: Tx,
    source: string,
    taken: readonly { row: PresentRow; back: TakenBack }[],
  ): Promise<Set<string>> {
    const returning = taken.filter(
      ({ row, back }) =>
        back.next && isLive(back.next) && identity(back.next) !== (isLive({ ...row }) ? identity(row) : ''),
    );
    const holders = await rowsOfIdentity(
      tx,
      source,
      returning.map(({ back }) => back.next!.values),
    );
    const leaving = new Set(
      taken
        .filter(({ row, back }) => back.next && (!isLive(back.next) || identity(back.next) !== identity(row)))
        .map(({ row }) => row.id),
    );
    const blocked = new Set<string>();
    for (const { row, back } of returning) {
      const holder = holders.get(identity(back.next!));
      const holds = holder && (holder.status === 'active' || holder.status === 'pending');
      if (holds && holder.id !== row.id && !leaving.has(holder.id)) blocked.add(row.id);
    }
    return blocked;
  }
}

const isLive = (row: NextRow): boolean => ['active', 'pending'].includes(presentStatus(row));

function identity(row: NextRow): string {
  const shown = presentValues(row.values, row.overrides);
  return identityOf(row.values.person, row.values.offeringId, shown.role);
}
