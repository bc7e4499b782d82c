import { uuidv7 } from 'uuidv7';
import { addDays, type Fact } from '@chiron/contracts/core';
import { ProgramListed, type ReceiptCode } from '@chiron/contracts/programs';
import type { Tx } from '@chiron/postgres';
import { programFacts } from '../domain/catalogue.js';
import { readHead } from '../domain/incoming.js';
import { SeenSet } from '../domain/seen.js';
import { columns, type Line, type LineKind } from '../formats/lines.js';
import { fingerprintOf, printColumn } from './import-enrollments.pg.js';
import { OfferingLines, type Values } from './import-offering-lines.pg.js';
import type { OfferingsInReach } from './import-offerings.pg.js';
import { judgeHead, note } from './import-person-chunks.js';
import type { ReadingSettings } from './import-settings.js';
import { emptyReceipts, noUndo, type ChunkWork } from './import-work.js';

type CatalogueKind = Extract<LineKind, 'org' | 'term' | 'program' | 'offering'>;

interface Stored extends Record<string, unknown> {
  id: string;
  sourced_id: string;
  fingerprint: string | null;
  modified_at: string | null;
  revision: number;
  ended: boolean;
}

const tables: Record<CatalogueKind, { table: string; ended: string }> = {
  org: { table: 'organisations', ended: 'ended' },
  term: { table: 'terms', ended: 'ended' },
  program: { table: 'programs', ended: `status = 'retired'` },
  offering: { table: 'offerings', ended: `status = 'cancelled'` },
};

/** Organisations, terms, programs and offerings as a data set describes them: some hundred lines, written one by one. */
export class CatalogueChunks {
  private readonly seen: Record<CatalogueKind, SeenSet> = {
    org: new SeenSet(),
    term: new SeenSet(),
    program: new SeenSet(),
    offering: new SeenSet(),
  };
  private readonly lines: OfferingLines;

  constructor(
    private readonly source: string,
    private readonly settings: ReadingSettings,
    private readonly offerings: OfferingsInReach,
    private readonly write: boolean,
  ) {
    this.lines = new OfferingLines(source, offerings, write);
  }

  /** A chunk that was committed before: its ids are taken. */
  recall(kind: CatalogueKind, lines: readonly Line[]): void {
    for (const line of lines) if (line[3] !== null) this.seen[kind].add(line[3] as string);
  }

  async work(tx: Tx, kind: CatalogueKind, lines: readonly Line[]): Promise<ChunkWork> {
    const receipts = emptyReceipts(lines.length);
    const events: { fact: Fact; revision: number }[] = [];
    const present = await this.present(tx, kind, lines);
    for (let place = 0; place < lines.length; place++) {
      const line = lines[place]!;
      const refused = judgeHead(line, this.seen[kind]);
      if (refused) {
        note(receipts, place, refused.code, refused.field);
        continue;
      }
      const values = Object.fromEntries(columns[kind].map((name, i) => [name, line[i + 3] as string | null]));
      const head = readHead(values['status']!, values['modified']!, this.settings.readingOf(kind));
      if ('code' in head) {
        note(receipts, place, head.code, head.field);
        continue;
      }
      const stored = present.get(values['sourcedId']!);
      const meaning = kind === 'offering' ? await this.lines.meaningOf(tx, values) : '';
      const print = fingerprintOf(this.settings.signature + JSON.stringify(line.slice(3)) + meaning);
      if (stored?.fingerprint === print) {
        receipts.outcomes[place] = 'unchanged';
        this.reach(kind, values, stored.id);
        continue;
      }
      if (head.ends && !stored) {
        note(receipts, place, 'nothing-to-end', null, 'unchanged');
        continue;
      }
      if (stored?.modified_at && head.modified && Date.parse(head.modified) < Date.parse(stored.modified_at)) {
        note(receipts, place, 'older-than-present', 'dateLastModified', 'stale');
        continue;
      }
      const id = stored?.id ?? uuidv7();
      const written = await this.put(tx, kind, id, values, { stored, print, ends: head.ends, modified: head.modified });
      if ('code' in written) {
        note(receipts, place, written.code, written.field);
        continue;
      }
      receipts.outcomes[place] = !stored
        ? 'created'
        : head.ends
          ? stored.ended
            ? 'unchanged'
            : 'ended'
          : stored.ended
            ? 'restored'
            : 'updated';
      receipts.codes[place] = head.warning;
      if (head.warning) receipts.fields[place] = 'dateLastModified';
      events.push(...written.events);
    }
    return { ...receipts, events, undo: noUndo(), becameKnown: [] };
  }

