import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { coreProblems, type Decision } from '@chiron/contracts/core';
import { grantsProblems } from '@chiron/contracts/grants';
import { Outbox } from '@chiron/messaging';
import { Database, type Tx } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import type { Application, Draft } from '../domain/application.js';
import { Applications, type Begun, type Changing } from '../domain/applications.js';
import { AttachedFiles } from '../domain/attached-files.js';
import { within, type Dossier } from '../domain/dossier.js';
import { PeopleFacts } from '../domain/people-facts.js';
import type { Member } from '../domain/team.js';
import { applicationColumns, applicationOf, stateColumns, type AnsweredRow } from './application-rows.js';
import { readParts, shows, tellCommittees, writeMembers, writeParts } from './dossier-parts.js';

/** Letters and digits that nobody mistakes for one another, read aloud or by hand. */
const signs = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const fourSigns = (): string => Array.from({ length: 4 }, () => signs[randomInt(signs.length)]).join('');

@Injectable()
export class PgApplications extends Applications {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly people: PeopleFacts,
    private readonly files: AttachedFiles,
  ) {
    super();
  }

  override begin(
    { callId, stage, applicantId }: Parameters<Applications['begin']>[0],
    begun: Begun,
    decide: (others: number, ending: string) => Decision<Draft>,
  ): Promise<void> {
    return this.database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`applicant ${applicantId} ${callId}`]);
      const [counted] = await tx.query<{ others: number }>(
        `select count(*)::int as others from applications
          where call_id = $1 and stage = $2 and state <> 'withdrawn' and applicant_id in (select aliases_of($3))`,
        [callId, stage, applicantId],
      );
      for (;;) {
        const { next, events } = decide(counted!.others, fourSigns());
        if (!(await insert(tx, next, begun))) {
          await refuseContinued(tx, next);
          continue;
        }
        const members = begun.teamOf === null ? [] : await this.takeOver(tx, begun.teamOf, next.id);
        await tellCommittees(tx, { application: next, members });
        await this.outbox.add(
          tx,
          events.map((fact) => ({ fact, revision: 1 })),
        );
        return;
      }
    });
  }

  override change(
    id: string,
    decide: (application: Application) => Decision<Application>,
    { match, then }: Changing<Application> = {},
  ): Promise<Application> {
    return this.changeDossier(id, (dossier) => within(dossier, decide(dossier.application)), {
      match,
      ...(then && { then: (next, present) => then(next.application, present.application) }),
    }).then(({ application }) => application);
  }

  override changeDossier(
    id: string,
    decide: (dossier: Dossier) => Decision<Dossier>,
    { match, then }: Changing<Dossier> = {},
  ): Promise<Dossier> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<AnsweredRow>(
        `select ${applicationColumns}, a.answers from applications a where a.id = $1 for update`,
        [id],
      );
      if (!row) throw coreProblems.refuse('not-found', { kind: 'application', id });
      match?.(row.revision);
      const present = await this.dossierOf(row);
      const { next, events } = decide(present);
      if (next === present && events.length === 0) return present;
      await writeParts(tx, id, present, next);
      if (next.application.state !== present.application.state && next.application.state === 'submitted')
        await keepSubmission(tx, next);
      const revision = row.revision + (shows(present, next) || events.length > 0 ? 1 : 0);
      await tx.run(
        `update applications set state = $2, due_at = $3, reason = $4, submitted_at = $5, late = $6, withdrawn_at = $7,
           granted_on = $8, revision = $9, changed_at = now() where id = $1`,
        [id, ...stateColumns(next.application), revision],
      );
      await this.outbox.add(
        tx,
        events.map((fact) => ({ fact, revision })),
      );
      await then?.(next, present);
      return next;
    });
  }

  override async dossier(id: string): Promise<{ dossier: Dossier; revision: number } | undefined> {
    const [row] = await this.database.query<AnsweredRow>(
      `select ${applicationColumns}, a.answers from applications a where a.id = $1`,
      [id],
    );
    return row && { dossier: await this.dossierOf(row), revision: row.revision };
  }

  private async dossierOf(row: AnsweredRow): Promise<Dossier> {
    const parts = await readParts((sql, params) => this.database.query(sql, params), row.id);
    const facts = (await this.people.facts([row.applicant_id])).get(row.applicant_id);
    const { counts } = await this.files.of(row.id);
    return {
      ...parts,
      application: applicationOf(row),
      answers: row.answers,
      own: facts?.emails ?? [],
      files: counts,
    };
  }

  /** The letter's team comes along, with what it consented to; its links stay with the letter. */
  private async takeOver(tx: Tx, letterId: string, id: string): Promise<Member[]> {
    const parts = await readParts((sql, params) => tx.query(sql, params), letterId);
    const members = parts.members
      .filter(({ consent }) => consent !== 'declined')
      .map((one) => ({ ...one, id: uuidv7(), revision: 1 }));
    await writeMembers(tx, id, members, members);
    return members;
  }
}

/** False where the number, or the letter it goes on from, is taken. */
async function insert(tx: Tx, draft: Draft, { answers, title }: Begun): Promise<boolean> {
  const done = await tx.run(
    `insert into applications (id, number, call_id, stage, form_version, applicant_id, letter_id, state, due_at, title, answers,
       answers_version, answers_at, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now(), now(), now()) on conflict do nothing`,
    [
      draft.id,
      draft.number,
      draft.callId,
      draft.stage,
      draft.formVersion,
      draft.applicantId,
      draft.letterId,
      draft.state,
      draft.dueAt,
      title,
      JSON.stringify(answers),
      draft.answersVersion,
    ],
  );
  return done.rowCount === 1;
}

async function refuseContinued(tx: Tx, { letterId }: Draft): Promise<void> {
  if (letterId === null) return;
  const [other] = await tx.query<{ id: string }>('select id from applications where letter_id = $1', [letterId]);
  if (other) throw grantsProblems.refuse('letter-continued', { id: other.id });
}

async function keepSubmission(tx: Tx, { application, members, budget }: Dossier): Promise<void> {
  if (application.state !== 'submitted') return;
  await tx.run(
    `insert into application_submissions (application_id, submitted_at, answers_version, team, budget)
     values ($1, $2, $3, $4, $5)`,
    [
      application.id,
      application.submittedAt,
      application.answersVersion,
      JSON.stringify(members),
      JSON.stringify(budget),
    ],
  );
}
