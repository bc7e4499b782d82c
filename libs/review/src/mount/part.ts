import type { ClassProvider, Type } from '@nestjs/common';
import type { MigrationInterface } from 'typeorm';

/** What one part of the module brings with it. */
export interface Part {
  readonly controllers: readonly Type[];
  readonly features: readonly Type[];
  readonly stores: readonly ClassProvider[];
  readonly migrations: readonly (new () => MigrationInterface)[];
}
