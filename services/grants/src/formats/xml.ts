import sax, { type QualifiedTag, type Tag } from 'sax';
import { UnreadableFile } from './unreadable-file.js';

export interface XmlElement {
  readonly name: string;
  readonly attributes: Record<string, string>;
}

export interface XmlReader {
  open?(element: XmlElement): void;
  close?(name: string): void;
  text?(text: string, within: string): void;
}

(sax as unknown as { MAX_BUFFER_LENGTH: number }).MAX_BUFFER_LENGTH = 8 * 1024 * 1024;
const deepest = 500;

/**
 * Reads a part of a document in strict XML. A document type is refused, since entities could multiply a text without
 * end and reach out of the file; an office document never has one.
 */
export function readXml(bytes: Uint8Array, reader: XmlReader): void {
  const text = decode(bytes);
  const parser = sax.parser(true, { trim: false, normalize: false, position: false });
  const names: string[] = [];
  const fail = (message: string): never => {
    throw new UnreadableFile('damaged', message);
  };
  parser.onerror = (error) => fail(error.message.split('\n', 1)[0]!);
  parser.ondoctype = () => fail('it declares a document type');
  parser.onopentag = (tag: Tag | QualifiedTag) => {
    if (names.push(tag.name) > deepest) fail('it nests too deep');
    reader.open?.({ name: tag.name, attributes: tag.attributes as Record<string, string> });
  };
  parser.onclosetag = (name) => {
    names.pop();
    reader.close?.(name);
  };
  parser.ontext = parser.oncdata = (piece) => reader.text?.(piece, names.at(-1) ?? '');
  parser.write(text).close();
}

/** Writes a part anew; `change` answers the attributes to keep, or null to leave the element out with all it holds. */
export function rewriteXml(
  bytes: Uint8Array,
  change: (element: XmlElement) => Record<string, string> | null,
): Uint8Array {
  const out: string[] = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'];
  let open = '';
  let left = 0;
  const flush = (ending = '>') => {
    if (open) out.push(open, ending);
    open = '';
  };
  readXml(bytes, {
    open(element) {
      if (left > 0) return void left++;
      const attributes = change(element);
      if (!attributes) return void (left = 1);
      flush();
      open = `<${element.name}`;
      for (const [name, value] of Object.entries(attributes)) open += ` ${name}="${escaped(value, true)}"`;
    },
    close(name) {
      if (left > 0) return void left--;
      if (open) flush('/>');
      else out.push(`</${name}>`);
    },
    text(piece) {
      if (left > 0) return;
      flush();
      out.push(escaped(piece, false));
    },
  });
  return Buffer.from(out.join(''));
}

const escapes: Record<string, string> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\r': '&#13;', '\t': '&#9;',
}; // prettier-ignore
const escaped = (text: string, attribute: boolean): string =>
  text.replace(attribute ? /[&<>"\n\r\t]/g : /[&<>\r]/g, (char) => escapes[char]!);

function decode(bytes: Uint8Array): string {
  const [a, b] = bytes;
  const encoding = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new UnreadableFile('damaged', 'its text is not in the encoding it states');
  }
}
