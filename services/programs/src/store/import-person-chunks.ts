import type { ReceiptCode } from '@chiron/contracts/programs';
import type { Tx } from '@chiron/postgres';
import type { CatalogueValues } from '../domain/hand-changes.js';
import { readHead } from '../domain/incoming.js';
import { checkIdentifiers } from '../domain/person-description.js';
import { SeenSet } from '../domain/seen.js';
import { columns, type Line } from '../formats/lines.js';
import { readAffiliations, writeAffiliations, type AffiliationToWrite } from './affiliations.pg.js';
import { fingerprintOf } from './import-enrollments.pg.js';
import type { ImportPeople, Said } from './import-people.pg.js';
import type { ReadingSettings } from './import-settings.js';
import { cell, emptyReceipts, noUndo, type ChunkWork } from './import-work.js';

const person = Object.fromEntries(columns.person.map((name, i) => [name, i + 3])) as Record<
  (typeof columns.person)[number],
  number
>;
const aff = Object.fromEntries(columns.affiliation.map((name, i) => [name, i + 3])) as Record<
  (typeof columns.affiliation)[number],
  number
>;

/** Lines of people and of their affiliations, which an archive delivers apart and the platform tells together. */
export class PersonChunks {
  private readonly ids = new SeenSet();
  private readonly affiliationIds = new SeenSet();

  constructor(
    private readonly name: string,
    private readonly source: ReadingSettings,
    private readonly people: ImportPeople,
    private readonly write: boolean,
  ) {}

  /** A chunk that was committed before: its ids are taken. */
  recall(kind: 'person' | 'affiliation', lines: readonly Line[]): void {
    const ids = kind === 'person' ? this.ids : this.affiliationIds;
    for (const line of lines) if (line[3] !== null) ids.add(line[3] as string);
  }

  async work(tx: Tx, lines: readonly Line[]): Promise<ChunkWork> {
    const receipts = emptyReceipts(lines.length);
    const entries = new Map<string, Said>();
    const placeOf = new Map<string, number>();
    lines.forEach((line, place) => {
      const refused = judgeHead(line, this.ids);
      if (refused) return note(receipts, place, refused.code, refused.field);
      const head = readHead(cell(line, person.status)!, cell(line, person.modified)!, this.source.readingOf('person'));
      if ('code' in head) return note(receipts, place, head.code, head.field);
      const id = cell(line, person.sourcedId)!;
      if (head.ends) {
        // The source no longer speaks of them; what they did stays, so nothing is taken away.
        return note(receipts, place, 'nothing-to-end', null, 'unchanged');
      }
      const checked = checkIdentifiers({
        givenName: cell(line, person.givenName)!,
        middleName: cell(line, person.middleName)!,
        familyName: cell(line, person.familyName)!,
        preferredGivenName: cell(line, person.preferredGivenName)!,
        preferredFamilyName: cell(line, person.preferredFamilyName)!,
        pronouns: cell(line, person.pronouns)!,
        email: cell(line, person.email)!,
        orcid: cell(line, person.orcid)!,
        privacyHold: cell(line, person.privacyHold) === null ? null : cell(line, person.privacyHold) === 'true',
        organisations: cell(line, person.orgs),
      });
      receipts.codes[place] = checked.warning ?? head.warning;
      receipts.fields[place] = checked.field ?? (head.warning ? 'dateLastModified' : null);
      entries.set(id, { said: checked.said, modified: head.modified, inPassing: false });
      placeOf.set(id, place);
    });
    const done = await this.people.describe(tx, entries);
    for (const [id, outcome] of done.outcome) {
      const place = placeOf.get(id)!;
      receipts.outcomes[place] = outcome;
      if (outcome === 'stale') note(receipts, place, 'older-than-present', 'dateLastModified', 'stale');
    }
    return {
      ...receipts,
      events: done.events,
      undo: { ...noUndo(), people: done.changes },
      becameKnown: done.becameKnown,
    };
  }

