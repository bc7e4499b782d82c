import type { Migrations, PartOf } from './part.module.js';

export const mailMigrations: Migrations = [];

export const mail: PartOf = () => ({
  controllers: [],
  features: [],
  stores: [],
  reactions: [],
});
