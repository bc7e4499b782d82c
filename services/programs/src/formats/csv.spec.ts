import { take, type Named } from '../../test/uploads.js';

const names =
  'sourcedId,status,offering,offeringTitle,person,givenName,familyName,email,orcid,role,beginDate,endDate,dateLastModified';
const row = (id: string) =>
  `${id},active,c1,Studio,p1,Ana,O’Brien,a@example.edu,,learner,2026-09-01,2026-12-20,2026-09-01`;
const file = (...rows: string[]) => [names, ...rows].join('\r\n') + '\r\n';
const lines = async (text: string | Buffer): Promise<Named[]> => (await take('csv', text)).of('enrollment');
const seen = async (text: string | Buffer) => (await lines(text)).map((l) => [l.line, l.sourcedId, l.fault]);
const refusal = (text: string | Buffer) =>
  take('csv', text).then(
    () => null,
    (error: unknown) => error as { code: string; detail: string },
  );

describe('Posting enrollments as CSV', () => {
  test('a row gives an enrollment and what is said of its person', async () => {
    expect(await lines(file(row('e1')))).toEqual([
      {
        line: 1,
        fault: null,
        faultField: null,
        sourcedId: 'e1',
        status: 'active',
        modified: '2026-09-01',
        offering: 'c1',
        offeringTitle: 'Studio',
        person: 'p1',
        role: 'learner',
        beginDate: '2026-09-01',
        endDate: '2026-12-20',
        personGivenName: 'Ana',
        personFamilyName: 'O’Brien',
        personEmail: 'a@example.edu',
        personOrcid: null,
      },
    ]);
  });

  test.each([[';'], ['\t'], ['|']])('columns in any order, few of them, and %j between them', async (delimiter) => {
    const text = [
      ['Role', 'PERSON', 'offering', 'Sourced Id'],
      ['learner', 'p,1', 'c1', '"e;1\t|"'],
    ]
      .map((r) => r.join(delimiter))
      .join('\n');
    expect(await lines(text)).toMatchObject([
      { sourcedId: 'e;1\t|', person: 'p,1', offering: 'c1', role: 'learner', fault: null },
    ]);
  });

  test('Excel’s separator line, a byte order mark and blank lines before the header are passed over', async () => {
    expect(await seen(`\ufeff\n sep=;\n\nsourcedId;offering;person;role\ne1;c1;p1;learner`)).toEqual([[1, 'e1', null]]);
  });

  test.each(['\n', '\r\n', '\r'])('line ends %j; blank and empty rows count and are no rows', async (end) => {
    expect(
      await seen(['sourcedId,offering,person,role', 'a,c,p,r', '', ' ', ',,,', '"","","",""', 'b,c,p,r'].join(end)),
    ).toEqual([
      [1, 'a', null],
      [6, 'b', null],
    ]);
  });

  test('quoted cells keep delimiters, quotes and line ends; a row over several lines is one row', async () => {
    const text =
      'sourcedId,offering,offeringTitle,person,role\ne1,c1,"Say ""ah"",\r\nthen ""oh""" ,p1, "a,b"\ne2,c1,5" pipes,p1,r\n';
    expect((await lines(text)).map((l) => [l.line, l.offeringTitle, l.role, l.fault])).toEqual([
      [1, 'Say "ah",\r\nthen "oh"', 'a,b', null],
      [2, '5" pipes', 'r', null],
    ]);
  });

  test('a formula passes through as the text it is', async () => {
    const text = file(
      row('=HYPERLINK("x")').replace(/^/, '').replace('=HYPERLINK("x")', '"=HYPERLINK(""x"")"'),
      row('+1'),
      row('@a'),
    );
    expect((await lines(text)).map((l) => l.sourcedId)).toEqual(['=HYPERLINK("x")', '+1', '@a']);
  });

  test('a password is never read', async () => {
    const text = 'sourcedId,offering,person,role,password\ne1,c1,p1,r,Secret1\n';
    expect(JSON.stringify((await take('csv', text)).batches)).not.toContain('Secret1');
  });
});

