import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { Outbox } from '@chiron/messaging';
import { Database } from '@chiron/postgres';
import { KnownPeople } from '../domain/known-people.js';
import { PostedRows, type PostedOutcome, type PostedRow } from '../domain/posted-rows.js';
import { columns, type Line } from '../formats/lines.js';
import { EnrollmentChunks } from './import-enrollment-chunks.js';
import { OfferingsInReach } from './import-offerings.pg.js';
import { ImportPeople } from './import-people.pg.js';
import { settingsOf } from './import-settings.js';
import { ensureSource, lockSource } from './sources.pg.js';

const alone = { exclusiveEnd: false, evidence: {}, scope: null, enrollmentsDelivered: true, first: false };

@Injectable()
export class PgPostedRows extends PostedRows {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly knownPeople: KnownPeople,
  ) {
    super();
  }

  post(name: string, row: PostedRow): Promise<PostedOutcome> {
    return this.database.transaction(async (tx) => {
      const source = await ensureSource(tx, name);
      await lockSource(tx, name);
      const settings = settingsOf(source, this.clock.zone, alone);
      const chunk = new EnrollmentChunks(
        { id: undefined, source: name, rows: 1 },
        settings,
        new OfferingsInReach(name, null),
        new ImportPeople(name, settings.domains, true),
        true,
        new Map(),
      );
      const done = await chunk.work(tx, chunk.prepare([lineOf(row)]));
      await this.outbox.addAll(tx, done.events);
      await this.knownPeople.completePending(name, done.becameKnown);
      const id = done.undo.created[0] ?? done.undo.changed[0]?.id ?? (await this.find(name, row.sourcedId));
      return { outcome: done.outcomes[0]!, code: done.codes[0]!, field: done.fields[0]!, id };
    });
  }

  private async find(source: string, sourcedId: string): Promise<string | null> {
    const [row] = await this.database.query<{ id: string }>(
      'select id from enrollments where source = $1 and sourced_id = $2',
      [source, sourcedId],
    );
    return row?.id ?? null;
  }
}

const placeOf: Partial<Record<(typeof columns.enrollment)[number], keyof PostedRow>> = {
  personGivenName: 'givenName',
  personFamilyName: 'familyName',
  personEmail: 'email',
  personOrcid: 'orcid',
};

const lineOf = (row: PostedRow): Line => [
  1,
  null,
  null,
  ...columns.enrollment.map((name) => row[placeOf[name] ?? (name as keyof PostedRow)]),
];
