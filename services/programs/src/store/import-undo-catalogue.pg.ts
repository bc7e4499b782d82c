import type { Fact } from '@chiron/contracts/core';
import type { Tx } from '@chiron/postgres';
import type { UndoReport } from '../domain/import.js';
import { givenBack, untouched, type Standing } from '../domain/hand-changes.js';
import { tellsOtherwise } from '../domain/organisation.js';
import { readAffiliations, writeAffiliations, type AffiliationChange } from './affiliations.pg.js';
import {
  endOf,
  entriesOf,
  readThings,
  writeThing,
  type StoredThing,
  type Thing,
  type ThingChange,
  type ThingKind,
} from './catalogue-things.pg.js';
import type { ImportPeople } from './import-people.pg.js';
import { mustBeTold } from './organisations.pg.js';

interface GivenBack {
  readonly undone: number;
  readonly left: UndoReport['leftItems'][number][];
  readonly events: { readonly fact: Fact; readonly revision: number }[];
}

/** What still uses a thing that an import made: then it stays as it is. */
const users: Readonly<Record<ThingKind, string | null>> = {
  org: `select 1 from affiliations where source = $1 and organisation = $2 and not ended`,
  term: `select 1 from offering_terms ot join offerings o on o.id = ot.offering_id
    where ot.term_id = $2 and o.status <> 'cancelled'`,
  program: `select 1 from offerings where program_id = $2 and status <> 'cancelled'`,
  offering: `select 1 from enrollments where offering_id = $2 and coalesce(overrides #>> '{status,value}', status) <> 'ended'
    union all select 1 from class_meetings where offering_id = $2`,
};

/**
 * Gives the catalogue back what stood before the import. What the import made is cancelled, retired or ended where nobody
 * changed it since and nothing uses it; it is never deleted.
 */
export async function giveBackThings(tx: Tx, source: string, changes: readonly ThingChange[]): Promise<GivenBack> {
  const back: GivenBack & { undone: number } = { undone: 0, left: [], events: [] };
  const untold: string[] = [];
  for (const kind of ['offering', 'program', 'term', 'org'] as const) {
    const ofKind = changes.filter((change) => change.kind === kind);
    if (ofKind.length === 0) continue;
    const present = await readThings(
      tx,
      kind,
      source,
      ofKind.map((change) => change.sourcedId),
    );
    for (const change of ofKind) {
      const thing = present.get(change.sourcedId);
      if (!thing) continue;
      const { next, left } = change.before
        ? named(givenBack(change.before, change.after, thing))
        : await closed(tx, source, change, thing);
      if (left !== null) back.left.push({ kind, sourcedId: change.sourcedId, reason: left });
      if (!next) continue;
      const shown = !untouched(next, { ...thing, hands: next.hands });
      const modified = sameMoment(thing.modified, change.after.modified)
        ? (change.before?.modified ?? null)
        : thing.modified;
      const written: Thing = { ...thing, ...next, modified, revision: thing.revision + (shown ? 1 : 0) };
      await writeThing(tx, kind, source, written, thing, null);
      back.events.push(...entriesOf(kind, written, thing));
      if (shown) back.undone++;
      if (kind === 'org' && tellsOtherwise(thing.values, written.values)) untold.push(change.sourcedId);
    }
  }
  await mustBeTold(tx, source, untold);
  return back;
}

interface Judged {
  readonly next: Standing | null;
  /** why something of it stays */
  readonly left: string | null;
}

const named = ({ next, left }: { next: Standing; left: string[] }): Judged => ({
  next,
  left: left.length > 0 ? `changed since: ${left.join(', ')}` : null,
});

/** A thing that the import made, over; or why it stays. */
async function closed(tx: Tx, source: string, change: ThingChange, present: StoredThing): Promise<Judged> {
  const { field, over } = endOf[change.kind];
  if (present.values[field] === over) return { next: null, left: null };
  if (!untouched(change.after, present)) return { next: null, left: 'changed since it was created' };
  const used = await tx.query(`select 1 from (${users[change.kind]}) used where $1::text is not null limit 1`, [
    source,
    present.id,
  ]);
  if (used.length > 0) return { next: null, left: 'in use' };
  return { next: { values: { ...present.values, [field]: over }, hands: present.hands }, left: null };
}

/** Gives affiliations back, and tells the people whose they are anew. */
export async function giveBackAffiliations(
  tx: Tx,
  source: string,
  changes: readonly AffiliationChange[],
  people: ImportPeople,
): Promise<GivenBack> {
  const left: GivenBack['left'] = [];
  if (changes.length === 0) return { undone: 0, left, events: [] };
  const present = await readAffiliations(
    tx,
    source,
    changes.map((change) => change.sourcedId),
  );
  const touched = new Set<string>();
  const writes: Parameters<typeof writeAffiliations>[2][number][] = [];
  for (const { sourcedId, before, after } of changes) {
    const stored = present.get(sourcedId);
    if (!stored) continue;
    const standing: Standing = { values: stored.values, hands: null };
    if (!before && !untouched(after, standing)) {
      if (stored.values['ended'] === false)
        left.push({ kind: 'affiliation', sourcedId, reason: 'changed since it was created' });
      continue;
    }
    const was = before ?? { values: { ...after.values, ended: true }, hands: null };
    const back = givenBack(was, after, standing);
    if (back.left.length > 0)
      left.push({ kind: 'affiliation', sourcedId, reason: `changed since: ${back.left.join(', ')}` });
    if (untouched(back.next, standing)) continue;
    writes.push({ sourcedId, values: back.next.values, fingerprint: null });
    for (const { values } of [standing, back.next]) touched.add(values['person'] as string);
  }
  await writeAffiliations(
    tx,
    source,
    writes,
    writes.map(({ sourcedId }) => sourcedId),
  );
  const events = touched.size > 0 ? await people.retell(tx, [...touched]) : [];
  return { undone: writes.length, left, events };
}

function sameMoment(one: string | null, other: string | null): boolean {
  return one === other || (one !== null && other !== null && Date.parse(one) === Date.parse(other));
}
