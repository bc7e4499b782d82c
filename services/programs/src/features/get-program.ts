import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import type { Program } from '../domain/catalogue.js';

/** A row of `programs` as a `Program`. */
export const programColumns = `id, source, sourced_id as "sourcedId", code, title, description, status, revision,
  hand_changes as "handChanges",
  created_at as "createdAt", changed_at as "changedAt"`;

@Injectable()
export class GetProgram {
  constructor(private readonly database: Database) {}

  async run(id: string): Promise<Program> {
    const [program] = await this.database.query<Program>(`select ${programColumns} from programs where id = $1`, [id]);
    if (!program) throw coreProblems.refuse('not-found', { kind: 'program', id });
    return program;
  }
}
