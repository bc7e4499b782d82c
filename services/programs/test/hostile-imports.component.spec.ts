import { connect } from 'node:net';
import { eventually } from '@chiron/testing';
import { Deliveries, newSource, row } from './delivering.js';
import { RunningPrograms } from './running-programs.js';
import { zipOf } from './zip.js';

let programs: RunningPrograms;
let deliveries: Deliveries;
beforeAll(async () => {
  programs = await RunningPrograms.start();
  deliveries = new Deliveries(programs);
});
afterAll(() => programs.stop());

interface Problem {
  readonly id: string;
  readonly type: string;
  readonly title: string;
}
const header = 'sourcedId,classSourcedId,userSourcedId,role\n';
const bytes = (buffer: Buffer) => new Uint8Array(buffer);

async function stored(source: string): Promise<{ imports: number; chunks: number }> {
  const { rows } = await programs.database.query(
    'select count(distinct i.id)::int as imports, count(c.seq)::int as chunks from imports i left join import_chunks c on c.import_id = i.id where source = $1',
    [source],
  );
  return rows[0] as { imports: number; chunks: number };
}

describe('a body that cannot be a data set is refused with a clear problem, and leaves nothing', () => {
  it.each<[string, string, string, () => string | Uint8Array<ArrayBuffer>]>([
    [
      'a zip bomb',
      'application/zip',
      'archive-unsafe',
      () => bytes(zipOf({ 'enrollments.csv': header + '0'.repeat(60 * 1024 * 1024) })),
    ],
    [
      'a path outside the archive',
      'application/zip',
      'archive-unsafe',
      () => bytes(zipOf([{ name: '../enrollments.csv', data: header }])),
    ],
    [
      'a truncated archive',
      'application/zip',
      'archive-unreadable',
      () => bytes(zipOf({ 'enrollments.csv': header + 'e,c,u,student\n' }).subarray(0, 90)),
    ],
    ['something that only calls itself a zip', 'application/zip', 'archive-unreadable', () => 'PK not at all'],
    [
      'a file in UTF-16',
      'text/csv',
      'encoding-unusable',
      () => bytes(Buffer.from('\ufeffsourcedId,offering,person,role\n1,2,3,4\n', 'utf16le')),
    ],
    ['a header without a needed column', 'text/csv', 'header-unusable', () => 'sourcedId,colour\n1,red\n'],
    ['no row at all', 'application/x-ndjson', 'empty-import', () => '\n\n'],
  ])('%s', async (_, type, code, body) => {
    const source = newSource();
    const answer = await programs.post<Problem>(`/api/v1/imports?source=${source}`, { type, body: body() });
    expect([answer.status, answer.body.type]).toEqual([400, `/problems#${code}`]);
    expect(await stored(source)).toEqual({ imports: 0, chunks: 0 });
  });

  it('a body that is cut off half way, after thousands of rows were read', async () => {
    const source = newSource();
    const token = await programs.token(['enrollments:write']);
    const { hostname, port } = new URL(programs.service.url);
    const lines = Array.from({ length: 12_000 }, (_, i) => JSON.stringify(row(i))).join('\n');
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(
      `POST /api/v1/imports?source=${source} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/x-ndjson\r\ncontent-length: ${lines.length * 2}\r\n\r\n`,
    );
    await new Promise<void>((resolve) => socket.write(lines, () => resolve()));
    await eventually('its first chunks are on their way in', async () => (await stored(source)).chunks > 0);
    socket.destroy();
    await eventually('nothing of it is left', async () => (await stored(source)).imports === 0);
    const again = await deliveries.run(source, [row(1)]);
    expect(again.counts).toMatchObject({ created: 1 });
  });
});

describe('a row that is hostile stops no other', () => {
  it('of 10 MB, of 500 columns, with a formula, with a NUL, or not in UTF-8', async () => {
    const source = newSource();
    const cells = Array.from({ length: 500 }, (_, i) => `c${i}`).join(',');
    const csv = Buffer.concat([
      Buffer.from('sourcedId,offering,offeringTitle,person,familyName,role\n'),
      Buffer.from('e1,o1,One,p1,Begay,student\n'),
      Buffer.from(`e2,o1,One,p2,${'x'.repeat(10 * 1024 * 1024)},student\n`),
      Buffer.from(`e3,o1,One,p3,Lee,student,${cells}\n`),
      Buffer.from(`e4,o1,One,p4,"=HYPERLINK(""http://evil"")",student\n`),
      Buffer.from('e5,o1,One,p5,\u0000,student\n'),
      Buffer.from([...Buffer.from('e6,o1,One,p6,Nu'), 0xf1, 0x65, ...Buffer.from('z,student\n')]),
      Buffer.from("e7,o1,One,p7,O'Brien,student\ne8,o1,One,p8,山田,student\n"),
    ]);
    const answer = await programs.post<Problem>(`/api/v1/imports?source=${source}`, {
      type: 'text/csv',
      body: bytes(csv),
    });
    expect(answer.status).toBe(202);
    const one = await deliveries.over(answer.body.id);
    const receipts = (await deliveries.receipts(one.id)).map(({ sourcedId, outcome, code }) => [
      sourcedId,
      outcome,
      code,
    ]);
    expect(receipts).toEqual([
      ['e1', 'created', null],
      [expect.anything(), 'rejected', 'line-too-long'],
      ['e3', 'rejected', 'too-many-columns'],
      ['e4', 'created', null],
      ['e5', 'rejected', 'bad-value'],
      ['e6', 'rejected', 'bad-encoding'],
      ['e7', 'created', null],
      ['e8', 'created', null],
    ]);
  });
});
