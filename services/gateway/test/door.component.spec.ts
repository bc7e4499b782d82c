import { request as httpRequest } from 'node:http';
import type { ServerResponse } from 'node:http';
import { eventually } from '@chiron/testing';
import { Platform, json } from './platform.js';

describe.each([
  ['with each service in a process of its own', { oneProcess: false }],
  ['in one process with the services', { oneProcess: true }],
])('the gateway %s', (_, where) => {
  const platform = new Platform(where);
  const { programs, membership, grants, ask, admin } = platform;
  beforeAll(() => platform.start());
  afterAll(() => platform.stop());
  beforeEach(() => platform.behave());

  describe('is the one door', () => {
    it.each([
      ['/api/v1/programs?limit=2&q=a%20b', programs],
      ['/api/v1/imports/7/receipts', programs],
      ['/api/v1/operations/programs/dead-letters', programs],
      ['/api/v1/people/7/record', membership],
      ['/api/v1/operations/membership/dead-letters', membership],
      ['/api/v1/calls/7/forms/full', grants],
      ['/api/v1/operations/grants/dead-letters', grants],
    ])('to %s', async (path, service) => {
      service.handle = (_, response) => json(response, 200, { here: true });
      const { status, body } = await ask(path, { token: await admin() });
      expect([status, body, service.last.url]).toEqual([200, { here: true }, path]);
    });
    it('and passes bodies, answers and headers on as they are', async () => {
      programs.handle = (request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () =>
          response
            .writeHead(201, { location: '/api/v1/enrollments/7', etag: '"1"', 'content-type': 'application/json' })
            .end(Buffer.concat(chunks)),
        );
      };
      const token = await admin();
      const answer = await ask('/api/v1/enrollments', {
        method: 'POST',
        token,
        json: { a: 1 },
        headers: {
          'idempotency-key': 'k',
          'x-forwarded-for': '6.6.6.6',
          'x-real-ip': '6.6.6.6',
          forwarded: 'for=6.6.6.6',
          origin: 'https://institute.example',
        },
      });
      expect([answer.status, answer.text, answer.headers.get('location'), answer.headers.get('etag')]).toEqual([
        201,
        '{"a":1}',
        '/api/v1/enrollments/7',
        '"1"',
      ]);
      expect([answer.headers.get('x-content-type-options'), answer.headers.get('access-control-allow-origin')]).toEqual(
        ['nosniff', 'https://institute.example'],
      );
      const { headers } = programs.last;
      expect(headers).toMatchObject({
        authorization: `Bearer ${token}`,
        'idempotency-key': 'k',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
        'x-forwarded-host': `127.0.0.1:${platform.env['PORT']}`,
      });
      expect(headers.traceparent).toMatch(/^00-/);
      expect([headers['x-real-ip'], headers.forwarded]).toEqual([undefined, undefined]);
    });
    it('by a connection of its own only where the service is another process, or a body’s length is unknown', async () => {
      const before = programs.byWire;
      const token = await admin();
      await ask('/api/v1/programs', { token });
      await ask('/api/v1/enrollments', { method: 'POST', token, json: {} });
      expect(programs.byWire - before).toBe(where.oneProcess ? 0 : 2);
      const body = new ReadableStream({
        start(stream) {
          stream.enqueue(Buffer.from('{}'));
          stream.close();
        },
      });
      await ask('/api/v1/enrollments', { method: 'POST', token, body, duplex: 'half' } as RequestInit);
      expect(programs.byWire - before).toBe(where.oneProcess ? 1 : 3);
    });
    it('where a hundred watchers of event streams keep nobody else waiting', async () => {
      grants.handle = (request, response) => {
        if (!request.headers.accept?.includes('text/event-stream')) return json(response, 200, {});
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: {}\n\n');
      };
      const token = await admin();
      const watching = new AbortController();
      const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' };
      const watch = () => fetch(`${platform.url}/api/v1/calls/7/events`, { headers, signal: watching.signal });
      const streams = await Promise.all(Array.from({ length: 100 }, watch));
      expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));
      expect((await ask('/api/v1/calls/7', { token })).status).toBe(200);
      watching.abort();
    });
    it('which nobody passes without a good token', async () => {
      const before = programs.seen.length;
      const told = async (init?: { token: string }) => {
        const { status, headers } = await ask('/api/v1/programs', init);
        return [status, headers.get('www-authenticate')];
      };
      expect(await told()).toEqual([401, 'Bearer realm="chiron"']);
      expect(await told({ token: 'a.b.c' })).toEqual([401, 'Bearer realm="chiron", error="invalid_token"']);
      expect(programs.seen.length).toBe(before);
    });
    it.each(['/api/v1/open-calls', '/api/v1/application-links/t0k3n'])(
      'and lets everybody through to %s, where the service says what is public',
      async (path) => {
        const { status, body } = await ask(path);
        expect([status, body, grants.last.url]).toEqual([200, { from: 'grants' }, path]);
        expect(grants.last.headers.authorization).toBeUndefined();
      },
    );
    it('and to nothing beside them', async () => {
      const before = grants.seen.length;
      for (const path of [
        '/api/v1/calls',
        '/api/v1/applications',
        '/api/v1/open-callsx',
        '/api/v1/open-calls/../calls',
      ])
        expect((await ask(path)).status).toBe(path.endsWith('x') ? 404 : 401);
      expect(grants.seen.length).toBe(before);
    });
    it.each([
      '/metrics/x',
      '/api/v1/nothing',
      '/api/v1/programsx',
      '/api/v1/operations',
      '/api/v1/programs/../../../metrics',
      '/api/v1/programs/%2e%2e/%2e%2e/%2e%2e/health/ready',
      '/api/v1/programs/..%2f..%2f..%2fmetrics',
    ])('and not to %s', async (path) => {
      const before = programs.seen.length;
      const token = await admin();
      const { status } = await new Promise<{ status?: number }>((resolve, reject) =>
        httpRequest(`${platform.url}`, { path, headers: { authorization: `Bearer ${token}` } }, (response) => {
          response.resume();
          resolve({ status: response.statusCode });
        })
          .on('error', reject)
          .end(),
      );
      expect(status).toBe(404);
      expect(programs.seen.slice(before).map(({ url }) => url)).toEqual([]);
    });
    it('that says at once when a service is down', async () => {
      const token = await admin();
      const { port } = new URL(programs.url);
      await programs.stop();
      const began = Date.now();
      const { status, body, headers } = await ask('/api/v1/programs', { token });
      expect([status, body['type'], body['detail']]).toEqual([
        503,
        '/problems#service-unavailable',
        'programs is not available; try again shortly.',
      ]);
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(Date.now() - began).toBeLessThan(1_500);
      expect((await ask('/health/ready')).body).toMatchObject({ status: 'down', down: ['programs'] });
      await programs.start(Number(port));
      await eventually('programs is back', async () =>
        expect((await ask('/api/v1/programs', { token })).status).toBe(200),
      );
      expect((await ask('/health/ready')).body).toMatchObject({
        status: 'ready',
        checks: { database: 'up', programs: 'up', membership: 'up', grants: 'up' },
      });
    });
    it('that passes a 503 of a service on without asking again', async () => {
      programs.handle = (_, response) =>
        json(response.setHeader('retry-after', '3') as ServerResponse, 503, { type: '/problems#x' });
      const before = programs.seen.length;
      const { status, body, headers } = await ask('/api/v1/programs', { token: await admin() });
      expect([status, body['type'], headers.get('retry-after'), programs.seen.length - before]).toEqual([
        503,
        '/problems#x',
        '3',
        1,
      ]);
    });
    it('that passes events on one by one', async () => {
      let send!: (text: string) => void;
      let gone = false;
      programs.handle = (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: 1\n\n');
        send = (text) => response.write(text);
        response.on('close', () => (gone = true));
      };
      const stop = new AbortController();
      const response = await fetch(`${platform.url}/api/v1/imports/7/events`, {
        headers: { authorization: `Bearer ${await admin()}` },
        signal: stop.signal,
      });
      const reader = response.body!.getReader();
      const next = async () => Buffer.from((await reader.read()).value!).toString();
      expect(await next()).toBe('data: 1\n\n');
      send('data: 2\n\n');
      expect(await next()).toBe('data: 2\n\n');
      stop.abort();
      await reader.closed.catch(() => undefined);
      await eventually('the service sees that the reader has gone', () => expect(gone).toBe(true));
    });
    it('that ends a question whose asker has gone before the answer', async () => {
      let gone = false;
      programs.handle = (_, response) => response.on('close', () => (gone = true));
      const stop = new AbortController();
      const waiting = fetch(`${platform.url}/api/v1/programs`, {
        headers: { authorization: `Bearer ${await admin()}` },
        signal: stop.signal,
      });
      await eventually('the service was asked', () => expect(programs.last.url).toBe('/api/v1/programs'));
      stop.abort();
      await expect(waiting).rejects.toThrow();
      await eventually('the service sees that the asker has gone', () => expect(gone).toBe(true));
    });
  });
});
