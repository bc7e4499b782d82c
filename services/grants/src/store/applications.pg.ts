import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { coreProblems, type Decision } from '@chiron/contracts/core';
import { grantsProblems } from '@chiron/contracts/grants';
import { Database, type Tx } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import type { Application, Draft } from '../domain/application.js';
import { Applications, type Begun, type Changing } from '../domain/applications.js';
import { within, type Dossier } from '../domain/dossier.js';
import type { Member } from '../domain/team.js';
import { ApplicationNews } from './application-news.pg.js';
import { stateColumns } from './application-rows.js';
import { readParts, shows, writeMembers, writeParts } from './dossier-parts.js';
import { Dossiers, type DossierRead } from './dossiers.pg.js';

/** Letters and digits that nobody mistakes for one another, read aloud or by hand. */
const signs = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const fourSigns = (): string => Array.from({ length: 4 }, () => signs[randomInt(signs.length)]).join('');

@Injectable()
export class PgApplications extends Applications {
  constructor(
    private readonly database: Database,
    private readonly dossiers: Dossiers,
    private readonly news: ApplicationNews,
  ) {
    super();
  }

  override begin(
    { callId, stage, applicantId }: Parameters<Applications['begin']>[0],
    begun: Begun,
    decide: (others: number, ending: string) => Decision<Draft>,
  ): Promise<void> {
    return this.database.transaction(async (tx) => {
      const others = await countOthers(tx, { callId, stage, applicantId, id: null });
      for (;;) {
        const { next, events } = decide(others, fourSigns());
        if (!(await insert(tx, next, begun))) {
          await refuseContinued(tx, next);
          continue;
        }
        const members = begun.teamOf === null ? [] : await takeOver(tx, begun.teamOf, next.id);
        const step = { by: applicantId, act: 'began the application' };
        await this.news.tell(tx, { next: { application: next, members } }, { events, revision: 1, step });
        return;
      }
    });
  }

  override alone<T>(application: Application, work: (others: number) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => work(await countOthers(tx, application)));
  }

  override change(
    id: string,
    decide: (application: Application) => Decision<Application>,
    { match, then, step }: Changing<Application> = {},
  ): Promise<Application> {
    return this.changeDossier(id, (dossier) => within(dossier, decide(dossier.application)), {
      match,
      ...(step && { step }),
      ...(then && { then: (next, present) => then(next.application, present.application) }),
    }).then(({ application }) => application);
  }

  override changeDossier(
    id: string,
    decide: (dossier: Dossier) => Decision<Dossier>,
    { match, then, step }: Changing<Dossier> = {},
  ): Promise<Dossier> {
    return this.database.transaction(async (tx) => {
      const read = await this.dossiers.read(id, true);
      if (!read) throw coreProblems.refuse('not-found', { kind: 'application', id });
      const present = read.dossier;
      match?.(read.revision);
      const { next, events } = decide(present);
      if (next === present && events.length === 0) {
        if (step?.always) await this.news.note(present.application, read.revision, step);
        await then?.(next, present);
        return present;
      }
      await writeParts(tx, id, present, next);
      if (next.application.state !== present.application.state && next.application.state === 'submitted')
        await keepSubmission(tx, next);
      const revision = read.revision + (shows(present, next) || events.length > 0 ? 1 : 0);
      await tx.run(
        `update applications set state = $2, due_at = $3, reason = $4, submitted_at = $5, late = $6, withdrawn_at = $7,
           granted_on = $8, revision = $9, lead_contributions = $10, changed_at = now() where id = $1`,
        [id, ...stateColumns(next.application), revision, next.leadContributions],
      );
      await this.news.tell(tx, { present, next }, { events, revision, ...(step && { step }) });
      await then?.(next, present);
      return next;
    });
  }

  override dossier(id: string): Promise<DossierRead | undefined> {
    return this.dossiers.read(id, false);
  }
}

/** Two at once of one person, under whatever id, are counted one after the other. */
async function countOthers(
  tx: Tx,
  { callId, stage, applicantId, id }: Pick<Application, 'callId' | 'stage' | 'applicantId'> & { id: string | null },
): Promise<number> {
  await tx.query(
    `select pg_advisory_xact_lock(hashtextextended('applicant ' || standing_of($1)::text || ' ' || $2, 0))`,
    [applicantId, callId],
  );
  const [counted] = await tx.query<{ others: number }>(
    `select count(*)::int as others from applications
      where call_id = $1 and stage = $2 and state <> 'withdrawn' and applicant_id in (select aliases_of($3))
        and id is distinct from $4`,
    [callId, stage, applicantId, id],
  );
  return counted!.others;
}

/** The letter's team comes along, with what it consented to; its links stay with the letter. */
async function takeOver(tx: Tx, letterId: string, id: string): Promise<Member[]> {
  const parts = await readParts((sql, params) => tx.query(sql, params), letterId);
  const members = parts.members
    .filter(({ consent }) => consent !== 'declined')
    .map((one) => ({ ...one, id: uuidv7(), revision: 1 }));
  await writeMembers(tx, id, members, members);
  return members;
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
  if (done.rowCount !== 1) return false;
  if (Object.keys(answers).length > 0)
    await tx.run(
      `insert into application_versions (application_id, version, answers, saved_by, saved_at) values ($1, 0, $2, $3, now())`,
      [draft.id, JSON.stringify(answers), draft.applicantId],
    );
  return true;
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
