import { connect } from 'node:net';
import { things, type RunningThings } from '../test/things.js';

describe('a service says what is wrong with a request', () => {
  let on: RunningThings;
  beforeAll(async () => (on = await things()));
  afterAll(() => on.close());
  const ask: RunningThings['ask'] = (...of) => on.ask(...of);
  const post: RunningThings['post'] = (...of) => on.post(...of);

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
    expect(await errors(ask('/things/by-id/seven'))).toEqual([400, [{ pointer: 'path:id', detail: 'must be a UUID' }]]);
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
    const socket = connect(Number(new URL(on.url).port), '127.0.0.1');
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
