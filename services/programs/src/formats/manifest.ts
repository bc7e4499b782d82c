import { programsProblems } from '@chiron/contracts/programs';
import { CsvScanner } from './csv-scan.js';
import type { Dataset, ReadWarning } from './lines.js';
import { rosterFiles, rosterTables } from './tables.js';
import { EncodingCheck, textPieces } from './text-pieces.js';

const versions = ['1.1', '1.2'];
const mostRows = 1_000;

const unusable = (reason: string) => programsProblems.refuse('manifest-unusable', { reason });

/** Reads manifest.csv: a property and a value per row. */
export async function readManifest(bytes: AsyncIterable<Uint8Array>): Promise<Record<string, string>> {
  const manifest: Record<string, string> = {};
  const encoding = new EncodingCheck('manifest.csv');
  const scanner = new CsvScanner(',', Int32Array.of(0, 1));
  let text = '';
  for await (const piece of textPieces(bytes, encoding, true)) {
    text += piece.text;
    if (piece.long || text.length > 1024 * 1024) throw unusable('manifest.csv is longer than 1 MiB.');
  }
  scanner.feed(text, true);
  let header = false;
  for (let row = 0; ; row++) {
    const [name, value] = (() => {
      const cells: (string | null)[] = [null, null];
      for (;;) {
        const met = scanner.next(cells as (string | number | null)[]);
        if (met === 'end') return [undefined, null];
        if (met === 'malformed') throw unusable('manifest.csv has a row that cannot be read.');
        if (met === 'row') return cells;
      }
    })();
    if (name === undefined) break;
    if (row > mostRows) throw unusable(`manifest.csv has more than ${mostRows} rows.`);
    if (name === null) continue;
    if (!header) {
      header = true;
      if (name.toLowerCase() !== 'propertyname') throw unusable('manifest.csv must begin with propertyName,value.');
      continue;
    }
    if (Object.hasOwn(manifest, name) && manifest[name] !== (value ?? '')) {
      throw unusable(`manifest.csv gives ${name} twice with different values.`);
    }
    Object.defineProperty(manifest, name, { value: value ?? '', enumerable: true, configurable: true, writable: true });
  }
  if (!header) throw unusable('manifest.csv is empty.');
  return manifest;
}

/** What to read of an archive, told from its manifest and from what is there. */
export interface Contents {
  readonly version: string | null;
  readonly files: Dataset['files'];
}

/**
 * Compares the manifest with the files. A file that it states and that is missing is refused by name, since a data set
 * without it would say something else; a file that it calls absent is passed over, one that it does not speak of is read.
 * @param there the files found, by OneRoster's names of them
 */
export function readContents(
  manifest: Readonly<Record<string, string>> | null,
  there: ReadonlySet<string>,
  warn: (warning: ReadWarning) => void,
): Contents {
  const stated = new Map(Object.entries(manifest ?? {}).map(([name, value]) => [name.toLowerCase(), value.trim()]));
  const version = stated.get('oneroster.version') || null;
  if (version !== null && !versions.some((known) => version === known || version.startsWith(`${known}.`))) {
    throw unusable(`OneRoster version ${version} is not read; 1.1 and 1.2 are.`);
  }
  if (manifest === null)
    warn({ code: 'manifest-missing', detail: 'There is no manifest.csv; every file is read as bulk.' });
  const files: Dataset['files'] = {};
  for (const name of rosterFiles) {
    const word = stated.get(`file.${name.toLowerCase()}`)?.toLowerCase() ?? '';
    const present = there.has(name);
    const read = name in rosterTables;
    if (word !== '' && word !== 'absent' && word !== 'bulk' && word !== 'delta') {
      throw unusable(`file.${name} must be absent, bulk or delta; it is “${word.slice(0, 40)}”.`);
    }
    if (word === 'absent') {
      files[name] = 'absent';
      if (present)
        warn({
          code: 'file-ignored',
          detail: `${name}.csv is there, but the manifest calls it absent: it is not read.`,
        });
    } else if (word === '') {
      if (!present && !read) continue;
      files[name] = present ? 'bulk' : 'missing';
      if (present && read && manifest !== null) {
        warn({
          code: 'file-not-in-manifest',
          detail: `The manifest does not speak of ${name}.csv; it is read as bulk.`,
        });
      }
    } else if (present) files[name] = word;
    else if (read) throw unusable(`The manifest says that ${name}.csv is ${word}, but it is not in the archive.`);
    else {
      files[name] = 'missing';
      warn({
        code: 'file-missing',
        detail: `The manifest says that ${name}.csv is ${word}, but it is not in the archive; it would not be read.`,
      });
    }
  }
  return { version, files };
}