describe('The header of a CSV file', () => {
  test.each([
    ['dataLastModified', 'modified'],
    ['begin_date', 'beginDate'],
    ['BEGIN DATE', 'beginDate'],
    ['gvenName', 'personGivenName'],
    ['e-mail', 'personEmail'],
    ['prefix', null],
  ])('%s is understood as %s', async (header, column) => {
    const taken = await take('csv', `sourcedId,offering,person,role,${header}\ne1,c1,p1,r,x\n`);
    const [line] = taken.of('enrollment');
    expect(Object.entries(line!).find(([, value]) => value === 'x')?.[0] ?? null).toBe(column);
  });

  test('a corrected and an unknown column are warned of, a column spelt another way is not', async () => {
    const warned = async (header: string) =>
      (await take('csv', `sourcedId,offering,person,role,${header}\ne1,c1,p1,r,x\n`)).warned;
    expect(await warned('dataLastModified')).toEqual(['header-corrected']);
    expect(await warned('favourite colour')).toEqual(['column-ignored']);
    expect(await warned('Date Last Modified')).toEqual([]);
    expect(await warned('metadata.anything,')).toEqual([]);
  });

  test('two letters off is too far for a short name', async () => {
    expect((await refusal('sourcedId,offering,person,rxxe\n'))?.code).toBe('header-unusable');
    expect(await seen('sourcedId,offering,person,rxle\ne1,c1,p1,r\n')).toEqual([[1, 'e1', null]]);
  });

  test('a missing required column is refused by name, and so is one that stands twice', async () => {
    expect(await refusal('sourcedId,status,offering,role\n')).toMatchObject({
      code: 'header-unusable',
      detail: expect.stringContaining('person'),
    });
    expect(await refusal('sourcedId,offering,person,role,role\n')).toMatchObject({
      detail: expect.stringContaining('role twice'),
    });
    expect(await seen('sourcedId,offering,person,role,Rolle\ne1,c1,p1,r,x\n')).toEqual([[1, 'e1', null]]);
  });

  test('an empty body, a body of one endless line and an open quote have no header', async () => {
    for (const text of ['', '\n \r\n', 'x'.repeat(2_000_000), 'sourcedId,"offering,person,role\ne1,c1,p1,r\n']) {
      expect((await refusal(text))?.code).toBe('header-unusable');
    }
  });

  test('more than 2,000 columns are no header', async () => {
    const wide = (count: number) => `sourcedId,offering,person,role${',x'.repeat(count - 4)}\ne1,c1,p1,r\n`;
    expect(await seen(wide(2000))).toEqual([[1, 'e1', null]]);
    expect(await refusal(wide(2001))).toMatchObject({ code: 'header-unusable' });
  });

  test('500 columns are fine', async () => {
    const more = Array.from({ length: 496 }, (_, i) => `extra ${i}`);
    const taken = await take('csv', `sourcedId,${more.join(',')},offering,person,role\ne1,${more.join(',')},c1,p1,r\n`);
    expect(taken.of('enrollment')).toMatchObject([{ sourcedId: 'e1', role: 'r', fault: null }]);
    expect(taken.dataset.warnings).toHaveLength(1);
    expect(taken.dataset.warnings[0]!.detail.length).toBeLessThan(600);
  });
});

