import { reviewProblems } from '../problems.js';
import type { Phase, Visible } from '../meeting/phases.js';

/** One post about an application. The phase it was written in is its thread. */
export interface Post {
  readonly id: string;
  readonly application: string;
  readonly phase: Phase;
  readonly author: string;
  readonly at: string;
  readonly text: string;
  readonly inReplyTo?: string;
  /** Taken back by its author: its place stays, its text is gone for readers. */
  readonly withdrawn?: boolean;
}

export interface ShownPost {
  readonly id: string;
  readonly phase: Phase;
  /** The person where names show, else a pseudonym of this application alone; `you` for one's own. */
  readonly author: { readonly person: string } | { readonly pseudonym: string } | 'you';
  readonly at: string;
  readonly text: string | null;
  readonly inReplyTo?: string;
}

/** Only its author takes a post back. Refuses `post-not-yours`. */
export function withdrawPost(post: Post, by: string): Post {
  if (post.author !== by) throw reviewProblems.refuse('post-not-yours');
  return { ...post, withdrawn: true };
}

/**
 * What one member reads of an application's posts: nothing where its reviews do not show, else the threads of every
 * phase so far. Whoever sees no names reads `Reviewer A`, by order of first appearance in this application only.
 */
export function shownPosts(posts: readonly Post[], visible: Visible, reader: string): readonly ShownPost[] {
  if (!visible.application) return [];
  const readable = visible.otherReviews ? posts : posts.filter((post) => post.author === reader);
  const order = [...new Set(posts.map((post) => post.author))];
  return readable.map((post) => ({
    id: post.id,
    phase: post.phase,
    author:
      post.author === reader
        ? 'you'
        : visible.reviewerNames
          ? { person: post.author }
          : { pseudonym: `Reviewer ${letters(order.indexOf(post.author))}` },
    at: post.at,
    text: post.withdrawn ? null : post.text,
    ...(post.inReplyTo === undefined ? {} : { inReplyTo: post.inReplyTo }),
  }));
}

/** A, B, … Z, AA, AB, … */
function letters(n: number): string {
  return (n >= 26 ? letters(Math.floor(n / 26) - 1) : '') + String.fromCharCode(65 + (n % 26));
}
