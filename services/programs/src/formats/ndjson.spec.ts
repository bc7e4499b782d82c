import fc from 'fast-check';
import { cutAt, take, type Named } from '../../test/uploads.js';

const row = (sourcedId: unknown = 'e1', more: object = {}) => ({
  sourcedId,
  status: 'active',
  offering: { sourcedId: 'c1', title: 'Curriculum Design Studio' },
  person: {
    sourcedId: 'p1',
    givenName: 'Siobhán',
    familyName: 'O’Brien',
    email: 's@example.edu',
    orcid: '0000-0002-1825-0097',
  },
  role: 'learner',
  beginDate: '2026-09-01',
  endDate: '2026-12-20',
  dateLastModified: '2026-09-01T06:00:00Z',
  ...more,
});
const body = (...rows: unknown[]) => rows.map((r) => (typeof r === 'string' ? r : JSON.stringify(r))).join('\n') + '\n';
const lines = async (text: string | Buffer): Promise<Named[]> => (await take('ndjson', text)).of('enrollment');
const refused = async (text: string | Buffer) => expect(take('ndjson', text)).rejects;

describe('Posting enrollments as NDJSON', () => {
  test('a line gives an enrollment and what is said of its person', async () => {
    expect(await lines(body(row()))).toEqual([
      {
        line: 1,
        fault: null,
        faultField: null,
        sourcedId: 'e1',
        status: 'active',
        modified: '2026-09-01T06:00:00Z',
        offering: 'c1',
        offeringTitle: 'Curriculum Design Studio',
        person: 'p1',
        role: 'learner',
        beginDate: '2026-09-01',
        endDate: '2026-12-20',
        personGivenName: 'Siobhán',
        personFamilyName: 'O’Brien',
        personEmail: 's@example.edu',
        personOrcid: '0000-0002-1825-0097',
      },
    ]);
  });

  test('values are trimmed, what is empty or null or missing was not said, and unknown members are dropped', async () => {
    const [line] = await lines(
      body({ sourcedId: ' e1 ', status: '', role: null, password: 'Secret1', demographics: { sex: 'x' } }),
    );
    expect(line).toMatchObject({
      sourcedId: 'e1',
      status: null,
      role: null,
      offering: null,
      person: null,
      fault: null,
    });
    expect(JSON.stringify(line)).not.toContain('Secret1');
  });

  test('blank lines are no rows but count; CRLF, a byte order mark and a last line without an end are welcome', async () => {
    const text = `\ufeff${JSON.stringify(row('a'))}\r\n\r\n  \n${JSON.stringify(row('b'))}`;
    expect((await lines(text)).map(({ line, sourcedId, fault }) => [line, sourcedId, fault])).toEqual([
      [1, 'a', null],
      [4, 'b', null],
    ]);
    expect(await lines('')).toEqual([]);
  });

  test.each([
    ['a number for an id', row(17), 'sourcedId', '17'],
    ['a text for the person', row('e1', { person: 'p1' }), 'person', 'e1'],
    ['a list for the offering', row('e1', { offering: [] }), 'offering', 'e1'],
    ['an object for a name', row('e1', { person: { sourcedId: 'p1', givenName: {} } }), 'person.givenName', 'e1'],
    ['true for a date', row('e1', { beginDate: true }), 'beginDate', 'e1'],
    ['NUL in a name', row('e1', { person: { sourcedId: 'p1', givenName: 'a\0b' } }), 'person.givenName', 'e1'],
    ['half a surrogate pair', row('e1', { role: '\ud800' }), 'role', 'e1'],
    ['an id of 256 letters', row('x'.repeat(256)), 'sourcedId', null],
    ['a title of 4,001 letters', row('e1', { offering: { title: 'x'.repeat(4001) } }), 'offering.title', 'e1'],
  ])('%s makes the row a bad value, by name', async (_, value, field, sourcedId) => {
    expect(
      (await lines(body(row('before'), value, row('after')))).map((l) => [l.sourcedId, l.fault, l.faultField]),
    ).toEqual([
      ['before', null, null],
      [sourcedId, 'bad-value', field],
      ['after', null, null],
    ]);
  });

  test('an id of 255 letters and letters beyond the basic plane are fine', async () => {
    const id = 'x'.repeat(255);
    expect(await lines(body(row(id, { role: '𝒻' })).replace('𝒻', '\\ud835\\udcbb'))).toMatchObject([
      { sourcedId: id, role: '𝒻', fault: null },
    ]);
  });

  test.each([
    '{"sourcedId":"e9","role":',
    'nonsense',
    '[]',
    '"text"',
    'null',
    '17',
    '[{"sourcedId":"e9"}]',
    '['.repeat(500_000),
  ])('a line that is no JSON object (%#) is malformed; its neighbours are fine', async (text) => {
    const read = await lines(body(row('a'), text, row('b')));
    expect(read.map((l) => l.fault)).toEqual([null, 'malformed-row', null]);
    expect(read[1]!.sourcedId).toBe(text.startsWith('{') ? 'e9' : null);
  });

  test('a body that ends within its last line, yet in good order, loses that row only', async () => {
    const text = body(row('a'), row('b'));
    expect((await lines(text.slice(0, -40))).map((l) => [l.sourcedId, l.fault])).toEqual([
      ['a', null],
      ['b', 'malformed-row'],
    ]);
  });

  test('a line of 1 MiB is read, one byte more is passed over, and 10 MB too; their ids are known', async () => {
    const ofSize = (id: string, bytes: number) => {
      const text = JSON.stringify({ ...row(id), padding: '' });
      return text.replace('"padding":""', `"padding":"${'x'.repeat(bytes - Buffer.byteLength(text))}"`);
    };
    const text = body(
      ofSize('fits', 2 ** 20),
      row('a'),
      ofSize('long', 2 ** 20 + 1),
      ofSize('huge', 10_000_000),
      row('b'),
    );
    const expected = [
      [1, 'fits', null],
      [2, 'a', null],
      [3, 'long', 'line-too-long'],
      [4, 'huge', 'line-too-long'],
      [5, 'b', null],
    ];
    for (const size of [text.length * 2, 65_536, 1_000_003]) {
      const bytes = Buffer.from(text);
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      );
      const read = (await take('ndjson', chunks)).of('enrollment');
      expect(read.map((l) => [l.line, l.sourcedId, l.fault])).toEqual(expected);
    }
    expect(await lines(ofSize('only', 3_000_000))).toMatchObject([{ sourcedId: 'only', fault: 'line-too-long' }]);
  });

  test('the same rows come out wherever the body is cut into chunks', async () => {
    const bytes = Buffer.from(body(row('a'), '', row('ø', { role: '😀' }), '{', row('b')));
    const whole = (await take('ndjson', bytes)).batches;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 60 }), async (places) => {
        expect((await take('ndjson', cutAt(bytes, places))).batches).toEqual(whole);
      }),
    );
  });

  test('the same holds for a body of many blocks with long lines', async () => {
    const padded = (i: number) => row(`e${i}`, { padding: 'é'.repeat((i * 7919) % 60_000) });
    const bytes = Buffer.from(body(...Array.from({ length: 40 }, (_, i) => padded(i))));
    const whole = (await take('ndjson', bytes)).of('enrollment');
    expect(whole.map((l) => l.sourcedId)).toEqual(Array.from({ length: 40 }, (_, i) => `e${i}`));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 200 }), async (places) => {
        expect((await take('ndjson', cutAt(bytes, places))).of('enrollment')).toEqual(whole);
      }),
      { numRuns: 25 },
    );
  });

  test('any row comes back as it was sent, but for white space at its ends', async () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((s) => s.trim() !== '' && !s.includes('\0'));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 8 }), async (rows) => {
        const read = await lines(
          body(...rows.map(([id, role, title]) => ({ sourcedId: id, role, offering: { title } }))),
        );
        expect(read.map((l) => [l.sourcedId, l.role, l.offeringTitle])).toEqual(
          rows.map((r) => r.map((s) => s.trim())),
        );
        expect(read.every((l) => l.fault === null)).toBe(true);
      }),
    );
  });
});

