export { CapturedMailbox } from './captured.js';
export * from './letter.js';
export { Mail } from './mail.js';
export * from './mailer.js';
export { mailMigrations } from './migrations.js';
export * from './module.js';
export { readMailRoute, type MailRoute } from './options.js';
export { Postman } from './postman.js';
export { SmtpMailer, type SmtpOptions } from './smtp.js';
