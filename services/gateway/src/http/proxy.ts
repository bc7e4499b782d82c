import { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { Transform, type Readable } from 'node:stream';
import httpProxy, { type FastifyHttpProxyOptions } from '@fastify/http-proxy';
import { coreProblems } from '@chiron/contracts/core';
import { callerOf } from '@chiron/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Owner } from './owners.js';
import { endsWith, patience, type Upstream } from './upstream.js';

export interface BodyLimits {
  /** bytes */
  readonly json: number;
  readonly bulk: number;
}

/** Headers of one connection, which are never passed on (RFC 9110, 7.6.1), and those that only we may set. */
const ownHeaders = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-real-ip',
] as const;
const ofConnection = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade'] as const;

/**
 * Passes an owner's resources on, as they are: bodies and answers are streamed, nothing is read or buffered. A service
 * of this very process answers by itself, without a second connection.
 */
export async function passOn(
  fastify: FastifyInstance,
  owner: Owner,
  upstream: Upstream,
  limits: BodyLimits,
): Promise<void> {
  for (const prefix of owner.prefixes) {
    const bulk = owner.bulk?.includes(prefix) ?? false;
    const limit = bulk ? limits.bulk : limits.json;
    const open = owner.open?.includes(prefix) ?? false;
    await fastify.register(async (inner) => {
      inner.removeAllContentTypeParsers();
      inner.addHook('onRequest', (request, reply, done) => {
        if (climbs(request.url))
          return done(coreProblems.refuse('not-found', { kind: 'resource', id: 'on this path' }));
        if (open || callerOf(request)) return done(declaredTooLong(request, reply, limit));
        // without a token there is none to call invalid (RFC 6750, 3.1)
        void reply.header('www-authenticate', 'Bearer realm="chiron"');
        done(coreProblems.refuse('unauthorized'));
      });
      inner.addHook('onRequest', (request, reply, done) => handOver(request, reply, upstream, bulk, done));
      countBodies(inner, limit);
      await inner.register(httpProxy, options(prefix, bulk, upstream));
    });
  }
}

/** Whether the path, once decoded, steps up: no resource has such an address. */
function climbs(url: string): boolean {
  const path = url
    .split('?', 1)[0]!
    .replace(/%2e/gi, '.')
    .replace(/%2f/gi, '/')
    .replace(/%5c|\\/gi, '/');
  return /(^|\/)\.\.(\/|$)/.test(path);
}

function options(prefix: string, bulk: boolean, upstream: Upstream): FastifyHttpProxyOptions {
  return {
    upstream: upstream.url,
    prefix,
    rewritePrefix: prefix,
    httpMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    disableRequestLogging: true,
    undici: upstream.requester(bulk) as never,
    replyOptions: {
      // A service that is down is told at once; whether to repeat is for the caller to say.
      retryDelay: () => null,
      rewriteRequestHeaders: (request, headers) => forwarded(request as unknown as FastifyRequest, headers),
      rewriteHeaders: (headers) => {
        for (const name of ofConnection) delete headers[name];
        return headers;
      },
      onError: (reply, { error }) => failed(reply as unknown as FastifyReply, error, upstream.service),
    },
  };
}

/**
 * Gives the request to a service of this process. Fastify waits here for ever: the answer is the service's, and what is
 * to happen after it happens when it has gone out. A body of unknown length goes over the wire, where it is counted.
 */
function handOver(
  request: FastifyRequest,
  reply: FastifyReply,
  upstream: Upstream,
  bulk: boolean,
  done: (error?: Error) => void,
): void {
  const { neighbour, service } = upstream;
  const { raw, headers } = request;
  if (!neighbour || headers['transfer-encoding'] !== undefined) return done();
  const told = aboutTheSender(request);
  for (const name of ownHeaders) delete headers[name];
  Object.assign(headers, told);
  for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value!);
  const timer = setTimeout(
    () => {
      if (!raw.complete) timer.refresh();
      else if (!reply.raw.headersSent) done(coreProblems.refuse('service-unavailable', { service }));
    },
    bulk ? patience.bulk : patience.usual,
  );
  reply.raw.once('close', () => clearTimeout(timer));
  neighbour(raw, reply.raw);
}

function forwarded(request: FastifyRequest, headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const passed: IncomingHttpHeaders & { [endsWith]?: EventEmitter } = { ...headers };
  for (const name of ownHeaders) delete passed[name];
  return Object.assign(passed, aboutTheSender(request), { [endsWith]: whenGone(request) });
}

const aboutTheSender = (request: FastifyRequest): IncomingHttpHeaders => ({
  'x-forwarded-for': request.ips?.length ? [...request.ips].reverse().join(', ') : request.ip,
  'x-forwarded-proto': request.protocol,
  'x-forwarded-host': request.host,
});

/** Says “abort” as soon as the client has gone away before its answer was complete. An emitter costs less than a signal. */
function whenGone(request: FastifyRequest): EventEmitter {
  const gone = new EventEmitter();
  const response = (request as unknown as { [answered]: FastifyReply })[answered].raw;
  response.once('close', () => {
    if (!response.writableFinished) gone.emit('abort');
  });
  return gone;
}

const answered = Symbol('answered');

/** A declared length is held by the HTTP parser, so it alone decides. */
function declaredTooLong(request: FastifyRequest, reply: FastifyReply, limit: number): Error | undefined {
  if (!(Number(request.headers['content-length']) > limit)) return undefined;
  void reply.header('connection', 'close');
  return coreProblems.refuse('payload-too-large', { limit });
}

function countBodies(fastify: FastifyInstance, limit: number): void {
  fastify.addHook('preParsing', (request, reply, payload, done) => {
    (request as unknown as { [answered]: FastifyReply })[answered] = reply;
    const chunked = request.headers['transfer-encoding'] !== undefined;
    done(null, chunked ? counted(payload as Readable, limit, reply) : payload);
  });
}

const tooLong = Symbol('too long');

/** A body of unknown length, cut off where it passes the limit. */
function counted(payload: Readable, limit: number, reply: FastifyReply): Readable {
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _, next) {
      bytes += chunk.length;
      if (bytes <= limit) return next(null, chunk);
      (reply as unknown as { [tooLong]?: number })[tooLong] = limit;
      next(coreProblems.refuse('payload-too-large', { limit }));
    },
  });
  // A body that is cut off must look cut off to the service as well.
  payload.once('error', (error) => counter.destroy(error));
  payload.once('close', () => payload.readableEnded || counter.destroy(new Error('aborted')));
  return payload.pipe(counter);
}

function failed(reply: FastifyReply, error: Error, service: string): void {
  const limit = (reply as unknown as { [tooLong]?: number })[tooLong];
  if (limit !== undefined) {
    void reply.header('connection', 'close').send(coreProblems.refuse('payload-too-large', { limit }));
  } else if (reply.raw.destroyed || reply.request.raw.aborted) {
    reply.raw.destroy();
  } else {
    void reply.send(
      Object.assign(coreProblems.refuse('service-unavailable', { service }), { cause: error.cause ?? error }),
    );
  }
}
