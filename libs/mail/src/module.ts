import { Module, type DynamicModule } from '@nestjs/common';
import type { Scope } from '@chiron/contracts/core';
import { CapturedMailbox } from './captured.js';
import { Mail } from './mail.js';
import { Mailbox } from './mailbox.js';
import { mailboxControllerOf } from './mailbox.controller.js';
import { Mailer } from './mailer.js';
import type { MailRoute } from './options.js';
import { Postman } from './postman.js';
import { SmtpMailer } from './smtp.js';

export interface MailOptions {
  readonly route: MailRoute;
  /** where the letters can be read, without a leading slash: `api/v1/mailbox` */
  readonly path: string;
  /** what a caller needs to read them */
  readonly scope: Scope;
}

/** Gives a service `Mail`, the postman and the mailbox. Needs `PostgresModule` with `mailMigrations`. */
@Module({})
export class MailModule {
  static forService({ route, path, scope }: MailOptions): DynamicModule {
    return {
      module: MailModule,
      global: true,
      controllers: [mailboxControllerOf(path, scope)],
      providers: [
        Mail,
        Mailbox,
        Postman,
        {
          provide: Mailer,
          useFactory: (): Mailer => (route.kind === 'smtp' ? new SmtpMailer(route.smtp) : new CapturedMailbox()),
        },
      ],
      exports: [Mail],
    };
  }
}
