import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { ReviewTeams } from '@chiron/review/mount';
import type { Application } from '../domain/application.js';
import { Applications } from '../domain/applications.js';
import { DeclaredConflicts, type DeclaredConflict } from '../domain/declared-conflicts.js';
import type { Dossier } from '../domain/dossier.js';
import { KnownAddresses } from '../domain/known-addresses.js';
import { moment } from './application-rows.js';

interface Row extends DeclaredConflict, Record<string, unknown> {
  readonly declaredBy: string;
  readonly toldPerson: string | null;
}

@Injectable()
export class PgDeclaredConflicts extends DeclaredConflicts {
  constructor(
    private readonly database: Database,
    private readonly applications: Applications,
    private readonly known: KnownAddresses,
    private readonly committees: ReviewTeams,
  ) {
    super();
  }

  override async list(applicationId: string): Promise<DeclaredConflict[]> {
    const rows = await this.rows(applicationId);
    return rows.map(declaredOf);
  }

  override async add(
    applicationId: string,
    by: string,
    decide: (application: Application, present: readonly DeclaredConflict[]) => DeclaredConflict,
  ): Promise<DeclaredConflict> {
    let declared: DeclaredConflict | undefined;
    const unchanged = (dossier: Dossier) => ({ next: dossier, events: [] });
    await this.applications.changeDossier(applicationId, unchanged, {
      // who was named, the list of the declared says to those who may read it
      step: { by, act: 'declared a conflict', always: true },
      then: async ({ application }) => {
        declared = decide(application, await this.list(applicationId));
        const { id, name, email, kind, note, declaredAt } = declared;
        await this.database.query(
          `insert into application_declared_conflicts (id, application_id, name, email, kind, note, declared_by, declared_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [id, applicationId, name, email, kind, note, by, declaredAt],
        );
        await this.tell(applicationId);
      },
    });
    return declared!;
  }

  override async takeBack(
    applicationId: string,
    declaredId: string,
    by: string,
    decide: (application: Application, declared: DeclaredConflict) => DeclaredConflict,
  ): Promise<DeclaredConflict> {
    let after: DeclaredConflict | undefined;
    const unchanged = (dossier: Dossier) => ({ next: dossier, events: [] });
    await this.applications.changeDossier(applicationId, unchanged, {
      step: { by, act: 'took a declared conflict back', always: true },
      then: async ({ application }) => {
        const row = (await this.rows(applicationId)).find(({ id }) => id === declaredId);
        if (!row) throw coreProblems.refuse('not-found', { kind: 'declared conflict', id: declaredId });
        after = decide(application, declaredOf(row));
        await this.committees.mustNotBeReviewed(applicationId);
        await this.database.query(
          'update application_declared_conflicts set taken_back_at = $2, taken_back_reason = $3 where id = $1',
          [declaredId, after.takenBack!.at, after.takenBack!.reason],
        );
        const personId = row.toldPerson ?? (await this.known.personOf(row.email, null));
        if (personId === null) return;
        await this.committees.takeBackByApplicant(applicationId, { personId, kind: row.kind });
        // the same person may have been named under another address as well
        await this.tell(applicationId);
      },
    });
    return after!;
  }

  override async tell(applicationId: string): Promise<void> {
    for (const { id, email, kind, note, declaredBy, toldPerson, takenBack } of await this.rows(applicationId)) {
      if (takenBack !== null) continue;
      const personId = toldPerson ?? (await this.known.personOf(email, null));
      if (personId === null) continue;
      const declared = { personId, kind, by: declaredBy, ...(note !== null && { note }) };
      await this.committees.declareByApplicant(applicationId, declared);
      if (toldPerson !== null) continue;
      await this.database.query('update application_declared_conflicts set told_person_id = $2 where id = $1', [
        id,
        personId,
      ]);
    }
  }

  private rows(applicationId: string): Promise<Row[]> {
    return this.database.query<Row>(
      `select id, name, email, kind, note, declared_by as "declaredBy", ${moment('declared_at')} as "declaredAt",
              told_person_id as "toldPerson", case when taken_back_at is not null then
                jsonb_build_object('at', ${moment('taken_back_at')}, 'reason', taken_back_reason) end as "takenBack"
         from application_declared_conflicts where application_id = $1 order by id`,
      [applicationId],
    );
  }
}

const declaredOf = ({ declaredBy: _, toldPerson: __, ...declared }: Row): DeclaredConflict =>
  declared as DeclaredConflict;
