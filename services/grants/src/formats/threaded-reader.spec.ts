import { strToU8, zipSync } from 'fflate';
import type { FileKind } from '../domain/file-reading.js';
import { bytesOf, has, pdfOf, docxOf, chunk, pngOf, segment, exif, jpegOf } from '../../test/documents.js';
import { ThreadedReader } from './threaded-reader.js';

const reader = new ThreadedReader();

describe('what a file is', () => {
  it.each<[string, FileKind | undefined, () => Uint8Array | Promise<Uint8Array>]>([
    ['a PDF', 'pdf', async () => (await pdfOf('x')).save()],
    ['a Word document', 'docx', () => docxOf('<w:p/>')],
    ['a PNG', 'png', () => pngOf()],
    ['a JPEG', 'jpeg', () => jpegOf()],
    ['another zip', undefined, () => zipSync({ 'a.txt': strToU8('%PDF-1.7') })],
    [
      'a Word document with macros',
      undefined,
      () =>
        zipSync({
          '[Content_Types].xml': strToU8(
            '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
          ),
        }),
    ],
    ['a web page', undefined, () => bytesOf('<!doctype html><script>alert(1)</script>')],
    ['an SVG', undefined, () => bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['nothing', undefined, () => new Uint8Array()],
    ['a cut zip', undefined, () => docxOf('<w:p/>').slice(0, 200)],
  ])('is seen from its content: %s', async (_, kind, make) => expect(await reader.detect(await make())).toBe(kind));
});

describe('a picture', () => {
  it('in PNG loses texts, times, EXIF and what follows it, and keeps what is shown', async () => {
    const png = Buffer.concat([
      pngOf(
        chunk('tEXt', 'Author\0Sara Text'),
        chunk('gAMA', 'abcd'),
        chunk('eXIf', 'Sara Exif'),
        chunk('IDAT', 'data'),
      ),
      Buffer.from('Sara after'),
    ]);
    const { copy, removed } = await reader.read('png', png);
    expect(has(copy!, 'Sara')).toBe(false);
    expect(Buffer.from(copy!)).toEqual(pngOf(chunk('gAMA', 'abcd'), chunk('IDAT', 'data')));
    expect(removed.map(({ part, text }) => `${part} ${text}`)).toEqual(['tEXt Author Sara Text', 'eXIf Sara Exif']);
  });

  it('in JPEG loses EXIF, XMP, IPTC, comments and what follows it, and is still turned the right way', async () => {
    const jpeg = Buffer.concat([
      jpegOf(
        segment(0xe0, Buffer.from('JFIF\0\x01\x02\0\0\x01\0\x01\0\0', 'latin1')),
        segment(0xe1, exif(6, 'Sara Exif')),
        segment(0xed, Buffer.from('Photoshop Sara')),
        segment(0xfe, Buffer.from('Sara')),
        segment(0xdb, Buffer.alloc(65)),
      ),
      Buffer.from('Sara after'),
    ]);
    const { copy } = await reader.read('jpeg', jpeg);
    expect(has(copy!, 'Sara')).toBe(false);
    const turned = exif(6, '').subarray(0, 6 + 26);
    expect(Buffer.from(copy!)).toEqual(
      jpegOf(
        segment(0xe0, Buffer.from('JFIF\0\x01\x02\0\0\x01\0\x01\0\0', 'latin1')),
        segment(0xe1, turned),
        segment(0xdb, Buffer.alloc(65)),
      ),
    );
  });

  it.each<[string, FileKind, Uint8Array]>([
    ['a PNG', 'png', pngOf(chunk('IDAT', 'data')).subarray(0, 40)],
    ['a JPEG', 'jpeg', jpegOf(segment(0xdb, Buffer.alloc(65))).subarray(0, 30)],
  ])('that is cut off cannot be read: %s', async (_, kind, bytes) =>
    expect(await reader.read(kind, bytes)).toMatchObject({ unreadable: [{ reason: 'damaged' }], copy: null }),
  );
});

describe('the thread that reads', () => {
  it('is ended when a file takes too long, and the next file is read', async () => {
    const hurried = new ThreadedReader({ withinMs: 1, heapMb: 64, atOnce: 1 });
    const pdf = await (await pdfOf('x')).save();
    expect((await hurried.read('pdf', pdf)).unreadable).toEqual([{ reason: 'too-slow' }]);
    expect((await reader.read('pdf', pdf)).unreadable).toEqual([]);
  });

  it('searches texts', async () => {
    const team = [
      { personId: 'p', names: [{ given: 'Sara', family: 'Berg' }], emails: [], orcid: null, institutions: [] },
    ];
    const found = await reader.search(team, [
      { text: 'by S. Berg', written: 'prose' },
      { text: 'none', written: 'prose' },
    ]);
    expect(found.map((one) => one!.map(({ written }) => written))).toEqual([['S. Berg'], []]);
  });

  it('says of texts that took too long that they were not searched, and searches long ones in portions', async () => {
    const long = { text: 'a b '.repeat(300_000), written: 'prose' } as const;
    const short = { text: 'by S. Berg', written: 'prose' } as const;
    const team = [
      { personId: 'p', names: [{ given: 'Sara', family: 'Berg' }], emails: [], orcid: null, institutions: [] },
    ];
    expect((await reader.search(team, [short, long, short])).map((one) => one?.length)).toEqual([1, 0, 1]);
    const hurried = new ThreadedReader({ withinMs: 1, heapMb: 64, atOnce: 1 });
    expect(await hurried.search(team, [short])).toEqual([null]);
  });
});
