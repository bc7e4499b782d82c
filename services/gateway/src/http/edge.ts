import cors from '@fastify/cors';
import { coreProblems } from '@chiron/contracts/core';
import { AccessTokens, bearerToken, rememberCaller, type Caller } from '@chiron/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Rates, type RateLimits } from './rates.js';

export interface EdgeOptions extends RateLimits {
  /** origins of browsers' pages that may call; none: CORS is off */
  readonly corsOrigins: readonly string[];
}

/** What helmet recommends for answers that no page is made of; constants, so that they cost a request next to nothing. */
const securityHeaders: readonly (readonly [string, string])[] = [
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-site'],
  ['origin-agent-cluster', '?1'],
  ['referrer-policy', 'no-referrer'],
  ['strict-transport-security', 'max-age=31536000'],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
];

/** What every request meets first: security headers, CORS, who calls, and how often. */
export async function guardEdge(fastify: FastifyInstance, tokens: AccessTokens, options: EdgeOptions): Promise<void> {
  fastify.addHook('onRequest', (_, reply, done) => {
    for (const [name, value] of securityHeaders) reply.raw.setHeader(name, value);
    done();
  });
  if (options.corsOrigins.length > 0) {
    await fastify.register(cors, {
      origin: [...options.corsOrigins],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowedHeaders: [
        'authorization',
        'content-type',
        'if-match',
        'idempotency-key',
        'content-digest',
        'access-purpose',
        'traceparent',
      ],
      exposedHeaders: [
        'location',
        'etag',
        'retry-after',
        'idempotency-replayed',
        'link',
        'content-disposition',
        'content-digest',
      ],
      maxAge: 600,
    });
  }
  const rates = new Rates(options);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.url.startsWith('/api/')) return done(limited(rates, undefined, request, reply));
    identify(request, tokens, (error, caller) => done(limited(rates, caller, request, reply) ?? error));
  });
}

/** Only what a token proves counts against a client or a person: nobody can use up another's share. */
function limited(
  rates: Rates,
  caller: Caller | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Error | undefined {
  if (unlimited.test(request.url) || rates.allows(caller, request.ip, Date.now())) return undefined;
  void reply.header('retry-after', '1');
  return coreProblems.refuse('rate-limited', { seconds: 1 });
}

/** Probes and scrapes never fail for a limit; the token endpoint has its own. */
const unlimited = /^\/(health\/|metrics|oauth\/token)/;

/** A token that is sent must be good, wherever it is sent; the API's own routes then ask for its scopes. */
function identify(request: FastifyRequest, tokens: AccessTokens, then: (error?: Error, caller?: Caller) => void): void {
  const token = bearerToken(request.headers.authorization);
  if (token === undefined) return then();
  const known = (caller: Caller): void => {
    rememberCaller(request, caller);
    then(undefined, caller);
  };
  let verified: ReturnType<AccessTokens['verify']>;
  try {
    verified = tokens.verify(token);
  } catch (error) {
    return then(error as Error);
  }
  if (verified instanceof Promise) verified.then(known, (error: unknown) => then(error as Error));
  else known(verified);
}
