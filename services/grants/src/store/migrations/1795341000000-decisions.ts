import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Decisions1795341000000 implements MigrationInterface {
  readonly name = 'Decisions1795341000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Of the last look at an application; it holds for the submission that was looked at.
      create table administrative_reviews (
        application_id uuid primary key references applications (id),
        call_id uuid not null references calls (id),
        submitted_at timestamptz not null,
        outcome text not null check (outcome in ('accepted', 'returned-without-review')),
        checks jsonb not null,
        reason text,
        by_person uuid not null,
        at timestamptz not null
      );
      create index administrative_reviews_call on administrative_reviews (call_id, application_id);

      create table recommendations (
        application_id uuid primary key references applications (id),
        call_id uuid not null references calls (id),
        committee_id uuid not null,
        place integer not null check (place > 0),
        outcome text not null check (outcome in ('fund', 'fund-in-part', 'revise', 'decline')),
        amount_minor bigint,
        note text,
        by_person uuid not null,
        at timestamptz not null
      );
      create index recommendations_committee on recommendations (committee_id, place);
      create index recommendations_call on recommendations (call_id);

      create table decision_rounds (
        call_id uuid primary key references calls (id),
        state text not null check (state in ('open', 'decided', 'announced')),
        decided_by uuid, decided_at timestamptz,
        announced_by uuid, announced_at timestamptz,
        appeal_until timestamptz,
        revision integer not null
      );
      -- What is prepared; with the announcement it is what was decided.
      create table decisions (
        application_id uuid primary key references applications (id),
        call_id uuid not null references decision_rounds (call_id),
        outcome text not null check (outcome in ('fund', 'fund-in-part', 'revise', 'decline')),
        amount_minor bigint check ((amount_minor is not null) = (outcome in ('fund', 'fund-in-part'))),
        reason text,
        by_person uuid not null,
        at timestamptz not null,
        announced boolean not null default false
      );
      create index decisions_call on decisions (call_id);
      create function keep_announced_decisions() returns trigger language plpgsql as $$
        begin
          raise exception 'an announced decision stands';
        end
      $$;
      create trigger decisions_announced before update or delete on decisions for each row
        when (old.announced) execute function keep_announced_decisions();

      -- What follows the announcement begins here.
      create table grants (
        id uuid primary key,
        application_id uuid not null unique references applications (id),
        call_id uuid not null references calls (id),
        number text not null,
        recipient_id uuid not null,
        amount_minor bigint not null check (amount_minor > 0),
        currency text not null,
        announced_on date not null,
        revision integer not null
      );
      create index grants_recipient on grants (recipient_id);

      create table appeals (
        application_id uuid primary key references applications (id),
        call_id uuid not null references calls (id),
        state text not null check (state in ('open', 'upheld', 'dismissed')),
        grounds text not null,
        by_person uuid not null,
        at timestamptz not null,
        reason text,
        decided_by uuid, decided_at timestamptz,
        revision integer not null
      );
      create index appeals_call on appeals (call_id, application_id);

      create table resubmissions (
        application_id uuid primary key references applications (id),
        earlier_id uuid not null references applications (id),
        introduction text not null,
        by_person uuid not null,
        at timestamptz not null
      );

      create table letter_templates (
        call_id uuid not null references calls (id) on delete cascade,
        kind text not null,
        language text not null,
        subject text not null,
        body text not null,
        by_person uuid not null,
        at timestamptz not null,
        revision integer not null,
        primary key (call_id, kind, language)
      );
      create table mail_preferences (
        person_id uuid primary key,
        language text not null,
        digest boolean not null,
        revision integer not null
      );

      create table audit_entries (
        id uuid primary key,
        at timestamptz not null default now(),
        call_id uuid not null,
        application_id uuid,
        by_person uuid,
        act text not null,
        facts jsonb not null
      );
      create index audit_entries_call on audit_entries (call_id, id desc);
      create index audit_entries_application on audit_entries (application_id, id desc) where application_id is not null;
      create function keep_audit() returns trigger language plpgsql as $$
        begin
          raise exception 'the audit trail is only added to';
        end
      $$;
      create trigger audit_entries_stand before update or delete on audit_entries
        for each row execute function keep_audit();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table audit_entries, mail_preferences, letter_templates, resubmissions, appeals, grants, decisions, decision_rounds,
                 recommendations, administrative_reviews;
      drop function keep_audit, keep_announced_decisions;
    `);
  }
}
