import type { MigrationInterface, QueryRunner } from 'typeorm';

export class NewDecisions1795341200000 implements MigrationInterface {
  readonly name = 'NewDecisions1795341200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What an upheld appeal opens, beside the decision that was announced, which stays as it was.
      create table new_decisions (
        application_id uuid primary key references appeals (application_id),
        call_id uuid not null references decision_rounds (call_id),
        state text not null check (state in ('open', 'prepared', 'decided', 'announced')),
        outcome text check (outcome in ('fund', 'fund-in-part', 'revise', 'decline')),
        amount_minor bigint check ((amount_minor is not null) = coalesce(outcome in ('fund', 'fund-in-part'), false)),
        by_person uuid not null,
        reason text,
        decided_by uuid, decided_at timestamptz,
        announced_by uuid, announced_at timestamptz,
        revision integer not null,
        check ((state = 'open') = (outcome is null)),
        check ((state in ('decided', 'announced')) = (reason is not null))
      );
      create function keep_announced_new_decisions() returns trigger language plpgsql as $$
        begin
          raise exception 'an announced decision stands';
        end
      $$;
      create trigger new_decisions_announced before update or delete on new_decisions for each row
        when (old.state = 'announced') execute function keep_announced_new_decisions();

      -- What stands of each application: what was decided anew, else what was announced or is prepared with the round.
      create view standing_decisions as
        select d.application_id, d.call_id, coalesce(n.outcome, d.outcome) as outcome,
               case when n.application_id is null then d.amount_minor else n.amount_minor end as amount_minor,
               coalesce(n.reason, d.reason) as reason, d.announced, n.announced_at as announced_anew_at
          from decisions d left join new_decisions n on n.application_id = d.application_id and n.state = 'announced';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `drop view standing_decisions; drop table new_decisions; drop function keep_announced_new_decisions;`,
    );
  }
}
