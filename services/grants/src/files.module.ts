import type { Migrations, PartOf } from './part.module.js';

export const filesMigrations: Migrations = [];

export const files: PartOf = () => ({
  controllers: [],
  features: [],
  stores: [],
  reactions: [],
});
