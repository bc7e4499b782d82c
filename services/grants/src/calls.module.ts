import type { Migrations, PartOf } from './part.module.js';

export const callsMigrations: Migrations = [];

export const calls: PartOf = () => ({
  controllers: [],
  features: [],
  stores: [],
  reactions: [],
});
