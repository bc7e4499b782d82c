import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database, violatedConstraint } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import { refuseReversed, type SourceReference, type Term, type TermFields } from '../domain/catalogue.js';
import { Sources } from '../domain/sources.js';
import { termColumns } from './get-term.js';

export interface CreateTermCommand {
  readonly fields: TermFields;
  /** as a source names it, so that its deliveries find it */
  readonly reference: SourceReference | null;
}

@Injectable()
export class CreateTerm {
  constructor(
    private readonly database: Database,
    private readonly sources: Sources,
  ) {}

  run({ fields, reference }: CreateTermCommand): Promise<Term> {
    return this.database.transaction(async (tx) => {
      refuseReversed(fields.beginDate, fields.endDate, '/endDate');
      if (reference) await this.sources.ensureLocked(reference.source);
      const [term] = await tx
        .query<Term>(
          `insert into terms (id, source, sourced_id, title, type, begin_date, end_date)
           values ($1, $2, $3, $4, $5, $6, $7) returning ${termColumns}`,
          [
            uuidv7(),
            reference?.source ?? null,
            reference?.sourcedId ?? null,
            fields.title,
            fields.type,
            fields.beginDate,
            fields.endDate,
          ],
        )
        .catch(taken);
      return term!;
    });
  }
}

function taken(error: unknown): never {
  if (violatedConstraint(error) !== 'terms_of_source') throw error;
  throw coreProblems.refuse('already-exists', { kind: 'term', field: 'sourcedId' });
}
