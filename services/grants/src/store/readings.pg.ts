import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import type { AttachedFile } from '../domain/attached-file.js';
import type { ReadFile } from '../domain/file-reading.js';
import { Readings, type Claimed, type LabelledReading } from '../domain/files.js';
import { lockContent } from './files.pg.js';

/** Whoever began to read and did not end within this has died; longer than any reading may take. */
const lease = '5 minutes';

@Injectable()
export class PgReadings extends Readings {
  constructor(private readonly database: Database) {
    super();
  }

  override async claim(applicationId?: string): Promise<Claimed | undefined> {
    const [row] = await this.database.query<Claimed & Record<string, unknown>>(
      `update application_files set reading_since = now(), tries = tries + 1
        where id = (select id from application_files
                     where state = 'stored' and read_at is null and ($1::uuid is null or application_id = $1)
                       and (reading_since is null or reading_since < now() - interval '${lease}')
                     order by id limit 1 for update skip locked)
        returning id, application_id as "applicationId", kind, sha256, tries - 1 as tries`,
      [applicationId ?? null],
    );
    return row;
  }

  override async keep(
    fileId: string,
    read: Omit<ReadFile, 'copy'>,
    copy: AttachedFile['copy'],
    put: () => Promise<void>,
  ): Promise<void> {
    if (copy) {
      await this.database.transaction(async (tx) => {
        await lockContent(tx, copy.sha256);
        await tx.query('update application_files set copy_sha256 = $2 where id = $1', [fileId, copy.sha256]);
      });
      await put();
    }
    await this.database.transaction(async (tx) => {
      await tx.query(
        `insert into file_readings (file_id, pieces, removed) values ($1, $2, $3)
         on conflict (file_id) do update set pieces = excluded.pieces, removed = excluded.removed`,
        [fileId, storable(read.pieces), storable(read.removed)],
      );
      await tx.query(
        `update application_files set read_at = now(), reading_since = null, copy_sha256 = $2,
                copy_size = $3, unreadable = $4 where id = $1`,
        [fileId, copy?.sha256 ?? null, copy?.size ?? null, storable(read.unreadable)],
      );
    });
  }

  override async putOff(fileId: string): Promise<void> {
    await this.database.query('update application_files set tries = tries - 1 where id = $1 and read_at is null', [
      fileId,
    ]);
  }

  override async waiting(applicationId: string): Promise<boolean> {
    const [row] = await this.database.query<{ waiting: boolean }>(
      `select exists (select from application_files where application_id = $1 and state = 'stored' and read_at is null)
         as waiting`,
      [applicationId],
    );
    return row!.waiting;
  }

  override of(applicationId: string): Promise<LabelledReading[]> {
    return this.database.query<LabelledReading & Record<string, unknown>>(
      `select f.id as "fileId", f.field, f.label, r.pieces, r.removed, f.unreadable
         from application_files f join file_readings r on r.file_id = f.id
        where f.application_id = $1 and f.state = 'stored' order by f.id`,
      [applicationId],
    );
  }
}

/** A file may say what no text of the database may: NUL and halves of surrogate pairs. */
const storable = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'string' ? one.replace(/[\0\p{Surrogate}]/gu, '\ufffd') : one,
  );
