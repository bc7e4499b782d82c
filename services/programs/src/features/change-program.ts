import { Injectable } from '@nestjs/common';
import { Clock, coreProblems } from '@chiron/contracts/core';
import { ProgramListed } from '@chiron/contracts/programs';
import { Outbox } from '@chiron/messaging';
import { Database } from '@chiron/postgres';
import { changed, programFacts, sameFacts, type Program, type ProgramFields } from '../domain/catalogue.js';
import type { Hand } from '../domain/enrollments.js';
import { handChangesAfter } from '../domain/hand-changes.js';
import { Sources } from '../domain/sources.js';
import { programColumns } from './get-program.js';

export interface ChangeProgramCommand {
  readonly id: string;
  /** what is absent stays */
  readonly change: Partial<ProgramFields>;
  /** who changes it; refuses unless they saw its revision */
  readonly hand: Pick<Hand, 'by' | 'match'>;
}

/** Of a source's program what the source said stays beside what the hand wrote, and the source's policy decides between them. */
@Injectable()
export class ChangeProgram {
  constructor(
    private readonly database: Database,
    private readonly sources: Sources,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  run({ id, change, hand }: ChangeProgramCommand): Promise<Program> {
    return this.database.transaction(async (tx) => {
      const [found] = await tx.query<{ source: string | null }>('select source from programs where id = $1', [id]);
      if (!found) throw coreProblems.refuse('not-found', { kind: 'program', id });
      if (found.source !== null) await this.sources.lock(found.source);
      const [present] = await tx.query<Program>(`select ${programColumns} from programs where id = $1 for update`, [
        id,
      ]);
      hand.match(present!.revision);
      const next = changed(present!, change);
      if (!next) return present!;
      const hands = handChangesAfter('program', present!, next, { by: hand.by, at: this.clock.now() });
      const [saved] = await tx.query<Program>(
        `update programs set code = $2, title = $3, description = $4, status = $5, hand_changes = $6, revision = revision + 1,
           changed_at = now() where id = $1 returning ${programColumns}`,
        [id, next.code, next.title, next.description, next.status, hands],
      );
      if (!sameFacts(programFacts(present!), programFacts(saved!))) {
        await this.outbox.add(tx, [{ fact: ProgramListed.of(programFacts(saved!)), revision: saved!.revision }]);
      }
      return saved!;
    });
  }
}
