import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { ProgramListed } from '@chiron/contracts/programs';
import { Outbox } from '@chiron/messaging';
import { Database, violatedConstraint } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import { programFacts, type Program, type ProgramFields, type SourceReference } from '../domain/catalogue.js';
import { Sources } from '../domain/sources.js';
import { programColumns } from './get-program.js';

export interface CreateProgramCommand {
  readonly fields: ProgramFields;
  /** as a source names it, so that its deliveries find it */
  readonly reference: SourceReference | null;
}

@Injectable()
export class CreateProgram {
  constructor(
    private readonly database: Database,
    private readonly sources: Sources,
    private readonly outbox: Outbox,
  ) {}

  run({ fields, reference }: CreateProgramCommand): Promise<Program> {
    return this.database.transaction(async (tx) => {
      if (reference) await this.sources.ensureLocked(reference.source);
      const [program] = await tx
        .query<Program>(
          `insert into programs (id, source, sourced_id, code, title, description, status)
           values ($1, $2, $3, $4, $5, $6, $7) returning ${programColumns}`,
          [
            uuidv7(),
            reference?.source ?? null,
            reference?.sourcedId ?? null,
            fields.code,
            fields.title,
            fields.description,
            fields.status,
          ],
        )
        .catch(taken);
      await this.outbox.add(tx, [{ fact: ProgramListed.of(programFacts(program!)), revision: program!.revision }]);
      return program!;
    });
  }
}

function taken(error: unknown): never {
  if (violatedConstraint(error) !== 'programs_of_source') throw error;
  throw coreProblems.refuse('already-exists', { kind: 'program', field: 'sourcedId' });
}
