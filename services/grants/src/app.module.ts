import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { grantsTopics } from '@chiron/contracts/grants';
import { httpMigrations } from '@chiron/http';
import { MessagingModule, messagingMigrations } from '@chiron/messaging';
import { PostgresModule } from '@chiron/postgres';
import { applications, applicationsMigrations } from './applications.module.js';
import { calls, callsMigrations } from './calls.module.js';
import { committees, committeesMigrations } from './committees.module.js';
import type { Config } from './config.js';
import { decisions, decisionsMigrations } from './decisions.module.js';
import { files, filesMigrations } from './files.module.js';
import { mail, mailMigrations } from './mail.module.js';
import type { PartOf } from './part.module.js';

const parts: readonly PartOf[] = [calls, applications, files, committees, decisions, mail];

export const migrations = [
  ...messagingMigrations,
  ...httpMigrations,
  ...callsMigrations,
  ...applicationsMigrations,
  ...filesMigrations,
  ...committeesMigrations,
  ...decisionsMigrations,
  ...mailMigrations,
];

/** Reactions and committees are made by other modules: what they stand on is global. */
@Module({})
class Stores {
  static forRoot(stores: readonly Provider[]): DynamicModule {
    return {
      module: Stores,
      global: true,
      providers: [...stores],
      exports: stores.map((store) => (typeof store === 'function' ? store : store.provide)),
    };
  }
}

@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    const made = parts.map((part) => part(config));
    return {
      module: AppModule,
      imports: [
        PostgresModule.forRoot({ url: config.databaseUrl, applicationName: 'grants', entities: [], migrations }),
        Stores.forRoot([
          { provide: Clock, useValue: new Clock(config.timeZone) },
          ...made.flatMap(({ stores }) => stores),
        ]),
        MessagingModule.forService({
          service: 'grants',
          bus: config.eventBus,
          publishes: grantsTopics,
          reactions: made.flatMap(({ reactions }) => reactions),
        }),
        ...made.flatMap(({ imports }) => imports ?? []),
      ],
      controllers: made.flatMap(({ controllers }) => controllers),
      providers: made.flatMap(({ features }) => features),
    };
  }
}
