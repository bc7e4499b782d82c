import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Applications1795340100000 implements MigrationInterface {
  readonly name = 'Applications1795340100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table applications (
        id uuid primary key,
        number text not null,
        call_id uuid not null references calls (id),
        stage text not null check (stage in ('letter', 'full')),
        form_version integer not null,
        applicant_id uuid not null,
        letter_id uuid references applications (id),
        state text not null check (state in
          ('draft', 'returned', 'submitted', 'withdrawn', 'invited', 'not-invited', 'concluded')),
        due_at timestamptz,
        reason text,
        submitted_at timestamptz,
        late boolean,
        withdrawn_at timestamptz,
        granted_on date,
        title text not null default '',
        answers jsonb not null default '{}',
        answers_version integer not null default 0,
        answers_at timestamptz not null,
        revision integer not null default 1,
        created_at timestamptz not null,
        changed_at timestamptz not null,
        -- a full application bears the number of the letter it goes on from
        unique (number, stage)
      ) with (fillfactor = 80);
      create unique index applications_letter on applications (letter_id) where letter_id is not null;
      create index applications_call on applications (call_id, id desc);
      create index applications_applicant on applications (applicant_id, id desc);

      -- Every saved state of the answers: nobody's text is lost.
      create table application_versions (
        application_id uuid not null references applications (id),
        version integer not null,
        answers jsonb not null,
        saved_by uuid not null,
        saved_at timestamptz not null,
        primary key (application_id, version)
      );

      -- What was handed in, each time.
      create table application_submissions (
        application_id uuid not null references applications (id),
        submitted_at timestamptz not null,
        answers_version integer not null,
        team jsonb not null,
        budget jsonb not null,
        primary key (application_id, submitted_at)
      );

      create table application_members (
        id uuid primary key,
        application_id uuid not null references applications (id),
        place integer not null,
        person_id uuid,
        name text not null,
        email text not null,
        orcid text,
        role text not null,
        access text not null check (access in ('edit', 'read', 'none')),
        contributions text[] not null,
        consent text not null check (consent in ('asked', 'given', 'declined')),
        answered_at timestamptz,
        revision integer not null
      );
      create index application_members_application on application_members (application_id, place);
      create index application_members_person on application_members (person_id) where person_id is not null;

      create table application_budgets (
        application_id uuid primary key references applications (id),
        currency text not null,
        lines jsonb not null,
        revision integer not null,
        changed_at timestamptz not null
      );

      create table application_approvals (
        id uuid primary key,
        application_id uuid not null references applications (id),
        name text not null,
        email text not null,
        department text not null,
        state text not null check (state in ('asked', 'approved', 'declined')),
        comment text,
        budget_revision integer not null,
        due_at timestamptz not null,
        decided_at timestamptz,
        asked_at timestamptz not null default now(),
        replaced_at timestamptz
      );
      create unique index application_approvals_present on application_approvals (application_id) where replaced_at is null;

      create table application_references (
        id uuid primary key,
        application_id uuid not null references applications (id),
        place integer not null,
        name text not null,
        email text not null,
        relation text not null,
        access_waived boolean not null,
        state text not null check (state in ('asked', 'received', 'declined')),
        text text not null,
        due_at timestamptz not null,
        received_at timestamptz,
        revision integer not null
      );
      create index application_references_application on application_references (application_id, place);

      create table application_links (
        token_hash bytea primary key,
        application_id uuid not null references applications (id),
        purpose text not null check (purpose in ('consent', 'approval', 'reference')),
        subject_id uuid not null,
        due_at timestamptz not null,
        issued_at timestamptz not null default now(),
        ended_at timestamptz
      );
      create index application_links_subject on application_links (subject_id) where ended_at is null;

      create index people_told_email on people_told (lower(told->>'email'));
      create index people_told_orcid on people_told ((told->>'orcid'));

      create table call_application_rules (
        call_id uuid primary key references calls (id) on delete cascade,
        rules jsonb not null,
        revision integer not null
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index people_told_email, people_told_orcid;
      drop table call_application_rules, application_links, application_references, application_approvals,
                 application_budgets, application_members, application_submissions, application_versions, applications;
    `);
  }
}
