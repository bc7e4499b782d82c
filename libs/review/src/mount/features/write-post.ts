import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { uuidv7 } from 'uuidv7';
import { reviewProblems } from '../../problems.js';
import { Posts, noPost } from '../domain/posts.js';
import { Reviews } from '../domain/reviews.js';
import { Sight } from '../domain/sight.js';
import { mustBeTimeTo, visibleOf } from '../domain/writing.js';

export interface WritePostCommand {
  readonly committeeId: string;
  readonly personId: string;
  readonly applicationId: string;
  readonly text: string;
  readonly inReplyTo?: string;
}

@Injectable()
export class WritePost {
  constructor(
    private readonly sight: Sight,
    private readonly reviews: Reviews,
    private readonly posts: Posts,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes about an application. Whoever may not read others' reviews of it yet may not write either: refuses
   * `own-review-first`.
   */
  async run({ committeeId, personId, applicationId, text, inReplyTo }: WritePostCommand): Promise<string> {
    const view = await this.sight.in(committeeId, personId);
    const { assigned } = await this.sight.opened(view, applicationId);
    mustBeTimeTo('comment', view);
    if (!visibleOf(view, assigned, await this.reviews.ownIn(view, applicationId)).otherReviews) {
      throw reviewProblems.refuse('own-review-first');
    }
    if (inReplyTo !== undefined) {
      const before = await this.posts.one(committeeId, inReplyTo);
      if (before?.application !== applicationId) throw noPost(inReplyTo);
    }
    const post = {
      id: uuidv7(),
      application: applicationId,
      phase: view.committee.phase,
      author: view.personId,
      at: this.clock.now(),
      text: text.trim(),
      ...(inReplyTo === undefined ? {} : { inReplyTo }),
    };
    await this.posts.put(committeeId, post);
    return post.id;
  }
}
