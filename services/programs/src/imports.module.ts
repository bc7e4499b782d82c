import type { Provider, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { ImportSessions, ImportUndo } from './domain/import-session.js';
import { Imports, ImportTurns, Receiving, StoredInput } from './domain/imports.js';
import { OrganisationTellings } from './domain/organisation-tellings.js';
import { PostedRows } from './domain/posted-rows.js';
import { ApplyImport } from './features/apply-import.js';
import { CancelImport } from './features/cancel-import.js';
import { EnrollPerson } from './features/enroll-person.js';
import { GetImport } from './features/get-import.js';
import { ListImports } from './features/list-imports.js';
import { ListReceipts } from './features/list-receipts.js';
import { PostEnrollment } from './features/post-enrollment.js';
import { ReceiveImport } from './features/receive-import.js';
import { ReleaseImport } from './features/release-import.js';
import { RetryImport } from './features/retry-import.js';
import { RemoveOldInput } from './features/remove-old-input.js';
import { RunImports } from './features/run-imports.js';
import { TellOfOrganisations } from './features/tell-of-organisations.js';
import { UndoImport } from './features/undo-import.js';
import { WatchImport } from './features/watch-import.js';
import { ImportActsController } from './http/import-acts.controller.js';
import { ImportReadsController } from './http/import-reads.controller.js';
import { ImportsController, streamedTypes } from './http/imports.controller.js';
import { PostEnrollmentsController } from './http/post-enrollments.controller.js';
import { Due } from './store/import-due.js';
import { PgImportSessions } from './store/import-session.pg.js';
import { PgImportTurns } from './store/import-turns.pg.js';
import { PgImportUndo } from './store/import-undo.pg.js';
import { PgImports } from './store/imports.pg.js';
import { PgOrganisationTellings } from './store/organisation-tellings.pg.js';
import { PgPostedRows } from './store/posted-rows.pg.js';
import { PgReceiving } from './store/receiving.pg.js';
import { PgStoredInput } from './store/stored-input.pg.js';

// What app.module.ts mounts for rows that systems post, one by one or as imports; it is its only reader.

export const importControllers: Type[] = [
  ImportsController,
  ImportActsController,
  ImportReadsController,
  PostEnrollmentsController,
];

export const importProviders: Provider[] = [
  Due,
  { provide: Imports, useClass: PgImports },
  { provide: Receiving, useClass: PgReceiving },
  { provide: StoredInput, useClass: PgStoredInput },
  { provide: ImportTurns, useClass: PgImportTurns },
  { provide: ImportSessions, useClass: PgImportSessions },
  { provide: ImportUndo, useClass: PgImportUndo },
  { provide: PostedRows, useClass: PgPostedRows },
  { provide: OrganisationTellings, useClass: PgOrganisationTellings },
  PostEnrollment,
  EnrollPerson,
  ReceiveImport,
  ApplyImport,
  RunImports,
  RemoveOldInput,
  ReleaseImport,
  RetryImport,
  TellOfOrganisations,
  UndoImport,
  CancelImport,
  GetImport,
  ListImports,
  ListReceipts,
  WatchImport,
];

/** Bodies of imports stay streams: they are read as they come and are never held whole. */
export function streamImportBodies(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.addContentTypeParser(streamedTypes, { bodyLimit: Number.MAX_SAFE_INTEGER }, (_request, body, done) =>
    done(null, body),
  );
}
