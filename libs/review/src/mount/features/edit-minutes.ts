import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import type { Minute } from '../../meeting/minutes.js';
import { MinutesBook, mustBeDraft, redraft, type Minutes } from '../domain/minutes.js';
import { Sight } from '../domain/sight.js';

export interface EditMinutesCommand {
  readonly committeeId: string;
  readonly personId: string;
  readonly paragraphs: readonly Minute[];
  readonly check: (present: Minutes | null) => void;
}

@Injectable()
export class EditMinutes {
  constructor(
    private readonly sight: Sight,
    private readonly book: MinutesBook,
  ) {}

  /** Puts other words into a draft. Refuses `minutes-approved`. For who operates the round's figures. */
  async run({ committeeId, personId, paragraphs, check }: EditMinutesCommand): Promise<Minutes> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.operates(view);
    const told = await this.sight.told(view);
    const strange = paragraphs.findIndex(({ application }) => application !== undefined && !told.has(application));
    if (strange >= 0) {
      const errors = [{ pointer: `/paragraphs/${strange}/application`, detail: 'was never before this committee' }];
      throw coreProblems.refuse('not-found', { kind: 'application', id: paragraphs[strange]!.application! }, errors);
    }
    return this.book.change(committeeId, view.personId, (present) => {
      mustBeDraft(present);
      check(present);
      return redraft(present, paragraphs);
    });
  }
}
