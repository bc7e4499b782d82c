import { Injectable } from '@nestjs/common';
import { Clock, coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { changed, refuseReversed, type Term, type TermFields } from '../domain/catalogue.js';
import type { Hand } from '../domain/enrollments.js';
import { handChangesAfter } from '../domain/hand-changes.js';
import { Sources } from '../domain/sources.js';
import { termColumns } from './get-term.js';

export interface ChangeTermCommand {
  readonly id: string;
  /** what is absent stays */
  readonly change: Partial<TermFields>;
  /** who changes it; refuses unless they saw its revision */
  readonly hand: Pick<Hand, 'by' | 'match'>;
}

/** Of a source's term what the source said stays beside what the hand wrote, and the source's policy decides between them. */
@Injectable()
export class ChangeTerm {
  constructor(
    private readonly database: Database,
    private readonly sources: Sources,
    private readonly clock: Clock,
  ) {}

  run({ id, change, hand }: ChangeTermCommand): Promise<Term> {
    return this.database.transaction(async (tx) => {
      const [found] = await tx.query<{ source: string | null }>('select source from terms where id = $1', [id]);
      if (!found) throw coreProblems.refuse('not-found', { kind: 'term', id });
      if (found.source !== null) await this.sources.lock(found.source);
      const [present] = await tx.query<Term>(`select ${termColumns} from terms where id = $1 for update`, [id]);
      hand.match(present!.revision);
      const next = changed(present!, change);
      if (!next) return present!;
      const hands = handChangesAfter('term', present!, next, { by: hand.by, at: this.clock.now() });
      refuseReversed(next.beginDate, next.endDate, change.endDate === undefined ? '/beginDate' : '/endDate');
      const [saved] = await tx.query<Term>(
        `update terms set title = $2, type = $3, begin_date = $4, end_date = $5, hand_changes = $6, revision = revision + 1,
           changed_at = now() where id = $1 returning ${termColumns}`,
        [id, next.title, next.type, next.beginDate, next.endDate, hands],
      );
      return saved!;
    });
  }
}
