import type { FastifyInstance } from 'fastify';
import { callerOf } from './access.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics.js';
import { continued, runUnder, traceIdOf } from './trace.js';

/** A request slower than this is worth a line at level `info`, in milliseconds. */
const slowMs = 1_000;

/**
 * Gives each request its trace context, a place in the histogram and, where it failed, was refused or was slow, one
 * line of log: method, route pattern, status, milliseconds, client. Never the address, whose ids and query tell of persons.
 */
export function observe(fastify: FastifyInstance, log: Log, metrics: Metrics): void {
  const seconds = metrics.histogram('http_request_duration_seconds', 'HTTP requests by route and status', [
    'method',
    'route',
    'status',
  ]);
  fastify.addHook('onRequest', (request, _, done) => {
    request.headers['traceparent'] = continued(request.headers['traceparent'] as string | undefined);
    done();
  });
  // Not earlier: reading the body leaves the context of the request's first hooks.
  fastify.addHook('preValidation', (request, _, done) => runUnder(request.headers['traceparent'] as string, done));
  fastify.addHook('onResponse', (request, reply, done) => {
    const ms = reply.elapsedTime;
    const status = reply.statusCode;
    const route = request.routeOptions.url ?? 'none';
    const method = request.method;
    seconds.observe({ method, route, status: String(status) }, ms / 1000);
    const level = status >= 500 ? 'warn' : ms >= slowMs || (status >= 400 && status !== 404) ? 'info' : 'debug';
    if (log.isLevelEnabled(level)) {
      const traceId = traceIdOf(request.headers['traceparent'] as string);
      log[level](
        { method, route, status, ms: Math.round(ms * 10) / 10, clientId: callerOf(request)?.clientId, traceId },
        'request',
      );
    }
    done();
  });
}
