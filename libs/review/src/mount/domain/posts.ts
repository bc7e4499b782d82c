import { coreProblems } from '@chiron/contracts/core';
import type { Post, ShownPost } from '../../discussion/post.js';
import type { View } from './view.js';

/** Posts about applications, the earliest first. */
export abstract class Posts {
  /** What this person reads of the discussion of an application; refuses `not-found` and `not-signed` as `Sight` does. */
  abstract shown(view: View, applicationId: string): Promise<readonly ShownPost[]>;
  /** Null where there is none in this committee. */
  abstract one(committeeId: string, postId: string): Promise<Post | null>;
  abstract put(committeeId: string, post: Post): Promise<void>;
}

export const noPost = (id: string): Error => coreProblems.refuse('not-found', { kind: 'post', id });
