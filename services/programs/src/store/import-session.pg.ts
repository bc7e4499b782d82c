import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { outcomes, type Outcome } from '@chiron/contracts/programs';
import { Outbox } from '@chiron/messaging';
import { Database, type Tx } from '@chiron/postgres';
import { addCounts, type Counts, type Import } from '../domain/import.js';
import { KnownPeople } from '../domain/known-people.js';
import { ImportSession, ImportSessions, type ChunkMeta, type PlanSoFar } from '../domain/import-session.js';
import { decodeLines, type Batch, type LineKind } from '../formats/lines.js';
import { CatalogueChunks } from './import-catalogue.pg.js';
import { ChunkStore } from './import-chunks.pg.js';
import { EnrollmentChunks } from './import-enrollment-chunks.js';
import type { Prepared } from './import-enrollment-lines.js';
import { endOmittedBatch, liveByOffering, liveKinds, omittedRows } from './import-omission.pg.js';
import { OfferingsInReach } from './import-offerings.pg.js';
import { ImportPeople } from './import-people.pg.js';
import { PersonChunks } from './import-person-chunks.js';
import { settingsFor, type ReadingSettings } from './import-settings.js';
import type { ChunkWork } from './import-work.js';
import { lockSource, ensureSource } from './sources.pg.js';

// People are told with their affiliations, so those are read first.
const order: readonly LineKind[] = ['org', 'term', 'program', 'offering', 'affiliation', 'person', 'enrollment'];
const omissionsAtOnce = 5_000;

interface Read {
  readonly batch: Batch;
  readonly prepared: Prepared | null;
}

@Injectable()
export class PgImportSessions extends ImportSessions {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly knownPeople: KnownPeople,
  ) {
    super();
  }

  async open(one: Import, write: boolean): Promise<ImportSession> {
    const source = await this.database.transaction((tx) => ensureSource(tx, one.source));
    const [any] = await this.database.query('select 1 from enrollments where source = $1 limit 1', [one.source]);
    const settings = settingsFor(one, source, this.clock.zone, any === undefined);
    return new PgImportSession(this.database, this.outbox, this.clock, this.knownPeople, one, settings, write);
  }
}

