import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Reviews1795300002000 implements MigrationInterface {
  readonly name = 'Reviews1795300002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table review_rubrics (
        committee_id uuid not null references review_committees,
        version integer not null,
        content jsonb not null,
        made_by uuid,
        made_at timestamptz not null,
        primary key (committee_id, version)
      );

      create table review_reviews (
        id uuid primary key,
        committee_id uuid not null references review_committees,
        application_id uuid not null references review_applications,
        reviewer_id uuid not null,
        rubric_version integer not null,
        state text not null check (state in ('draft', 'unconfirmed', 'submitted')),
        answers jsonb not null,
        entered_by uuid,
        entered_at timestamptz,
        submitted_at timestamptz,
        confirmed_at timestamptz,
        late boolean,
        revision integer not null,
        changed_at timestamptz not null,
        unique (application_id, reviewer_id),
        foreign key (committee_id, rubric_version) references review_rubrics (committee_id, version)
      );
      create index review_reviews_committee on review_reviews (committee_id, id);

      -- Which score counts, and how sure intervals are: as they were when the first review began, whatever the round says since.
      create table review_records (
        committee_id uuid primary key references review_committees,
        score_of_record text not null check (score_of_record in ('mean', 'adjusted', 'vote')),
        interval_level double precision not null,
        fixed_at timestamptz not null
      );

      -- Every version of every review, whoever wrote it: text is never lost.
      create table review_versions (
        review_id uuid not null references review_reviews,
        revision integer not null,
        state text not null,
        rubric_version integer not null,
        answers jsonb not null,
        by_person uuid not null,
        reason text,
        at timestamptz not null,
        primary key (review_id, revision)
      );

      create table review_extensions (
        committee_id uuid not null references review_committees,
        person_id uuid not null,
        due timestamptz not null,
        reason text not null,
        by_person uuid not null,
        at timestamptz not null,
        primary key (committee_id, person_id)
      );

      create table review_posts (
        id uuid primary key,
        committee_id uuid not null references review_committees,
        application_id uuid not null references review_applications,
        phase text not null,
        author_id uuid not null,
        at timestamptz not null,
        text text not null,
        in_reply_to uuid references review_posts,
        withdrawn boolean not null default false
      );
      create index review_posts_application on review_posts (application_id, id);

      create table review_not_discussed (
        application_id uuid primary key references review_applications,
        committee_id uuid not null references review_committees,
        by_person uuid not null,
        at timestamptz not null,
        pulled_by uuid,
        pulled_at timestamptz,
        pulled_reason text
      );
      create index review_not_discussed_committee on review_not_discussed (committee_id);

      create table review_meetings (
        committee_id uuid primary key references review_committees,
        state text not null check (state in ('planned', 'open', 'closed')),
        quorum integer not null check (quorum > 0),
        present uuid[] not null default '{}'
      );
      create table review_agenda (
        application_id uuid primary key references review_applications,
        committee_id uuid not null references review_meetings,
        place integer not null,
        state text not null check (state in ('waiting', 'live', 'done', 'deferred'))
      );
      create index review_agenda_committee on review_agenda (committee_id, place);
      -- one application is live at a time
      create unique index review_agenda_live on review_agenda (committee_id) where state = 'live';
      create table review_meeting_log (
        position bigint generated always as identity primary key,
        committee_id uuid not null references review_meetings,
        application_id uuid,
        step jsonb not null
      );
      create index review_meeting_log_committee on review_meeting_log (committee_id, position);

      create table review_restated (
        application_id uuid not null references review_applications,
        reviewer_id uuid not null,
        committee_id uuid not null references review_committees,
        score double precision not null,
        at timestamptz not null,
        primary key (application_id, reviewer_id)
      );

      create table review_ballots (
        application_id uuid primary key references review_applications,
        committee_id uuid not null references review_committees,
        state text not null check (state in ('open', 'closed')),
        lowest double precision not null,
        highest double precision not null,
        expected uuid[] not null,
        opened_at timestamptz not null,
        closed_at timestamptz
      );
      create index review_ballots_committee on review_ballots (committee_id);
      create table review_votes (
        application_id uuid not null references review_ballots,
        member_id uuid not null,
        score double precision not null,
        sentence text,
        at timestamptz not null,
        primary key (application_id, member_id)
      );

      create table review_summaries (
        application_id uuid primary key references review_applications,
        committee_id uuid not null references review_committees,
        state text not null check (state in ('draft', 'approved')),
        strengths text not null,
        weaknesses text not null,
        advice text not null,
        approved_by uuid,
        approved_at timestamptz,
        revision integer not null
      );
      create index review_summaries_committee on review_summaries (committee_id);
      create table review_summary_versions (
        application_id uuid not null references review_summaries,
        revision integer not null,
        state text not null,
        strengths text not null,
        weaknesses text not null,
        advice text not null,
        by_person uuid not null,
        at timestamptz not null,
        primary key (application_id, revision)
      );

      create table review_minutes (
        committee_id uuid primary key references review_committees,
        state text not null check (state in ('draft', 'approved')),
        approved_by uuid,
        approved_at timestamptz,
        revision integer not null
      );
      create table review_paragraphs (
        committee_id uuid not null references review_minutes,
        place integer not null,
        application_id uuid,
        at timestamptz not null,
        text text not null,
        primary key (committee_id, place)
      );

      create table review_funding (
        committee_id uuid primary key references review_committees,
        rule jsonb not null,
        by_person uuid not null,
        at timestamptz not null,
        revision integer not null
      );
      -- Committees of earlier rounds in whose applications percentiles are taken as well.
      create table review_bases (
        committee_id uuid not null references review_committees,
        earlier_id uuid not null references review_committees,
        place integer not null,
        primary key (committee_id, earlier_id)
      );
      -- How applications that stood level were put in order: by discussion, or by a lot that anybody can repeat.
      create table review_ties (
        id uuid primary key,
        committee_id uuid not null references review_committees,
        by_way text not null check (by_way in ('discussion', 'lot')),
        applications uuid[] not null,
        seed bigint,
        reason text not null,
        by_person uuid not null,
        at timestamptz not null,
        check ((by_way = 'lot') = (seed is not null))
      );
      create index review_ties_committee on review_ties (committee_id, id);

      -- The reviews of a committee that this person may know of, and whether their content shows. A review of others
      -- shows once it is submitted and its assignment stands; who runs the committee knows of drafts, without content.
      create function review_readable(committee uuid, persons uuid[], on_day date, listed text, others text, runs boolean)
        returns table (review_id uuid, application_id uuid, number text, title text, own boolean, content boolean)
        language sql stable as $$
        select r.id, s.application_id, s.number, s.title, mine.own, mine.own or written.by_me or (shows.them and r.state = 'submitted')
          from review_seen(committee, persons, on_day, listed) s
          join review_reviews r on r.application_id = s.application_id
         cross join lateral (select r.reviewer_id = any(persons) as own) mine
         cross join lateral (select coalesce(r.entered_by = any(persons), false) as by_me) written
         cross join lateral (select exists (select from review_assignments a
            where a.application_id = r.application_id and a.person_id = r.reviewer_id and a.state = 'assigned') as counts) kept
         cross join lateral (select others = 'always' or (others = 'after-own' and s.assigned and exists (
            select from review_reviews o where o.application_id = s.application_id
               and o.reviewer_id = any(persons) and o.state = 'submitted')) as them) shows
         where mine.own or written.by_me or (kept.counts and (runs or (shows.them and r.state = 'submitted')))
      $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function review_readable;
      drop table review_ties, review_bases, review_funding, review_paragraphs, review_minutes, review_summary_versions, review_summaries, review_votes,
                 review_ballots, review_restated, review_meeting_log, review_agenda, review_meetings, review_not_discussed, review_posts,
                 review_extensions, review_records, review_versions, review_reviews, review_rubrics;
    `);
  }
}
