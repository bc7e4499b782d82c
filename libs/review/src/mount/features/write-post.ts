import { Injectable } from '@nestjs/common';
import { Clock, coreProblems } from '@chiron/contracts/core';
import { uuidv7 } from 'uuidv7';
import { shownPosts, withdrawPost, type ShownPost } from '../../discussion/post.js';
import { reviewProblems } from '../../problems.js';
import { Posts } from '../domain/posts.js';
import { Reviews } from '../domain/reviews.js';
import { Sight } from '../domain/sight.js';
import type { View } from '../domain/view.js';
import { mustBeTimeTo, visibleOf } from '../domain/writing.js';

@Injectable()
export class WritePost {
  constructor(
    private readonly sight: Sight,
    private readonly reviews: Reviews,
    private readonly posts: Posts,
    private readonly clock: Clock,
  ) {}

  /** What this person reads of the discussion of an application. */
  async list(committeeId: string, personId: string, applicationId: string): Promise<readonly ShownPost[]> {
    const view = await this.sight.in(committeeId, personId);
    return this.shown(view, applicationId);
  }

  /**
   * Writes about an application. Whoever may not read others' reviews of it yet may not write either: refuses
   * `own-review-first`.
   */
  async run(
    committeeId: string,
    personId: string,
    applicationId: string,
    text: string,
    inReplyTo?: string,
  ): Promise<string> {
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

  /** Takes one's own post back: its place stays, its text is not shown any more. */
  async withdraw(committeeId: string, personId: string, postId: string): Promise<readonly ShownPost[]> {
    const view = await this.sight.in(committeeId, personId);
    const post = await this.posts.one(committeeId, postId);
    const shown = post && (await this.shown(view, post.application).catch(() => []));
    if (!post || !shown?.some(({ id }) => id === postId)) throw noPost(postId);
    const by = view.ids.includes(post.author) ? post.author : view.personId;
    await this.posts.put(committeeId, withdrawPost(post, by));
    return this.shown(view, post.application);
  }

  private async shown(view: View, applicationId: string): Promise<readonly ShownPost[]> {
    const { assigned } = await this.sight.opened(view, applicationId);
    const visible = visibleOf(view, assigned, await this.reviews.ownIn(view, applicationId));
    const posts = await this.posts.of(applicationId);
    return shownPosts(posts, visible, posts.find(({ author }) => view.ids.includes(author))?.author ?? view.personId);
  }
}

const noPost = (id: string): Error => coreProblems.refuse('not-found', { kind: 'post', id });
