import { Injectable } from '@nestjs/common';
import { Clock, coreProblems } from '@chiron/contracts/core';
import { MinutesBook, mustBeDraft, type Minutes } from '../domain/minutes.js';
import { Sight } from '../domain/sight.js';

@Injectable()
export class ApproveMinutes {
  constructor(
    private readonly sight: Sight,
    private readonly book: MinutesBook,
    private readonly clock: Clock,
  ) {}

  /** Approves them: from then on members read them, each without what they may not know of. */
  async run(committeeId: string, personId: string, check: (present: Minutes | null) => void): Promise<Minutes> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.operates(view);
    return this.book.change(committeeId, view.personId, (present) => {
      if (!present) throw coreProblems.refuse('not-found', { kind: 'minutes', id: committeeId });
      mustBeDraft(present);
      check(present);
      const { revision, paragraphs } = present;
      const approvedAt = this.clock.now();
      return { state: 'approved', paragraphs, revision: revision + 1, approvedBy: view.personId, approvedAt };
    });
  }
}
