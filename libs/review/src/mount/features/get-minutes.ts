import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { MinutesBook, type Minutes } from '../domain/minutes.js';
import { Sight } from '../domain/sight.js';
import { administers, mustHaveSigned } from '../domain/view.js';

@Injectable()
export class GetMinutes {
  constructor(
    private readonly sight: Sight,
    private readonly book: MinutesBook,
  ) {}

  /**
   * Approved minutes, without the paragraphs about what this person may not know of; drafts for who operates the round's
   * figures. To anybody else a draft is `not-found`.
   */
  async run(committeeId: string, personId: string): Promise<Minutes> {
    const view = await this.sight.in(committeeId, personId);
    mustHaveSigned(view);
    const minutes = await this.book.present(committeeId);
    const draft = minutes?.state === 'draft';
    const operates = draft && administers(view) && !(await this.sight.conflictedInRound(view));
    if (!minutes || (draft && !operates)) throw coreProblems.refuse('not-found', { kind: 'minutes', id: committeeId });
    const told = await this.sight.told(view);
    const paragraphs = minutes.paragraphs.filter(
      ({ application }) => application === undefined || told.has(application),
    );
    return { ...minutes, paragraphs };
  }
}
