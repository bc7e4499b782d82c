import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { take } from '../../test/uploads.js';
import { zipOf, type ZipEntry } from '../../test/zip.js';

const enrollments = 'sourcedId,classSourcedId,userSourcedId,role\ne1,c1,u1,student\n';
const good: ZipEntry = { name: 'enrollments.csv', data: enrollments };
const mebibyte = 1024 * 1024;

let workDir: string;
beforeEach(async () => void (workDir = await mkdtemp(join(tmpdir(), 'archive-'))));
afterEach(async () => {
  expect(await readdir(workDir)).toEqual([]);
  await rm(workDir, { recursive: true });
});

const read = async (zip: Buffer | Readable) =>
  (await take('zip', zip, { workDir })).of('enrollment').map((l) => l.sourcedId);
const refusal = (zip: Buffer | Readable) =>
  take('zip', zip, { workDir }).then(
    () => null,
    (error: unknown) => error as { code: string; detail: string },
  );

describe('An archive that is safe', () => {
  test('is read, packed or stored, with folders, and with what macOS leaves in it', async () => {
    expect(await read(zipOf([good]))).toEqual(['e1']);
    expect(await read(zipOf([{ ...good, stored: true }]))).toEqual(['e1']);
    expect(
      await read(zipOf([good, { name: 'empty/', stored: true }, { name: '__MACOSX/._enrollments.csv', data: 'x' }])),
    ).toEqual(['e1']);
  });

  test('may have 100 entries, and 101 are refused', async () => {
    const more = (count: number) => [
      good,
      ...Array.from({ length: count }, (_, i) => ({ name: `${i}.txt`, data: 'x' })),
    ];
    expect(await read(zipOf(more(99)))).toEqual(['e1']);
    expect(await refusal(zipOf(more(100)))).toMatchObject({
      code: 'archive-unsafe',
      detail: expect.stringContaining('101'),
    });
  });

  test('may be dense while it is small', async () => {
    expect(await read(zipOf([{ ...good, data: enrollments + '\n'.repeat(9 * mebibyte) }]))).toEqual(['e1']);
  });
});

describe('An archive that is unsafe', () => {
  test.each<[string, ZipEntry[]]>([
    ['leaves by its parent folder', [good, { name: '../evil.csv', data: 'x' }]],
    ['leaves from within a folder', [good, { name: 'a/../../evil.csv', data: 'x' }]],
    ['starts at the root', [good, { name: '/etc/passwd', data: 'x' }]],
    ['starts at a drive', [good, { name: 'C:evil.csv', data: 'x' }]],
    ['has backslashes', [good, { name: '..\\evil.csv', data: 'x' }]],
    ['has a NUL in a name', [good, { name: 'users.csv\0.txt', data: 'x' }]],
    ['is a symbolic link', [{ ...good, mode: 0o120777 }]],
    ['is encrypted', [{ ...good, flags: 1 }]],
    ['has one name twice', [good, { ...good, name: 'Enrollments.CSV' }]],
    ['shares bytes between entries', [good, { ...good, name: 'users.csv', sameBytesAs: 0 }]],
    ['holds a bomb', [{ ...good, data: '\n'.repeat(11 * mebibyte) }]],
    ['holds a bomb in a file that is not read', [good, { name: 'results.csv', data: '\n'.repeat(11 * mebibyte) }]],
    ['states little and holds much', [{ ...good, data: enrollments.repeat(1000), size: 1000 }]],
    [
      'hides a bomb behind a small size',
      [{ ...good, data: enrollments + '\n'.repeat(50 * mebibyte), size: 5 * mebibyte }],
    ],
    [
      'states more than 4 GiB',
      Array.from({ length: 5 }, (_, i) => ({
        name: `${i}.csv`,
        data: 'x'.repeat(9_000_000),
        stored: true,
        method: 8,
        size: 1_000 * mebibyte,
      })),
    ],
  ])('%s', async (_, entries) => {
    expect(await refusal(zipOf(entries))).toMatchObject({ code: 'archive-unsafe' });
  });
});

describe('An archive that cannot be read', () => {
  test.each<[string, Buffer]>([
    ['is empty', Buffer.alloc(0)],
    ['is no zip', Buffer.from(enrollments)],
    ['was cut off', zipOf([{ ...good, data: enrollments.repeat(1000) }]).subarray(0, -60)],
    ['was cut off at its front', zipOf([{ ...good, data: enrollments.repeat(1000) }]).subarray(40)],
    ['has a wrong checksum', zipOf([{ ...good, crc: 1 }])],
    ['is shorter than it states', zipOf([{ ...good, size: 9_999 }])],
    ['is packed by another method', zipOf([{ ...good, method: 12 }])],
    ['says packed of what is not', zipOf([{ ...good, stored: true, method: 8 }])],
    ['reaches beyond its end', zipOf([{ ...good, packedSize: 99_999 }])],
    ['has no entries', zipOf([])],
    ['holds nothing of OneRoster', zipOf([{ name: 'readme.txt', data: 'x' }])],
    ['holds an archive', zipOf([{ name: 'roster.zip', data: zipOf([good]), stored: true }])],
    [
      'holds several folders',
      zipOf([
        { ...good, name: 'a/enrollments.csv' },
        { name: 'b/users.csv', data: 'x' },
      ]),
    ],
  ])('%s', async (_, zip) => {
    expect(await refusal(zip)).toMatchObject({ code: 'archive-unreadable' });
  });

  test('no damaged byte goes by unseen: it is refused, or the rows are the same', async () => {
    const zip = zipOf([good, { name: 'orgs.csv', data: 'sourcedId,name\no1,Institute\n' }]);
    for (let at = 0; at < zip.length; at++) {
      const damaged = Buffer.from(zip);
      damaged[at]! ^= 0xff;
      const rows = await read(damaged).catch((error: { code: string }) => error.code);
      expect([['e1'], [], 'archive-unreadable', 'archive-unsafe']).toContainEqual(rows);
    }
  }, 60_000);
});

describe('An archive whose body breaks off', () => {
  test('is refused at once as cut off, and its temporary file is gone', async () => {
    const stream = new Readable({ read() {} });
    stream.push(zipOf([good]).subarray(0, 50));
    setTimeout(() => stream.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })), 20);
    expect(await refusal(stream)).toMatchObject({ code: 'body-cut-off' });
  });

  test('an error of the one who takes the batches leaves no file either', async () => {
    const stream = Readable.from([zipOf([good])]);
    const { readUpload } = await import('./read-upload.js');
    const failing = readUpload({ contentType: 'zip', body: stream, workDir, mode: 'delta' }, async () => {
      throw new Error('no room');
    });
    await expect(failing).rejects.toThrow('no room');
  });
});
