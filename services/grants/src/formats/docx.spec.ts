import { unzipSync } from 'fflate';
import { has, texts, docxOf, partOf, segment, exif, jpegOf, word } from '../../test/documents.js';
import { ThreadedReader } from './threaded-reader.js';

const reader = new ThreadedReader();

describe('a Word document', () => {
  const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;

  it('is read with its notes, comments, tracked deletions, links and alternative texts', async () => {
    const { pieces } = await reader.read(
      'docx',
      docxOf(
        `${paragraph('One')}<w:p><w:r><w:t>Sara O</w:t></w:r><w:r><w:t>&apos;Brien &amp; co</w:t></w:r></w:p><w:del><w:r><w:delText>Gone</w:delText></w:r></w:del>` +
          '<wp:docPr xmlns:wp="x" descr="A photo of Sara"/>',
        {
          'word/footnotes.xml': `<w:footnotes xmlns:w="${word}">${paragraph('A note')}</w:footnotes>`,
          'word/comments.xml': `<w:comments xmlns:w="${word}"><w:comment w:author="Sara">${paragraph('A remark')}</w:comment></w:comments>`,
          'word/_rels/document.xml.rels':
            '<Relationships><Relationship Id="r1" Target="mailto:sara@mcw.edu" TargetMode="External"/></Relationships>',
        },
      ),
    );
    const said = Object.fromEntries(pieces.map(({ kind, part, text }) => [`${kind} ${part}`, text.trim()]));
    expect(said).toEqual({
      'text document': "One\nSara O'Brien & coGone",
      'hidden document': 'A photo of Sara',
      'text footnotes': 'A note',
      'text comments': 'A remark',
      'hidden link': 'mailto:sara@mcw.edu',
    });
  });

  it('has a copy without properties, authors, dates of changes, thumbnails and data of its pictures', async () => {
    const docx = docxOf(
      `<w:p w:rsidR="00AB12"><w:ins w:id="1" w:author="Sara Ins" w:date="2026-01-01T00:00:00Z"><w:r><w:t>Kept &lt;text&gt;</w:t></w:r></w:ins></w:p>`,
      {
        'docProps/core.xml':
          '<cp:coreProperties xmlns:cp="a" xmlns:dc="b"><dc:creator>Sara Core</dc:creator><cp:lastModifiedBy>Sara Last</cp:lastModifiedBy></cp:coreProperties>',
        'docProps/app.xml': '<Properties><Company>Sara College</Company></Properties>',
        'docProps/thumbnail.jpeg': jpegOf(segment(0xfe, Buffer.from('Sara thumb'))),
        'word/people.xml': '<w15:people xmlns:w15="c"><w15:person w15:author="Sara People"/></w15:people>',
        'word/comments.xml': `<w:comments xmlns:w="${word}"><w:comment w:author="Sara Comment" w:initials="SC"/></w:comments>`,
        'word/media/image1.jpg': jpegOf(segment(0xe1, exif(6, 'Sara Exif'))),
        'word/_rels/settings.xml.rels':
          '<Relationships><Relationship Id="r" Type="http://x/attachedTemplate" Target="file:///C:/Users/Sara/T.dotx" TargetMode="External"/></Relationships>',
        '_rels/.rels':
          '<Relationships><Relationship Id="a" Type="http://x/officeDocument" Target="word/document.xml"/><Relationship Id="t" Type="http://x/thumbnail" Target="docProps/thumbnail.jpeg"/></Relationships>',
      },
    );
    const { copy, removed, pieces } = await reader.read('docx', docx);
    const parts = unzipSync(copy!);
    for (const content of Object.values(parts)) expect(has(content, 'Sara')).toBe(false);
    expect(Object.keys(parts)[0]).toBe('[Content_Types].xml');
    expect(partOf(copy!, 'word/document.xml')).toContain(
      '<w:p><w:ins w:id="1" w:author="Author"><w:r><w:t>Kept &lt;text&gt;</w:t>',
    );
    expect(partOf(copy!, '_rels/.rels')).not.toContain('thumbnail');
    expect(texts(pieces, 'text')).toEqual(['Kept <text>']);
    const said = removed.map(({ text }) => text).join('\n');
    for (const one of ['Core', 'Last', 'College', 'Ins', 'People', 'Comment', 'Exif', 'Users/Sara']) {
      expect(said).toContain(one);
    }
    expect(await reader.detect(copy!)).toBe('docx');
  });

  it.each([
    ['another file', 'word/embeddings/sheet1.xlsx'],
    ['another document put in whole', 'word/afchunk1.mht'],
    ['a drawing that may hold words', 'word/media/image1.emf'],
    ['a picture whose data nobody takes out', 'word/media/image1.tiff'],
    ['words where nobody reads them', 'other/main.xml'],
  ])('with %s says that nobody can search it', async (_, part) => {
    const { unreadable } = await reader.read('docx', docxOf('', { [part]: '<a/>' }));
    expect(unreadable).toEqual([{ reason: 'embedded', part }]);
  });

  it('with pictures, fonts, themes and charts as word processors write them can be searched', async () => {
    const { unreadable, pieces } = await reader.read(
      'docx',
      docxOf(paragraph('One'), {
        'word/media/image1.jpg': jpegOf(segment(0xfe, Buffer.from('x'))),
        'word/fonts/font1.odttf': 'x',
        'word/theme/theme1.xml': '<a:theme xmlns:a="x" name="Office"/>',
        'word/drawings/drawing1.xml':
          '<c:userShapes xmlns:c="x" xmlns:a="y"><a:p><a:t>On a chart</a:t></a:p></c:userShapes>',
        'customXml/item1.xml': '<b:Sources xmlns:b="x"/>',
      }),
    );
    expect([unreadable, texts(pieces, 'text').map((text) => text.trim())]).toEqual([[], ['One', 'On a chart']]);
  });

  it('is read whatever its words are called, and loses the label of whose directory it is', async () => {
    const { pieces, copy } = await reader.read(
      'docx',
      docxOf('', {
        'word/document.xml': `<x:document xmlns:x="${word}"><x:p><x:r><x:t>Sara</x:t></x:r></x:p></x:document>`,
        'docMetadata/LabelInfo.xml':
          '<clbl:labelList xmlns:clbl="x"><clbl:label siteId="{our-tenant}"/></clbl:labelList>',
        '_rels/.rels':
          '<Relationships><Relationship Id="l" Type="http://x/classificationlabels" Target="docMetadata/LabelInfo.xml"/></Relationships>',
      }),
    );
    expect(texts(pieces, 'text')).toEqual(['Sara']);
    expect(has(copy!, 'docMetadata')).toBe(false);
    expect(partOf(copy!, '_rels/.rels')).not.toContain('classification');
  });

  it.each([
    [
      'declares entities that multiply',
      'damaged',
      () => docxOf('', { 'word/document.xml': '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>' }),
    ],
    ['is not well-formed', 'damaged', () => docxOf('<w:p>')],
    ['nests without end', 'damaged', () => docxOf('<w:p>'.repeat(100_000))],
    ['is a zip bomb', 'too-large', () => docxOf('', { 'word/media/x.bin': new Uint8Array(60 * 1024 * 1024) })],
    ['is cut off', 'damaged', () => docxOf('<w:p/>').slice(0, 300)],
    ['leads out of its archive', 'damaged', () => docxOf('', { '../../etc/passwd': 'x' })],
    [
      'holds thousands of files',
      'too-large',
      () => docxOf('', Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`word/m${i}`, 'x']))),
    ],
  ])('that %s is an answer, not an error', async (_, reason, make) =>
    expect(await reader.read('docx', make())).toMatchObject({ unreadable: [{ reason }], copy: null }),
  );
});
