import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFRawStream,
  PDFRef,
  PDFStream,
  PDFString,
  decodePDFRawStream,
  type PDFObject,
} from '@cantoo/pdf-lib';
import type { Piece, Unreadable } from '../domain/file-reading.js';
import { cleanJpeg, isJpeg } from './images.js';
import { UnreadableFile } from './unreadable-file.js';

const name = (text: string): PDFName => PDFName.of(text);
const nameOf = (object: PDFObject | undefined): string | undefined =>
  object instanceof PDFName ? object.decodeText() : undefined;

export interface PdfCopy {
  readonly copy: Uint8Array;
  readonly removed: readonly Piece[];
  /** texts beside the pages: links, notes, bookmarks, alternative texts, values of forms */
  readonly hidden: readonly Piece[];
  readonly unreadable: readonly Unreadable[];
  /** numbers, from 1, of the pages that show a picture */
  readonly pictured: ReadonlySet<number>;
}

/** Keys that tell who made a thing, when or with what, or that act by themselves. */
const gone = 'Metadata PieceInfo LastModified AA OpenAction AF Thumb Perms DSS Legal SpiderInfo Collection'.split(' ');

/**
 * The document written anew: without information dictionary, XMP, earlier revisions, attachments, scripts, signatures,
 * authors of notes and metadata of pictures. What its pages show is left as it is.
 * @throws UnreadableFile an encrypted or damaged document
 */
export async function copyPdf(bytes: Uint8Array): Promise<PdfCopy> {
  const document = await PDFDocument.load(bytes, { updateMetadata: false }).catch((error: Error) => {
    const encrypted = /encrypt/i.test(error.message) || error.constructor.name === 'EncryptedPDFError';
    throw new UnreadableFile(encrypted ? 'encrypted' : 'damaged', error.message.split('\n', 1)[0]!);
  });
  const { context, catalog } = document;
  const removed: Piece[] = [];
  const info = context.lookup(context.trailerInfo.Info);
  if (info instanceof PDFDict) {
    for (const [key, value] of info.entries())
      keep(removed, 'metadata', key.decodeText(), textOf(context.lookup(value)));
  }
  context.trailerInfo.Info = undefined;
  context.trailerInfo.ID = undefined;
  const names = catalog.lookup(name('Names'));
  if (names instanceof PDFDict) for (const key of ['EmbeddedFiles', 'JavaScript']) names.delete(name(key));
  const unreadable: Unreadable[] = [];
  const form = catalog.lookup(name('AcroForm'));
  if (form instanceof PDFDict && form.has(name('XFA'))) unreadable.push({ reason: 'embedded', part: 'XFA form' });

  const walked = new Walk(document, removed);
  walked.from(catalog);
  const reached = walked.reached;
  for (const [ref] of context.enumerateIndirectObjects()) if (!reached.has(ref)) context.delete(ref);
  const pictured = new Set(picturedPages(document));
  const copy = await document.save({ addDefaultPage: false, updateFieldAppearances: false });
  return { copy, removed, hidden: byPart(walked.hidden), unreadable, pictured };
}

/** One piece for all texts under one key: bookmarks and names of places are many and short. */
function byPart(pieces: readonly Piece[]): Piece[] {
  const parts = new Map<string, string[]>();
  for (const { part, text } of pieces) {
    const texts = parts.get(part);
    if (texts) texts.push(text);
    else parts.set(part, [text]);
  }
  return [...parts].map(([part, texts]) => ({ kind: 'hidden', part, text: texts.join('\n') }));
}

/** Every object that the document's root leads to, made clean on the way. */
class Walk {
  readonly reached = new Set<PDFRef>();
  readonly hidden: Piece[] = [];
  private readonly seen = new Set<PDFObject>();

  private readonly document: PDFDocument;
  private readonly removed: Piece[];

  constructor(document: PDFDocument, removed: Piece[]) {
    this.document = document;
    this.removed = removed;
  }

  from(root: PDFObject): void {
    const rest: [PDFObject, string][] = [[root, '']];
    const { Root } = this.document.context.trailerInfo;
    if (Root instanceof PDFRef) this.reached.add(Root);
    for (let next = rest.pop(); next; next = rest.pop()) {
      const [first, key] = next;
      let object = first;
      if (object instanceof PDFRef) {
        if (this.reached.has(object)) continue;
        this.reached.add(object);
        const found = this.document.context.lookup(object);
        if (!found) continue;
        object = found instanceof PDFRawStream ? this.picture(object, found) : found;
      }
      if (object instanceof PDFString || object instanceof PDFHexString) this.say(key, textOf(object));
      if (this.seen.has(object)) continue;
      const dict = object instanceof PDFStream ? object.dict : object;
      if (dict instanceof PDFDict) {
        this.seen.add(object);
        this.clean(dict);
        for (const [inner, value] of dict.entries()) rest.push([value, inner.decodeText()]);
      } else if (dict instanceof PDFArray) {
        this.seen.add(object);
        for (const value of dict.asArray()) rest.push([value, key]);
      }
    }
  }

