import { Controller, Get, Module } from '@nestjs/common';
import { Tokens, things, type RunningThings } from '../test/things.js';
import { AccessTokens } from './access.js';
import { serve } from './serve.js';

@Controller('careless')
class Careless {
  @Get()
  list() {
    return [];
  }
}
@Module({ controllers: [Careless], providers: [{ provide: AccessTokens, useClass: Tokens }] })
class CarelessApp {}

describe('a service', () => {
  let on: RunningThings;
  beforeAll(async () => (on = await things()));
  afterAll(() => on.close());
  const ask: RunningThings['ask'] = (...of) => on.ask(...of);

  it('refuses to start with a route that says nobody may or may not use it', async () => {
    await expect(serve({ name: 'careless', module: CarelessApp, env: { LOG_LEVEL: 'silent' } })).rejects.toThrow(
      'Careless.list',
    );
  });

  describe('asks who calls', () => {
    it('and answers a stranger 401 with how to sign in', async () => {
      const { status, headers, body } = await ask('/things');
      expect([status, headers.get('content-type')]).toEqual([401, 'application/problem+json; charset=utf-8']);
      expect(headers.get('www-authenticate')).toBe('Bearer realm="chiron"');
      expect(body).toMatchObject({ type: '/problems#unauthorized', status: 401 });
      expect(body['instance']).toMatch(/^urn:uuid:/);
    });
    it('and answers an invalid token 401', async () => {
      const { status, headers } = await ask('/things', { headers: { authorization: 'Bearer x.y.z' } });
      expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="chiron", error="invalid_token"']);
    });
    it('and answers a caller without the scope 403, naming the scope', async () => {
      const { status, body, headers } = await ask('/things', { headers: { authorization: 'Bearer a.b.d' } });
      expect([status, body['detail']]).toEqual([403, 'It needs programs:read.']);
      expect(headers.get('www-authenticate')).toContain('insufficient_scope');
    });
    it('and lets a caller with the scope in', async () => {
      const { status, body } = await ask('/things/who', { headers: { authorization: 'bearer a.b.c' } });
      expect(status).toBe(200);
      expect(body).toMatchObject({ clientId: 'sis', all: true });
    });
  });

  it('continues the trace of its caller', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { body } = await ask('/things/who', {
      headers: { authorization: 'Bearer a.b.c', traceparent: `00-${trace}-00f067aa0ba902b7-01` },
    });
    expect(body['trace']).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`));
    expect(body['trace']).not.toContain('00f067aa0ba902b7');
  });

  it('answers a refusal with its documented problem', async () => {
    expect((await ask('/things/gone')).body).toMatchObject({ status: 404, detail: 'No thing with id 7.' });
  });
  it('tells nothing of a fault of its own but how to name it', async () => {
    const { status, text } = await ask('/things/broken');
    expect(status).toBe(500);
    expect(text).not.toContain('hunter2');
    expect(Object.keys(JSON.parse(text) as object).sort()).toEqual(['detail', 'instance', 'status', 'title', 'type']);
  });
  it("does not pass on a framework's own message", async () => {
    const { status, text } = await ask('/things/foreign');
    expect([status, text.includes('secret')]).toEqual([401, false]);
  });
  it('answers 503 at once while its database is away', async () => {
    const { status, headers, body } = await ask('/things/lost');
    expect([status, headers.get('retry-after'), body['type']]).toEqual([503, '1', '/problems#service-unavailable']);
  });

  it('tells its health, metrics of its own and its OpenAPI document', async () => {
    expect((await ask('/health/live')).body).toEqual({ status: 'live', service: 'things' });
    expect((await ask('/health/ready')).body).toMatchObject({ status: 'ready', down: [] });
    expect((await ask('/metrics')).text).toContain(
      'http_request_duration_seconds_count{method="GET",route="/things/broken",status="500"} 1',
    );
    const { body } = await ask('/openapi.json');
    expect(body).toMatchObject({
      openapi: '3.1.0',
      paths: { '/things': { get: { security: [{ oauth2: ['programs:read'] }] } } },
    });
    const { schemas } = body['components'] as { schemas: Record<string, unknown> };
    expect(schemas['Order']).toEqual({
      type: 'object',
      properties: {
        count: { type: 'integer' },
        lines: { type: 'array', items: { $ref: '#/components/schemas/Line' } },
      },
      required: ['count'],
    });
    expect(schemas['Line']).toMatchObject({ properties: { name: { type: 'string', maxLength: 10 } } });
  });
});
