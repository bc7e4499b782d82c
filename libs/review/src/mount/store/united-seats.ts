import type { Tx } from '@chiron/postgres';

interface Seats {
  readonly committeeId: string;
  /** The seat that stays first. */
  readonly ids: readonly [kept: string, ...gone: string[]];
}

/**
 * Whoever turned out to be one person has one seat in each committee, one review of an application and one vote. What was
 * written under another id goes on under the seat that stays (the chair's, else the earlier); of two reviews of one
 * application, or two votes, one counts. Texts are all kept. The committees where it was so.
 */
export async function uniteSeats(tx: Tx, personId: string): Promise<readonly { committeeId: string; kept: string }[]> {
  const twice = await tx.query<Seats & Record<string, unknown>>(
    `select committee_id as "committeeId", array_agg(person_id order by array_position(array['chair', 'acting-chair', 'member'], role),
              added_at, person_id) as ids
       from review_members where person_id = any(review_same($1)) and left_at is null
      group by 1 having count(*) > 1 order by 1`,
    [personId],
  );
  for (const { committeeId, ids } of twice) {
    await tx.run('select from review_committees where id = $1 for update', [committeeId]);
    const [kept, ...gone] = ids;
    for (const id of gone) await unite(tx, [committeeId, kept, id]);
    await tx.run(
      'update review_committees set assignment_revision = assignment_revision + 1, repair_due = true where id = $1',
      [committeeId],
    );
  }
  return twice.map(({ committeeId, ids: [kept] }) => ({ committeeId, kept }));
}

/** `$1` is the committee, `$2` the seat that stays, `$3` the one that goes. */
async function unite(tx: Tx, seat: readonly [string, string, string]): Promise<void> {
  const run = (sql: string): Promise<unknown> => tx.run(sql, seat as unknown as unknown[]);
  // nothing that stands is lost to a capacity that was said for one of two
  await run(`update review_members set capacity = greatest(capacity, (select count(*) from review_assignments
      where committee_id = $1 and person_id in ($2, $3) and state = 'assigned'))
    where committee_id = $1 and person_id = $2 and $3::uuid is not null`);
  await run(`delete from review_assignments a using review_assignments b
    where a.committee_id = $1 and a.person_id = $2 and b.person_id = $3 and b.application_id = a.application_id
      and b.state = 'assigned' and (a.state <> 'assigned' or b.begun and not a.begun)`);
  await run(`update review_assignments a set state = 'withdrawn', reason = 'the same person reviews it', pinned = false, at = now(),
      revision = revision + 1 where a.committee_id = $1 and a.person_id = $3 and a.state = 'assigned'
      and exists (select from review_assignments b where b.application_id = a.application_id and b.person_id = $2)`);
  for (const [table, column, more] of [
    ['review_assignments', 'person_id', `and a.state = 'assigned'`],
    ['review_reviews', 'reviewer_id', ''],
    ['review_bids', 'person_id', ''],
    ['review_restated', 'reviewer_id', ''],
  ] as const) {
    await run(`update ${table} a set ${column} = $2 where a.committee_id = $1 and a.${column} = $3 ${more}
      and not exists (select from ${table} b where b.application_id = a.application_id and b.${column} = $2)`);
  }
  await run(`delete from review_restated where committee_id = $1 and reviewer_id = $3 and $2::uuid is not null`);
  const here = 'application_id in (select application_id from review_ballots where committee_id = $1)';
  await run(`update review_votes a set member_id = $2 where a.member_id = $3 and ${here}
    and not exists (select from review_votes b where b.application_id = a.application_id and b.member_id = $2)`);
  await run(`delete from review_votes where member_id = $3 and ${here} and $2::uuid is not null`);
  const once = (list: string): string => `array(select distinct unnest(array_replace(${list}, $3, $2)) order by 1)`;
  await run(`update review_ballots set expected = ${once('expected')} where committee_id = $1 and $3 = any(expected)`);
  await run(`update review_meetings set present = ${once('present')} where committee_id = $1 and $3 = any(present)`);
  await run(`insert into review_signings select committee_id, $2, occasion, confidentiality_rule, ai_rule, signed_at
    from review_signings where committee_id = $1 and person_id = $3 on conflict do nothing`);
  await run(`insert into review_extensions select committee_id, $2, due, reason, by_person, at
    from review_extensions where committee_id = $1 and person_id = $3 on conflict do nothing`);
  await run(`insert into review_apart select committee_id, least(o.id, $2), greatest(o.id, $2) from review_apart,
      lateral (select case when one = $3 then other else one end as id) o
    where committee_id = $1 and $3 in (one, other) and o.id <> $2 on conflict do nothing`);
  await run(`delete from review_apart where committee_id = $1 and $3 in (one, other) and $2::uuid is not null`);
  await run(`update review_members set left_at = now(), revision = revision + 1
    where committee_id = $1 and person_id = $3 and $2::uuid is not null`);
}