describe('Rows that do not fit', () => {
  const head = 'sourcedId,offering,person,role,email\n';

  test('a row with more columns than the header is told so, empty cells at its end are forgiven', async () => {
    const text = `${head}a,c,p,r,e,,, \nb,c,p,r,e,x\nc,${'c,'.repeat(500)}\nd,c,p,r,e\n`;
    expect(await seen(text)).toEqual([
      [1, 'a', null],
      [2, 'b', 'too-many-columns'],
      [3, 'c', 'too-many-columns'],
      [4, 'd', null],
    ]);
  });

  test('a row with fewer columns is told so unless only optional ones lack', async () => {
    expect((await lines(`${head}a,c,p,r\nb,c,p\n`)).map((l) => [l.sourcedId, l.fault, l.faultField])).toEqual([
      ['a', null, null],
      ['b', 'too-few-columns', 'role'],
    ]);
  });

  test('a quote that is never closed costs its own row', async () => {
    expect(await seen(`${head}a,c,p,r,e\nb,"c,p,r,e\nc,c,p,r,e\nd,c,p,r,e\n`)).toEqual([
      [1, 'a', null],
      [2, 'b', 'malformed-row'],
      [3, 'c', null],
      [4, 'd', null],
    ]);
    expect(await seen(`${head}b,"c,p,r,e\nc,c,p,"r",e\n`)).toEqual([
      [1, 'b', 'malformed-row'],
      [2, 'c', null],
    ]);
    expect(await seen(`${head}b,"c"x,p,r,e\nc,c,p,r,e`)).toEqual([
      [1, 'b', 'malformed-row'],
      [2, 'c', null],
    ]);
  });

  test('a quote that is not closed within 1 MiB costs one row of a large file, whatever the chunks', async () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => `e${i},c,p,r,e`);
    rows[10] = 'e10,"c,p,r,e';
    rows[99_990] = 'e99990,c,"p",r,e';
    const bytes = Buffer.from(head + rows.join('\n'));
    for (const size of [bytes.length, 70_000, 4_096]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      );
      const read = (await take('csv', chunks)).of('enrollment');
      expect(read).toHaveLength(100_000);
      expect(read.filter((l) => l.fault)).toMatchObject([{ line: 11, sourcedId: 'e10', fault: 'malformed-row' }]);
    }
  });

  test('a quoted cell may span lines up to 1 MiB; one that closes later costs its row, wherever the chunks end', async () => {
    const noted = (lines: number) =>
      `sourcedId,offering,person,role,note\na,c,p,r,"${'12345\n'.repeat(lines)}"\nb,c,p,r,x\n`;
    for (const size of [4_000_000, 50_000]) {
      const chunks = (text: string) =>
        Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
          Buffer.from(text.slice(i * size, (i + 1) * size)),
        );
      const fits = (await take('csv', chunks(noted(174_000)))).of('enrollment');
      expect(fits.map((l) => [l.line, l.sourcedId, l.fault])).toEqual([
        [1, 'a', null],
        [2, 'b', null],
      ]);
      const over = (await take('csv', chunks(noted(175_000)))).of('enrollment');
      expect(over[0]).toMatchObject({ line: 1, sourcedId: 'a', fault: 'malformed-row' });
      expect(over.find((l) => l.sourcedId === 'b')).toMatchObject({ fault: null });
      expect(over.filter((l) => l.fault === null)).toHaveLength(1);
    }
  });

  test('a line of 10 MB is passed over; its id is known and its neighbours are read', async () => {
    const long = `b,c,p,r,${'x'.repeat(10_000_000)}`;
    for (const end of ['\n', '\r\n', '\r']) {
      expect(await seen([head.trim(), 'a,c,p,r,e', long, 'c,c,p,r,e', ''].join(end))).toEqual([
        [1, 'a', null],
        [2, 'b', 'line-too-long'],
        [3, 'c', null],
      ]);
    }
    expect(await seen(`${head}a,"c\n${long}\nd,c,p,r,e`)).toEqual([
      [1, 'a', 'malformed-row'],
      [2, 'b', 'line-too-long'],
      [3, 'd', null],
    ]);
  });

  test('a value that is too long or holds a NUL is a bad value, by its column’s name', async () => {
    const text = `${head}${'x'.repeat(256)},c,p,r,e\nb,c,p\0p,r,e\nc,c,p,r,${'e'.repeat(4000)}\n`;
    expect((await lines(text)).map((l) => [l.sourcedId, l.fault, l.faultField])).toEqual([
      [null, 'bad-value', 'sourcedId'],
      ['b', 'bad-value', 'person'],
      ['c', null, null],
    ]);
  });
});

describe('The encoding of a CSV file', () => {
  const latin = (text: string) => Buffer.from(text, 'latin1');
  const head = 'sourcedId,offering,person,role,givenName\n';

  test('one row that is not UTF-8 is receipted with its id; most rows, or twenty, refuse the file', async () => {
    expect(await seen(latin(`${head}a,c,p,r,Ana\nb,c,p,r,Ren\xe9\n`))).toEqual([
      [1, 'a', null],
      [2, 'b', 'bad-encoding'],
    ]);
    expect((await refusal(latin(`${head}a,c,p,r,Ana\nb,c,p,r,Ren\xe9\nc,c,p,r,Jos\xe9\n`)))?.code).toBe(
      'encoding-unusable',
    );
    expect((await refusal(latin(head + 'a,c,p,r,Ana\n'.repeat(90) + 'b,c,p,r,Ren\xe9\n'.repeat(20))))?.code).toBe(
      'encoding-unusable',
    );
  });

  test('where other rows are good UTF-8, each bad one is receipted', async () => {
    const bytes = Buffer.concat([Buffer.from(`${head}a,c,p,r,René\n`), latin('b,c,p,r,Ren\xe9\n'.repeat(30))]);
    const faults = (await lines(bytes)).map((l) => l.fault);
    expect(faults).toEqual([null, ...new Array<string>(30).fill('bad-encoding')]);
  });

  test('UTF-16, as Excel’s “Unicode text” is, is refused', async () => {
    expect(await refusal(Buffer.from(`\ufeff${head}`, 'utf16le'))).toMatchObject({
      code: 'encoding-unusable',
      detail: expect.stringContaining('UTF-16'),
    });
  });
});
