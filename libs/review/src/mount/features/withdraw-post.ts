import { Injectable } from '@nestjs/common';
import { Refusal } from '@chiron/contracts/core';
import { withdrawPost, type ShownPost } from '../../discussion/post.js';
import { Posts, noPost } from '../domain/posts.js';
import { Sight } from '../domain/sight.js';
import type { View } from '../domain/view.js';

@Injectable()
export class WithdrawPost {
  constructor(
    private readonly sight: Sight,
    private readonly posts: Posts,
  ) {}

  /** Takes one's own post back: its place stays, its text is not shown any more. What does not show is `not-found`. */
  async run(committeeId: string, personId: string, postId: string): Promise<readonly ShownPost[]> {
    const view = await this.sight.in(committeeId, personId);
    const post = await this.posts.one(committeeId, postId);
    if (!post || !(await this.shows(view, post.application, postId))) throw noPost(postId);
    const by = view.ids.includes(post.author) ? post.author : view.personId;
    await this.posts.put(committeeId, withdrawPost(post, by));
    return this.posts.shown(view, post.application);
  }

  private async shows(view: View, applicationId: string, postId: string): Promise<boolean> {
    try {
      return (await this.posts.shown(view, applicationId)).some(({ id }) => id === postId);
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  }
}
