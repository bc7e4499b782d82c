import { connect } from 'node:net';
import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Module,
  Param,
  Post,
  Query,
  Res,
  UnauthorizedException,
} from '@nestjs/common';
import { coreProblems, type Scope } from '@chiron/contracts/core';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { Caller, AccessTokens, CurrentCaller, Permit, Public } from './access.js';
import { etag, requireMatch } from './etag.js';
import { PageQuery } from './paging.js';
import { serve, type RunningService } from './serve.js';
import { currentTraceparent } from './trace.js';
import { IdParam } from './validation.js';

class Line {
  @IsString() @MaxLength(10) name: string;
}
class Order {
  @IsInt() count: number;
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => Line) lines?: Line[];
}

@Controller('things')
class Things {
  @Get()
  @Permit('programs:read')
  list(@Query() query: PageQuery) {
    return { limit: query.limit };
  }
  @Get('who')
  @Permit('programs:read', 'self')
  who(@CurrentCaller() caller: Caller) {
    return { clientId: caller.clientId, all: caller.mayPostTo('sis'), trace: currentTraceparent() };
  }
  @Get('broken')
  @Public()
  broken() {
    throw new Error('the password is "hunter2"');
  }
  @Get('lost')
  @Public()
  lost() {
    throw Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
  }
  @Get('gone')
  @Public()
  gone() {
    throw coreProblems.refuse('not-found', { kind: 'thing', id: '7' });
  }
  @Get('foreign')
  @Public()
  foreign() {
    throw new UnauthorizedException('secret');
  }
  @Get('by-id/:id')
  @Public()
  byId(@IdParam() id: string) {
    return { id };
  }
  @Get('named/:name')
  @Public()
  named(@Param('name') name: string) {
    return { name };
  }
  @Post()
  @HttpCode(201)
  @Public()
  post(
    @Body() order: Order,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: { header(n: string, v: string): void },
  ) {
    if (ifMatch) requireMatch(ifMatch, 3);
    reply.header('etag', etag(4));
    return order;
  }
}

class Tokens extends AccessTokens {
  verify(token: string): Caller {
    if (token !== 'a.b.c' && token !== 'a.b.d') throw coreProblems.refuse('unauthorized');
    return new Caller('sis', 'sis', new Set<Scope>(token === 'a.b.c' ? ['programs:read'] : ['people:read']), ['sis']);
  }
}