  private async present(tx: Tx, kind: CatalogueKind, lines: readonly Line[]): Promise<Map<string, Stored>> {
    const { table, ended } = tables[kind];
    const id = kind === 'org' ? 'sourced_id as id, 1 as revision' : 'id, revision';
    const rows = await tx.query<Stored>(
      `select ${id}, sourced_id, ${printColumn}, modified_at::text, (${ended}) as ended from ${table} where source = $1 and sourced_id = any($2)`,
      [this.source, lines.map((line) => line[3]).filter((one) => one !== null)],
    );
    return new Map(rows.map((row) => [row.sourced_id, row]));
  }

  private date(
    text: string | null,
    column: 'beginDate' | 'endDate',
  ): { date: string | null } | { code: ReceiptCode; field: string } {
    if (text === null) return { date: null };
    // Only terms have dates of their own.
    const reading = this.settings.readingOf('term');
    const read = reading.readDate(text, reading.order[column]);
    if ('date' in read) {
      return { date: column === 'endDate' && reading.exclusiveEnd ? addDays(read.date, -1) : read.date };
    }
    return { code: 'bad' in read ? 'bad-date' : 'ambiguous-date', field: column };
  }

  private async put(
    tx: Tx,
    kind: CatalogueKind,
    id: string,
    values: Values,
    how: { stored: Stored | undefined; print: string; ends: boolean; modified: string | null },
  ): Promise<{ events: { fact: Fact; revision: number }[] } | { code: ReceiptCode; field: string | null }> {
    const { stored, print, ends, modified } = how;
    const revision = (stored?.revision ?? 0) + 1;
    const sourcedId = values['sourcedId']!;
    if (kind === 'org') {
      if (this.write) {
        await tx.run(
          `insert into organisations (source, sourced_id, name, type, identifier, parent_sourced_id, ended, modified_at, fingerprint)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
           on conflict (source, sourced_id) do update set name = excluded.name, type = excluded.type, identifier = excluded.identifier,
             parent_sourced_id = excluded.parent_sourced_id, ended = excluded.ended, modified_at = excluded.modified_at, fingerprint = excluded.fingerprint`,
          [
            this.source,
            sourcedId,
            values['name'],
            values['type'],
            values['identifier'],
            values['parent'],
            ends,
            modified,
            print,
          ],
        );
      }
      return { events: [] };
    }
    const title = values['title'] ?? null;
    if (title === null && !ends) return { code: 'missing-field', field: 'title' };
    if (kind === 'term') {
      const begin = this.date(values['beginDate']!, 'beginDate');
      if ('code' in begin) return begin;
      const end = this.date(values['endDate']!, 'endDate');
      if ('code' in end) return end;
      if (begin.date && end.date && end.date < begin.date) return { code: 'dates-reversed', field: 'endDate' };
      this.lines.terms.set(sourcedId, { id, beginDate: begin.date, endDate: end.date });
      if (this.write) {
        await tx.run(
          `insert into terms (id, source, sourced_id, title, type, begin_date, end_date, parent_sourced_id, ended, modified_at, fingerprint, revision)
           values ($1, $2, $3, coalesce($4, $3), $5, $6, $7, $8, $9, $10, $11, $12)
           on conflict (id) do update set title = coalesce($4, terms.title), type = $5, begin_date = $6, end_date = $7, parent_sourced_id = $8,
             ended = $9, modified_at = $10, fingerprint = $11, revision = $12, changed_at = now()`,
          [
            id,
            this.source,
            sourcedId,
            title,
            values['type'],
            begin.date,
            end.date,
            values['parent'],
            ends,
            modified,
            print,
            revision,
          ],
        );
      }
      return { events: [] };
    }
    if (kind === 'program') {
      this.lines.programs.set(sourcedId, id);
      const status = ends ? ('retired' as const) : ('open' as const);
      if (this.write) {
        await tx.run(
          `insert into programs (id, source, sourced_id, code, title, status, modified_at, fingerprint, revision)
           values ($1, $2, $3, $4, coalesce($5, $3), $6, $7, $8, $9)
           on conflict (id) do update set code = $4, title = coalesce($5, programs.title), status = $6, modified_at = $7, fingerprint = $8,
             revision = $9, changed_at = now()`,
          [id, this.source, sourcedId, values['code'], title, status, modified, print, revision],
        );
      }
      const facts = programFacts({ id, code: values['code'] ?? null, title: title ?? sourcedId, status });
      return { events: [{ fact: ProgramListed.of(facts), revision }] };
    }
    return this.lines.put(tx, id, values, { print, ends, modified, revision });
  }

  /** Remembers what an unchanged line means, for the lines that name it. */
  private reach(kind: CatalogueKind, values: Values, id: string): void {
    if (kind === 'program') this.lines.programs.set(values['sourcedId']!, id);
    if (kind === 'offering')
      this.offerings.add(values['sourcedId']!, id, values['program'] ?? null, values['terms']?.split(',') ?? []);
  }
}
