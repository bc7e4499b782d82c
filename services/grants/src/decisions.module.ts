import type { Migrations, PartOf } from './part.module.js';

export const decisionsMigrations: Migrations = [];

export const decisions: PartOf = () => ({
  controllers: [],
  features: [],
  stores: [],
  reactions: [],
});
