import type { EnrollmentText, PresentRow, Reading } from '../domain/incoming.js';
import { checkIdentifiers, nameless, type Description } from '../domain/person-description.js';
import { columns, type Line } from '../formats/lines.js';
import type { ImportPeople, Said } from './import-people.pg.js';
import { cell, type ChunkWork } from './import-work.js';

/** A chunk of enrollment lines, each with its fingerprint; lines that repeat an id are set aside. */
export interface Prepared {
  readonly lines: readonly Line[];
  readonly repeated: ReadonlySet<number>;
  /** places of the lines to compare, with their ids and fingerprints */
  readonly places: number[];
  readonly ids: string[];
  readonly prints: string[];
}

/** What lines meet in the database: the rows that they change, and those that hold the places where they put people. */
export interface Looked {
  readonly differing: readonly { readonly place: number; readonly id: string | null }[];
  readonly holders: ReadonlyMap<string, PresentRow>;
}

/** Where the values of an enrollment line stand. */
export const at = Object.fromEntries(columns.enrollment.map((name, i) => [name, i + 3])) as Record<
  (typeof columns.enrollment)[number],
  number
>;

/** The parts of a line that are judged by themselves. */
export const textOf = (line: Line): EnrollmentText => ({
  status: cell(line, at.status),
  modified: cell(line, at.modified),
  offering: cell(line, at.offering),
  person: cell(line, at.person),
  role: cell(line, at.role),
  beginDate: cell(line, at.beginDate),
  endDate: cell(line, at.endDate),
});

/** Everything that a line says of the enrollment, as one text; its fingerprint is made of it. */
export function rowText(line: Line): string {
  let text = '';
  for (let i = at.status; i <= at.endDate; i++) if (i !== at.offeringTitle) text += `\u001f${cell(line, i) ?? ''}`;
  return text;
}

/** What lines say of people beside their enrollments, but for what this data set said already. */
export function saidInPassing(
  lines: readonly Line[],
  receipts: Pick<ChunkWork, 'outcomes' | 'codes' | 'fields'>,
  people: ImportPeople,
  reading: Reading,
): Map<string, Said> {
  const entries = new Map<string, Said>();
  for (let place = 0; place < lines.length; place++) {
    const line = lines[place]!;
    const person = cell(line, at.person);
    if (person === null || receipts.outcomes[place] === 'rejected') continue;
    const [givenName, familyName] = [cell(line, at.personGivenName), cell(line, at.personFamilyName)];
    const [email, orcid] = [cell(line, at.personEmail), cell(line, at.personOrcid)];
    if (givenName === null && familyName === null && email === null && orcid === null) continue;
    if (people.saidAlready(person, passingText(givenName, familyName, email, orcid))) continue;
    const { said, warning, field } = checkIdentifiers({ ...nameless, givenName, familyName, email, orcid });
    if (warning && receipts.codes[place] === null) {
      receipts.codes[place] = warning;
      receipts.fields[place] = field;
    }
    const earlier = entries.get(person)?.said;
    const text = cell(line, at.modified);
    const modified = text === null ? null : reading.readInstant(text, reading.order.modified, reading.zone);
    entries.set(person, { said: earlier ? { ...earlier, ...given(said) } : said, modified, inPassing: true });
  }
  return entries;
}

const given = (said: Description): Partial<Description> =>
  Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null)) as Partial<Description>;

/** The text of a description in passing as `ImportPeople` remembers it, without building one. */
function passingText(
  givenName: string | null,
  familyName: string | null,
  email: string | null,
  orcid: string | null,
): string {
  return `${givenName ?? ''}\u001f\u001f${familyName ?? ''}\u001f\u001f\u001f\u001f${email ?? ''}\u001f${orcid ?? ''}\u001f\u001f`;
}
