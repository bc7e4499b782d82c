import { zipSync, type Zippable } from 'fflate';
import { mostText, type Piece, type ReadFile, type Unreadable } from '../domain/file-reading.js';
import { cleanJpeg, cleanPng, isJpeg, isPng } from './images.js';
import { UnreadableFile } from './unreadable-file.js';
import { readXml, rewriteXml, type XmlElement } from './xml.js';
import { unzip, type ZipEntries } from './zip.js';

const mainType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
const contentTypes = '[Content_Types].xml';

/** Whether an unpacked archive is a Word document (ECMA-376) without macros. */
export function isDocx(files: ZipEntries): boolean {
  const types = files.get(contentTypes);
  if (!types) return false;
  let main = false;
  readXml(types, { open: ({ attributes }) => void (main ||= attributes['ContentType'] === mainType) });
  return main;
}

/** Reads a Word document and makes its copy without properties, authors, editing marks and picture metadata. */
export async function readDocx(bytes: Uint8Array): Promise<ReadFile> {
  const files = await unzip(bytes);
  if (!isDocx(files)) throw new UnreadableFile('damaged', 'it is no Word document');
  const removed: Piece[] = [];
  const unreadable: Unreadable[] = [];
  const copy = new Map<string, Uint8Array>();
  for (const [name, content] of files) {
    if (leftOut.test(name)) continue;
    if (!canBeSearched(name, content)) unreadable.push({ reason: 'embedded', part: name });
    copy.set(name, cleanPart(name, content, removed));
  }
  const pieces = [...copy].flatMap(([name, content]) => saidBy(name, content));
  const letters = pieces.reduce((sum, { text }) => sum + text.length, 0);
  if (letters > mostText) throw new UnreadableFile('too-large', 'it holds too much text');
  const packed: Zippable = Object.fromEntries(
    // The main part of the package stands first, as readers that detect by the beginning expect.
    [contentTypes, ...[...copy.keys()].filter((name) => name !== contentTypes)].map((name) => [
      name,
      [copy.get(name)!, { mtime: '1980-01-01T00:00:00' }],
    ]),
  );
  return { pieces, removed, unreadable, copy: zipSync(packed, { level: 6 }) };
}

/** Pictures of the first page, signatures, and labels that tell whose directory the document comes from. */
const leftOut = /^(?:docProps\/(?!core|app|custom)|_xmlsignatures\/|docMetadata\/)/;

/**
 * Parts whose words are read, or that have none. Anything else may show what nobody searched: other documents put in whole,
 * drawings that hold text, and pictures whose data nobody takes out.
 */
