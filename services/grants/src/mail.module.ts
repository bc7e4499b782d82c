import { MailModule, mailMigrations as migrations } from '@chiron/mail';
import type { Migrations, PartOf } from './part.module.js';

export const mailMigrations: Migrations = migrations;

export const mail: PartOf = (config) => ({
  controllers: [],
  features: [],
  stores: [],
  reactions: [],
  imports: [MailModule.forService({ route: config.mail, path: 'api/v1/mailbox', scope: 'grants:administer' })],
});
