import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Committees1795300001000 implements MigrationInterface {
  readonly name = 'Committees1795300001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Every id that means this person. A service that knows merged people replaces this function by its own.
      create function review_same(person uuid) returns uuid[] language sql stable parallel safe
        as $$ select array[person] $$;

      create table review_committees (
        id uuid primary key,
        round_id uuid not null,
        season text not null,
        name text not null,
        phase text not null default 'bidding'
          check (phase in ('bidding', 'review', 'discussion', 'decision', 'announced')),
        -- assignments are due to be balanced again: somebody refused, fell ill, or has a new conflict
        repair_due boolean not null default false,
        -- grows with everything that an assignment run reads
        assignment_revision integer not null default 0,
        revision integer not null default 1,
        created_by uuid not null,
        created_at timestamptz not null default now()
      );
      create index review_committees_round on review_committees (round_id, id);

      create table review_phase_log (
        committee_id uuid not null references review_committees,
        n integer not null,
        from_phase text not null, to_phase text not null, back boolean not null,
        reason text,
        by_person uuid not null,
        at timestamptz not null,
        primary key (committee_id, n)
      );

      create table review_members (
        committee_id uuid not null references review_committees,
        person_id uuid not null,
        role text not null check (role in ('member', 'chair', 'acting-chair')),
        -- the order in which acting chairs step in
        place integer not null default 0,
        kinds text[] not null default '{}',
        topics text[] not null default '{}',
        expertise text not null default '',
        capacity integer not null check (capacity >= 0),
        revision integer not null default 1,
        added_by uuid not null,
        added_at timestamptz not null default now(),
        left_at timestamptz,
        primary key (committee_id, person_id)
      );
      create unique index review_members_chair on review_members (committee_id)
        where role = 'chair' and left_at is null;
      create index review_members_person on review_members (person_id);

      -- What somebody takes on in a season over all committees of this service.
      create table review_capacities (
        person_id uuid not null,
        season text not null,
        capacity integer not null check (capacity >= 0),
        primary key (person_id, season)
      );

      create table review_signings (
        committee_id uuid not null references review_committees,
        person_id uuid not null,
        occasion text not null check (occasion in ('before', 'after')),
        confidentiality_rule text,
        ai_rule text,
        signed_at timestamptz not null,
        primary key (committee_id, person_id, occasion)
      );

      create table review_applications (
        application_id uuid primary key,
        committee_id uuid not null references review_committees,
        round_id uuid not null,
        number text not null,
        title text not null,
        topics text[] not null,
        host_unit text,
        search tsvector not null,
        -- how many reviews it was given last; a repair restores as many
        reviews_wanted integer,
        added_at timestamptz not null default now(),
        left_at timestamptz
      );
      create index review_applications_committee on review_applications (committee_id, number, application_id)
        where left_at is null;
      create index review_applications_round on review_applications (round_id) where left_at is null;

      create table review_teams (
        application_id uuid not null,
        person_id uuid not null,
        primary key (application_id, person_id)
      );
      create index review_teams_person on review_teams (person_id);

      create table review_conflicts (
        id uuid primary key,
        application_id uuid not null,
        person_id uuid not null,
        kind text not null check (kind in
          ('collaborator', 'advisor-advisee', 'institutional', 'personal', 'competing', 'financial', 'other')),
        source text not null check (source in
          ('declared-by-reviewer', 'declared-by-applicant', 'set-by-chair', 'found')),
        state text not null check (state in ('potential', 'confirmed', 'waived')),
        since date, until date,
        note text,
        pinned boolean not null default false,
        decided_by uuid, decided_on date, decided_reason text,
        revision integer not null default 1,
        created_by uuid,
        created_at timestamptz not null default now(),
        unique nulls not distinct (application_id, person_id, kind, source)
      );
      create index review_conflicts_person on review_conflicts (person_id);

      create table review_bids (
        committee_id uuid not null references review_committees,
        application_id uuid not null references review_applications,
        person_id uuid not null,
        -- -1 rather not, 0 neither, 1 gladly, 2 very gladly
        bid smallint not null check (bid between -1 and 2),
        at timestamptz not null default now(),
        primary key (application_id, person_id)
      );
      create index review_bids_committee on review_bids (committee_id);

      create table review_apart (
        committee_id uuid not null references review_committees,
        one uuid not null, other uuid not null,
        check (one < other),
        primary key (committee_id, one, other)
      );

      create table review_runs (
        id uuid primary key,
        committee_id uuid not null references review_committees,
        mode text not null,
        asked jsonb not null,
        answer jsonb not null,
        assignment_revision integer not null,
        by_person uuid,
        at timestamptz not null default now(),
        applied_at timestamptz
      );
      create index review_runs_committee on review_runs (committee_id, id);

      create table review_assignments (
        id uuid primary key,
        committee_id uuid not null references review_committees,
        application_id uuid not null references review_applications,
        person_id uuid not null,
        state text not null check (state in ('assigned', 'refused', 'withdrawn')),
        pinned boolean not null default false,
        reason text,
        -- once a review is begun, no run moves it
        begun boolean not null default false,
        by_person uuid,
        at timestamptz not null default now(),
        revision integer not null default 1,
        unique (application_id, person_id),
        foreign key (committee_id, person_id) references review_members (committee_id, person_id)
      );
      create index review_assignments_committee on review_assignments (committee_id, person_id)
        where state = 'assigned';
      create index review_assignments_person on review_assignments (person_id) where state = 'assigned';

      -- Who did what in a committee, and what it was about.
      create table review_log (
        id uuid primary key,
        committee_id uuid not null references review_committees,
        at timestamptz not null default now(),
        by_person uuid,
        act text not null,
        application_id uuid,
        person_id uuid,
        facts jsonb not null default '{}'
      );
      create index review_log_committee on review_log (committee_id, id);

      -- The applications that do not exist for this person on that day: the own team's, and every conflict not waived.
      create function review_hidden(persons uuid[], on_day date) returns setof uuid language sql stable as $$
        select application_id from review_teams where person_id = any(persons)
        union all
        select application_id from review_conflicts
         where person_id = any(persons) and state <> 'waived'
           and (since is null or since <= on_day) and (until is null or on_day <= until)
      $$;

      -- The applications of a committee that this person sees now; listed = all, assigned or none, as the phase says.
      create function review_seen(committee uuid, persons uuid[], on_day date, listed text)
        returns table (application_id uuid, number text, title text, topics text[], assigned boolean)
        language sql stable as $$
        select a.application_id, a.number, a.title, a.topics, mine.application_id is not null
          from review_applications a
          left join lateral (
            select m.application_id from review_assignments m
             where m.application_id = a.application_id and m.person_id = any(persons) and m.state = 'assigned' limit 1
          ) mine on true
         where a.committee_id = committee and a.left_at is null
           and a.application_id not in (select hidden.id from review_hidden(persons, on_day) as hidden(id))
           and (listed = 'all' or (listed = 'assigned' and mine.application_id is not null))
      $$;

      -- Nobody reviews an application of the own team, whichever of the two rows comes first.
      create function review_assignment_guard() returns trigger language plpgsql as $$
      declare
        allotted integer;
        load integer;
      begin
        if new.state <> 'assigned' then return new; end if;
        perform pg_advisory_xact_lock(hashtextextended('review_team ' || new.application_id, 0));
        if exists (select from review_teams where application_id = new.application_id
                     and person_id = any(review_same(new.person_id))) then
          raise exception 'a member of the team cannot review it'
            using errcode = '23514', constraint = 'review_team_never_reviews';
        end if;
        if tg_op = 'UPDATE' and old.state = 'assigned' and old.person_id = new.person_id then return new; end if;
        select capacity into allotted from review_members
         where committee_id = new.committee_id and person_id = new.person_id and left_at is null for update;
        select count(*) into load from review_assignments
         where committee_id = new.committee_id and person_id = new.person_id and state = 'assigned' and id <> new.id;
        if allotted is null or load >= allotted then
          raise exception 'no capacity is left' using errcode = '23514', constraint = 'review_capacity_holds';
        end if;
        return new;
      end $$;
      create trigger review_assignment_guard before insert or update on review_assignments
        for each row execute function review_assignment_guard();

      create function review_team_guard() returns trigger language plpgsql as $$
      begin
        perform pg_advisory_xact_lock(hashtextextended('review_team ' || new.application_id, 0));
        if exists (select from review_assignments where application_id = new.application_id and state = 'assigned'
                     and person_id = any(review_same(new.person_id))) then
          raise exception 'a member of the team cannot review it'
            using errcode = '23514', constraint = 'review_team_never_reviews';
        end if;
        return new;
      end $$;
      create trigger review_team_guard before insert or update on review_teams
        for each row execute function review_team_guard();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table review_log, review_assignments, review_runs, review_apart, review_bids, review_conflicts, review_teams,
                 review_applications, review_signings, review_capacities, review_members, review_phase_log,
                 review_committees cascade;
      drop function review_seen, review_hidden, review_same, review_assignment_guard, review_team_guard;
    `);
  }
}
