import { request as httpRequest, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { jest } from '@jest/globals';
import { eventually } from '@chiron/testing';
import { Platform, json } from './platform.js';

describe.each([
  ['with each service in a process of its own', { oneProcess: false }],
  ['in one process with the services', { oneProcess: true }],
])('the gateway %s', (_, where) => {
  const platform = new Platform(where);
  const { programs, admin } = platform;
  beforeAll(() => platform.start());
  afterAll(() => platform.stop());
  beforeEach(() => platform.behave());

  it('shows a truncated upload as truncated', async () => {
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
      await eventually(`the service sees that the body was cut off (${framing})`, () => expect(ended).toBe('cut off'));
    }
  });
  it('limits what is posted, a long import less than the rest', async () => {
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

describe('the gateway in one process with the services', () => {
  const platform = new Platform({ oneProcess: true });
  const { programs, ask, admin } = platform;
  beforeAll(() => platform.start());
  afterAll(() => platform.stop());

  it('does not wait for ever for a service of its own process', async () => {
    const late: ServerResponse[] = [];
    programs.handle = (_, response) => late.push(response);
    const token = await admin();
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'setInterval', 'nextTick', 'queueMicrotask', 'Date'] });
    try {
      const waiting = ask('/api/v1/programs', { token });
      while (late.length === 0) await new Promise((resolve) => setImmediate(resolve));
      jest.advanceTimersByTime(29_999);
      expect(late[0]!.headersSent).toBe(false);
      jest.advanceTimersByTime(1);
      const { status, body } = await waiting;
      expect([status, body['type']]).toEqual([503, '/problems#service-unavailable']);
    } finally {
      jest.useRealTimers();
    }
  });
});
