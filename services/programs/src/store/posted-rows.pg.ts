import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { currentTraceparent } from '@chiron/http';
import { Outbox } from '@chiron/messaging';
import { Database } from '@chiron/postgres';
import { EnrollmentViews } from '../domain/enrollment-views.js';
import { PostedRows, type PostedOutcome, type PostedRow } from '../domain/posted-rows.js';
import { columns, type Line } from '../formats/lines.js';
import { EnrollmentChunks } from './import-enrollment-chunks.js';
import { lastReceived, rowsOfPlaces } from './import-enrollments.pg.js';
import { OfferingsInReach } from './import-offerings.pg.js';
import { ImportPeople } from './import-people.pg.js';
import { settingsOf } from './import-settings.js';
import { completePending } from './known-people.pg.js';
import { ensureSource, lockSource } from './sources.pg.js';

const alone = { exclusiveEnd: false, evidence: {}, scope: null, enrollmentsDelivered: true, first: false };
const togetherAtMost = 200;

interface Waiting {
  readonly row: PostedRow;
  readonly traceparent: string | undefined;
  readonly resolve: (outcome: PostedOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Rows of one source are planned one transaction after another, so those that arrive while one runs go together into the
 * next: a hundred callers wait for a few commits, not for a hundred. Nothing waits where nothing runs.
 */
@Injectable()
export class PgPostedRows extends PostedRows {
  private readonly waiting = new Map<string, Waiting[]>();

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly views: EnrollmentViews,
  ) {
    super();
  }

  async post(source: string, row: PostedRow): Promise<PostedOutcome> {
    // A transaction that is open holds the caller's idempotency key: the row commits with it.
    if (this.database.current) return (await this.together(source, [row], [currentTraceparent()]))[0]!;
    return new Promise((resolve, reject) => {
      const one = { row, traceparent: currentTraceparent(), resolve, reject };
      const queue = this.waiting.get(source);
      if (queue) queue.push(one);
      else {
        this.waiting.set(source, [one]);
        void this.work(source);
      }
    });
  }

  private async work(source: string): Promise<void> {
    const queue = this.waiting.get(source)!;
    while (queue.length > 0) await this.settle(source, takeTogether(queue));
    this.waiting.delete(source);
  }

  private async settle(source: string, batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.together(
        source,
        batch.map(({ row }) => row),
        batch.map(({ traceparent }) => traceparent),
      );
      batch.forEach(({ resolve }, i) => resolve(outcomes[i]!));
    } catch (error) {
      // One row's fault is not its neighbours'.
      if (batch.length === 1) batch[0]!.reject(error);
      else for (const one of batch) await this.settle(source, [one]);
    }
  }

  /** Two packets to the server and back: all that the rows refer to and meet, and all that they write. */
  private async together(
    name: string,
    rows: readonly PostedRow[],
    traces: readonly (string | undefined)[],
  ): Promise<PostedOutcome[]> {
    const { done, ids, shown } = await this.database.transaction(async (tx) => {
      tx.looksUpFew();
      const offerings = new OfferingsInReach(name, null);
      const people = new ImportPeople(name, () => settings.domains, true);
      // Behind the lock, each of these sees what whoever held it before has committed.
      const locked = lockSource(tx, name);
      const [source, received, holders] = await Promise.all([
        ensureSource(tx, name),
        lastReceived(
          tx,
          name,
          rows.map((row) => row.sourcedId),
        ),
        rowsOfPlaces(tx, name, rows.flatMap(placeOf)),
        offerings.meet(
          tx,
          rows.map((row) => row.offering),
        ),
        people.meet(
          tx,
          rows.flatMap((row) => row.person ?? []),
        ),
        locked,
      ]);
      const settings = settingsOf(source, this.clock.zone, alone);
      const chunk = new EnrollmentChunks(
        { id: undefined, source: name, rows: rows.length },
        settings,
        offerings,
        people,
        true,
        new Map(),
      );
      const prepared = chunk.prepare(rows.map(lineOf));
      const differing = prepared.ids.flatMap((sourcedId, place) => {
        const last = received.get(sourcedId);
        return last?.fingerprint === prepared.prints[place] ? [] : [{ place, id: last?.id ?? null }];
      });
      const done = await chunk.work(tx, prepared, { differing, holders });
      const traceOf = new Map(done.ids!.map((id, i) => [id, traces[i]]));
      await this.outbox.add(
        tx,
        done.events.map((event) => {
          const { enrollmentId } = event.fact.data as { enrollmentId?: string };
          return { ...event, traceparent: traceOf.get(enrollmentId ?? null) ?? traces[0] };
        }),
      );
      await completePending(tx, this.outbox, name, done.becameKnown);
      const ids = await this.find(name, rows, done.ids!);
      // Read before the commit, awaited after it: the commit waits for no answer.
      const shown = this.views.of(ids.filter((id) => id !== null));
      shown.catch(() => undefined);
      return { done, ids, shown };
    });
    // The relay has been woken: what it asks goes out before the answers are put together.
    await new Promise<void>((resolve) => setImmediate(resolve));
    const enrollments = await shown;
    return rows.map((_, i) => ({
      outcome: done.outcomes[i]!,
      code: done.codes[i]!,
      field: done.fields[i]!,
      enrollment: enrollments.get(ids[i] ?? '') ?? null,
    }));
  }

  /** The ids of rows that turned out to be the very rows received last. */
  private async find(
    source: string,
    rows: readonly PostedRow[],
    met: readonly (string | null)[],
  ): Promise<(string | null)[]> {
    const unmet = rows.filter((_, i) => met[i] === null).map((row) => row.sourcedId);
    if (unmet.length === 0) return [...met];
    const found = await this.database.query<{ id: string; sourced_id: string }>(
      'select id, sourced_id from enrollments where source = $1 and sourced_id = any($2)',
      [source, unmet],
    );
    const byId = new Map(found.map((row) => [row.sourced_id, row.id]));
    return rows.map((row, i) => met[i] ?? byId.get(row.sourcedId) ?? null);
  }
}

/** Whom a row puts where. */
const placeOf = ({ person, offering }: PostedRow): { person: string; offering: string }[] =>
  person === null || offering === null ? [] : [{ person, offering }];

/** The next rows that can be planned side by side: no id and no person twice, for the second would build on the first. */
function takeTogether(queue: Waiting[]): Waiting[] {
  const ids = new Set<string>();
  const people = new Set<string | null>();
  const batch: Waiting[] = [];
  for (let i = 0; i < queue.length && batch.length < togetherAtMost;) {
    const { row } = queue[i]!;
    if (ids.has(row.sourcedId) || people.has(row.person)) {
      i++;
      continue;
    }
    ids.add(row.sourcedId);
    people.add(row.person);
    batch.push(...queue.splice(i, 1));
  }
  return batch;
}

const fieldOf: Partial<Record<(typeof columns.enrollment)[number], keyof PostedRow>> = {
  personGivenName: 'givenName',
  personFamilyName: 'familyName',
  personEmail: 'email',
  personOrcid: 'orcid',
};

const lineOf = (row: PostedRow): Line => [
  1,
  null,
  null,
  ...columns.enrollment.map((name) => row[fieldOf[name] ?? (name as keyof PostedRow)]),
];
