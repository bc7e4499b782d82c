import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Allotments, type Allotment } from '../domain/allotments.js';

@Injectable()
export class PgAllotments extends Allotments {
  constructor(private readonly database: Database) {
    super();
  }

  override async keep(allotments: readonly Allotment[]): Promise<void> {
    await this.database.query(
      `insert into review_allotments as held (person_id, season, reviews, revision)
       select distinct on (person_id, season) person_id, season, reviews, revision
         from unnest($1::uuid[], $2::text[], $3::integer[], $4::bigint[]) as t (person_id, season, reviews, revision)
        order by person_id, season, revision desc
       on conflict (person_id, season) do update set reviews = excluded.reviews, revision = excluded.revision
        where held.revision < excluded.revision`,
      [
        allotments.map(({ personId }) => personId),
        allotments.map(({ season }) => season),
        allotments.map(({ reviews }) => reviews),
        allotments.map(({ revision }) => revision),
      ],
    );
  }
}
