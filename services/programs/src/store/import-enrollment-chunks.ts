import type { EnrollmentRole, ReceiptCode } from '@chiron/contracts/programs';
import type { Tx } from '@chiron/postgres';
import type { Import } from '../domain/import.js';
import { readIncoming, type Incoming, type PresentRow, type Reading, type SourceValues } from '../domain/incoming.js';
import { plan, presentStatus, presentValues, type Planned } from '../domain/plan.js';
import { SeenSet } from '../domain/seen.js';
import { stateOf } from '../domain/take-back.js';
import type { Line } from '../formats/lines.js';
import { at, rowText, saidInPassing, textOf, type Looked, type Prepared } from './import-enrollment-lines.js';
import {
  differingRows,
  fingerprintOf,
  identityOf,
  newId,
  presentRows,
  rowsOfIdentity,
  writeRows,
  type RowChange,
} from './import-enrollments.pg.js';
import type { OfferingsInReach } from './import-offerings.pg.js';
import type { ImportPeople } from './import-people.pg.js';
import type { ReadingSettings } from './import-settings.js';
import { cell, emptyReceipts, noUndo, type ChunkWork } from './import-work.js';

const live = (status: string): boolean => status === 'active' || status === 'pending';

interface Judged {
  readonly place: number;
  readonly sourcedId: string;
  readonly fingerprint: string;
  readonly incoming: Incoming;
  readonly values: SourceValues | null;
  present: PresentRow | null;
}

/** Enrollment lines of one pass, chunk by chunk. */
export class EnrollmentChunks {
  private readonly reading: Reading;
  private readonly ids: SeenSet;
  private readonly identities: SeenSet;
  /** our ids of rows that this pass ended or moved: a preview finds their old places taken in the database still */
  private readonly left = new Set<string>();

  constructor(
    private readonly one: Pick<Import, 'source' | 'rows'> & { readonly id: string | undefined },
    private readonly source: ReadingSettings,
    private readonly offerings: OfferingsInReach,
    private readonly people: ImportPeople,
    private readonly write: boolean,
    private readonly ended: Map<string, number>,
  ) {
    this.reading = source.readingOf('enrollment');
    this.ids = new SeenSet(one.rows);
    this.identities = new SeenSet(one.rows);
  }

  /** Whether the data set names this sourcedId, well or badly. */
  names(sourcedId: string): boolean {
    return this.ids.has(sourcedId);
  }

  /** What needs no database: which ids repeat, and each line's fingerprint. */
  prepare(lines: readonly Line[]): Prepared {
    const repeated = new Set<number>();
    const places: number[] = [];
    const ids: string[] = [];
    const prints: string[] = [];
    const { signature } = this.source;
    for (let place = 0; place < lines.length; place++) {
      const line = lines[place]!;
      const id = cell(line, at.sourcedId);
      if (id === null) continue;
      if (!this.ids.add(id)) {
        repeated.add(place);
        continue;
      }
      if (line[1] !== null) continue;
      places.push(place);
      ids.push(id);
      prints.push(fingerprintOf(`${signature}\u001f${rowText(line)}`));
    }
    return { lines, repeated, places, ids, prints };
  }

  /** A chunk that was committed before: what was seen in it is seen again. */
  recall(lines: readonly Line[], outcomes: readonly string[]): void {
    lines.forEach((line, place) => {
      const id = cell(line, at.sourcedId);
      if (id !== null) this.ids.add(id);
      if (outcomes[place] !== 'rejected') this.take(line);
    });
  }

  /** Claims the line's person, offering and role for it; false where an earlier line of the data set has them. */
  private take(line: Line): boolean {
    if (cell(line, at.status)?.toLowerCase() === 'tobedeleted') return true;
    const role = this.reading.roles.get(cell(line, at.role)?.toLowerCase() ?? '');
    return this.identities.add(identityOf(cell(line, at.person) ?? '', cell(line, at.offering) ?? '', role ?? ''));
  }

