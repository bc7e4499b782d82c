import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { ProgramListed } from '@chiron/contracts/programs';
import { Outbox } from '@chiron/messaging';
import { Database } from '@chiron/postgres';
import { changed, programFacts, sameFacts, type Program, type ProgramFields } from '../domain/catalogue.js';
import { Sources } from '../domain/sources.js';
import { programColumns } from './get-program.js';

export interface ChangeProgramCommand {
  readonly id: string;
  /** what is absent stays */
  readonly change: Partial<ProgramFields>;
  /** refuses unless the caller saw this revision */
  match(revision: number): void;
}

/** What a hand changed stands until the program's source says something new about it. */
@Injectable()
export class ChangeProgram {
  constructor(
    private readonly database: Database,
    private readonly sources: Sources,
    private readonly outbox: Outbox,
  ) {}

  run({ id, change, match }: ChangeProgramCommand): Promise<Program> {
    return this.database.transaction(async (tx) => {
      const [found] = await tx.query<{ source: string | null }>('select source from programs where id = $1', [id]);
      if (!found) throw coreProblems.refuse('not-found', { kind: 'program', id });
      if (found.source !== null) await this.sources.lock(found.source);
      const [present] = await tx.query<Program>(`select ${programColumns} from programs where id = $1 for update`, [
        id,
      ]);
      match(present!.revision);
      const next = changed(present!, change);
      if (!next) return present!;
      const [saved] = await tx.query<Program>(
        `update programs set code = $2, title = $3, description = $4, status = $5, revision = revision + 1,
           changed_at = now() where id = $1 returning ${programColumns}`,
        [id, next.code, next.title, next.description, next.status],
      );
      if (!sameFacts(programFacts(present!), programFacts(saved!))) {
        await this.outbox.add(tx, [{ fact: ProgramListed.of(programFacts(saved!)), revision: saved!.revision }]);
      }
      return saved!;
    });
  }
}
