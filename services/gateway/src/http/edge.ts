import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { coreProblems } from '@chiron/contracts/core';
import { AccessTokens, bearerToken, callerOf, rememberCaller } from '@chiron/http';
import type { FastifyInstance, FastifyRequest } from 'fastify';

export interface EdgeOptions {
  /** origins of browsers' pages that may call; none: CORS is off */
  readonly corsOrigins: readonly string[];
  readonly requestsPerSecond: number;
}

/** What every request meets first: security headers, CORS, who calls, and how often. */
export async function guardEdge(fastify: FastifyInstance, tokens: AccessTokens, options: EdgeOptions): Promise<void> {
  await fastify.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    crossOriginEmbedderPolicy: false,
    crossOriginResourcePolicy: { policy: 'same-site' },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  });
  if (options.corsOrigins.length > 0) {
    await fastify.register(cors, {
      origin: [...options.corsOrigins],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowedHeaders: ['authorization', 'content-type', 'if-match', 'idempotency-key', 'content-digest', 'traceparent'],
      exposedHeaders: ['location', 'etag', 'retry-after', 'idempotency-replayed', 'link'],
      maxAge: 600,
    });
  }
  fastify.addHook('onRequest', (request, _, done) => identify(request, tokens, done));
  await fastify.register(rateLimit, {
    global: true,
    max: options.requestsPerSecond,
    timeWindow: 1_000,
    cache: 20_000,
    // Only what a token proves counts against a client: nobody can use up another's share.
    keyGenerator: (request) => callerOf(request)?.clientId ?? `address ${request.ip}`,
    errorResponseBuilder: () => coreProblems.refuse('rate-limited', { seconds: 1 }),
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeaders: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
      'retry-after': true,
    },
  });
}

/** A token that is sent must be good, wherever it is sent; the API's own routes then ask for its scopes. */
function identify(request: FastifyRequest, tokens: AccessTokens, done: (error?: Error) => void): void {
  const token = request.url.startsWith('/api/') ? bearerToken(request.headers.authorization) : undefined;
  if (token === undefined) return done();
  let verified: ReturnType<AccessTokens['verify']>;
  try {
    verified = tokens.verify(token);
  } catch (error) {
    return done(error as Error);
  }
  if (verified instanceof Promise) {
    verified.then(
      (caller) => {
        rememberCaller(request, caller);
        done();
      },
      (error: unknown) => done(error as Error),
    );
  } else {
    rememberCaller(request, verified);
    done();
  }
}
