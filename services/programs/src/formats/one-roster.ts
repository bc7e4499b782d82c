import type { Entry } from 'yauzl';
import { Archive, unreadable } from './archive.js';
import { Batches } from './batches.js';
import type { Batch, Dataset, ReadWarning, Upload } from './lines.js';
import { readContents, readManifest } from './manifest.js';
import { readTable } from './read-table.js';
import { rolesOfUsers, rosterFiles, rosterTables } from './tables.js';

/** Reads a OneRoster 1.1 or 1.2 archive; its lines come in the order of `lineKinds`. */
export async function readOneRoster(
  body: AsyncIterable<Uint8Array>,
  upload: Pick<Upload, 'workDir' | 'mode'>,
  onBatch: (batch: Batch) => Promise<void>,
): Promise<Dataset> {
  const warnings: ReadWarning[] = [];
  const warn = (warning: ReadWarning): void => void warnings.push(warning);
  const archive = await Archive.receive(body, upload.workDir);
  try {
    const found = rosterEntries(archive.entries, warn);
    const stated = found.get('manifest');
    const manifest = stated ? await readManifest(archive.read(stated)) : null;
    const { version, files } = readContents(manifest, new Set(found.keys()), warn);
    if (upload.mode === 'delta' && Object.entries(files).some(([name, as]) => as === 'bulk' && name in rosterTables)) {
      if (manifest)
        warn({ code: 'bulk-read-as-delta', detail: 'The manifest says bulk; as asked, it is read as a delta.' });
    }
    if (found.has('demographics') && files.demographics !== 'absent')
      warn({ code: 'demographics-dropped', detail: 'demographics.csv was dropped unread: Chiron keeps none of it.' });
    for (const [name, table] of Object.entries(rosterTables)) {
      const entry = read(name, files, found);
      const batches = new Batches(table.kind, onBatch);
      if (entry) await readTable(archive.read(entry), table, `${name}.csv`, batches, warn);
      else if (name === 'roles') {
        const users = read('users', files, found);
        if (users) await readTable(archive.read(users), rolesOfUsers, 'users.csv', batches, () => undefined);
      }
    }
    return { version, manifest: manifest ?? {}, files, exclusiveEnd: true, warnings };
  } finally {
    await archive.close();
  }
}

const read = (name: string, files: Dataset['files'], found: ReadonlyMap<string, Entry>): Entry | undefined =>
  files[name] === 'bulk' || files[name] === 'delta' ? found.get(name) : undefined;

/** Finds OneRoster's files whatever their letter case, at the root or in one folder that holds everything. */
function rosterEntries(entries: ReadonlyMap<string, Entry>, warn: (warning: ReadWarning) => void): Map<string, Entry> {
  // What macOS and Windows leave in archives is nobody's data.
  const paths = [...entries.keys()].filter((path) => !/(^|\/)(__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/i.test(path));
  const folder = /^[^/]+\//.exec(paths[0] ?? '')?.[0] ?? '';
  const within = folder !== '' && paths.every((path) => path.startsWith(folder));
  const names = new Map(['manifest', ...rosterFiles].map((name) => [`${name.toLowerCase()}.csv`, name]));
  const found = new Map<string, Entry>();
  const ignored: string[] = [];
  for (const path of paths) {
    const name = names.get((within ? path.slice(folder.length) : path).toLowerCase());
    if (name) found.set(name, entries.get(path)!);
    else ignored.push(path);
  }
  if (found.size === 0) throw unreadable('It holds no file of OneRoster at its root.');
  if (within)
    warn({
      code: 'folder-tolerated',
      detail: `The files stand in the folder ${folder.slice(0, 60)} and not at the root.`,
    });
  if (ignored.length > 0) {
    warn({
      code: 'file-ignored',
      detail: `Not of OneRoster, and not read: ${ignored.slice(0, 10).join(', ').slice(0, 400)}.`,
    });
  }
  return found;
}
