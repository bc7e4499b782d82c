import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database, type Tx } from '@chiron/postgres';
import type { Application } from '../domain/application.js';
import type { AttachedFile } from '../domain/attached-file.js';
import { Files, type NewFile } from '../domain/files.js';
import { applicationColumns, applicationOf, moment, type ApplicationRow } from './application-rows.js';

interface Row extends Omit<AttachedFile, 'copy'> {
  readonly copySha256: string | null;
  readonly copySize: number | null;
}

const columns = `id, application_id as "applicationId", field, label, kind, sha256, size, added_by as "addedBy",
  ${moment('added_at')} as "addedAt", ${moment('read_at')} as "readAt", copy_sha256 as "copySha256",
  copy_size as "copySize", unreadable`;

const fileOf = ({ copySha256, copySize, ...file }: Row): AttachedFile => ({
  ...file,
  copy: copySha256 === null ? null : { sha256: copySha256, size: copySize! },
});

/** Two that take this lock on one content come one after the other: whoever needs it, and whoever throws it away. */
export const lockContent = (tx: Tx, sha256: string) =>
  tx.query(`select pg_advisory_xact_lock(hashtextextended('content:' || $1, 0))`, [sha256]);

/** SQL: a file that is on its way in; one whose way was cut keeps nobody from sending it again. */
export const arriving = `state = 'arriving' and added_at > now() - interval '10 minutes'`;

@Injectable()
export class PgFiles extends Files {
  constructor(private readonly database: Database) {
    super();
  }

  override add(
    file: NewFile,
    decide: (application: Application, present: number) => void,
  ): Promise<{ id: string; fresh: boolean }> {
    const { id, applicationId, field, label, kind, sha256, size, addedBy, requestKey } = file;
    return this.database.transaction(async (tx) => {
      const application = await locked(tx, applicationId);
      const [earlier] = await tx.query<{ id: string; same: boolean; state: string }>(
        `select id, state, (field, label, sha256) = ($4, $5, $6) as same from application_files
          where application_id = $1 and added_by = $2 and request_key = $3`,
        [applicationId, addedBy, requestKey, field, label, sha256],
      );
      if (earlier && !earlier.same) throw coreProblems.refuse('idempotency-key-reused');
      if (earlier) return { id: earlier.id, fresh: earlier.state === 'arriving' };
      const [present] = await tx.query<{ n: number }>(
        `select count(*)::int as n from application_files
          where application_id = $1 and field = $2 and (state = 'stored' or (${arriving}))`,
        [applicationId, field],
      );
      decide(application, present!.n);
      await lockContent(tx, sha256);
      await tx.query(
        `insert into application_files (id, application_id, field, label, kind, sha256, size, state, added_by, request_key)
         values ($1, $2, $3, $4, $5, $6, $7, 'arriving', $8, $9)`,
        [id, applicationId, field, label, kind, sha256, size, addedBy, requestKey],
      );
      return { id, fresh: true };
    });
  }

  override async arrived(id: string): Promise<void> {
    await this.database.query(`update application_files set state = 'stored' where id = $1 and state = 'arriving'`, [
      id,
    ]);
  }

  override async list(applicationId: string): Promise<AttachedFile[]> {
    const rows = await this.database.query<Row>(
      `select ${columns} from application_files where application_id = $1 and state = 'stored' order by field, id`,
      [applicationId],
    );
    return rows.map(fileOf);
  }

  override async one(applicationId: string, id: string): Promise<AttachedFile> {
    const [row] = await this.database.query<Row>(
      `select ${columns} from application_files where application_id = $1 and id = $2 and state = 'stored'`,
      [applicationId, id],
    );
    if (!row) throw noFile(id);
    return fileOf(row);
  }

  override remove(
    applicationId: string,
    id: string,
    by: string,
    decide: (application: Application) => void,
  ): Promise<void> {
    return this.database.transaction(async (tx) => {
      const application = await locked(tx, applicationId);
      await this.one(applicationId, id);
      decide(application);
      await tx.query(
        `update application_files set state = 'removed', removed_by = $2, removed_at = now() where id = $1`,
        [id, by],
      );
    });
  }

  override rename(
    applicationId: string,
    id: string,
    label: string,
    decide: (application: Application) => void,
  ): Promise<AttachedFile> {
    return this.database.transaction(async (tx) => {
      const application = await locked(tx, applicationId);
      await this.one(applicationId, id);
      decide(application);
      const [row] = await tx.query<Row>(`update application_files set label = $2 where id = $1 returning ${columns}`, [
        id,
        label,
      ]);
      return fileOf(row!);
    });
  }
}

async function locked(tx: Tx, applicationId: string): Promise<Application> {
  const [row] = await tx.query<ApplicationRow>(
    `select ${applicationColumns} from applications a where a.id = $1 for update`,
    [applicationId],
  );
  if (!row) throw coreProblems.refuse('not-found', { kind: 'application', id: applicationId });
  return applicationOf(row);
}

const noFile = (id: string) => coreProblems.refuse('not-found', { kind: 'file', id });
