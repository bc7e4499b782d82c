import type { ReceiptCode } from '@chiron/contracts/programs';
import type { Batches } from './batches.js';
import { longestValue } from './columns.js';
import type { Line } from './lines.js';
import { EncodingCheck, textPieces } from './text-pieces.js';

const open = 123;
const close = 125;

/** Reads `application/x-ndjson`, one enrollment per line; a line that is none becomes a line with a fault. */
export async function readNdjson(bytes: AsyncIterable<Uint8Array>, batches: Batches): Promise<void> {
  const encoding = new EncodingCheck('The body');
  let number = 0;
  let rows = 0;
  for await (const { text, long } of textPieces(bytes, encoding, false)) {
    if (long) {
      rows++;
      if (batches.add(unread(++number, 'line-too-long', text), text.length)) await batches.flush();
      continue;
    }
    const damaged = !text.isWellFormed();
    for (let from = 0; from < text.length;) {
      const end = text.indexOf('\n', from);
      const to = end < 0 ? text.length : end;
      const line = text.slice(from, to);
      from = to + 1;
      number++;
      // Most lines begin with their brace; whatever else is asked whether it is blank.
      if (line.charCodeAt(0) !== open && line.trim() === '') continue;
      rows++;
      if (batches.add(readLine(number, line, damaged && !line.isWellFormed()), line.length)) await batches.flush();
    }
  }
  encoding.end(rows);
  await batches.flush();
}

function readLine(number: number, text: string, damaged: boolean): Line {
  const plain = text.charCodeAt(0) === open && text.charCodeAt(text.length - 1) === close ? text : text.trim();
  // An exception costs ten times what a line does, so what is no object is told without one.
  if (plain.charCodeAt(0) !== open || plain.charCodeAt(plain.length - 1) !== close) {
    return unread(number, damaged ? 'bad-encoding' : 'malformed-row', text);
  }
  let value: Json;
  try {
    value = JSON.parse(plain) as Json;
  } catch {
    return unread(number, damaged ? 'bad-encoding' : 'malformed-row', text);
  }
  // An escape can bring in what the text itself cannot hold: NUL, or half of a surrogate pair.
  return lineOf(number, value, damaged, damaged || text.includes('\\u') || text.includes('\0'));
}

type Json = Readonly<Record<string, unknown>>;

const ids = longestValue('sourcedId');
const others = longestValue('title');

/** The member at fault of the line being read; one reader runs at a time between two awaits. */
let wrong: string | null = null;

function lineOf(number: number, value: Json, damaged: boolean, suspect: boolean): Line {
  wrong = null;
  const sourcedId = string(value.sourcedId, 'sourcedId', ids, suspect);
  const offering = object(value.offering, 'offering');
  const person = object(value.person, 'person');
  const line: Line = [
    number,
    null,
    null,
    sourcedId,
    string(value.status, 'status', others, suspect),
    string(value.dateLastModified, 'dateLastModified', others, suspect),
    string(offering.sourcedId, 'offering.sourcedId', ids, suspect),
    string(offering.title, 'offering.title', others, suspect),
    string(person.sourcedId, 'person.sourcedId', ids, suspect),
    string(value.role, 'role', others, suspect),
    string(value.beginDate, 'beginDate', others, suspect),
    string(value.endDate, 'endDate', others, suspect),
    string(person.givenName, 'person.givenName', others, suspect),
    string(person.familyName, 'person.familyName', others, suspect),
    string(person.email, 'person.email', others, suspect),
    string(person.orcid, 'person.orcid', others, suspect),
  ];
  if (damaged) (line as unknown as unknown[])[1] = 'bad-encoding';
  else if (wrong !== null) {
    (line as unknown as unknown[])[1] = 'bad-value';
    (line as unknown as unknown[])[2] = wrong;
  }
  return line;
}

const nothing: Json = Object.freeze({});

function object(value: unknown, member: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  if (value !== undefined && value !== null) wrong ??= member;
  return nothing;
}

function string(value: unknown, member: string, longest: number, suspect: boolean): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') {
    wrong ??= member;
    // A number is no id, yet it says which row the receipt is about.
    return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : null;
  }
  if (value.length > longest || (suspect && (value.includes('\0') || !value.isWellFormed()))) {
    wrong ??= member;
    return null;
  }
  const first = value.charCodeAt(0);
  const last = value.charCodeAt(value.length - 1);
  if (first > 32 && first < 127 && last > 32 && last < 127) return value;
  return value.trim() || null;
}

const idAhead = /^\s*\{(?:\s*"status"\s*:\s*"\w*"\s*,)?\s*"sourcedId"\s*:\s*("(?:[^"\\\0-\x1f]|\\.)*")/;

/** A line of which only its id is read, where that stands at its beginning. */
function unread(number: number, fault: ReceiptCode, text: string): Line {
  let id: string | null = null;
  const found = idAhead.exec(text.slice(0, 4096));
  if (found) {
    try {
      const read = (JSON.parse(found[1]!) as string).trim();
      if (read.length <= ids && read.isWellFormed() && !read.includes('\0')) id = read || null;
    } catch {
      // an escape that is none: the id cannot be read
    }
  }
  return [number, fault, null, id, ...new Array<null>(12).fill(null)];
}