  /** `looked` where the caller has looked up already what the lines meet. */
  async work(tx: Tx, prepared: Prepared, looked?: Looked): Promise<ChunkWork> {
    const { lines, repeated, places, ids, prints } = prepared;
    const receipts = emptyReceipts(lines.length);
    const reject = (place: number, code: ReceiptCode, field: string | null) => {
      receipts.outcomes[place] = 'rejected';
      receipts.codes[place] = code;
      receipts.fields[place] = field;
    };
    lines.forEach((line, place) => {
      if (line[1] !== null) reject(place, line[1], line[2]);
      else if (cell(line, at.sourcedId) === null) reject(place, 'missing-id', 'sourcedId');
      else if (repeated.has(place)) reject(place, 'duplicate-id', 'sourcedId');
    });

    const differing = new Map<number, string | null>(
      this.source.first
        ? places.map((_, i) => [i, null])
        : (looked?.differing ?? (await differingRows(tx, this.one.source, ids, prints))).map((row) => [
            row.place,
            row.id,
          ]),
    );
    const scope = this.source.scope;
    await this.offerings.meet(
      tx,
      places.filter((_, i) => scope !== null || differing.has(i)).map((place) => cell(lines[place]!, at.offering)),
    );

    const judged: { judged: Judged; storedId: string | null }[] = [];
    for (let i = 0; i < places.length; i++) {
      const place = places[i]!;
      const line = lines[place]!;
      if (!differing.has(i)) {
        // The very row that was received last, under the same settings.
        if (scope && this.offerings.find(cell(line, at.offering)!)?.inScope === false)
          reject(place, 'outside-scope', 'offering');
        else {
          receipts.outcomes[place] = 'unchanged';
          if (!this.take(line)) reject(place, 'duplicate-enrollment', 'person');
        }
        continue;
      }
      const one = this.judge(line, place, ids[i]!, prints[i]!, reject);
      if (one) judged.push({ judged: one, storedId: differing.get(i) ?? null });
    }

    const described = await this.people.describe(tx, saidInPassing(lines, receipts, this.people, this.reading));
    await this.people.meet(
      tx,
      judged.map(({ judged: one }) => one.values?.person).filter((id) => id !== undefined),
    );

    const present = await presentRows(
      tx,
      judged.map(({ storedId }) => storedId).filter((id) => id !== null),
    );
    for (const { judged: one, storedId } of judged) one.present = storedId ? (present.get(storedId) ?? null) : null;
    // A line that ends may leave its offering out; where the row stands decides.
    const ends = judged.flatMap(({ judged: one }) =>
      one.values || !one.present ? [] : [one.present.values.offeringId],
    );
    const outside = await this.offerings.outsideScope(tx, ends);
    const moving = judged.map((each) => each.judged).filter((one) => one.values && !holdsItsPlace(one));
    const holders = this.source.first
      ? new Map<string, PresentRow>()
      : (looked?.holders ??
        (await rowsOfIdentity(
          tx,
          this.one.source,
          moving.map((one) => one.values!),
        )));

    const changes: RowChange[] = [];
    const undo = noUndo();
    const met = new Array<string | null>(lines.length).fill(null);
    for (const { judged: one } of judged) {
      if (!one.values && one.present && outside.has(one.present.values.offeringId)) {
        reject(one.place, 'outside-scope', 'offering');
        continue;
      }
      const planned = this.decide(one, holders, lines[one.place]!);
      if ('rejected' in planned) {
        reject(one.place, planned.rejected, 'person');
        continue;
      }
      receipts.outcomes[one.place] = planned.outcome;
      receipts.codes[one.place] = planned.code ?? receipts.codes[one.place] ?? null;
      if (planned.field !== null) receipts.fields[one.place] = planned.field;
      else if (planned.code === 'ambiguous-modified-date') receipts.fields[one.place] = 'dateLastModified';
      met[one.place] = this.collect(one, planned, changes, undo);
    }
    undo.people.push(...described.changes);
    const events: ChunkWork['events'][number][] = [...described.events];
    const drafts = await this.offerings.writeDrafts(tx, this.write);
    events.push(...drafts.events);
    undo.things.push(...drafts.made);
    if (this.write) events.push(...(await writeRows(tx, this.one.source, this.one.id, changes)));
    return { ...receipts, events, undo, ids: met, becameKnown: described.becameKnown };
  }