describe('The encoding of an NDJSON body', () => {
  const latin = (text: string) => Buffer.from(text, 'latin1');

  test('a single row that is not UTF-8 is receipted, and keeps its id', async () => {
    const bytes = Buffer.concat([
      Buffer.from(body(row('a'))),
      latin('{"sourcedId":"b","role":"Ren\xe9e"}\n'),
      Buffer.from(body(row('c'))),
    ]);
    expect((await lines(bytes)).map((l) => [l.sourcedId, l.role, l.fault])).toEqual([
      ['a', 'learner', null],
      ['b', null, 'bad-encoding'],
      ['c', 'learner', null],
    ]);
  });

  test('a whole body in Latin-1 is refused, short or long', async () => {
    const line = '{"sourcedId":"b","role":"Ren\xe9e"}\n';
    await (await refused(latin(line))).toMatchObject({ code: 'encoding-unusable' });
    await (
      await refused(latin('{"sourcedId":"a"}\n'.repeat(100) + line.repeat(20)))
    ).toMatchObject({ code: 'encoding-unusable' });
    expect(
      (await lines(latin('{"sourcedId":"a"}\n'.repeat(100) + line.repeat(19)))).filter((l) => l.fault),
    ).toHaveLength(19);
  });

  test('UTF-16 is refused with and without its mark, and so is an archive', async () => {
    const text = Buffer.from(body(row()), 'utf16le');
    for (const bytes of [
      text,
      Buffer.concat([Buffer.from([0xff, 0xfe]), text]),
      Buffer.from(text).swap16(),
      Buffer.from('PK\x03\x04abc'),
      Buffer.from([0x1f, 0x8b, 8, 0]),
    ]) {
      await (await refused(bytes)).toMatchObject({ code: 'encoding-unusable' });
    }
  });

  test('a NUL within the text of one line costs that line', async () => {
    expect((await lines(body(row('a'), '{"sourcedId":"b\0"}', row('c')))).map((l) => l.fault)).toEqual([
      null,
      'malformed-row',
      null,
    ]);
  });
});
