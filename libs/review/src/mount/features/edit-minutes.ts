import { Injectable } from '@nestjs/common';
import { Clock, coreProblems } from '@chiron/contracts/core';
import type { Minute } from '../../meeting/minutes.js';
import { reviewProblems } from '../../problems.js';
import { MinutesBook, type Minutes } from '../domain/minutes.js';
import { Sight } from '../domain/sight.js';
import { DraftMinutes } from './draft-minutes.js';

@Injectable()
export class EditMinutes {
  constructor(
    private readonly sight: Sight,
    private readonly draftMinutes: DraftMinutes,
    private readonly book: MinutesBook,
    private readonly clock: Clock,
  ) {}

  /** Drafts the minutes anew from what happened. Refuses `minutes-approved`. For who operates the round's figures. */
  async draft(committeeId: string, personId: string, check: (present: Minutes | null) => void): Promise<Minutes> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.operates(view);
    const paragraphs = await this.draftMinutes.run(view);
    return this.put(committeeId, paragraphs, check);
  }

  /** Puts other words into a draft. Refuses `minutes-approved`. */
  async run(
    committeeId: string,
    personId: string,
    paragraphs: readonly Minute[],
    check: (present: Minutes | null) => void,
  ): Promise<Minutes> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.operates(view);
    const about = paragraphs.flatMap(({ application }) => (application === undefined ? [] : [application]));
    for (const id of new Set(about)) await this.sight.one(view, id);
    return this.put(committeeId, paragraphs, check);
  }

  /** Approves them: from then on members read them, each without what they may not know of. */
  async approve(committeeId: string, personId: string, check: (present: Minutes | null) => void): Promise<Minutes> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.operates(view);
    return this.book.change(committeeId, (present) => {
      if (!present) throw coreProblems.refuse('not-found', { kind: 'minutes', id: committeeId });
      mustBeDraft(present);
      check(present);
      const { revision, paragraphs } = present;
      const approvedAt = this.clock.now();
      return { state: 'approved', paragraphs, revision: revision + 1, approvedBy: view.personId, approvedAt };
    });
  }

  private put(
    committeeId: string,
    paragraphs: readonly Minute[],
    check: (present: Minutes | null) => void,
  ): Promise<Minutes> {
    return this.book.change(committeeId, (present) => {
      mustBeDraft(present);
      check(present);
      return { state: 'draft', paragraphs, revision: (present?.revision ?? 0) + 1 };
    });
  }
}

function mustBeDraft(minutes: Minutes | null): void {
  if (minutes?.state === 'approved') throw reviewProblems.refuse('minutes-approved');
}
