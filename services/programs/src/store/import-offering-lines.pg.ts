import type { Tx } from '@chiron/postgres';

/** A catalogue line's values by the names of its columns. */
export type Values = Readonly<Record<string, string | null>>;

interface TermInReach {
  readonly id: string;
  readonly beginDate: string | null;
  readonly endDate: string | null;
}

/** What the lines of offerings mean by their references; an offering's dates are those of its terms. */
export class OfferingLines {
  /** Our ids by the source's; a preview has no other memory of what it would make. */
  readonly programs = new Map<string, string>();
  readonly terms = new Map<string, TermInReach>();

  constructor(private readonly source: string) {}

  /** Where the line puts the offering: its program and terms, and with these its dates. */
  async places(
    tx: Tx,
    values: Values,
  ): Promise<{ programId: string | null; termIds: string[]; beginDate: string | null; endDate: string | null }> {
    const { program, terms } = await this.references(tx, values);
    const begins = terms.flatMap((term) => (term.beginDate === null ? [] : [term.beginDate])).sort();
    const ends = terms.flatMap((term) => (term.endDate === null ? [] : [term.endDate])).sort();
    return {
      programId: program,
      termIds: [...new Set(terms.map((term) => term.id))],
      beginDate: begins[0] ?? null,
      endDate: ends.at(-1) ?? null,
    };
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
