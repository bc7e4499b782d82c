import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Problems } from '@chiron/contracts/core';
import type { RunningService } from '@chiron/http';
import { eventually } from '@chiron/testing';
import { start } from '../src/main.js';
import { Platform, adminSecret, basic, freePort, json, person, type Body } from './platform.js';

/** The codes that the contracts declare; nowhere else can any be declared (see tools/boundaries). */
async function declaredCodes(): Promise<string[]> {
  const contexts = readdirSync('libs/contracts/src').filter((name) => name !== 'published');
  const modules = await Promise.all(
    contexts.map((name) => import(`../../../libs/contracts/src/${name}/index.js`) as Promise<Record<string, unknown>>),
  );
  return modules
    .flatMap((module) => Object.entries(module))
    .filter(([name]) => name.endsWith('Problems'))
    .flatMap(([, problems]) => Object.keys((problems as Problems<string>).definitions));
}

/** The codes that any code of a library or a service refuses by name, or answers as a type of its own. */
function refusedCodes(): string[] {
  const refused = /\.refuse\(\s*'([a-z-]+)'|\/problems#([a-z-]+)/g;
  const files = ['libs', 'services'].flatMap((folder) => readdirSync(folder).map((name) => join(folder, name, 'src')));
  const codes = files.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
      .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(refused)])
      .map((found) => found[1] ?? found[2]!),
  );
  expect(codes.length).toBeGreaterThan(100);
  return [...new Set(codes)];
}

interface Described {
  readonly responses: Record<string, { content: Record<string, { schema: { $ref: string } }> }>;
}

describe('the gateway', () => {
  const platform = new Platform();
  const { programs, membership, ask, form, tokenOf } = platform;
  beforeAll(() => platform.start());
  afterAll(() => platform.stop());
  beforeEach(() => platform.behave());

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
    it('with what each call of its own answers', async () => {
      const { body } = await ask('/openapi.json');
      const described = Object.entries(body['paths'] as Record<string, Record<string, Described>>).flatMap(
        ([path, calls]) => Object.entries(calls).map(([method, call]) => ({ call: `${method} ${path}`, ...call })),
      );
      const own = described.filter(({ call }) => /clients|audit|signing-keys|tokens|oauth/.test(call));
      expect(own.map(({ call }) => call)).toContain('post /oauth/token');
      expect(own.length).toBeGreaterThan(9);
      for (const { call, responses } of own) {
        const [, answer] = Object.entries(responses).find(([status]) => status.startsWith('2'))!;
        const { $ref } = answer.content['application/json']!.schema;
        const shapes = (body['components'] as { schemas: Record<string, unknown> }).schemas;
        expect([call, shapes[$ref.split('/').at(-1)!]]).toEqual([call, expect.objectContaining({ type: 'object' })]);
      }
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
    it('with every problem explained that any service can answer, once', async () => {
      const { text, headers } = await ask('/problems');
      const explained = [...text.matchAll(/<dt id="([^"]+)">/g)].map(([, code]) => code!);
      expect(explained).toEqual([...new Set(explained)]);
      expect([...explained].sort()).toEqual((await declaredCodes()).sort());
      expect(refusedCodes().filter((code) => !explained.includes(code))).toEqual([]);
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
    // every header of a request that the API reads
    const allowed = (await preflight('https://institute.example')).headers.get('access-control-allow-headers');
    for (const name of [
      'authorization',
      'content-type',
      'if-match',
      'idempotency-key',
      'content-digest',
      'access-purpose',
    ])
      expect(allowed).toContain(name);
    for (const path of ['/jwks', '/api/v1/programs', '/health/live']) {
      const { headers } = await ask(path);
      expect([path, headers.get('x-content-type-options'), headers.get('x-frame-options')]).toEqual([
        path,
        'nosniff',
        'DENY',
      ]);
    }
    const { status, headers } = await form(
      { grant_type: 'client_credentials' },
      { ...basic('admin', adminSecret), origin: 'https://institute.example' },
    );
    expect(status).toBe(200);
    expect([headers.get('access-control-allow-origin'), headers.get('x-content-type-options')]).toEqual([
      'https://institute.example',
      'nosniff',
    ]);
    for (const origin of ['https://evil.example', undefined]) {
      const of = { ...basic('admin', adminSecret), ...(origin && { origin }) };
      for (const body of [{ grant_type: 'client_credentials' }, { grant_type: 'nothing' }]) {
        const told = await form(body, of);
        expect([body, told.headers.get('access-control-allow-origin')]).toEqual([body, null]);
      }
    }
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
        ...platform.env,
        PORT: String(port),
        CHIRON_PUBLIC_URL: url,
        CHIRON_REQUESTS_PER_SECOND: '5',
        CHIRON_PERSON_REQUESTS_PER_SECOND: '3',
        CHIRON_PEOPLE_REQUESTS_PER_SECOND: '4',
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
    it('requests per person within a share of their client, which keeps its own', async () => {
      const people = [person, '018f0000-0000-7000-8000-000000000002'];
      platform.membership.handle = (_, response) => json(response, 200, {});
      await anotherSecond();
      const own = { authorization: `Bearer ${String((await token()).body['access_token'])}` };
      const minted: { authorization: string }[] = [];
      for (const id of people) {
        const answer = await fetch(`${small.url}/api/v1/people/${id}/tokens`, { method: 'POST', headers: own });
        minted.push({ authorization: `Bearer ${String(((await answer.json()) as Body)['access_token'])}` });
      }
      const statuses = async (headers: { authorization: string } | undefined, times: number) => {
        const found: number[] = [];
        for (let i = 0; i < times; i++)
          found.push((await fetch(`${small.url}/api/v1/programs`, headers && { headers })).status);
        return found;
      };
      await anotherSecond();
      expect(await statuses(minted[0], 5)).toEqual([200, 200, 200, 429, 429]);
      expect(await statuses(minted[1], 2)).toEqual([200, 429]);
      expect(await statuses(own, 6)).toEqual([200, 200, 200, 200, 200, 429]);
    });
  });

  describe('starts', () => {
    const startWith = async (changes: Record<string, string | undefined>) => {
      const running = await start({ ...platform.env, PORT: '0', ...changes });
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
    it('without a secret of the administrator that was rotated away or revoked, until it is told another', async () => {
      const token = await tokenOf('admin', adminSecret);
      const rotated = String(
        (await ask('/api/v1/clients/admin/secret', { method: 'POST', token })).body['clientSecret'],
      );
      await startWith({});
      expect(await tokenOf('admin', adminSecret)).toBe('undefined');
      const now = await tokenOf('admin', rotated);
      expect((await ask('/api/v1/clients/admin/revoke', { method: 'POST', token: now })).status).toBe(200);
      await startWith({});
      for (const secret of [adminSecret, rotated]) expect(await tokenOf('admin', secret)).toBe('undefined');
      const another = 'another one, since she was revoked';
      await startWith({ CHIRON_BOOTSTRAP_CLIENT_SECRET: another });
      expect(await tokenOf('admin', another)).toContain('.');
    });
  });
});
