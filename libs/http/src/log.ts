import type { LoggerService } from '@nestjs/common';
import { pino, type Logger as Pino } from 'pino';
import { currentTraceparent, traceIdOf } from './trace.js';

/** Structured log of one application (pino, JSON lines on standard output); inject it under this class. */
/* eslint-disable @typescript-eslint/no-unsafe-declaration-merging -- the injection token has pino's own type */
export abstract class Log {}
export interface Log extends Pino {}
/* eslint-enable @typescript-eslint/no-unsafe-declaration-merging */

/** Keys whose values never reach a log line, at the top of a line or one level below. */
const secrets = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'clientSecret',
  'client_secret',
  'token',
  'access_token',
  'email',
  'name',
  'givenName',
  'familyName',
  'query',
  'body',
  'parameters',
  'url',
];

export function makeLog(service: string, level: string): Log {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secrets.flatMap((key) => [key, `*.${key}`]), censor: '[hidden]' },
    serializers: { err: describeError },
    mixin: () => {
      const traceparent = currentTraceparent();
      return traceparent ? { traceId: traceIdOf(traceparent) } : {};
    },
  });
}

/**
 * What a log may say about an error: its kind, code and place in the code. Values that messages quote (a database
 * names the offending value) and statement parameters are left out, since they may be a person's data.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, constraint, table, severity, driverError } = error as Error & Record<string, unknown>;
  const frames =
    error.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12) ?? [];
  return {
    type: error.name === 'error' ? 'DatabaseError' : error.name,
    message: withoutValues(error.message),
    ...(code !== undefined && { code }),
    ...(constraint !== undefined && { constraint }),
    ...(table !== undefined && { table }),
    ...(severity !== undefined && { severity }),
    frames,
    ...(driverError !== undefined && driverError !== error && { driver: describeError(driverError) }),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}

/** A message without quoted values, addresses, and long tokens. */
export function withoutValues(message: string): string {
  return message
    .slice(0, 2_000)
    .replace(/\S+@\S+/g, '…')
    .replace(/([a-z][a-z+.-]*:\/\/)[^\s"']+/gi, '$1…')
    .replace(/"[^"]*"|'[^']*'|`[^`]*`|=\([^)]*\)/g, '…')
    .replace(/[\w-]{40,}/g, '…')
    .slice(0, 500);
}

/** Nest's own messages as lines of the same log; its start-up chatter is `debug`. */
export class NestLog implements LoggerService {
  constructor(private readonly pino: Log) {}
  log(message: unknown, ...rest: unknown[]): void {
    this.pino.debug({ context: contextOf(rest) }, text(message));
  }
  error(message: unknown, ...rest: unknown[]): void {
    const err = message instanceof Error ? message : rest.find((item) => item instanceof Error);
    this.pino.error({ context: contextOf(rest), ...(err !== undefined && { err }) }, text(message));
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.pino.warn({ context: contextOf(rest) }, text(message));
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.pino.debug({ context: contextOf(rest) }, text(message));
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.pino.trace({ context: contextOf(rest) }, text(message));
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.pino.fatal({ context: contextOf(rest) }, text(message));
  }
}

function text(message: unknown): string {
  if (message instanceof Error) return withoutValues(message.message);
  return typeof message === 'string' ? withoutValues(message) : '';
}

function contextOf(rest: unknown[]): string | undefined {
  const last = rest.at(-1);
  return typeof last === 'string' && last.length < 80 ? last : undefined;
}
