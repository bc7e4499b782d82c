import { uuidv7 } from 'uuidv7';
import { addDays, type Fact } from '@chiron/contracts/core';
import type { Outcome, ReceiptCode } from '@chiron/contracts/programs';
import type { Tx } from '@chiron/postgres';
import { delivered, type CatalogueValues, type Delivered } from '../domain/hand-changes.js';
import { readHead } from '../domain/incoming.js';
import { tellsOtherwise } from '../domain/organisation.js';
import { SeenSet } from '../domain/seen.js';
import { columns, type Line } from '../formats/lines.js';
import {
  endOf,
  entriesOf,
  readThings,
  stateOfThing,
  writeThing,
  type StoredThing,
  type Thing,
  type ThingKind,
} from './catalogue-things.pg.js';
import { fingerprintOf } from './import-enrollments.pg.js';
import { OfferingLines, type Values } from './import-offering-lines.pg.js';
import type { OfferingsInReach } from './import-offerings.pg.js';
import { judgeHead, note } from './import-person-chunks.js';
import type { ReadingSettings } from './import-settings.js';
import { mustBeTold } from './organisations.pg.js';
import { emptyReceipts, noUndo, type ChunkWork } from './import-work.js';

interface Fault {
  readonly code: ReceiptCode;
  readonly field: string | null;
}

/** Organisations, terms, programs and offerings as a data set describes them: some hundred lines, written one by one. */
export class CatalogueChunks {
  private readonly seen: Record<ThingKind, SeenSet> = {
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
    this.lines = new OfferingLines(source);
  }

  /** A chunk that was committed before: its ids are taken. */
  recall(kind: ThingKind, lines: readonly Line[]): void {
    for (const line of lines) if (line[3] !== null) this.seen[kind].add(line[3] as string);
  }

  async work(tx: Tx, kind: ThingKind, lines: readonly Line[]): Promise<ChunkWork> {
    const receipts = emptyReceipts(lines.length);
    const events: { fact: Fact; revision: number }[] = [];
    const undo = noUndo();
    const untold: string[] = [];
    const sourcedIds = lines.map((line) => line[3] as string | null);
    const present = await readThings(tx, kind, this.source, sourcedIds);
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
        this.reach(kind, values, stored);
        continue;
      }
      if (head.ends && !stored) {
        note(receipts, place, 'nothing-to-end', null, 'unchanged');
        continue;
      }
      if (stored?.modified && head.modified && Date.parse(head.modified) < Date.parse(stored.modified)) {
        note(receipts, place, 'older-than-present', 'dateLastModified', 'stale');
        continue;
      }
      const says = await this.says(tx, kind, values, head.ends);
      if ('code' in says) {
        note(receipts, place, says.code, says.field);
        continue;
      }
      const change = stored ? delivered(stored, says.values, this.settings.policy) : made(says.values);
      if (reversed(change.next.values)) {
        note(receipts, place, 'dates-reversed', 'endDate');
        continue;
      }
      const next: Thing = {
        id: stored?.id ?? uuidv7(),
        sourcedId: values['sourcedId']!,
        ...change.next,
        modified: head.modified,
        revision: (stored?.revision ?? 0) + (change.shown ? 1 : 0),
      };
      receipts.outcomes[place] = outcomeOf(kind, stored, next, change);
      const byHand = change.overwritten ?? change.kept;
      receipts.codes[place] = byHand
        ? change.overwritten
          ? 'hand-change-overwritten'
          : 'hand-change-kept'
        : head.warning;
      receipts.fields[place] = byHand ?? (head.warning ? 'dateLastModified' : null);
      this.reach(kind, values, next);
      events.push(...entriesOf(kind, next, stored ?? null));
      undo.things.push({
        kind,
        sourcedId: next.sourcedId,
        before: stored ? stateOfThing(stored) : null,
        after: stateOfThing(next),
      });
      if (this.write) await writeThing(tx, kind, this.source, next, stored ?? null, print);
      if (kind === 'org' && tellsOtherwise(stored?.values, next.values)) untold.push(next.sourcedId);
    }
    if (this.write) await mustBeTold(tx, this.source, untold);
    return { ...receipts, events, undo, becameKnown: [] };
  }

  /** What the line says of the thing, with the source's ids translated to ours; one that ends it says nothing else. */
  private async says(
    tx: Tx,
    kind: ThingKind,
    line: Values,
    ends: boolean,
  ): Promise<Fault | { readonly values: CatalogueValues }> {
    const { field, over, on } = endOf[kind];
    if (ends) return { values: { [field]: over } };
    const { name, title, code, type, identifier, parent } = line;
    const state = { [field]: on };
    if (kind === 'org') return { values: { name, type, identifier, parent, ...state } };
    if (title === null) return { code: 'missing-field', field: 'title' };
    if (kind === 'program') return { values: { code, title, ...state } };
    if (kind === 'offering') return { values: { code, title, ...state, ...(await this.lines.places(tx, line)) } };
    const begin = this.date(line['beginDate']!, 'beginDate');
    if ('code' in begin) return begin;
    const end = this.date(line['endDate']!, 'endDate');
    if ('code' in end) return end;
    return { values: { title, type, beginDate: begin.date, endDate: end.date, parent, ...state } };
  }

  private date(text: string | null, column: 'beginDate' | 'endDate'): { date: string | null } | Fault {
    if (text === null) return { date: null };
    // Only terms have dates of their own.
    const reading = this.settings.readingOf('term');
    const read = reading.readDate(text, reading.order[column]);
    if ('date' in read) {
      return { date: column === 'endDate' && reading.exclusiveEnd ? addDays(read.date, -1) : read.date };
    }
    return { code: 'bad' in read ? 'bad-date' : 'ambiguous-date', field: column };
  }

  /** Remembers what the line's thing means, for the lines that name it; a preview has no other memory. */
  private reach(kind: ThingKind, line: Values, { id, sourcedId, values, hands }: Thing): void {
    if (kind === 'program') this.lines.programs.set(sourcedId, id);
    if (kind === 'term') {
      const [beginDate, endDate] = [values['beginDate'], values['endDate']] as (string | null)[];
      this.lines.terms.set(sourcedId, { id, beginDate: beginDate!, endDate: endDate! });
    }
    // Where a hand placed the offering elsewhere, the catalogue is asked, not the line.
    if (kind === 'offering' && !hands?.['programId'] && !hands?.['termIds'])
      this.offerings.add(sourcedId, id, line['program'] ?? null, line['terms']?.split(',') ?? []);
  }
}

const made = (values: CatalogueValues): Delivered => ({
  next: { values, hands: null },
  kept: null,
  overwritten: null,
  shown: true,
});

/** A hand may have set the one date and the source now the other. */
function reversed({ beginDate, endDate }: CatalogueValues): boolean {
  return typeof beginDate === 'string' && typeof endDate === 'string' && endDate < beginDate;
}

function outcomeOf(kind: ThingKind, stored: StoredThing | undefined, next: Thing, change: Delivered): Outcome {
  if (!stored) return 'created';
  const { field, over } = endOf[kind];
  const [was, is] = [stored.values[field] === over, next.values[field] === over];
  if (was !== is) return is ? 'ended' : 'restored';
  if (change.shown) return 'updated';
  return change.kept ? 'kept' : 'unchanged';
}