@Module({ controllers: [Things], providers: [{ provide: AccessTokens, useClass: Tokens }] })
class App {}

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
  let service: RunningService;
  beforeAll(async () => {
    service = await serve({ name: 'things', module: App, env: { LOG_LEVEL: 'silent' }, bodyLimit: 2_000 });
  });
  afterAll(() => service.close());

  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${service.url}${path}`, init);
    const text = await response.text();
    const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status, headers: response.headers, body, text };
  };
  const post = (body: string, headers: Record<string, string> = {}) =>
    ask('/things', { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

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

  describe('says what is wrong with a request', () => {
    const errors = async (answer: Promise<{ status: number; body: Record<string, unknown> }>) => {
      const { status, body } = await answer;
      return [status, body['errors']];
    };
    it('by a pointer to each field, within lists too', async () => {
      const given = { count: 'two', lines: [{ name: 'ok' }, { name: 'far too long a name' }] };
      expect(await errors(post(JSON.stringify(given)))).toEqual([
        400,
        [
          { pointer: '/count', detail: 'must be an integer number' },
          { pointer: '/lines/1/name', detail: 'must be shorter than or equal to 10 characters' },
        ],
      ]);
    });
    it('names a list that stands for an object', async () => {
      expect(await errors(post('{"count":1,"lines":[{"name":"a"},[]]}'))).toEqual([
        400,
        [{ pointer: '/lines/1', detail: 'must be an object' }],
      ]);
      expect((await post('{"count":1,"lines":[]}')).status).toBe(201);
    });
    it('names properties it does not know', async () => {
      expect(await errors(post('{"count":1,"lines":[{"name":"a","price":2}],"colour":"red"}'))).toEqual([
        400,
        expect.arrayContaining([
          { pointer: '/colour', detail: 'is not known here' },
          { pointer: '/lines/0/price', detail: 'is not known here' },
        ]),
      ]);
    });
    it.each(['{"count":1,"__proto__":{"a":1}}'])('refuses %s', async (text) => {
      expect(await errors(post(text))).toEqual([400, [{ pointer: '/__proto__', detail: 'is not known here' }]]);
    });
    it('refuses the character NUL and half a surrogate pair, which no database holds', async () => {
      expect(
        await errors(post('{"count":1,"lines":[{"name":"a\\u0000"},{"name":"\\ud800x"},{"name":"\\ud83d\\ude00"}]}')),
      ).toEqual([
        400,
        [
          { pointer: '/lines/0/name', detail: 'must not contain the character NUL' },
          { pointer: '/lines/1/name', detail: 'must not contain half of a surrogate pair' },
        ],
      ]);
      expect((await post('{"count":1,"lines":[{"name":"\\ud83d\\ude00"}]}')).status).toBe(201);
    });
    it('in the query and in the path', async () => {
      const authorization = 'Bearer a.b.c';
      expect(await errors(ask('/things?limit=501', { headers: { authorization } }))).toEqual([
        400,
        [{ pointer: '?limit', detail: 'must not be greater than 500' }],
      ]);
      expect((await ask('/things?limit=500', { headers: { authorization } })).body).toEqual({ limit: 500 });
      expect(await errors(ask('/things?cursor=%00', { headers: { authorization } }))).toEqual([
        400,
        [{ pointer: '?cursor', detail: 'must not contain the character NUL' }],
      ]);
      expect(await errors(ask('/things?colour=red', { headers: { authorization } }))).toEqual([
        400,
        [{ pointer: '?colour', detail: 'is not known here' }],
      ]);
      expect(await errors(ask('/things/by-id/seven'))).toEqual([
        400,
        [{ pointer: 'path:id', detail: 'must be a UUID' }],
      ]);
      expect(await errors(ask('/things/named/a%00b'))).toEqual([
        400,
        [{ pointer: 'path:name', detail: 'must not contain the character NUL' }],
      ]);
      expect(await errors(ask(`/things/named/${'n'.repeat(256)}`))).toEqual([
        400,
        [{ pointer: 'path:name', detail: 'must be at most 255 characters' }],
      ]);
      expect((await ask(`/things/named/${'n'.repeat(255)}`)).status).toBe(200);
    });
    it.each([
      ['{"count":', 400, 'malformed-body'],
      [`{"count":${'['.repeat(100)}${']'.repeat(100)}}`, 400, 'validation-failed'],
      [`{"count":1,"lines":"${'x'.repeat(2_000)}"}`, 413, 'payload-too-large'],
      ['[1]', 400, 'validation-failed'],
      ['"text"', 400, 'validation-failed'],
      ['', 400, 'validation-failed'],
    ])('answers the body %s with %i', async (body, status, code) => {
      const answer = await post(body);
      expect([answer.status, answer.body['type']]).toEqual([status, `/problems#${code}`]);
    });
    it('says how long a body may be, and that a path is nothing', async () => {
      const long = await post(`{"count":1,"lines":"${'x'.repeat(2_000)}"}`);
      expect(long.body['detail']).toMatch(/^The limit here is \d+ bytes\.$/);
      expect((await ask('/nothing')).body['detail']).toBe('Nothing is at this path.');
    });
    it('names the content types it takes', async () => {
      const { status, body } = await post('<a/>', { 'content-type': 'application/xml' });
      expect([status, body['detail']]).toEqual([
        415,
        'Send one of: application/json, or what /docs names for this path.',
      ]);
    });
    it('of a path it does not have, and of a method the path does not have', async () => {
      expect((await ask('/nothing')).body).toMatchObject({ status: 404, type: '/problems#not-found' });
      const { status, headers, body } = await ask('/things', {
        method: 'DELETE',
        headers: { authorization: 'Bearer a.b.c' },
      });
      expect([status, headers.get('allow'), body['type']]).toEqual([
        405,
        'GET, HEAD, POST',
        '/problems#method-not-allowed',
      ]);
      expect((await ask('/things/%zz')).status).toBe(400);
    });
    it.each([
      ['is no HTTP', 'HELLO\r\n\r\n', 400],
      [
        'breaks off in the middle of its body',
        'POST /things HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
        400,
      ],
      ['has headers without end', `GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ])('by a problem even where it %s', async (_, bytes, status) => {
      const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
      socket.end(bytes);
      let answer = '';
      for await (const piece of socket) answer += String(piece);
      const [head, body] = answer.split('\r\n\r\n') as [string, string];
      expect(head).toContain('content-type: application/problem+json');
      expect(JSON.parse(body)).toMatchObject({ status, instance: expect.stringContaining('urn:uuid:') as string });
    });
    it('where it changed meanwhile', async () => {
      expect((await post('{"count":1}', { 'if-match': '"2"' })).body).toMatchObject({ status: 412 });
      const { status, headers } = await post('{"count":1}', { 'if-match': '"3"' });
      expect([status, headers.get('etag')]).toEqual([201, '"4"']);
    });
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
