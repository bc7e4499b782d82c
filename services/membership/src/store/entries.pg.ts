import { Injectable } from '@nestjs/common';
import { arrayText, Database, prepared, type Prepared } from '@chiron/postgres';
import {
  Entries,
  newest,
  type EnrollmentFacts,
  type OfferingFacts,
  type ProgramFacts,
  type Told,
} from '../domain/entries.js';

@Injectable()
export class PgEntries extends Entries {
  private readonly statements = new Map<string, Prepared>();

  constructor(private readonly database: Database) {
    super();
  }

  override async keepEnrollments(told: readonly Told<EnrollmentFacts>[]): Promise<void> {
    const last = newest(told, (facts) => facts.enrollmentId);
    await this.upsert(
      'entries',
      'enrollment_id',
      last.map(({ revision }) => revision),
      [
        ['enrollment_id', 'uuid', last.map(({ facts }) => facts.enrollmentId)],
        ['source', 'text', last.map(({ facts }) => facts.person.source)],
        ['sourced_id', 'text', last.map(({ facts }) => facts.person.sourcedId)],
        ['offering_id', 'uuid', last.map(({ facts }) => facts.offeringId)],
        ['role', 'text', last.map(({ facts }) => facts.role)],
        ['status', 'text', last.map(({ facts }) => facts.status)],
        ['begin_date', 'date', last.map(({ facts }) => facts.beginDate)],
        ['end_date', 'date', last.map(({ facts }) => facts.endDate)],
        ['event_id', 'uuid', last.map(({ event }) => event.id)],
        ['event_type', 'text', last.map(({ event }) => event.type)],
        ['event_time', 'timestamptz', last.map(({ event }) => event.time)],
      ],
    );
  }

  override async keepOfferings(told: readonly Told<OfferingFacts>[]): Promise<void> {
    const last = newest(told, (facts) => facts.offeringId);
    await this.upsert(
      'offerings',
      'id',
      last.map(({ revision }) => revision),
      [
        ['id', 'uuid', last.map(({ facts }) => facts.offeringId)],
        ['program_id', 'uuid', last.map(({ facts }) => facts.programId)],
        ['code', 'text', last.map(({ facts }) => facts.code)],
        ['title', 'text', last.map(({ facts }) => facts.title)],
        ['status', 'text', last.map(({ facts }) => facts.status)],
        ['begin_date', 'date', last.map(({ facts }) => facts.beginDate)],
        ['end_date', 'date', last.map(({ facts }) => facts.endDate)],
      ],
    );
  }

  override async keepPrograms(told: readonly Told<ProgramFacts>[]): Promise<void> {
    const last = newest(told, (facts) => facts.programId);
    await this.upsert(
      'programs',
      'id',
      last.map(({ revision }) => revision),
      [
        ['id', 'uuid', last.map(({ facts }) => facts.programId)],
        ['code', 'text', last.map(({ facts }) => facts.code)],
        ['title', 'text', last.map(({ facts }) => facts.title)],
        ['status', 'text', last.map(({ facts }) => facts.status)],
      ],
    );
  }

  /** One statement; an older revision than the one that stands changes nothing. */
  private async upsert(
    table: string,
    key: string,
    revisions: readonly number[],
    columns: readonly (readonly [name: string, type: string, values: readonly (string | null)[]])[],
  ): Promise<void> {
    if (revisions.length === 0) return;
    await this.database.send(this.statement(table, key, columns), [
      ...columns.map(([, , values]) => arrayText(values)),
      arrayText(revisions),
    ]);
  }

  private statement(table: string, key: string, columns: readonly (readonly [name: string, type: string, unknown])[]) {
    const known = this.statements.get(table);
    if (known) return known;
    const names = [...columns.map(([name]) => name), 'revision'];
    const types = [...columns.map(([, type]) => type), 'int'];
    const statement = prepared(
      `insert into ${table} (${names.join(', ')})
       select * from unnest(${types.map((type, at) => `$${at + 1}::${type}[]`).join(', ')})
           on conflict (${key}) do update set ${names
             .filter((name) => name !== key)
             .map((name) => `${name} = excluded.${name}`)
             .join(', ')}
        where ${table}.revision < excluded.revision`,
    );
    this.statements.set(table, statement);
    return statement;
  }
}
