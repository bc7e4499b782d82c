import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { scopes } from '@chiron/contracts/core';
import { eventually, postgres, type TestDatabase } from '@chiron/testing';
import type { RunningService } from '@chiron/http';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as openid from 'openid-client';
import { Client as Pg } from 'pg';
import { start } from '../src/main.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
type Body = Record<string, unknown>;

const adminSecret = 'the administrator keeps this to herself';
const person = '018f0000-0000-7000-8000-000000000001';

/** A service behind the door, told by each test how to behave. */
class Behind {
  server!: Server;
  url = '';
  handle: Handler = (_, response) => response.end();
  readonly seen: { method?: string; url?: string; headers: IncomingMessage['headers'] }[] = [];

  async start(port = 0): Promise<void> {
    this.server = createServer((request, response) => {
      this.seen.push({ method: request.method, url: request.url, headers: request.headers });
      if (request.url === '/health/ready') return void response.end('{}');
      this.handle(request, response);
    });
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get last() {
    return this.seen.at(-1)!;
  }
}

const json = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

describe('the gateway', () => {
  const programs = new Behind();
  const membership = new Behind();
  let database: TestDatabase;
  let env: Record<string, string>;
  let gateway: RunningService;

  const freePort = async (): Promise<number> => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
  };

  beforeAll(async () => {
    const [made, port] = await Promise.all([postgres(), freePort(), programs.start(), membership.start()]);
    database = made;
    env = {
      PORT: String(port),
      LOG_LEVEL: 'silent',
      DATABASE_URL: database.url,
      CHIRON_PUBLIC_URL: `http://127.0.0.1:${port}`,
      CHIRON_SECRET_KEY: 'a key of more than thirty-two characters',
      CHIRON_BOOTSTRAP_CLIENT_ID: 'admin',
      CHIRON_BOOTSTRAP_CLIENT_SECRET: adminSecret,
      CHIRON_CORS_ORIGINS: 'https://institute.example',
      CHIRON_IMPORT_LIMIT: '3000000',
      CHIRON_REQUESTS_PER_SECOND: '1000',
      PROGRAMS_URL: programs.url,
      MEMBERSHIP_URL: membership.url,
    };
    gateway = await start(env);
  });
  afterAll(async () => {
    await gateway?.close();
    await Promise.all([programs.stop(), membership.stop()]);
    await database?.drop();
  });
  beforeEach(() => {
    programs.handle = (_, response) => json(response, 200, { from: 'programs' });
    membership.handle = (request, response) =>
      request.url === `/api/v1/people/${person}` ? json(response, 200, { id: person }) : json(response, 404, {});
  });

  const ask = async (path: string, init: RequestInit & { token?: string; json?: unknown } = {}) => {
    const headers = new Headers(init.headers);
    if (init.token) headers.set('authorization', `Bearer ${init.token}`);
    if (init.json !== undefined) headers.set('content-type', 'application/json');
    const body = init.json === undefined ? init.body : JSON.stringify(init.json);
    const response = await fetch(`${gateway.url}${path}`, { ...init, headers, ...(body !== undefined && { body }) });
    const text = await response.text();
    const parsed = text.startsWith('{') ? (JSON.parse(text) as Body) : {};
    return { status: response.status, headers: response.headers, body: parsed, text };
  };
  const form = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    ask('/oauth/token', { method: 'POST', body: new URLSearchParams(fields), headers });
  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
  });
  const tokenOf = async (id: string, secret: string, scope?: string): Promise<string> => {
    const { body } = await form({ grant_type: 'client_credentials', ...(scope && { scope }) }, basic(id, secret));
    return String(body['access_token']);
  };
  const admin = () => tokenOf('admin', adminSecret);
  const made = async (wish: Body, token?: string) =>
    ask('/api/v1/clients', { method: 'POST', token: token ?? (await admin()), json: { name: 'a system', ...wish } });

  describe('gives tokens', () => {
    it('to a foreign OAuth client that knows only the address', async () => {
      const config = await openid.discovery(new URL(env['CHIRON_PUBLIC_URL']!), 'admin', adminSecret, undefined, {
        execute: [openid.allowInsecureRequests],
      });
      const basically = await openid.clientCredentialsGrant(config, { scope: 'people:read' });
      expect(basically).toMatchObject({ token_type: 'bearer', expires_in: 600, scope: 'people:read' });
      const posting = await openid.discovery(
        new URL(env['CHIRON_PUBLIC_URL']!),
        'admin',
        undefined,
        openid.ClientSecretPost(adminSecret),
        {
          execute: [openid.allowInsecureRequests],
        },
      );
      expect(await openid.clientCredentialsGrant(posting)).toMatchObject({ token_type: 'bearer' });
    });
    it('that say for whom, by whom, for what and how long', async () => {
      const token = await tokenOf('admin', adminSecret, 'enrollments:read imports:read');
      expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
      const claims = decodeJwt(token);
      expect(claims).toMatchObject({
        iss: env['CHIRON_PUBLIC_URL'],
        aud: 'chiron',
        sub: 'admin',
        client_id: 'admin',
        scope: 'enrollments:read imports:read',
        sources: ['*'],
      });
      expect(claims.exp! - claims.iat!).toBe(600);
    });
    it('with every registered scope where none is asked for', async () => {
      const { body } = await form({ grant_type: 'client_credentials' }, basic('admin', adminSecret));
      const every = Object.keys(scopes).filter((scope) => scope !== 'self');
      expect(String(body['scope']).split(' ').sort()).toEqual(every.sort());
      const { body: small } = await made({ scopes: ['people:read', 'enrollments:read'] });
      expect(decodeJwt(await tokenOf(String(small['id']), String(small['clientSecret'])))['scope']).toBe(
        'enrollments:read people:read',
      );
    });
    it('but not with a scope that is not registered, and says which', async () => {
      const { body } = await made({ scopes: ['people:read'] });
      const asked = { grant_type: 'client_credentials', scope: 'people:read clients:manage' };
      const answer = await form(asked, basic(String(body['id']), String(body['clientSecret'])));
      expect([answer.status, answer.body]).toEqual([
        400,
        {
          error: 'invalid_scope',
          error_description: 'requested scope is not registered for this client',
          scope: 'clients:manage',
        },
      ]);
    });
    it.each([
      ['chiron', 200],
      ['https://elsewhere.example', 400],
      ['other', 400],
    ])('for the resource %s with %i', async (resource, status) => {
      const answer = await form({ grant_type: 'client_credentials', resource }, basic('admin', adminSecret));
      expect(answer.status).toBe(status);
      if (status === 400) expect(answer.body['error']).toBe('invalid_target');
    });
    it('to nobody else, in the words of OAuth', async () => {
      const wrong = await form({ grant_type: 'client_credentials' }, basic('admin', `${adminSecret}!`));
      expect([wrong.status, wrong.body['error']]).toEqual([401, 'invalid_client']);
      expect(wrong.headers.get('www-authenticate')).toContain('Basic');
      expect(wrong.headers.get('cache-control')).toBe('no-store');
      expect((await form({ grant_type: 'client_credentials' }, basic('nobody', 'x'))).body['error']).toBe(
        'invalid_client',
      );
      expect(
        (await form({ grant_type: 'client_credentials', client_id: 'a\u0000b', client_secret: 'x' })).body['error'],
      ).toBe('invalid_client');
      expect(
        (await form({ grant_type: 'password', username: 'a', password: 'b' }, basic('admin', adminSecret))).body[
          'error'
        ],
      ).toBe('unsupported_grant_type');
      expect((await form({}, basic('admin', adminSecret))).body['error']).toBe('invalid_request');
      const asJson = await ask('/oauth/token', { method: 'POST', json: { grant_type: 'client_credentials' } });
      expect([asJson.status, asJson.body['error']]).toEqual([400, 'invalid_request']);
    });
  });

  describe('has clients', () => {
    it('whose secret is told once and kept as a hash', async () => {
      const { status, headers, body } = await made({ name: 'SIS', scopes: ['enrollments:write'], sources: ['sis'] });
      expect(status).toBe(201);
      expect(headers.get('location')).toBe(`/api/v1/clients/${String(body['id'])}`);
      expect(Buffer.from(String(body['clientSecret']), 'base64url')).toHaveLength(32);
      const read = await ask(`/api/v1/clients/${String(body['id'])}`, { token: await admin() });
      expect(read.body).toEqual({ ...body, clientSecret: undefined });
      const pg = new Pg({ connectionString: database.url });
      await pg.connect();
      const everything = await pg.query<{ rows: string }>(
        "select (select json_agg(c) from clients c)::text || (select json_agg(a) from audit a)::text || coalesce((select json_agg(k) from idempotency_keys k)::text, '') as rows",
      );
      await pg.end();
      expect(everything.rows[0]!.rows).not.toContain(String(body['clientSecret']));
      expect(decodeJwt(await tokenOf(String(body['id']), String(body['clientSecret'])))['sources']).toEqual(['sis']);
    });
    it('that change with If-Match only', async () => {
      const token = await admin();
      const { body, headers } = await made({ scopes: ['people:read'] }, token);
      const path = `/api/v1/clients/${String(body['id'])}`;
      const change = (tag?: string) =>
        ask(path, {
          method: 'PATCH',
          token,
          json: { scopes: ['programs:read'] },
          headers: tag ? { 'if-match': tag } : {},
        });
      expect((await change()).status).toBe(428);
      expect((await change('"9"')).status).toBe(412);
      const changed = await change(headers.get('etag')!);
      expect([changed.status, changed.headers.get('etag'), changed.body['scopes']]).toEqual([
        200,
        '"2"',
        ['programs:read'],
      ]);
    });
    it('that grant no more than they have', async () => {
      const { body } = await made({ scopes: ['clients:manage', 'people:read'], sources: ['sis'] });
      const own = await tokenOf(String(body['id']), String(body['clientSecret']));
      const beyond = await made({ scopes: ['people:read', 'people:write'], sources: ['lms'] }, own);
      expect([beyond.status, beyond.body['detail']]).toEqual([403, 'Not yours to grant: people:write, source lms.']);
      expect((await made({ scopes: ['people:read'], sources: ['sis'] }, own)).status).toBe(201);
      const takeover = await ask('/api/v1/clients/admin/secret', { method: 'POST', token: own });
      expect([takeover.status, takeover.body['type']]).toEqual([403, '/problems#client-out-of-reach']);
    });
    it('whose old secret ends when it is rotated', async () => {
      const { body } = await made({ scopes: ['people:read'] });
      const id = String(body['id']);
      const rotated = await ask(`/api/v1/clients/${id}/secret`, { method: 'POST', token: await admin() });
      expect(await tokenOf(id, String(body['clientSecret']))).toBe('undefined');
      expect(await tokenOf(id, String(rotated.body['clientSecret']))).toContain('.');
    });
    it('whose tokens are refused at once when they are revoked', async () => {
      const { body } = await made({ scopes: ['people:read', 'clients:manage'] });
      const id = String(body['id']);
      const token = await tokenOf(id, String(body['clientSecret']));
      expect((await ask('/api/v1/programs', { token })).status).toBe(200);
      expect((await ask(`/api/v1/clients/${id}/revoke`, { method: 'POST', token: await admin() })).status).toBe(200);
      expect((await ask('/api/v1/programs', { token })).status).toBe(401);
      expect((await ask('/api/v1/clients', { token })).status).toBe(401);
      expect(await tokenOf(id, String(body['clientSecret']))).toBe('undefined');
      const again = await ask(`/api/v1/clients/${id}/secret`, { method: 'POST', token: await admin() });
      expect([again.status, again.body['type']]).toEqual([409, '/problems#client-revoked']);
    });
    it('listed in pages', async () => {
      const token = await admin();
      const first = await ask('/api/v1/clients?limit=1', { token });
      const second = await ask(`/api/v1/clients?limit=1&cursor=${String(first.body['next'])}`, { token });
      expect((first.body['items'] as Body[])[0]!['id']).not.toBe((second.body['items'] as Body[])[0]!['id']);
      expect(first.text).not.toMatch(/secret_?hash/i);
    });
    it('that are asked about only by those who may', async () => {
      expect((await ask('/api/v1/clients')).status).toBe(401);
      const token = await tokenOf('admin', adminSecret, 'people:read');
      expect((await ask('/api/v1/clients', { token })).status).toBe(403);
    });
    it.each([
      [{ scopes: [] }, '/scopes'],
      [{ scopes: ['self'] }, '/scopes'],
      [{ scopes: ['fly'] }, '/scopes'],
      [{ scopes: ['people:read'], sources: ['a b'] }, '/sources'],
      [{ scopes: ['people:read'], name: '' }, '/name'],
      [{ scopes: ['people:read'], name: 'a\u0000' }, '/name'],
      [{ scopes: ['people:read'], admin: true }, '/admin'],
    ])('but not like %j', async (wish, pointer) => {
      const { status, body } = await made(wish);
      expect([status, (body['errors'] as Body[])[0]!['pointer']]).toEqual([400, pointer]);
    });
  });

  describe('mints tokens for persons', () => {
    const mint = async (id: string, token?: string) =>
      ask(`/api/v1/people/${id}/tokens`, { method: 'POST', token: token ?? (await admin()) });

    it('that stand for one person, and says so in the audit', async () => {
      const { status, body } = await mint(person);
      expect([status, body['expires_in'], body['scope']]).toEqual([201, 600, 'self']);
      const claims = decodeJwt(String(body['access_token']));
      expect(claims).toMatchObject({ sub: person, person_id: person, client_id: 'admin', scope: 'self', sources: [] });
      const asked = membership.seen.findLast(({ url }) => url?.startsWith('/api/v1/people/'))!;
      expect(decodeJwt(asked.headers.authorization!.slice(7))).toMatchObject({
        client_id: 'gateway',
        scope: 'people:read',
      });
      const audit = await ask(`/api/v1/audit?target=${person}`, { token: await admin() });
      expect((audit.body['items'] as Body[])[0]).toMatchObject({
        action: 'person-token.issued',
        clientId: 'admin',
        target: person,
        details: { tokenId: claims.jti, seconds: 600 },
      });
    });
    it('whom membership knows, and no others', async () => {
      expect((await mint('018f0000-0000-7000-8000-00000000ffff')).status).toBe(404);
      expect((await mint('ada')).status).toBe(400);
    });
    it('for clients that may', async () => {
      expect((await mint(person, await tokenOf('admin', adminSecret, 'people:write'))).status).toBe(403);
      expect((await ask('/api/v1/audit', { token: await tokenOf('admin', adminSecret, 'people:write') })).status).toBe(
        403,
      );
    });
    it('while membership answers', async () => {
      membership.handle = (_, response) => response.destroy();
      const { status, body } = await mint(person);
      expect([status, body['detail']]).toEqual([503, 'membership is not available; try again shortly.']);
    });
    it('which may not do what their client may', async () => {
      const { body } = await mint(person);
      expect((await ask('/api/v1/clients', { token: String(body['access_token']) })).status).toBe(403);
    });
  });

  describe('rotates its signing keys', () => {
    const keys = async () => ((await ask('/jwks')).body['keys'] as Body[]).map(({ kid }) => String(kid));

    it('which are not readable in the database', async () => {
      const pg = new Pg({ connectionString: database.url });
      await pg.connect();
      const { rows } = await pg.query<{ sealed_private_jwk: Buffer; public_jwk: Body }>(
        'select sealed_private_jwk, public_jwk from signing_keys',
      );
      await pg.end();
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) {
        expect(row.sealed_private_jwk.toString('latin1')).not.toContain('"kty"');
        expect(row.public_jwk).not.toHaveProperty('d');
      }
      expect((await ask('/jwks')).text).not.toContain('"d"');
    });
    it('so that tokens of the old key stay good, and the new key is known before it signs', async () => {
      const token = await admin();
      const before = await keys();
      const { status, body } = await ask('/api/v1/operations/gateway/signing-keys/rotate', {
        method: 'POST',
        token,
        json: {},
      });
      expect([status, before.includes(String(body['kid']))]).toEqual([200, false]);
      expect(await keys()).toEqual(expect.arrayContaining([...before, String(body['kid'])]));
      expect((await ask('/api/v1/programs', { token })).status).toBe(200);
      expect(before).toContain(decodeProtectedHeader(await admin()).kid);
    });
    it('and withdraws one that others may know, with all it signed', async () => {
      const token = await admin();
      const { body } = await ask('/api/v1/operations/gateway/signing-keys/rotate', {
        method: 'POST',
        token,
        json: { withdraw: true },
      });
      expect(await keys()).toEqual([body['kid']]);
      expect((await ask('/api/v1/programs', { token })).status).toBe(401);
      const next = await admin();
      expect(decodeProtectedHeader(next).kid).toBe(body['kid']);
      expect((await ask('/api/v1/programs', { token: next })).status).toBe(200);
    });
  });

  describe('is the one door', () => {
    it.each([
      ['/api/v1/programs?limit=2&q=a%20b', programs],
      ['/api/v1/imports/7/receipts', programs],
      ['/api/v1/operations/programs/dead-letters', programs],
      ['/api/v1/people/7/record', membership],
      ['/api/v1/operations/membership/dead-letters', membership],
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
        'x-forwarded-host': `127.0.0.1:${env['PORT']}`,
      });
      expect(headers.traceparent).toMatch(/^00-/);
      expect([headers['x-real-ip'], headers.forwarded]).toEqual([undefined, undefined]);
      expect(answer.headers.get('keep-alive')).not.toBe('timeout=9');
    });
    it('which nobody passes without a good token', async () => {
      const before = programs.seen.length;
      expect((await ask('/api/v1/programs')).status).toBe(401);
      expect((await ask('/api/v1/programs', { token: 'a.b.c' })).status).toBe(401);
      expect(programs.seen.length).toBe(before);
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
        httpRequest(`${gateway.url}`, { path, headers: { authorization: `Bearer ${token}` } }, (response) => {
          response.resume();
          resolve({ status: response.statusCode });
        })
          .on('error', reject)
          .end(),
      );
      expect(status).toBeGreaterThanOrEqual(400);
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
        checks: { database: 'up', programs: 'up', membership: 'up' },
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
      const response = await fetch(`${gateway.url}/api/v1/imports/7/events`, {
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
      const waiting = fetch(`${gateway.url}/api/v1/programs`, {
        headers: { authorization: `Bearer ${await admin()}` },
        signal: stop.signal,
      });
      await eventually('the service was asked', () => expect(programs.last.url).toBe('/api/v1/programs'));
      setTimeout(() => stop.abort(), 50);
      await expect(waiting).rejects.toThrow();
      await eventually('the service sees that the asker has gone', () => expect(gone).toBe(true));
    });
    it('that shows a truncated upload as truncated', async () => {
      let ended: string | undefined;
      programs.handle = (request) => {
        request.resume();
        request.on('end', () => (ended ??= 'whole'));
        request.on('error', () => (ended ??= 'cut off'));
      };
      for (const framing of ['content-length: 100000', 'transfer-encoding: chunked']) {
        ended = undefined;
        const token = await admin();
        const socket = connect(Number(env['PORT']), '127.0.0.1');
        socket.write(
          `POST /api/v1/imports HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${token}\r\ncontent-type: text/csv\r\n${framing}\r\n\r\n`,
        );
        socket.write(framing.startsWith('content') ? 'x'.repeat(5_000) : `1388\r\n${'x'.repeat(5_000)}\r\n`);
        setTimeout(() => socket.destroy(), 200);
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
            `${gateway.url}${path}`,
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

  describe('describes itself', () => {
    it('in one OpenAPI document of all services, of what is public', async () => {
      const say = (paths: object) => (request: IncomingMessage, response: ServerResponse) =>
        request.url === '/openapi.json' ? json(response, 200, { openapi: '3.1.0', paths }) : json(response, 404, {});
      programs.handle = say({
        '/api/v1/programs': { get: { operationId: 'list' } },
        '/api/v1/people': { get: {} },
        '/internal': { get: {} },
      });
      membership.handle = say({ '/api/v1/people': { get: { operationId: 'list' } } });
      await eventually('the document has all parts', async () => {
        const { body } = await ask('/openapi.json');
        expect(Object.keys(body['paths'] as object)).toEqual(
          expect.arrayContaining([
            '/api/v1/clients',
            '/api/v1/clients/{id}',
            '/api/v1/people',
            '/api/v1/people/{id}/tokens',
            '/api/v1/programs',
          ]),
        );
        expect(body['openapi']).toBe('3.1.0');
        expect(body['paths']).not.toHaveProperty('/internal');
        expect(body['paths']).toMatchObject({ '/api/v1/people': { get: { operationId: 'membership_list' } } });
      });
    });
    it('on a page without any script of its own', async () => {
      const { status, headers, text } = await ask('/docs/');
      expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(headers.get('content-security-policy')).not.toContain('unsafe');
      const parts = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
      expect(text).not.toMatch(/<script(?![^>]*src=)/);
      for (const path of parts) expect([path, (await ask(path)).status]).toEqual([path, 200]);
      expect((await ask('/docs/ui/index.html')).status).toBe(404);
      expect((await ask('/docs/ui/package.json')).status).toBe(404);
    });
    it('with every problem explained', async () => {
      const { text, headers } = await ask('/problems');
      for (const code of ['not-found', 'client-revoked', 'source-not-permitted', 'merge-into-self'])
        expect(text).toContain(`id="${code}"`);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    });
  });

  it('sets security headers and answers the origins it is configured for', async () => {
    const preflight = (origin: string) =>
      ask('/api/v1/programs', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET' } });
    expect((await preflight('https://institute.example')).headers.get('access-control-allow-origin')).toBe(
      'https://institute.example',
    );
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    for (const path of ['/jwks', '/api/v1/programs', '/health/live']) {
      const { headers } = await ask(path);
      expect([path, headers.get('x-content-type-options'), headers.get('x-frame-options')]).toEqual([
        path,
        'nosniff',
        'DENY',
      ]);
    }
    const { headers } = await form(
      { grant_type: 'client_credentials' },
      { ...basic('admin', adminSecret), origin: 'https://institute.example' },
    );
    expect([headers.get('access-control-allow-origin'), headers.get('x-content-type-options')]).toEqual([
      'https://institute.example',
      'nosniff',
    ]);
  });

  it('tells its metrics', async () => {
    expect((await ask('/metrics')).text).toContain('http_request_duration_seconds_bucket');
  });

  describe('limits', () => {
    let small: RunningService;
    beforeAll(async () => {
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      small = await start({
        ...env,
        PORT: String(port),
        CHIRON_PUBLIC_URL: url,
        CHIRON_REQUESTS_PER_SECOND: '5',
        CHIRON_TOKENS_PER_SECOND: '2',
      });
    });
    afterAll(() => small?.close());
    const token = async () => {
      const response = await fetch(`${small.url}/oauth/token`, {
        method: 'POST',
        headers: basic('admin', adminSecret),
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
      return {
        status: response.status,
        retry: response.headers.get('retry-after'),
        body: (await response.json()) as Body,
      };
    };
    const anotherSecond = () => new Promise((resolve) => setTimeout(resolve, 2_005 - (Date.now() % 1_000)));

    it('tokens per client and second, in the words of OAuth', async () => {
      await anotherSecond();
      const answers = [await token(), await token(), await token()];
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
      expect([answers[2]!.body['error'], answers[2]!.retry]).toEqual(['temporarily_unavailable', '1']);
      await anotherSecond();
      expect((await token()).status).toBe(200);
    });
    it('requests per client and second, as a problem', async () => {
      await anotherSecond();
      const authorization = `Bearer ${String((await token()).body['access_token'])}`;
      const call = async (headers: Record<string, string>) => fetch(`${small.url}/api/v1/programs`, { headers });
      await anotherSecond();
      const statuses: number[] = [];
      for (let i = 0; i < 5; i++) statuses.push((await call({ authorization })).status);
      expect(statuses).toEqual([200, 200, 200, 200, 200]);
      const refused = await call({ authorization });
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
      expect(await refused.json()).toMatchObject({ type: '/problems#rate-limited', status: 429 });
      expect((await call({})).status).toBe(401);
      await anotherSecond();
      expect((await call({ authorization })).status).toBe(200);
    });
  });

  describe('starts', () => {
    const startWith = async (changes: Record<string, string | undefined>) => {
      const running = await start({ ...env, PORT: '0', ...changes });
      await running.close();
    };
    it('with one sentence for all that is missing', async () => {
      await expect(
        startWith({ CHIRON_SECRET_KEY: 'short', PROGRAMS_URL: undefined, CHIRON_BOOTSTRAP_CLIENT_SECRET: 'too short' }),
      ).rejects.toThrow(
        /CHIRON_SECRET_KEY is too short.*CHIRON_BOOTSTRAP_CLIENT_SECRET is too short.*PROGRAMS_URL is missing/,
      );
    });
    it('with the key its signing keys were made under, and no other', async () => {
      await startWith({});
      await expect(startWith({ CHIRON_SECRET_KEY: 'another key of more than thirty-two characters' })).rejects.toThrow(
        'CHIRON_SECRET_KEY',
      );
    });
    it('with the new secret of the administrator that it is told', async () => {
      const changed = 'a wholly different secret for her';
      await startWith({ CHIRON_BOOTSTRAP_CLIENT_SECRET: changed });
      expect(await tokenOf('admin', adminSecret)).toBe('undefined');
      expect(await tokenOf('admin', changed)).toContain('.');
      await startWith({});
      expect(await tokenOf('admin', adminSecret)).toContain('.');
    });
  });
});
