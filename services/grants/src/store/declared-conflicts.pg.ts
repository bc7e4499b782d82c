import { Injectable } from '@nestjs/common';
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
    return rows.map(({ declaredBy: _, ...declared }) => declared as DeclaredConflict);
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

  override async tell(applicationId: string): Promise<void> {
    for (const { email, kind, note, declaredBy } of await this.rows(applicationId)) {
      const personId = await this.known.personOf(email, null);
      if (personId === null) continue;
      const declared = { personId, kind, by: declaredBy, ...(note !== null && { note }) };
      await this.committees.declareByApplicant(applicationId, declared);
    }
  }

  private rows(applicationId: string): Promise<Row[]> {
    return this.database.query<Row>(
      `select id, name, email, kind, note, declared_by as "declaredBy", ${moment('declared_at')} as "declaredAt"
         from application_declared_conflicts where application_id = $1 order by id`,
      [applicationId],
    );
  }
}
