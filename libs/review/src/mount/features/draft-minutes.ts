import { Injectable } from '@nestjs/common';
import { MinutesBook, MinutesWriter, mustBeDraft, redraft, type Minutes } from '../domain/minutes.js';
import { Sight } from '../domain/sight.js';

@Injectable()
export class DraftMinutes {
  constructor(
    private readonly sight: Sight,
    private readonly writer: MinutesWriter,
    private readonly book: MinutesBook,
  ) {}

  /** Drafts the minutes anew from what happened. Refuses `minutes-approved`. For who operates the round's figures. */
  async run(committeeId: string, personId: string, check: (present: Minutes | null) => void): Promise<Minutes> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.operates(view);
    const paragraphs = await this.writer.draft(view);
    return this.book.change(committeeId, view.personId, (present) => {
      mustBeDraft(present);
      check(present);
      return redraft(present, paragraphs);
    });
  }
}
