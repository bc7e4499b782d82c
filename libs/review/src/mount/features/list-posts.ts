import { Injectable } from '@nestjs/common';
import type { ShownPost } from '../../discussion/post.js';
import { Posts } from '../domain/posts.js';
import { Sight } from '../domain/sight.js';

@Injectable()
export class ListPosts {
  constructor(
    private readonly sight: Sight,
    private readonly posts: Posts,
  ) {}

  /** What this person reads of the discussion of an application. */
  async run(committeeId: string, personId: string, applicationId: string): Promise<readonly ShownPost[]> {
    return this.posts.shown(await this.sight.in(committeeId, personId), applicationId);
  }
}
