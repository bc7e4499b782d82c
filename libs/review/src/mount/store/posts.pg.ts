import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { shownPosts, type Post, type ShownPost } from '../../discussion/post.js';
import { Posts } from '../domain/posts.js';
import { Reviews } from '../domain/reviews.js';
import { Sight } from '../domain/sight.js';
import type { View } from '../domain/view.js';
import { visibleOf } from '../domain/writing.js';

interface Row extends Omit<Post, 'at' | 'inReplyTo'> {
  at: Date;
  in_reply_to: string | null;
}

const select = `select id, application_id as application, phase, author_id as author, at, text, in_reply_to, withdrawn
  from review_posts`;

const postOf = ({ at, in_reply_to: inReplyTo, ...row }: Row): Post => ({
  ...row,
  at: at.toISOString(),
  ...(inReplyTo === null ? {} : { inReplyTo }),
});

@Injectable()
export class PgPosts extends Posts {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly reviews: Reviews,
  ) {
    super();
  }

  override async shown(view: View, applicationId: string): Promise<readonly ShownPost[]> {
    const { assigned } = await this.sight.opened(view, applicationId);
    const visible = visibleOf(view, assigned, await this.reviews.ownIn(view, applicationId));
    const rows = await this.database.query<Row>(`${select} where application_id = $1 order by id`, [applicationId]);
    const reader = rows.find(({ author }) => view.ids.includes(author))?.author ?? view.personId;
    return shownPosts(rows.map(postOf), visible, reader);
  }

  override async one(committeeId: string, postId: string): Promise<Post | null> {
    const [row] = await this.database.query<Row>(`${select} where committee_id = $1 and id = $2`, [
      committeeId,
      postId,
    ]);
    return row ? postOf(row) : null;
  }

  override async put(committeeId: string, post: Post): Promise<void> {
    await this.database.query(
      `insert into review_posts (id, committee_id, application_id, phase, author_id, at, text, in_reply_to, withdrawn)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do update set withdrawn = excluded.withdrawn`,
      [
        post.id,
        committeeId,
        post.application,
        post.phase,
        post.author,
        post.at,
        post.text,
        post.inReplyTo ?? null,
        post.withdrawn ?? false,
      ],
    );
  }
}
