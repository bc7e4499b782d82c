import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { AttachedFiles } from '../domain/attached-files.js';
import type { Dossier } from '../domain/dossier.js';
import { PeopleFacts } from '../domain/people-facts.js';
import { applicationColumns, applicationOf, type AnsweredRow } from './application-rows.js';
import { readParts } from './dossier-parts.js';

export interface DossierRead {
  readonly dossier: Dossier;
  readonly revision: number;
}

/** Reads an application with all that belongs to it; inside the open transaction where there is one. */
@Injectable()
export class Dossiers {
  constructor(
    private readonly database: Database,
    private readonly people: PeopleFacts,
    private readonly files: AttachedFiles,
  ) {}

  /** @param lock keeps everybody else from changing it until the transaction ends */
  async read(id: string, lock: boolean): Promise<DossierRead | undefined> {
    const [row] = await this.database.query<AnsweredRow & Record<string, unknown>>(
      `select ${applicationColumns}, a.answers, a.lead_contributions from applications a where a.id = $1 ${lock ? 'for update' : ''}`,
      [id],
    );
    if (!row) return undefined;
    const parts = await readParts((sql, params) => this.database.query(sql, params), id);
    const facts = (await this.people.facts([row.applicant_id])).get(row.applicant_id);
    const dossier = {
      ...parts,
      application: applicationOf(row),
      answers: row.answers,
      leadContributions: row.lead_contributions,
      own: facts?.emails ?? [],
      files: await this.files.of(id),
    };
    return { dossier, revision: row.revision };
  }
}