  private judge(
    line: Line,
    place: number,
    sourcedId: string,
    fingerprint: string,
    reject: (place: number, code: ReceiptCode, field: string | null) => void,
  ): Judged | null {
    const text = textOf(line);
    const incoming = readIncoming(text, this.reading);
    if ('code' in incoming) {
      reject(place, incoming.code, incoming.field);
      return null;
    }
    const offering =
      text.offering === null
        ? undefined
        : this.offerings.findOrDraft(text.offering, cell(line, at.offeringTitle) ?? null, incoming.ends);
    if (offering && this.source.scope && !offering.inScope) {
      reject(place, 'outside-scope', 'offering');
      return null;
    }
    if (incoming.ends) return { place, sourcedId, fingerprint, incoming, values: null, present: null };
    if (!offering) {
      reject(place, 'unknown-offering', 'offering');
      return null;
    }
    const values: SourceValues = {
      person: text.person!,
      offeringId: offering.id,
      role: incoming.role as EnrollmentRole,
      beginDate: incoming.beginDate,
      endDate: incoming.endDate,
    };
    return { place, sourcedId, fingerprint, incoming, values, present: null };
  }

  /** The plan of one line, once it is clear which row it means and that no other holds its place. */
  private decide(
    one: Judged,
    holders: ReadonlyMap<string, PresentRow>,
    line: Line,
  ): Planned | { rejected: ReceiptCode } {
    const { values, sourcedId, incoming } = one;
    if (values) {
      const identity = identityOf(values.person, values.offeringId, values.role);
      const holder = holdsItsPlace(one) ? undefined : holders.get(identity);
      const inTheWay = holder && holder.id !== one.present?.id && !this.left.has(holder.id) ? holder : undefined;
      if (inTheWay && one.present && live(inTheWay.status)) return { rejected: 'duplicate-enrollment' };
      if (!this.take(line)) return { rejected: 'duplicate-enrollment' };
      if (inTheWay && !one.present) one.present = inTheWay;
    }
    const personKnown = values === null || this.people.isKnown(values.person);
    return plan({ sourcedId, incoming, values, personKnown }, one.present, this.source.policy);
  }

  /** Adds what the row becomes to what is to be written; answers its id, where there is such a row. */
  private collect(one: Judged, planned: Planned, changes: RowChange[], undo: ChunkWork['undo']): string | null {
    const { row, fact } = planned;
    const { present } = one;
    if (!row) return present?.id ?? null;
    const status = presentStatus(row);
    const id = present?.id ?? newId();
    if (present) {
      if (status === 'ended' && live(present.status)) {
        this.ended.set(present.values.offeringId, (this.ended.get(present.values.offeringId) ?? 0) + 1);
      }
      if (!sameIdentity(row.values, present) || !live(status)) this.left.add(id);
    }
    // A pending row is compared in full each time: its person may have become known.
    const fingerprint = status === 'pending' ? null : one.fingerprint;
    changes.push({ id, present, row, verb: fact, fingerprint });
    if (!present) undo.created.push(id);
    else undo.changed.push({ id, before: stateOf(present), after: stateOf(row) });
    return id;
  }
}

/** Whether the row is live already where its line puts it: then no other can be. */
function holdsItsPlace({ values, present }: Judged): boolean {
  return values !== null && present !== null && live(present.status) && sameIdentity(values, present);
}

function sameIdentity(values: SourceValues, present: PresentRow | null): boolean {
  if (!present) return false;
  const before = presentValues(present.values, present.overrides);
  return before.person === values.person && before.offeringId === values.offeringId && before.role === values.role;
}
