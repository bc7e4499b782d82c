import type { DynamicModule, Provider, Type } from '@nestjs/common';
import type { httpMigrations } from '@chiron/http';
import type { Config } from './config.js';

/** What one part of the service brings; app.module.ts puts the parts together. */
export interface Part {
  readonly controllers: readonly Type[];
  /** verbs; known inside the application module */
  readonly features: readonly Provider[];
  /** what stands behind the domain's abstract classes; known everywhere, reactions and committees stand on it */
  readonly stores: readonly Provider[];
  /** made by the messaging module: they know stores, not features */
  readonly reactions: readonly Type[];
  readonly imports?: readonly DynamicModule[];
}

/** A part knows the service's surroundings by its configuration alone. */
export type PartOf = (config: Config) => Part;

/** The migrations of one part; they run in the order of the numbers in their names, whatever the part. */
export type Migrations = typeof httpMigrations;
