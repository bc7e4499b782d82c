import { deflateSync } from 'node:zlib';
import { PDFDocument, PDFHexString, PDFName, PDFRawStream, PDFString } from '@cantoo/pdf-lib';
import { bytesOf, has, texts, pdfOf, segment, jpegOf } from '../../test/documents.js';
import { ThreadedReader } from './threaded-reader.js';

const reader = new ThreadedReader();

describe('a PDF', () => {
  it('is read page by page', async () => {
    const read = await reader.read('pdf', await (await pdfOf('First page', 'Second\npage')).save());
    expect(read.pieces).toEqual([
      { kind: 'text', part: 'page 1', text: 'First page' },
      { kind: 'text', part: 'page 2', text: 'Second\npage' },
    ]);
    expect(read.unreadable).toEqual([]);
  });

  it('has a copy without information, XMP, old revisions, attachments, scripts and names of who wrote notes', async () => {
    const document = await pdfOf('The plan');
    document.setAuthor("Sara O'Brien");
    const { context, catalog } = document;
    const xmp = context.stream('<x:xmpmeta><dc:creator>Sara XMP</dc:creator></x:xmpmeta>', {
      Type: 'Metadata',
      Subtype: 'XML',
    });
    catalog.set(PDFName.of('Metadata'), context.register(xmp));
    catalog.set(PDFName.of('OpenAction'), context.obj({ S: 'JavaScript', JS: PDFString.of('app.alert("Sara JS")') }));
    context.register(PDFString.of('Sara of an old revision'));
    await document.attach(bytesOf('Sara attached'), 'sara.txt');
    const note = context.obj({
      Type: 'Annot',
      Subtype: 'Text',
      Rect: [0, 0, 9, 9],
      T: PDFHexString.fromText('Sara Note'),
      Contents: PDFString.of('Look here'),
    });
    document.getPage(0).node.set(PDFName.of('Annots'), context.obj([context.register(note)]));
    const { copy, removed, pieces } = await reader.read('pdf', await document.save({ useObjectStreams: false }));
    expect(texts(removed, 'metadata')).toEqual(expect.arrayContaining(["Sara O'Brien", 'Sara XMP', 'Sara Note']));
    expect(texts(pieces, 'hidden')).toEqual(['Look here']);
    const again = await PDFDocument.load(copy!, { updateMetadata: false });
    const plain = await again.save({ useObjectStreams: false });
    expect(has(plain, 'Sara')).toBe(false);
    expect(has(plain, '/Info')).toBe(false);
    expect((await reader.read('pdf', copy!)).pieces).toEqual(pieces);
  });

  it('tells links, bookmarks and alternative texts beside its pages', async () => {
    const document = await pdfOf('The plan');
    const { context } = document;
    const link = context.obj({
      Subtype: 'Link',
      Rect: [0, 0, 9, 9],
      A: { S: 'URI', URI: PDFString.of('mailto:sara@mcw.edu') },
    });
    document.getPage(0).node.set(PDFName.of('Annots'), context.obj([link]));
    document.catalog.set(PDFName.of('Outlines'), context.obj({ First: { Title: PDFHexString.fromText('Плaн') } }));
    const { pieces } = await reader.read('pdf', await document.save());
    expect(pieces.filter(({ kind }) => kind === 'hidden')).toEqual(
      expect.arrayContaining([
        { kind: 'hidden', part: 'URI', text: 'mailto:sara@mcw.edu' },
        { kind: 'hidden', part: 'Title', text: 'Плaн' },
      ]),
    );
  });

  it('whose page is a picture alone says that nobody can search that page', async () => {
    const document = await pdfOf('Words', '');
    const picture = PDFRawStream.of(
      document.context.obj({
        Type: 'XObject',
        Subtype: 'Image',
        Width: 1,
        Height: 1,
        BitsPerComponent: 8,
        ColorSpace: 'DeviceGray',
        Filter: 'DCTDecode',
      }),
      jpegOf(segment(0xfe, Buffer.from('Sara in a comment'))),
    );
    document.getPage(1).node.setXObject(PDFName.of('Scan'), document.context.register(picture));
    const { unreadable, copy, removed } = await reader.read('pdf', await document.save());
    expect(unreadable).toEqual([{ reason: 'picture-only', part: 'page 2' }]);
    expect(removed.map(({ text }) => text)).toContain('Sara in a comment');
    expect(has(copy!, 'Sara')).toBe(false);
  });

  it('that is encrypted cannot be read and has no copy', async () => {
    const document = await pdfOf('Secret');
    document.encrypt({ userPassword: 'a', ownerPassword: 'b' });
    expect(await reader.read('pdf', await document.save())).toMatchObject({
      unreadable: [{ reason: 'encrypted' }],
      copy: null,
    });
  });

  it.each([
    ['is cut off', async () => (await (await pdfOf('x'.repeat(500))).save()).slice(0, 300)],
    ['is a header alone', () => bytesOf('%PDF-1.7\n')],
    [
      'has a page tree that leads to itself',
      () =>
        bytesOf(
          '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>',
        ),
    ],
  ])('that %s is an answer, not an error', async (_, make) => {
    const { unreadable, copy } = await reader.read('pdf', await make());
    expect(copy).toBeNull();
    expect(['damaged', 'too-slow', 'too-large']).toContain(unreadable[0]!.reason);
  });

  it.each([
    ['once', 1],
    ['twice', 2],
  ])('that unpacks to more than a PDF may (packed %s) is too large', async (_, times) => {
    let bomb: Buffer = Buffer.alloc(160 * 1024 * 1024);
    for (let i = 0; i < times; i++) bomb = deflateSync(bomb);
    const filter = times === 1 ? '/FlateDecode' : '[/FlateDecode/FlateDecode]';
    const file = Buffer.concat([
      bytesOf(
        '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 9 9]>>endobj\n',
      ),
      bytesOf(`4 0 obj<</Length ${bomb.length}/Filter${filter}>>stream\n`),
      bomb,
      bytesOf('\nendstream endobj\ntrailer<</Root 1 0 R>>'),
    ]);
    expect(file.length).toBeLessThan(1024 * 1024);
    expect((await reader.read('pdf', file)).unreadable).toEqual([{ reason: 'too-large' }]);
  });
});
