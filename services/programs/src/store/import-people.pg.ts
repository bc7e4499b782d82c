import { hash } from 'node:crypto';
import type { Fact } from '@chiron/contracts/core';
import { PersonDescribed, type PersonDescription } from '@chiron/contracts/programs';
import { forFew, prepared, type Tx } from '@chiron/postgres';
import {
  describePerson,
  descriptionFields,
  makesKnown,
  mergeDescription,
  sameDescription,
  type Description,
} from '../domain/person-description.js';
import { affiliationsOf } from './affiliations.pg.js';
import { printColumn } from './import-enrollments.pg.js';
import { Organisations } from './organisations.pg.js';
import { descriptionFrom, insertPeople, readPeople, updatePeople, type PersonWrite } from './people-rows.pg.js';

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

export interface PeopleEntry {
  readonly fact: Fact<PersonDescription>;
  readonly revision: number;
}

/** Above this many people the memory of whom we met is begun anew: some 150 bytes each. */
const remembered = 220_000;

const met = prepared(`select sourced_id, known, ${printColumn} from people where source = $1 and sourced_id = any($2)`);

const textOf = (said: Description): string => descriptionFields.map((field) => said[field] ?? '').join('\u001f');

/** The people of one source, as a running import meets them. */
export class ImportPeople {
  private readonly cache = new Map<string, Known>();
  private readonly organisations: Organisations;

  constructor(
    private readonly source: string,
    /** of the source; asked for only when something is told of a person */
    private readonly domains: () => readonly string[],
    private readonly write: boolean,
  ) {
    this.organisations = new Organisations(source);
  }

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
  ): Promise<{
    events: PeopleEntry[];
    becameKnown: string[];
    changes: PersonChange[];
    outcome: Map<string, PersonOutcome>;
  }> {
    await this.meet(tx, entries.keys());
    const outcome = new Map<string, PersonOutcome>();
    const prints = new Map<string, string>();
    for (const [id, { said, inPassing }] of entries) {
      const text = textOf(said);
      const known = this.cache.get(id)!;
      const print = hash('md5', text);
      if (known.last === print) outcome.set(id, 'unchanged');
      else prints.set(id, print);
      if (inPassing) known.last = text;
    }
    const becameKnown: string[] = [];
    const changes: PersonChange[] = [];
    if (prints.size === 0) return { events: [], becameKnown, changes, outcome };

    const present = await readPeople(tx, this.source, [...prints.keys()]);
    const inserts: PersonWrite[] = [];
    const updates: PersonWrite[] = [];
    const told: PersonWrite[] = [];
    for (const [id, fingerprint] of prints) {
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
      const changed = !before || !sameDescription(before, after);
      outcome.set(id, before ? (changed ? 'updated' : 'unchanged') : 'created');
      if (known && !(stored?.known ?? false)) becameKnown.push(id);
      memory.known = known;
      if (!inPassing) memory.last = fingerprint;
      const write = {
        sourcedId: id,
        said: after,
        known,
        modified: modified ?? stored?.modified_at ?? null,
        fingerprint,
        revision: stored ? stored.revision + (changed ? 1 : 0) : 1,
      };
      (stored ? updates : inserts).push(write);
      if (!changed) continue;
      changes.push({ sourcedId: id, before, after });
      told.push(write);
    }
    // Of somebody whom a row mentions for the first time, no affiliation was delivered.
    const events = await this.tell(tx, told, (id) => present.has(id) || !entries.get(id)!.inPassing);
    if (this.write) {
      await insertPeople(tx, this.source, inserts);
      await updatePeople(tx, this.source, updates);
    }
    return { events, becameKnown, changes, outcome };
  }

  /** Tells people who are described already anew, because where they belong changed. */
  async retell(tx: Tx, sourcedIds: readonly string[]): Promise<PeopleEntry[]> {
    const present = await readPeople(tx, this.source, sourcedIds);
    if (present.size === 0) return [];
    const events = await this.tell(
      tx,
      [...present].map(([sourcedId, row]) => ({ sourcedId, said: descriptionFrom(row), revision: row.revision + 1 })),
    );
    if (this.write) {
      await tx.run(
        'update people set revision = revision + 1, changed_at = now() where source = $1 and sourced_id = any($2)',
        [this.source, [...present.keys()]],
      );
    }
    return events;
  }

  /** Gives people back their earlier description where the present one is still what the import wrote. */
  async giveBack(tx: Tx, changes: readonly PersonChange[]): Promise<{ events: PeopleEntry[]; left: string[] }> {
    const present = await readPeople(
      tx,
      this.source,
      changes.map((change) => change.sourcedId),
    );
    const left: string[] = [];
    const updates: PersonWrite[] = [];
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
      const said = restored as unknown as Description;
      if (sameDescription(now, said)) continue;
      const { known, revision } = stored;
      updates.push({ sourcedId, said, known, modified: null, fingerprint: null, revision: revision + 1 });
    }
    const events = await this.tell(tx, updates);
    await updatePeople(tx, this.source, updates);
    return { events, left };
  }

  /** One event for each, with the affiliations that stand. */
  private async tell(
    tx: Tx,
    people: readonly Pick<PersonWrite, 'sourcedId' | 'said' | 'revision'>[],
    belongs: (sourcedId: string) => boolean = () => true,
  ): Promise<PeopleEntry[]> {
    const asked = people.filter(({ sourcedId }) => belongs(sourcedId));
    const affiliations = await affiliationsOf(
      tx,
      this.organisations,
      new Map(asked.map(({ sourcedId, said }) => [sourcedId, said.organisations])),
    );
    return people.map(({ sourcedId, said, revision }) => ({
      fact: PersonDescribed.of(
        describePerson(this.source, sourcedId, said, affiliations.get(sourcedId) ?? [], this.domains()),
      ),
      revision,
    }));
  }
}
