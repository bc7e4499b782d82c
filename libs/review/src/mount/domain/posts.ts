import type { Post } from '../../discussion/post.js';

/** Posts about applications, the earliest first. */
export abstract class Posts {
  abstract of(applicationId: string): Promise<readonly Post[]>;
  /** Null where there is none in this committee. */
  abstract one(committeeId: string, postId: string): Promise<Post | null>;
  abstract put(committeeId: string, post: Post): Promise<void>;
}
