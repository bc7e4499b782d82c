import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import type { Post } from '../../discussion/post.js';
import { Posts } from '../domain/posts.js';

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
  constructor(private readonly database: Database) {
    super();
  }

  override async of(applicationId: string): Promise<readonly Post[]> {
    return (await this.database.query<Row>(`${select} where application_id = $1 order by id`, [applicationId])).map(
      postOf,
    );
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
