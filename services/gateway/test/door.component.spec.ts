import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import type { ServerResponse } from 'node:http';
import { eventually } from '@chiron/testing';
import { Platform, json } from './platform.js';

describe('the gateway', () => {
  const platform = new Platform();
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
            .writeHead(201, {
              location: '/api/v1/enrollments/7',
              etag: '"1"',
              'content-type': 'application/json',
              connection: 'x-hop',
              'x-hop': '1',
              'keep-alive': 'timeout=9',
            })
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
        },
      });
      expect([answer.status, answer.text, answer.headers.get('location'), answer.headers.get('etag')]).toEqual([
        201,
        '{"a":1}',
        '/api/v1/enrollments/7',
        '"1"',
      ]);
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
      expect(answer.headers.get('keep-alive')).not.toBe('timeout=9');
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
    it('that shows a truncated upload as truncated', async () => {
      let ended: string | undefined;
      let begun = false;
      programs.handle = (request) => {
        request.on('data', () => (begun = true));
        request.on('end', () => (ended ??= 'whole'));
        request.on('error', () => (ended ??= 'cut off'));
      };
      for (const framing of ['content-length: 100000', 'transfer-encoding: chunked']) {
        ended = undefined;
        begun = false;
        const token = await admin();
        const socket = connect(Number(platform.env['PORT']), '127.0.0.1');
        socket.write(
          `POST /api/v1/imports HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${token}\r\ncontent-type: text/csv\r\n${framing}\r\n\r\n`,
        );
        socket.write(framing.startsWith('content') ? 'x'.repeat(5_000) : `1388\r\n${'x'.repeat(5_000)}\r\n`);
        await eventually(`the service sees how the body begins (${framing})`, () => expect(begun).toBe(true));
        socket.destroy();
        await eventually(`the service sees that the body was cut off (${framing})`, () =>
          expect(ended).toBe('cut off'),
        );
      }
    });
    it('that limits what is posted, a long import less than the rest', async () => {
      programs.handle = (request, response) => {
        let bytes = 0;
        request.on('data', (chunk: Buffer) => (bytes += chunk.length));
        request.on('end', () => json(response, 200, { bytes }));
        request.on('error', () => undefined);
      };
      const token = await admin();
      const post = (path: string, bytes: number, chunked: boolean) =>
        new Promise<{ status?: number; text: string }>((resolve, reject) => {
          const outgoing = httpRequest(
            `${platform.url}${path}`,
            {
              method: 'POST',
              headers: {
                authorization: `Bearer ${token}`,
                'content-type': 'application/x-ndjson',
                ...(chunked ? {} : { 'content-length': bytes }),
              },
            },
            (response) => {
              let text = '';
              response.on('data', (chunk: Buffer) => (text += chunk.toString()));
              response.on('end', () => resolve({ status: response.statusCode, text }));
            },
          );
          outgoing.on('error', reject);
          outgoing.end(Buffer.alloc(bytes, 120));
        }).catch((error: Error) => ({ status: 0, text: error.message }));
      for (const chunked of [false, true]) {
        expect(await post('/api/v1/enrollments', 1_048_576, chunked)).toEqual({
          status: 200,
          text: '{"bytes":1048576}',
        });
        expect(await post('/api/v1/imports', 3_000_000, chunked)).toEqual({ status: 200, text: '{"bytes":3000000}' });
      }
      expect((await post('/api/v1/enrollments', 1_048_577, false)).status).toBe(413);
      expect((await post('/api/v1/imports', 3_000_001, false)).text).toContain('The limit here is 3000000 bytes.');
      // A sender that does not wait for the answer may meet a closed connection instead of reading it.
      expect([413, 0]).toContain((await post('/api/v1/imports', 3_200_000, true)).status);
    });
  });
});