  /** Affiliation lines; people who are described already are told anew where theirs changed. */
  async affiliations(tx: Tx, lines: readonly Line[]): Promise<ChunkWork> {
    const receipts = emptyReceipts(lines.length);
    const reading = this.source.readingOf('affiliation');
    const rows = new Map<string, { place: number; print: string; values: CatalogueValues }>();
    lines.forEach((line, place) => {
      const refused = judgeHead(line, this.affiliationIds);
      if (refused) return note(receipts, place, refused.code, refused.field);
      const head = readHead(cell(line, aff.status)!, cell(line, aff.modified)!, reading);
      if ('code' in head) return note(receipts, place, head.code, head.field);
      if (cell(line, aff.person) === null) return note(receipts, place, 'missing-field', 'userSourcedId');
      if (cell(line, aff.org) === null) return note(receipts, place, 'missing-field', 'orgSourcedId');
      const dates: Record<string, string | null> = { beginDate: null, endDate: null };
      for (const field of ['beginDate', 'endDate'] as const) {
        if (cell(line, aff[field]) === null) continue;
        const read = reading.readDate(cell(line, aff[field])!, reading.order[field]);
        if (!('date' in read)) return note(receipts, place, 'bad' in read ? 'bad-date' : 'ambiguous-date', field);
        dates[field] = read.date;
      }
      rows.set(cell(line, aff.sourcedId)!, {
        place,
        print: fingerprintOf(this.source.signature + JSON.stringify(line.slice(3))),
        values: {
          person: cell(line, aff.person),
          organisation: cell(line, aff.org),
          position: cell(line, aff.role),
          primary: cell(line, aff.primary) === null ? null : cell(line, aff.primary) === 'true',
          ...dates,
          ended: head.ends,
        },
      });
    });
    const present = await readAffiliations(tx, this.name, [...rows.keys()]);
    const writes: AffiliationToWrite[] = [];
    const standing: string[] = [];
    const undo = noUndo();
    const touched = new Set<string>();
    for (const [sourcedId, { place, print, values }] of rows) {
      const stored = present.get(sourcedId);
      const { ended } = values;
      if (stored?.fingerprint === print || (ended && !stored)) {
        receipts.outcomes[place] = 'unchanged';
        continue;
      }
      const was = stored?.values['ended'];
      receipts.outcomes[place] = !stored
        ? 'created'
        : ended
          ? was
            ? 'unchanged'
            : 'ended'
          : was
            ? 'restored'
            : 'updated';
      touched.add(values['person'] as string);
      if (stored) {
        standing.push(sourcedId);
        // One that moves to another person is told of both.
        touched.add(stored.values['person'] as string);
      }
      writes.push({ sourcedId, values, fingerprint: print });
      const before = stored ? { values: stored.values, hands: null } : null;
      undo.affiliations.push({ sourcedId, before, after: { values, hands: null } });
    }
    if (this.write) await writeAffiliations(tx, this.name, writes, standing);
    const events = touched.size > 0 ? await this.people.retell(tx, [...touched]) : [];
    return { ...receipts, events, undo, becameKnown: [] };
  }
}

/** The faults that every kind of line can have. */
export function judgeHead(line: Line, seen: SeenSet): { code: ReceiptCode; field: string | null } | null {
  const id = line[3] as string | null;
  const repeated = id !== null && !seen.add(id);
  if (line[1] !== null) return { code: line[1], field: line[2] };
  if (id === null) return { code: 'missing-id', field: 'sourcedId' };
  return repeated ? { code: 'duplicate-id', field: 'sourcedId' } : null;
}

/** Fills in one receipt. */
export function note(
  receipts: Pick<ChunkWork, 'outcomes' | 'codes' | 'fields'>,
  place: number,
  code: ReceiptCode,
  field: string | null,
  outcome: ChunkWork['outcomes'][number] = 'rejected',
): void {
  receipts.outcomes[place] = outcome;
  receipts.codes[place] = code;
  receipts.fields[place] = field;
}
