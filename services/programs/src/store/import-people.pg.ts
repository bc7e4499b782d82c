import { hash } from 'node:crypto';
import type { Fact } from '@chiron/contracts/core';
import { PersonDescribed, type Affiliation, type PersonDescription } from '@chiron/contracts/programs';
import { copyLine, forFew, prepared, type Tx } from '@chiron/postgres';
import {
  describePerson,
  descriptionFields,
  makesKnown,
  mergeDescription,
  sameDescription,
  type Description,
} from '../domain/person-description.js';
import { affiliationsOf as affiliationsStanding } from './affiliations.pg.js';
import { printColumn } from './import-enrollments.pg.js';

/** What one data set says of a person, and when. */
export interface Said {
  readonly said: Description;
  readonly modified: string | null;
  /** a row that speaks of the person beside something else leaves what it does not mention */
  readonly inPassing: boolean;
}

export type PersonOutcome = 'created' | 'updated' | 'unchanged' | 'stale';

/** A person as the source described them before and after; undo reads it. */
export interface PersonChange {
  readonly sourcedId: string;
  readonly before: Description | null;
  readonly after: Description;
}

interface Known {
  known: boolean;
  /** What was said last, to pass over repetitions: the stored fingerprint, or the text of a row that spoke in passing. */
  last: string | null;
}

interface StoredPerson extends Record<string, unknown> {
  sourced_id: string;
  modified_at: string | null;
  revision: number;
  person_id: string | null;
  known: boolean;
}

export interface PeopleEntry {
  readonly fact: Fact<PersonDescription>;
  readonly revision: number;
}

const columnOf: Record<keyof Description, string> = {
  givenName: 'given_name',
  middleName: 'middle_name',
  familyName: 'family_name',
  preferredGivenName: 'preferred_given_name',
  preferredFamilyName: 'preferred_family_name',
  pronouns: 'pronouns',
  email: 'email',
  orcid: 'orcid',
  privacyHold: 'privacy_hold',
};
const columns = descriptionFields.map((field) => columnOf[field]);

/** Above this many people the memory of whom we met is begun anew: some 150 bytes each. */
const remembered = 220_000;

const met = prepared(`select sourced_id, known, ${printColumn} from people where source = $1 and sourced_id = any($2)`);

const textOf = (said: Description): string => descriptionFields.map((field) => said[field] ?? '').join('\u001f');

/** The people of one source, as a running import meets them. */
export class ImportPeople {
  private readonly cache = new Map<string, Known>();

  constructor(
    private readonly source: string,
    private readonly domains: readonly string[],
    private readonly write: boolean,
  ) {}

  isKnown(sourcedId: string): boolean {
    return this.cache.get(sourcedId)?.known ?? false;
  }

  /** Whether this data set said exactly this of the person already, in passing. */
  saidAlready(sourcedId: string, text: string): boolean {
    return this.cache.get(sourcedId)?.last === text;
  }

  /** Looks up those not met before. */
  async meet(tx: Tx, sourcedIds: Iterable<string>): Promise<void> {
    // A preview writes nothing, so its memory is all there is of whom it met.
    if (this.write && this.cache.size > remembered) this.cache.clear();
    const strangers: string[] = [];
    for (const id of new Set(sourcedIds)) {
      // Staff may link somebody unknown while the import runs.
      if (this.cache.get(id)?.known) continue;
      if (!this.cache.has(id)) this.cache.set(id, { known: false, last: null });
      strangers.push(id);
    }
    if (strangers.length === 0) return;
    const rows = await tx.query<{ sourced_id: string; known: boolean; fingerprint: string | null }>(
      forFew(met, strangers.length),
      [this.source, strangers],
    );
    for (const { sourced_id: id, known, fingerprint } of rows) {
      const { last } = this.cache.get(id)!;
      this.cache.set(id, { known, last: last ?? fingerprint });
    }
  }

  /**
   * Takes in what a chunk says of people: new ones are inserted, changed ones updated, each with its event; the same
   * again is passed over. Answers who became known, whose pending enrollments complete.
   */
  async describe(
    tx: Tx,
    entries: ReadonlyMap<string, Said>,
    affiliationsOf: (sourcedId: string) => readonly Affiliation[],
  ): Promise<{
    events: PeopleEntry[];
    becameKnown: string[];
    changes: PersonChange[];
    outcome: Map<string, PersonOutcome>;
  }> {
    await this.meet(tx, entries.keys());
    const outcome = new Map<string, PersonOutcome>();
    const prints = new Map<string, string>();
    const differing: string[] = [];
    for (const [id, { said, inPassing }] of entries) {
      const text = textOf(said);
      const known = this.cache.get(id)!;
      const print = hash('md5', text + JSON.stringify(affiliationsOf(id)));
      if (known.last === print) outcome.set(id, 'unchanged');
      else {
        prints.set(id, print);
        differing.push(id);
      }
      if (inPassing) known.last = text;
    }
    const events: PeopleEntry[] = [];
    const becameKnown: string[] = [];
    const changes: PersonChange[] = [];
    if (differing.length === 0) return { events, becameKnown, changes, outcome };

    const present = await this.read(tx, differing);
    // A row that speaks of somebody in passing says nothing of their affiliations: those that stand are told again.
    const passing = differing.filter((id) => present.has(id) && entries.get(id)!.inPassing);
    const standing = await affiliationsStanding(tx, this.source, passing);
    const inserts: string[] = [];
    const updates: Record<string, unknown>[] = [];
    for (const id of differing) {
      const { said, modified, inPassing } = entries.get(id)!;
      const stored = present.get(id);
      const memory = this.cache.get(id)!;
      if (stored && modified && stored.modified_at && Date.parse(modified) < Date.parse(stored.modified_at)) {
        outcome.set(id, 'stale');
        continue;
      }
      const before = stored ? descriptionFrom(stored) : null;
      const after = before ? mergeDescription(before, said, inPassing) : said;
      const known = (stored?.known ?? false) || makesKnown(said);
      const told = !before || !sameDescription(before, after) || affiliationsOf(id).length > 0;
      outcome.set(id, before ? (told ? 'updated' : 'unchanged') : 'created');
      if (known && !(stored?.known ?? false)) becameKnown.push(id);
      memory.known = known;
      if (!inPassing) memory.last = prints.get(id)!;
      const revision = stored ? stored.revision + (told ? 1 : 0) : 1;
      if (told) {
        changes.push({ sourcedId: id, before, after });
        events.push({
          fact: PersonDescribed.of(
            describePerson(this.source, id, after, standing.get(id) ?? affiliationsOf(id), this.domains),
          ),
          revision,
        });
      }
      const values = descriptionFields.map((field) => after[field]);
      if (!stored) inserts.push(copyLine([this.source, id, ...values, known, modified, prints.get(id)!, 1]));
      else {
        const row: Record<string, unknown> = {
          sourced_id: id,
          known,
          modified_at: modified ?? stored.modified_at,
          fingerprint: prints.get(id),
          revision,
        };
        descriptionFields.forEach((field, i) => (row[columns[i]!] = after[field]));
        updates.push(row);
      }
    }
    if (this.write) await this.store(tx, inserts, updates);
    return { events, becameKnown, changes, outcome };
  }

