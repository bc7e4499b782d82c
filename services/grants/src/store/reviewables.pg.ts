import { Injectable } from '@nestjs/common';
import { Reviewables, type Opening, type Reviewable } from '@chiron/review/mount';
import { Database } from '@chiron/postgres';
import type { Answers } from '../domain/answers.js';
import { downloadName } from '../domain/attached-file.js';
import { Blinding } from '../domain/blinding.js';
import { essence } from '../domain/essence.js';
import { Files } from '../domain/files.js';
import { isAnswered, type Form } from '../domain/form.js';
import { PeopleFacts } from '../domain/people-facts.js';

interface Row {
  readonly id: string;
  readonly number: string;
  readonly answers: Answers;
  readonly form: Form;
  readonly team: string[];
  readonly applicant: string;
  readonly asked: number | null;
  /** what one grant of the call gives at most */
  readonly most: number | null;
}

/** Full applications that an officer has accepted for review, as they were handed in last. */
@Injectable()
export class AcceptedApplications extends Reviewables {
  constructor(
    private readonly database: Database,
    private readonly people: PeopleFacts,
    private readonly blinding: Blinding,
    private readonly files: Files,
  ) {
    super();
  }

  override async of(roundId: string, applicationIds?: readonly string[]): Promise<readonly Reviewable[]> {
    const rows = await this.database.query<Row & Record<string, unknown>>(
      `${accepted} and a.call_id = $1 and a.state = 'submitted' and ($2::uuid[] is null or a.id = any($2)) order by a.number`,
      [roundId, applicationIds ?? null],
    );
    const facts = await this.people.facts(rows.map(({ applicant }) => applicant));
    return rows.map(({ id, number, answers, form, team, applicant, asked, most }) => {
      const units = facts.get(applicant)?.affiliations.flatMap((one) => [one, ...one.within]);
      const host = units?.find(({ unit }) => unit === 'department')?.organisation;
      return {
        id,
        number,
        ...essence(form, answers),
        team,
        ...(host !== undefined && { hostUnit: host }),
        // nothing says how little it can be done with: any part will do where the funding line runs through it
        ...(asked && { asked: Math.min(asked, most ?? asked), leastAsked: 1 }),
      };
    });
  }

  override async content(applicationId: string, { names }: Opening): Promise<unknown> {
    const [row] = await this.database.query<Row & { budget: unknown } & Record<string, unknown>>(
      `${accepted} and a.id = $1 and a.state in ('submitted', 'concluded')`,
      [applicationId],
    );
    // What changed since it was checked, or was found out since, closes it again for those who must not know who applies.
    if (!row || (!names && !(await this.blinding.cleared([applicationId])).has(applicationId))) return null;
    const shown = Object.entries(row.form.properties).filter(([, field]) => names || field['x-blinded'] !== 'omit');
    return {
      number: row.number,
      title: essence(row.form, row.answers).title,
      fields: shown
        .filter(([, field]) => isAnswered(field))
        .map(([name, field]) => ({
          name,
          title: field.title,
          kind: field['x-kind'],
          answer: row.answers[name] ?? null,
        })),
      budget: shown.some(([, field]) => field['x-kind'] === 'budget') ? row.budget : null,
      files: (await this.files.list(applicationId))
        .filter(({ field, copy }) => (names || copy !== null) && shown.some(([name]) => name === field))
        .map(({ id, field, label, kind }) => ({ id, field, name: downloadName({ label, kind }), kind })),
      ...(names && { team: await this.teamOf(applicationId), letters: await this.lettersOf(applicationId) }),
    };
  }

  /** Letters of referees name whom they are about: they are read where names are. */
  private lettersOf(applicationId: string): Promise<unknown[]> {
    return this.database.query(
      `select name, relation, text from application_references where application_id = $1 and state = 'received' order by place`,
      [applicationId],
    );
  }

  private teamOf(applicationId: string): Promise<unknown[]> {
    return this.database.query(
      `select name, role, contributions from application_members where application_id = $1 and consent <> 'declined' order by place`,
      [applicationId],
    );
  }
}

/** The answers as they were handed in, not as they may have been edited since. */
const accepted = `
  select a.id, a.number, coalesce(v.answers, a.answers) as answers, f.form, standing_of(a.applicant_id) as applicant,
         array(select standing_of(t.person_id) from review_teams t where t.application_id = a.id) as team,
         (select to_jsonb(sum((line ->> 'amountMinor')::bigint)) from application_budgets b, jsonb_array_elements(b.lines) line
           where b.application_id = a.id) as asked, c.settings #> '{award,maxMinor}' as most,
         (select jsonb_build_object('currency', b.currency, 'lines', b.lines) from application_budgets b
           where b.application_id = a.id) as budget
    from applications a
    join administrative_reviews l on l.application_id = a.id and l.submitted_at = a.submitted_at and l.outcome = 'accepted'
    join calls c on c.id = a.call_id
    join call_forms f on f.call_id = a.call_id and f.stage = a.stage and f.version = a.form_version
    left join application_submissions s on s.application_id = a.id and s.submitted_at = a.submitted_at
    left join application_versions v on v.application_id = a.id and v.version = s.answers_version
   where a.stage = 'full'`;
