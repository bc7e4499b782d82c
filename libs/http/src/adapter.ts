import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { coreProblems } from '@chiron/contracts/core';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import type { Log } from './log.js';
import { answerFor, answerToUnreadable, problemType } from './problem.js';
import { faultsWithin, isTooDeep } from './text.js';

/** Nest's Fastify adapter whose every error, thrown before, within or outside of Nest, is one kind of answer. */
export class ProblemAdapter extends FastifyAdapter {
  private readonly routes = new Routes();

  constructor(
    private readonly log: Log,
    options: FastifyServerOptions,
  ) {
    super({
      ...options,
      frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
        void this.answer(error, request, reply),
      // there is no request yet, and so no reply to send it by
      clientErrorHandler: (error: { code?: string }, socket: Socket) => {
        if (error.code === 'ECONNRESET' || socket.destroyed) return;
        // an answer that has begun is left as it is
        const { _httpMessage: answering } = socket as { _httpMessage?: ServerResponse | null };
        if (socket.writable && !answering?.headersSent) socket.write(answerToUnreadable(error.code));
        socket.destroy();
      },
    } as FastifyServerOptions);
    const fastify = this.getInstance() as unknown as FastifyInstance;
    fastify.addHook('onRoute', ({ method, url }) => this.routes.add(method, url));
    fastify.setErrorHandler((error, request, reply) => this.answer(error, request, reply));
    fastify.setNotFoundHandler((request, reply) => this.answer(notFound, request, reply));
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
      try {
        done(null, parseJson(body as string));
      } catch (error) {
        done(error as Error);
      }
    });
  }

  override mapException(error: unknown): unknown {
    return error;
  }

  /** Both stand from the beginning, so that plugins registered before Nest's routes have them too. */
  override setErrorHandler(): never {
    return this.getInstance() as never;
  }

  override setNotFoundHandler(): never {
    return this.getInstance() as never;
  }

  /** Sends the problem for an error, unless the answer has begun already. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const missing = (error as { code?: string; status?: number } | undefined)?.status === 404 || error === notFound;
    const allowed = missing && request.is404 ? this.routes.methodsOf(request.url) : [];
    const { problem, headers, ours } = answerFor(error, allowed, request.routeOptions?.bodyLimit);
    if (ours) {
      const line = { err: error, instance: problem.instance, method: request.method, route: request.routeOptions?.url };
      if (problem.status === 500) this.log.error(line, 'request failed');
      else this.log.warn(line, 'request not served');
    }
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return reply;
    }
    for (const [name, value] of Object.entries(headers)) if (!reply.hasHeader(name)) void reply.header(name, value);
    // What a handler had set for its success is no part of a problem.
    for (const name of [
      'etag',
      'location',
      'content-length',
      'content-encoding',
      'content-disposition',
      'cache-control',
    ])
      void reply.removeHeader(name);
    return reply.code(problem.status).type(problemType).send(JSON.stringify(problem));
  }
}

const notFound = Object.assign(new Error('not found'), { statusCode: 404, code: 'FST_ERR_NOT_FOUND' });

/** The one filter for what handlers, guards and pipes throw. */
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly adapter: ProblemAdapter) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.adapter.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

const suspicious = /\\u(?:0000|d[89a-f])/i;

function parseJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  if (isTooDeep(text))
    throw coreProblems.refuse('validation-failed', {}, [{ pointer: '', detail: 'is nested too deep' }]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw coreProblems.refuse('malformed-body');
  }
  if (text.includes('__proto__') || suspicious.test(text)) {
    const faults = [...protoWithin(value), ...faultsWithin(value)];
    if (faults.length > 0) throw coreProblems.refuse('validation-failed', {}, faults.slice(0, 100));
  }
  return value;
}

function protoWithin(value: unknown, pointer = ''): { pointer: string; detail: string }[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, item]) =>
    name === '__proto__'
      ? [{ pointer: `${pointer}/__proto__`, detail: 'is not known here' }]
      : protoWithin(item, `${pointer}/${name}`),
  );
}

/** Which methods a path has, asked only when nothing answered a request. */
class Routes {
  private readonly known: { readonly methods: Set<string>; readonly pattern: RegExp; readonly url: string }[] = [];

  add(method: string | readonly string[], url: string): void {
    const methods = typeof method === 'string' ? [method] : method;
    const present = this.known.find((route) => route.url === url);
    if (present) for (const one of methods) present.methods.add(one);
    else this.known.push({ methods: new Set(methods), url, pattern: patternOf(url) });
  }

  methodsOf(path: string): string[] {
    const bare = path.split('?', 1)[0]!.replace(/(.)\/$/, '$1');
    const found = this.known.filter(({ url, pattern }) => !url.includes('*') && pattern.test(bare));
    return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
  }
}

const patternOf = (url: string): RegExp =>
  new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[A-Za-z_]\w*/g, '[^/]+')}$`);