  /** Tells an already described person anew, because their affiliations changed. */
  async retell(
    tx: Tx,
    sourcedIds: readonly string[],
    affiliationsOf: (id: string) => readonly Affiliation[],
  ): Promise<PeopleEntry[]> {
    const present = await this.read(tx, sourcedIds);
    const events: PeopleEntry[] = [];
    for (const [id, stored] of present) {
      const described = describePerson(this.source, id, descriptionFrom(stored), affiliationsOf(id), this.domains);
      events.push({ fact: PersonDescribed.of(described), revision: stored.revision + 1 });
    }
    if (this.write && present.size > 0) {
      await tx.run(
        'update people set revision = revision + 1, changed_at = now(), fingerprint = null where source = $1 and sourced_id = any($2)',
        [this.source, [...present.keys()]],
      );
    }
    for (const id of present.keys()) this.cache.delete(id);
    return events;
  }

  /** Gives people back their earlier description where the present one is still what the import wrote. */
  async giveBack(tx: Tx, changes: readonly PersonChange[]): Promise<{ events: PeopleEntry[]; left: string[] }> {
    const ids = changes.map((change) => change.sourcedId);
    const present = await this.read(tx, ids);
    const standing = await affiliationsStanding(tx, this.source, ids);
    const events: PeopleEntry[] = [];
    const left: string[] = [];
    const updates: Record<string, unknown>[] = [];
    for (const { sourcedId, before, after } of changes) {
      const stored = present.get(sourcedId);
      if (!before) continue;
      if (!stored) {
        left.push(sourcedId);
        continue;
      }
      const now = descriptionFrom(stored);
      const restored: Record<string, unknown> = { ...now };
      for (const field of descriptionFields) {
        // A hold is never lifted by a data set, so neither by taking one back.
        if (before[field] === after[field] || field === 'privacyHold') continue;
        if (now[field] === after[field]) restored[field] = before[field];
        else if (!left.includes(sourcedId)) left.push(sourcedId);
      }
      const next = restored as unknown as Description;
      if (sameDescription(now, next)) continue;
      const row: Record<string, unknown> = {
        sourced_id: sourcedId,
        known: stored.known,
        modified_at: null,
        fingerprint: null,
        revision: stored.revision + 1,
      };
      descriptionFields.forEach((field, i) => (row[columns[i]!] = next[field]));
      updates.push(row);
      events.push({
        fact: PersonDescribed.of(
          describePerson(this.source, sourcedId, next, standing.get(sourcedId) ?? [], this.domains),
        ),
        revision: stored.revision + 1,
      });
    }
    await this.store(tx, [], updates);
    return { events, left };
  }

  private async read(tx: Tx, sourcedIds: readonly string[]): Promise<Map<string, StoredPerson>> {
    const rows = await tx.query<StoredPerson>(
      `select sourced_id, ${columns.join(', ')}, known, person_id, modified_at::text, revision
       from people where source = $1 and sourced_id = any($2)`,
      [this.source, sourcedIds],
    );
    return new Map(rows.map((row) => [row.sourced_id, row]));
  }

  private async store(tx: Tx, inserts: readonly string[], updates: readonly Record<string, unknown>[]): Promise<void> {
    if (inserts.length > 0) {
      await tx.copy(
        'people',
        ['source', 'sourced_id', ...columns, 'known', 'modified_at', 'fingerprint', 'revision'],
        inserts,
      );
    }
    if (updates.length > 0) {
      await tx.run(
        `update people p set ${columns.map((column) => `${column} = u.${column}`).join(', ')}, known = u.known,
           modified_at = u.modified_at, fingerprint = u.fingerprint, revision = u.revision, changed_at = now()
         from jsonb_to_recordset($2::jsonb) as u(sourced_id text, ${columns.map((column) => `${column} ${column === 'privacy_hold' ? 'boolean' : 'text'}`).join(', ')},
           known boolean, modified_at timestamptz, fingerprint uuid, revision int)
         where p.source = $1 and p.sourced_id = u.sourced_id`,
        [this.source, JSON.stringify(updates)],
      );
    }
  }
}

function descriptionFrom(row: StoredPerson): Description {
  return Object.fromEntries(
    descriptionFields.map((field, i) => [field, row[columns[i]!] ?? null]),
  ) as unknown as Description;
}
