import type { Provider, Type } from '@nestjs/common';
import type { MigrationInterface } from 'typeorm';

/** What one part of the module brings with it. */
export interface Part {
  readonly controllers: readonly Type[];
  readonly features: readonly Provider[];
  readonly stores: readonly Provider[];
  readonly migrations: readonly (new () => MigrationInterface)[];
}
