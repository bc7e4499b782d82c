import type { Migrations, PartOf } from './part.module.js';

export const applicationsMigrations: Migrations = [];

export const applications: PartOf = () => ({
  controllers: [],
  features: [],
  stores: [],
  reactions: [],
});
