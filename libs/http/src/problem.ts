import { STATUS_CODES } from 'node:http';
import { randomUUID } from 'node:crypto';
import { HttpException } from '@nestjs/common';
import { Refusal, coreProblems, type FieldError } from '@chiron/contracts/core';
import { isTransient } from '@chiron/postgres';

/** An RFC 9457 problem, as it is answered with `application/problem+json`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  /** names this one occurrence; a fault of ours is logged with the same */
  readonly instance: string;
  readonly errors?: readonly FieldError[];
}

export interface Answer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  /** whether the fault is ours and belongs into the log */
  readonly ours: boolean;
}

/** Fastify's own */
const defaultBodyLimit = 1_048_576;
const noSuchPath = coreProblems.refuse('not-found', { kind: 'resource', id: 'this path' });

export const problemType = 'application/problem+json; charset=utf-8';

/**
 * What to answer for anything that was thrown. An unknown error is a 500 that tells nothing. `allowed` are the methods of
 * a path that lacks the one asked for, `bodyLimit` is the route's, in bytes.
 */
export function answerFor(error: unknown, allowed: readonly string[] = [], bodyLimit = defaultBodyLimit): Answer {
  const instance = `urn:uuid:${randomUUID()}`;
  const refusal = asRefusal(error, allowed, bodyLimit);
  if (refusal) {
    const { type, problem, errors } = refusal;
    const detail = refusal === noSuchPath ? 'Nothing is at this path.' : refusal.detail;
    const told = { type, title: problem.title, status: problem.status, detail, instance };
    return {
      problem: errors.length > 0 ? { ...told, errors } : told,
      headers: headersOf(refusal, allowed),
      ours: problem.status >= 500,
    };
  }
  const status = statusOf(error);
  const title = STATUS_CODES[status] ?? 'Refused';
  return { problem: { type: 'about:blank', title, status, instance }, headers: {}, ours: status >= 500 };
}

const unreadable: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** The whole answer, in bytes of HTTP, to what could not be read as a request; `code` is the parser's. */
export function answerToUnreadable(code: string | undefined): string {
  const status = unreadable[code ?? ''] ?? 400;
  const title = STATUS_CODES[status]!;
  const problem: Problem = { type: 'about:blank', title, status, instance: `urn:uuid:${randomUUID()}` };
  const body = JSON.stringify(problem);
  const head = [`HTTP/1.1 ${status} ${title}`, `content-type: ${problemType}`, `content-length: ${body.length}`];
  return [...head, 'connection: close', '', body].join('\r\n');
}

function headersOf({ problem, facts }: Refusal, allowed: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer realm="chiron", error="invalid_token"';
  if (problem.status === 405) headers['allow'] = allowed.join(', ');
  if (problem.status === 429) headers['retry-after'] = String(facts['seconds'] ?? 1);
  if (problem.status === 503) headers['retry-after'] = String(facts['seconds'] ?? 1);
  return headers;
}

function asRefusal(error: unknown, allowed: readonly string[], bodyLimit: number): Refusal | undefined {
  if (isRefusal(error)) return error;
  if (isTransient(error)) return coreProblems.refuse('service-unavailable', { service: 'The database' });
  const { code } = (error ?? {}) as { code?: unknown };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return coreProblems.refuse('payload-too-large', { limit: bodyLimit });
  switch (statusOf(error)) {
    case 400:
      return malformed(error, code);
    case 401:
      return coreProblems.refuse('unauthorized');
    case 403:
      return coreProblems.refuse('forbidden', { needs: 'more than this token grants' });
    case 404:
      return allowed.length > 0 ? coreProblems.refuse('method-not-allowed') : noSuchPath;
    case 405:
      return coreProblems.refuse('method-not-allowed');
    case 413:
      return coreProblems.refuse('payload-too-large', { limit: bodyLimit });
    case 414:
      return coreProblems.refuse('validation-failed', {}, [{ pointer: 'path:', detail: 'is too long' }]);
    case 415:
      return coreProblems.refuse('unsupported-media-type', {
        accepted: 'application/json, or what /docs names for this path',
      });
    case 500:
      return coreProblems.refuse('internal-error');
    case 503:
      return coreProblems.refuse('service-unavailable', { service: 'This service' });
    default:
      return undefined;
  }
}

/** Also one that another copy of the contracts made. */
const isRefusal = (error: unknown): error is Refusal =>
  error instanceof Refusal || (error instanceof Error && error.name === 'Refusal' && 'problem' in error);

function malformed(error: unknown, code: unknown): Refusal {
  const byPipe = error instanceof HttpException && code === undefined;
  return byPipe ? coreProblems.refuse('validation-failed') : coreProblems.refuse('malformed-body');
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode, code } = (error ?? {}) as { statusCode?: unknown; code?: unknown };
  const known = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 600;
  // Only Fastify's own errors may choose a status; anything else with such a property is unknown.
  return known && typeof code === 'string' && code.startsWith('FST_') ? statusCode : 500;
}
