import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AttachedFiles } from './domain/attached-files.js';
import { Audience } from './domain/audience.js';
import { Blinding, Rechecks, Searchables } from './domain/blinding.js';
import { TakenUps } from './domain/taken-up.js';
import { FileReader } from './domain/file-reader.js';
import { FileStore } from './domain/file-store.js';
import { Files, Leftovers, Readings } from './domain/files.js';
import { AddFile } from './features/add-file.js';
import { CheckBlinding } from './features/check-blinding.js';
import { DownloadFile } from './features/download-file.js';
import { ListFiles } from './features/list-files.js';
import { PassBlinding } from './features/pass-blinding.js';
import { ReadFiles } from './features/read-files.js';
import { RemoveFile } from './features/remove-file.js';
import { RenameFile } from './features/rename-file.js';
import { RequestBlindingCheck } from './features/request-blinding-check.js';
import { RunFileWork } from './features/run-file-work.js';
import { SweepFiles } from './features/sweep-files.js';
import { WaiveFinding } from './features/waive-finding.js';
import { Intake } from './formats/intake.js';
import { ThreadedReader } from './formats/threaded-reader.js';
import { BlindingController } from './http/blinding.controller.js';
import { FileContentsController } from './http/file-contents.controller.js';
import { FilesController, fileTypes } from './http/files.controller.js';
import type { Migrations, PartOf } from './part.module.js';
import { PgAttachedFiles } from './store/attached-files.pg.js';
import { PgAudience } from './store/audience.pg.js';
import { PgBlinding } from './store/blinding.pg.js';
import { PgFiles } from './store/files.pg.js';
import { PgLeftovers } from './store/leftovers.pg.js';
import { Files1795340200000 } from './store/migrations/1795340200000-files.js';
import { BlindingTurns1795342000000 } from './store/migrations/1795342000000-blinding-turns.js';
import { openFileStore } from './store/open-file-store.js';
import { PgReadings } from './store/readings.pg.js';
import { PgRechecks } from './store/rechecks.pg.js';
import { PgSearchables } from './store/searchables.pg.js';
import { PgTakenUps, SearchablesWithEarlier } from './store/taken-ups.pg.js';

export const filesMigrations: Migrations = [Files1795340200000, BlindingTurns1795342000000];

export const files: PartOf = ({ files: address }) => ({
  controllers: [FilesController, FileContentsController, BlindingController],
  features: [
    AddFile,
    CheckBlinding,
    DownloadFile,
    ListFiles,
    PassBlinding,
    ReadFiles,
    RemoveFile,
    RenameFile,
    RequestBlindingCheck,
    RunFileWork,
    SweepFiles,
    WaiveFinding,
  ],
  stores: [
    { provide: FileStore, useFactory: () => openFileStore(address) },
    { provide: FileReader, useFactory: () => new ThreadedReader() },
    {
      provide: Intake,
      useFactory: (store: FileStore, reader: FileReader) => new Intake(store, reader),
      inject: [FileStore, FileReader],
    },
    { provide: Files, useClass: PgFiles },
    { provide: Readings, useClass: PgReadings },
    { provide: Leftovers, useClass: PgLeftovers },
    { provide: AttachedFiles, useClass: PgAttachedFiles },
    PgSearchables,
    { provide: Searchables, useClass: SearchablesWithEarlier },
    { provide: TakenUps, useClass: PgTakenUps },
    { provide: Blinding, useClass: PgBlinding },
    { provide: Rechecks, useClass: PgRechecks },
    { provide: Audience, useClass: PgAudience },
  ],
  reactions: [],
});

/** Bodies that are files stay streams: they are measured and hashed as they come. */
export function streamFileBodies(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.addContentTypeParser(fileTypes, { bodyLimit: Number.MAX_SAFE_INTEGER }, (_request, body, done) =>
    done(null, body),
  );
}