function canBeSearched(name: string, content: Uint8Array): boolean {
  if (/\/(embeddings|activeX|ink)\//.test(name) || /vbaProject/i.test(name)) return false;
  if (isPng(content) || isJpeg(content) || /\.(rels|odttf|bmp)$/i.test(name)) return true;
  return name === contentTypes || said.test(name) || /^(docProps|customXml|word\/theme)\/.*\.xml$/.test(name);
}
/** Parts that hold what the document says. */
const said = /^word\/((charts|diagrams|drawings|glossary)\/)?[^/]*\.xml$/;

const ooxml = 'http://schemas.openxmlformats.org';
const emptied: Readonly<Record<string, string>> = {
  'docProps/core.xml': `<cp:coreProperties xmlns:cp="${ooxml}/package/2006/metadata/core-properties"/>`,
  'docProps/app.xml': `<Properties xmlns="${ooxml}/officeDocument/2006/extended-properties"/>`,
  'docProps/custom.xml': `<Properties xmlns="${ooxml}/officeDocument/2006/custom-properties"/>`,
  'word/people.xml': '<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"/>',
};

function cleanPart(name: string, content: Uint8Array, removed: Piece[]): Uint8Array {
  const empty = emptied[name];
  if (empty) {
    removed.push(...textsOf(content).map(([part, text]) => ({ kind: 'metadata' as const, part, text })));
    return Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${empty}`);
  }
  if (isPng(content) || isJpeg(content)) {
    const image = isPng(content) ? cleanPng(content) : cleanJpeg(content);
    removed.push(...image.removed.map((piece) => ({ ...piece, part: `${name} ${piece.part}` })));
    return image.copy;
  }
  if (name.endsWith('.rels')) return rewriteXml(content, (element) => relationship(element, removed));
  if (name === contentTypes) return rewriteXml(content, stillThere);
  if (/^(word|customXml)\/.*\.xml$/.test(name))
    return rewriteXml(content, (element) => withoutAuthor(element, removed));
  return content;
}

/** Thumbnails and signatures go; the template's path on somebody's disk becomes the common one. */
function relationship({ attributes }: XmlElement, removed: Piece[]): Record<string, string> | null {
  const type = attributes['Type'] ?? '';
  if (/\/(thumbnail|digital-signature\/\w+|classificationlabels)$/.test(type)) return null;
  if (!type.endsWith('/attachedTemplate')) return attributes;
  removed.push({ kind: 'metadata', part: 'template', text: attributes['Target'] ?? '' });
  return { ...attributes, Target: 'file:///Normal.dotm' };
}

const stillThere = ({ attributes }: XmlElement): Record<string, string> | null =>
  leftOut.test((attributes['PartName'] ?? '').slice(1)) ? null : attributes;

const personal = /^(?:\w+:)?(author|initials|userId|providerId|lastModifiedBy)$/;
const editing = /^(?:\w+:)?(rsid\w*|date|dateUtc)$/;

function withoutAuthor({ name, attributes }: XmlElement, removed: Piece[]): Record<string, string> {
  const kept: Record<string, string> = {};
  const tracked = Object.keys(attributes).some((key) => personal.test(key));
  for (const [key, value] of Object.entries(attributes)) {
    const what = personal.exec(key)?.[1];
    if (what) {
      kept[key] = what === 'initials' ? 'A' : 'Author';
      if (value) removed.push({ kind: 'metadata', part: `${name} ${what}`, text: value });
    } else if (!editing.test(key) || (!tracked && !key.includes('rsid'))) kept[key] = value;
  }
  return kept;
}

// Whatever prefix a document gives the namespaces of its words.
const seen = /(?:^|:)(?:t|delText)$/;
const blocks = /(?:^|:)(?:p|br|tab|cr|tc)$/;
/** Attributes that say something a reader can come to see. */
const saying = /^(?:descr|title|alt|o:title|string|w:tooltip|w:instr)$/;
const valued = /^w:(?:docVar|alias|tag|placeholder|statusText|helpText|default|listItem)$/;

function saidBy(name: string, content: Uint8Array): Piece[] {
  if (name.endsWith('.rels')) return links(content);
  if (/^(docProps|customXml)\/.*\.xml$/.test(name)) {
    return textsOf(content).map(([part, text]) => ({ kind: 'metadata', part, text }));
  }
  if (!said.test(name)) return [];
  let text = '';
  const hidden: string[] = [];
  readXml(content, {
    open({ name: element, attributes }) {
      for (const [key, value] of Object.entries(attributes)) {
        if (saying.test(key) || (valued.test(element) && key === 'w:val')) hidden.push(value);
      }
      if (blocks.test(element) && text !== '') text += /tab$/.test(element) ? '\t' : '\n';
    },
    text(piece, within) {
      if (seen.test(within) || (name.startsWith('word/charts/') && piece.trim())) text += piece;
      else if (within === 'w:instrText' || within === 'wp:posOffset') hidden.push(piece);
    },
  });
  const part = name.slice(5, -4);
  const shown: Piece[] = text.trim() ? [{ kind: 'text', part, text }] : [];
  const unseen = hidden.filter((one) => /\p{L}/u.test(one)).join('\n');
  return unseen ? [...shown, { kind: 'hidden', part, text: unseen }] : shown;
}

function links(content: Uint8Array): Piece[] {
  const found: Piece[] = [];
  readXml(content, {
    open({ attributes }) {
      if (attributes['TargetMode'] !== 'External') return;
      found.push({ kind: 'hidden', part: 'link', text: readable(attributes['Target'] ?? '') });
    },
  });
  return found;
}

const readable = (link: string): string => {
  try {
    return decodeURI(link);
  } catch {
    return link;
  }
};

/** The texts of a part of properties, each with the name of its element. */
function textsOf(content: Uint8Array): [string, string][] {
  const found: [string, string][] = [];
  readXml(content, {
    open({ name, attributes }) {
      for (const [key, value] of Object.entries(attributes)) {
        if (!key.startsWith('xmlns') && /author|name|userId/i.test(key)) found.push([name, value]);
      }
    },
    text: (text, within) => void (text.trim() && found.push([within.replace(/^.*:/, ''), text.trim()])),
  });
  return found;
}
