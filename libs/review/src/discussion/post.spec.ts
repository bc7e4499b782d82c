import { Refusal } from '@chiron/contracts/core';
import { shownPosts, withdrawPost, type Post } from './post.js';

const post = (id: string, author: string, more: Partial<Post> = {}): Post => ({
  id,
  author,
  application: 'A',
  phase: 'review',
  at: '2027-03-01T00:00:00Z',
  text: `says ${id}`,
  ...more,
});
const posts = [post('1', 'r2'), post('2', 'r1', { inReplyTo: '1' }), post('3', 'r2', { phase: 'discussion' })];
const all = { application: true, applicantNames: false, otherReviews: true, reviewerNames: true };

describe('the discussion of an application', () => {
  test('shows nothing to who may not know of it', () => {
    const none = { application: false, applicantNames: false, otherReviews: false, reviewerNames: false };
    expect(shownPosts(posts, none, 'r1')).toEqual([]);
  });
  test('shows one’s own posts alone until others’ reviews show', () => {
    const shown = shownPosts(posts, { ...all, otherReviews: false, reviewerNames: false }, 'r1');
    expect(shown.map(({ id, author }) => [id, author])).toEqual([['2', 'you']]);
  });
  test('names nobody before names show, and tells the same person by the same letter', () => {
    const blind = shownPosts(posts, { ...all, reviewerNames: false }, 'm');
    expect(blind.map(({ author }) => author)).toEqual([
      { pseudonym: 'Reviewer A' },
      { pseudonym: 'Reviewer B' },
      { pseudonym: 'Reviewer A' },
    ]);
    expect(JSON.stringify(blind)).not.toMatch(/r1|r2/);
    expect(shownPosts(posts, all, 'm')[0]!.author).toEqual({ person: 'r2' });
  });
  test('keeps the place of a post that its author took back, without its text', () => {
    const gone = withdrawPost(posts[0]!, 'r2');
    expect(shownPosts([gone, ...posts.slice(1)], all, 'm')[0]).toMatchObject({ id: '1', text: null });
    expect(() => withdrawPost(posts[0]!, 'r1')).toThrow(Refusal);
  });
});
