import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { committeesPart } from './committees.part.js';
import { ReviewPeople, FoundConflicts } from './domain/known-people.js';
import { Deeds } from './domain/ledger.js';
import { Reviewables } from './domain/reviewables.js';
import { Rounds } from './domain/round.js';
import { ReviewMount } from './http/review-mount.js';
import { reviewsPart } from './reviews.part.js';

const parts = [committeesPart, reviewsPart];

/** Tables of committees; a service that mounts them adds these to its own migrations. */
export const reviewMigrations = parts.flatMap(({ migrations }) => migrations);

export interface ReviewOptions {
  /** Where committees are found, for example `api/v1/grant-committees`; without slashes around it. */
  readonly path: string;
  readonly rounds: Type<Rounds>;
  readonly reviewables: Type<Reviewables>;
  readonly foundConflicts: Type<FoundConflicts>;
  readonly people: Type<ReviewPeople>;
  /** hears of every deed of a committee in its transaction, to tell others; nobody where absent */
  readonly deeds?: Type<Deeds>;
}

/**
 * Hangs committees into a service: its routes under `path`, its tables in the service's database. The service says what
 * rounds, applications and people are by four ports, made here; what they stand on must be global, as
 * `Database` and `Clock` are. What it provides is global, too. One mount in an application.
 */
@Module({})
export class ReviewModule {
  static forService({ path, rounds, reviewables, foundConflicts, people, deeds }: ReviewOptions): DynamicModule {
    const own: Provider[] = [
      { provide: ReviewMount, useValue: new ReviewMount(`/${path}`) },
      { provide: Rounds, useClass: rounds },
      { provide: Reviewables, useClass: reviewables },
      { provide: FoundConflicts, useClass: foundConflicts },
      { provide: ReviewPeople, useClass: people },
      ...(deeds ? [{ provide: Deeds, useClass: deeds }] : []),
      ...parts.flatMap(({ stores, features }) => [...stores, ...features]),
    ];
    return {
      module: ReviewModule,
      global: true,
      imports: [RouterModule.register([{ path, module: ReviewModule }])],
      controllers: parts.flatMap(({ controllers }) => [...controllers]),
      providers: own,
      exports: own.map((provider) => (typeof provider === 'function' ? provider : provider.provide)),
    };
  }
}