class PgImportSession extends ImportSession {
  private readonly store: ChunkStore;
  private readonly offerings: OfferingsInReach;
  private readonly people: ImportPeople;
  private readonly enrollments: EnrollmentChunks;
  private readonly persons: PersonChunks;
  private readonly catalogue: CatalogueChunks;
  private readonly hash = createHash('sha256');
  private readonly counts: Record<string, Record<string, number>> = {};
  private readonly ended = new Map<string, number>();
  private omitted = 0;
  private nextSeq = 0;
  private ahead: { readonly seq: number; readonly read: Promise<Read> } | undefined;

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly knownPeople: KnownPeople,
    private readonly one: Import,
    private readonly source: ReadingSettings,
    private readonly write: boolean,
  ) {
    super();
    this.store = new ChunkStore(database, one.id);
    this.offerings = new OfferingsInReach(one.source, source.scope);
    this.people = new ImportPeople(one.source, () => source.domains, write);
    this.enrollments = new EnrollmentChunks(one, source, this.offerings, this.people, write, this.ended);
    this.persons = new PersonChunks(one.source, source, this.people, write);
    this.catalogue = new CatalogueChunks(one.source, source, this.offerings, write);
  }

  async chunks(): Promise<readonly ChunkMeta[]> {
    const chunks = await this.store.list();
    this.nextSeq = chunks.reduce((max, chunk) => Math.max(max, chunk.seq + 1), 0);
    return chunks
      .filter((chunk) => chunk.kind !== 'omission')
      .sort((a, b) => order.indexOf(a.kind as LineKind) - order.indexOf(b.kind as LineKind) || a.seq - b.seq);
  }

  async work(chunk: ChunkMeta, next?: ChunkMeta): Promise<void> {
    const { batch, prepared } = await (this.ahead?.seq === chunk.seq ? this.ahead.read : this.read(chunk));
    this.ahead = undefined;
    if (this.write && chunk.applied) return this.recall(chunk, batch);
    if (next) {
      this.ahead = { seq: next.seq, read: this.read(next) };
      // whoever comes to it hears of it
      this.ahead.read.catch(() => undefined);
    }
    const work = await this.database.transaction(async (tx) => {
      await lockSource(tx, this.one.source);
      const done = prepared ? await this.enrollments.work(tx, prepared) : await this.other(tx, batch);
      if (this.write && done.events.length > 0) await this.outbox.addAll(tx, done.events, { more: next !== undefined });
      if (this.write) await this.knownPeople.completePending(this.one.source, done.becameKnown, this.one.id);
      await this.store.save(tx, chunk.seq, done, this.write);
      return done;
    });
    this.record(batch.kind, work);
  }

  /** The lines of a chunk; where they are still to be planned, with what that needs no database for. */
  private async read(chunk: ChunkMeta): Promise<Read> {
    const batch = await decodeLines(await this.store.lines(chunk.seq));
    const planned = !(this.write && chunk.applied);
    return { batch, prepared: planned && batch.kind === 'enrollment' ? this.enrollments.prepare(batch.lines) : null };
  }

  private other(tx: Tx, batch: Batch): Promise<ChunkWork> {
    if (batch.kind === 'person') return this.persons.work(tx, batch.lines);
    if (batch.kind === 'affiliation') return this.persons.affiliations(tx, batch.lines);
    return this.catalogue.work(tx, batch.kind as 'org' | 'term' | 'program' | 'offering', batch.lines);
  }

  /** A chunk that an earlier run of this import committed: only what was seen in it is needed again. */
  private async recall(chunk: ChunkMeta, batch: Batch): Promise<void> {
    const done = await this.store.receipts(chunk.seq);
    const { kind, lines } = batch;
    if (kind === 'enrollment') this.enrollments.recall(lines, done.outcomes);
    else if (kind === 'person' || kind === 'affiliation') this.persons.recall(kind, lines);
    else this.catalogue.recall(kind, lines);
    this.record(batch.kind, done);
  }

  private record(kind: string, work: Pick<ChunkWork, 'outcomes' | 'codes' | 'fields'>): void {
    const counts: Counts = {};
    for (const outcome of work.outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
    addCounts((this.counts[kind] ??= {}), counts);
    this.hash.update(`${kind}:${work.outcomes.map((outcome) => outcomes.indexOf(outcome)).join('')}`);
    this.hash.update(JSON.stringify([work.codes, work.fields]));
  }

  async endOmitted(): Promise<void> {
    if (this.one.mode !== 'canonical' || !this.source.enrollmentsDelivered) return;
    const today = this.clock.today();
    const omitted = await omittedRows(this.database, this.one.source, this.offerings, today, (id) =>
      this.enrollments.names(id),
    );
    const ids: string[] = [];
    for (const row of omitted) {
      this.ended.set(row.offeringId, (this.ended.get(row.offeringId) ?? 0) + 1);
      ids.push(row.id);
    }
    this.omitted = ids.length + (this.write ? await this.store.omittedBefore() : 0);
    this.hash.update(`omitted:${ids.sort().join()}`);
    if (!this.write) return;
    for (let from = 0; from < ids.length; from += omissionsAtOnce) {
      const some = ids.slice(from, from + omissionsAtOnce);
      await this.database.transaction(async (tx) => {
        await lockSource(tx, this.one.source);
        const done = await endOmittedBatch(tx, this.one, some);
        await this.outbox.addAll(tx, done.events);
        await this.store.addOmission(tx, this.nextSeq++, done);
      });
    }
  }

  soFar(): PlanSoFar {
    return {
      counts: this.counts as Record<string, Partial<Record<Outcome, number>>>,
      omitted: this.omitted,
      ended: this.ended,
      hash: this.hash.copy().digest('hex'),
    };
  }

  liveBefore(): Promise<ReadonlyMap<string, number>> {
    return liveByOffering(this.database, this.one.source, this.offerings);
  }

  async emptiedKinds(): Promise<readonly string[]> {
    if (this.one.mode !== 'canonical') return [];
    const had = await liveKinds(this.database, this.one.source);
    const delivered = (kind: string) => {
      const file = {
        person: 'users',
        offering: 'classes',
        program: 'courses',
        term: 'academicSessions',
        enrollment: 'enrollments',
      }[kind]!;
      const says = this.one.dataset.files[file];
      return says === 'bulk' || (kind === 'enrollment' && this.source.enrollmentsDelivered);
    };
    return had.filter((kind) => delivered(kind) && (this.one.dataset.lines[kind] ?? 0) === 0);
  }
}