  private clean(dict: PDFDict): void {
    const { context } = this.document;
    for (const key of gone) {
      const value = dict.get(name(key));
      if (value === undefined) continue;
      if (key === 'Metadata') keep(this.removed, 'metadata', 'XMP', xmpText(context.lookup(value)));
      dict.delete(name(key));
    }
    if (nameOf(dict.lookup(name('S'))) === 'JavaScript') dict.delete(name('JS'));
    // An attached file: its name is said, its content goes.
    if (dict.has(name('F')) || dict.has(name('UF'))) dict.delete(name('EF'));
    const subtype = nameOf(dict.lookup(name('Subtype')));
    const note = dict.has(name('Rect')) && subtype !== undefined && subtype !== 'Widget';
    for (const key of note ? ['T', 'M', 'CreationDate', 'NM'] : []) {
      if (key === 'T') keep(this.removed, 'metadata', 'author of a note', textOf(dict.lookup(name('T'))));
      dict.delete(name(key));
    }
    if (nameOf(dict.lookup(name('FT'))) === 'Sig') {
      const signature = dict.lookup(name('V'));
      if (signature instanceof PDFDict) {
        keep(this.removed, 'metadata', 'signature', textOf(signature.lookup(name('Name'))));
      }
      dict.delete(name('V'));
    }
  }

  /** A picture is kept as a JPEG keeps it: with EXIF, names and places, unless they are taken out. */
  private picture(ref: PDFRef, stream: PDFRawStream): PDFObject {
    const filter = stream.dict.lookup(name('Filter'));
    const only = filter instanceof PDFArray && filter.size() === 1 ? filter.lookup(0) : filter;
    if (nameOf(only) !== 'DCTDecode' || !isJpeg(stream.contents)) return stream;
    try {
      const { copy, removed } = cleanJpeg(stream.contents);
      this.removed.push(...removed.map((piece) => ({ ...piece, part: `picture ${piece.part}` })));
      const clean = PDFRawStream.of(stream.dict, copy);
      this.document.context.assign(ref, clean);
      return clean;
    } catch (error) {
      if (error instanceof UnreadableFile) return stream;
      throw error;
    }
  }

  private say(key: string, text: string): void {
    if (!silent.has(key)) keep(this.hidden, 'hidden', key, text);
  }
}

/** Strings that belong to fonts, colours, dates and structure; nobody reads them. */
const silent = new Set('ID IDTree Registry Ordering FontFamily CharSet Panose Lookup M CreationDate ModDate DA DS DR Lang OutputConditionIdentifier OutputCondition RegistryName Info CheckSum'.split(' ')); // prettier-ignore

function keep(pieces: Piece[], kind: Piece['kind'], part: string, text: string | undefined): void {
  if (text && /[\p{L}\d]/u.test(text)) pieces.push({ kind, part, text: text.slice(0, 100_000) });
}

function textOf(object: PDFObject | undefined): string {
  if (!(object instanceof PDFString || object instanceof PDFHexString)) return '';
  try {
    return object.decodeText();
  } catch {
    return object.asString();
  }
}

function xmpText(object: PDFObject | undefined): string {
  if (!(object instanceof PDFRawStream)) return '';
  try {
    return Buffer.from(decodePDFRawStream(object).decode()).toString('utf8').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim(); // prettier-ignore
  } catch {
    return '';
  }
}

const deepestForm = 5;

function* picturedPages(document: PDFDocument): Generator<number> {
  let number = 0;
  for (const page of document.getPages()) {
    number++;
    if (shows(page.node.Resources(), deepestForm)) yield number;
  }
}

/** Whether pages with these resources can show a picture, also one within a form. */
function shows(resources: PDFDict | undefined, deep: number): boolean {
  const objects = resources?.lookup(name('XObject'));
  if (!(objects instanceof PDFDict) || deep === 0) return false;
  return objects.keys().some((key) => {
    const object = objects.lookup(key);
    if (!(object instanceof PDFStream)) return false;
    if (nameOf(object.dict.lookup(name('Subtype'))) === 'Image') return true;
    const inner = object.dict.lookup(name('Resources'));
    return inner instanceof PDFDict && shows(inner, deep - 1);
  });
}
