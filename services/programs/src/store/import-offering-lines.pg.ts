import type { Fact } from '@chiron/contracts/core';
import { OfferingListed } from '@chiron/contracts/programs';
import type { Tx } from '@chiron/postgres';
import { offeringFacts } from '../domain/catalogue.js';
import type { OfferingsInReach } from './import-offerings.pg.js';

/** A catalogue line's values by the names of its columns. */
export type Values = Readonly<Record<string, string | null>>;

interface TermInReach {
  readonly id: string;
  readonly beginDate: string | null;
  readonly endDate: string | null;
}

/** Offerings as lines describe them; their dates are those of their terms. */
export class OfferingLines {
  /** Our ids by the source's; a preview has no other memory of what it would make. */
  readonly programs = new Map<string, string>();
  readonly terms = new Map<string, TermInReach>();

  constructor(
    private readonly source: string,
    private readonly offerings: OfferingsInReach,
    private readonly write: boolean,
  ) {}

  /** Writes the offering of one line; answers its event. */
  async put(
    tx: Tx,
    id: string,
    values: Values,
    how: { print: string; ends: boolean; modified: string | null; revision: number },
  ): Promise<{ events: { fact: Fact; revision: number }[] }> {
    const sourcedId = values['sourcedId']!;
    const { program, terms } = await this.references(tx, values);
    const dates = terms.filter((term) => term.beginDate !== null || term.endDate !== null);
    const begins = dates
      .map((term) => term.beginDate)
      .filter((date) => date !== null)
      .sort();
    const ends = dates
      .map((term) => term.endDate)
      .filter((date) => date !== null)
      .sort();
    const row = {
      id,
      programId: program,
      code: values['code'] ?? null,
      title: values['title'] ?? sourcedId,
      status: how.ends ? ('cancelled' as const) : ('scheduled' as const),
      beginDate: begins[0] ?? null,
      endDate: ends.at(-1) ?? null,
    };
    this.offerings.add(sourcedId, id, values['program'] ?? null, values['terms']?.split(',') ?? []);
    if (this.write) {
      await tx.run(
        `insert into offerings (id, source, sourced_id, program_id, code, title, status, begin_date, end_date, modified_at, fingerprint, revision)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (id) do update set program_id = $4, code = $5, title = $6, status = $7, begin_date = $8, end_date = $9,
           modified_at = $10, fingerprint = $11, revision = $12, changed_at = now()`,
        [
          id,
          this.source,
          sourcedId,
          program,
          row.code,
          row.title,
          row.status,
          row.beginDate,
          row.endDate,
          how.modified,
          how.print,
          how.revision,
        ],
      );
      await tx.run('delete from offering_terms where offering_id = $1', [id]);
      if (terms.length > 0) {
        await tx.run(
          'insert into offering_terms (offering_id, term_id) select $1, unnest($2::uuid[]) on conflict do nothing',
          [id, terms.map((term) => term.id)],
        );
      }
    }
    return { events: [{ fact: OfferingListed.of(offeringFacts(row)), revision: how.revision }] };
  }

  /** What the line's references come to: where that changes, the same line means another offering. */
  async meaningOf(tx: Tx, values: Values): Promise<string> {
    const { program, terms } = await this.references(tx, values);
    return JSON.stringify([program !== null, terms.map((term) => [term.beginDate, term.endDate])]);
  }

  /** Our ids of the program and the terms that the line names; what nobody described is left out. */
  private async references(
    tx: Tx,
    values: Values,
  ): Promise<{ program: string | null; terms: { id: string; beginDate: string | null; endDate: string | null }[] }> {
    const name = values['program'] ?? null;
    if (name !== null && !this.programs.has(name)) {
      const [row] = await tx.query<{ id: string }>('select id from programs where source = $1 and sourced_id = $2', [
        this.source,
        name,
      ]);
      if (row) this.programs.set(name, row.id);
    }
    const named = values['terms']?.split(',') ?? [];
    const strangers = named.filter((term) => !this.terms.has(term));
    if (strangers.length > 0) {
      const rows = await tx.query<{
        id: string;
        sourced_id: string;
        begin_date: string | null;
        end_date: string | null;
      }>(
        'select id, sourced_id, begin_date::text, end_date::text from terms where source = $1 and sourced_id = any($2)',
        [this.source, strangers],
      );
      for (const row of rows)
        this.terms.set(row.sourced_id, { id: row.id, beginDate: row.begin_date, endDate: row.end_date });
    }
    return {
      program: name === null ? null : (this.programs.get(name) ?? null),
      terms: named.map((term) => this.terms.get(term)).filter((term) => term !== undefined),
    };
  }
}
