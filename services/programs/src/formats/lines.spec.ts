import { Readable } from 'node:stream';
import { take } from '../../test/uploads.js';
import { decodeLines, encodeLines } from './lines.js';
import { readUpload } from './read-upload.js';

const row = (sourcedId: string, more: object = {}) => ({
  sourcedId,
  status: 'active',
  offering: { sourcedId: 'c1', title: 'Curriculum Design Studio' },
  person: { sourcedId: 'p1', givenName: 'Siobhán', familyName: 'O’Brien', email: 's@example.edu' },
  role: 'learner',
  beginDate: '2026-09-01',
  endDate: '2026-12-20',
  ...more,
});
const body = (...rows: unknown[]) => rows.map((r) => (typeof r === 'string' ? r : JSON.stringify(r))).join('\n') + '\n';

describe('A long or a broken body', () => {
  const many = (count: number) => body(...Array.from({ length: count }, (_, i) => row(`e${i}`)));

  test('comes in batches of at most 5,000, one at a time', async () => {
    let running = 0;
    const sizes: number[] = [];
    await readUpload(
      {
        contentType: 'ndjson',
        body: Readable.from([Buffer.from(many(12_001))]),
        workDir: '/nowhere',
        mode: 'delta',
      },
      async ({ lines }) => {
        expect(++running).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 5));
        sizes.push(lines.length);
        running--;
      },
    );
    expect(sizes).toEqual([5000, 5000, 2001]);
  });

  test('batches stay small where lines are large', async () => {
    const { batches } = await take(
      'ndjson',
      body(...Array.from({ length: 40 }, () => row('e', { padding: 'x'.repeat(900_000) }))),
    );
    expect(Math.max(...batches.map((batch) => batch.lines.length))).toBeLessThan(12);
  });

  test('an aborted body is refused as cut off, at once', async () => {
    const stream = new Readable({ read() {} });
    stream.push(many(10));
    const reading = take('ndjson', stream);
    setTimeout(() => stream.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })), 5);
    await expect(reading).rejects.toMatchObject({ code: 'body-cut-off' });
    const reset = new Readable({ read() {} });
    setTimeout(() => reset.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })), 5);
    await expect(take('ndjson', reset)).rejects.toMatchObject({ code: 'body-cut-off' });
    const silent = new Readable({ read() {} });
    setTimeout(() => silent.destroy(), 5);
    await expect(take('ndjson', silent)).rejects.toMatchObject({ code: 'body-cut-off' });
  });

  test('another error of the body passes through', async () => {
    const stream = new Readable({ read() {} });
    setTimeout(() => stream.destroy(new Error('digest')), 5);
    await expect(take('ndjson', stream)).rejects.toThrow('digest');
  });

  test('an error of the one who takes the batches ends the reading and leaves the body to be answered', async () => {
    const stream = Readable.from([Buffer.from(many(5000)), Buffer.from(many(5000))]);
    await expect(
      readUpload({ contentType: 'ndjson', body: stream, workDir: '/nowhere', mode: 'delta' }, async () => {
        throw new Error('no room');
      }),
    ).rejects.toThrow('no room');
    expect(stream.destroyed).toBe(false);
  });

  test('a batch comes back from storage as it was', async () => {
    const [batch] = (await take('ndjson', body(row('a'), '{', row('ø')))).batches;
    const stored = await encodeLines(batch!);
    expect(await decodeLines(stored)).toEqual(batch);
    const large = (await take('ndjson', many(5000))).batches[0]!;
    expect((await encodeLines(large)).length * 8).toBeLessThan(JSON.stringify(large).length);
  });
});
