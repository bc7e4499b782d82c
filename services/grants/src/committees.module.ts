import type { Migrations, PartOf } from './part.module.js';

export const committeesMigrations: Migrations = [];

export const committees: PartOf = () => ({
  controllers: [],
  features: [],
  stores: [],
  reactions: [],
});
