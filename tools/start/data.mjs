// The data folder: its lock, its secrets, and what is written down about a run so that the next one finds leftovers.
//
//   secrets.json  keys, role passwords, the first administrator client (0600; part of every backup)
//   run.json      the run that is going on: address, parts with process ids, database addresses (0600)
//   lock          who runs on this folder
//   postgres/ kafka/ files/ logs/
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { bornAt, lives, Refused } from '../engines/processes.mjs';

/** As a user would type it: relative where that is shorter. */
export function shown(path) {
  const near = relative(process.cwd(), path) || '.';
  return near.startsWith('..') ? path : near;
}

/** Writes a whole file or nothing, readable by its owner alone. */
export function writeWhole(file, text) {
  const made = `${file}.${process.pid}.new`;
  const handle = openSync(made, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(made, file);
}

/** Makes the folder where it is missing. */
export function openFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    mkdirSync(join(folder, 'logs'), { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const known = statSync(folder, { throwIfNoEntry: false });
    if (known && !known.isDirectory())
      throw new Refused(`The data folder ${shown(folder)} is a file; set CHIRON_DATA to a folder.`);
    throw new Refused(
      `The data folder ${shown(folder)} cannot be written (${error.code}); set CHIRON_DATA to one that can.`,
    );
  }
}

/** Takes the folder for this process. A lock whose owner has died is taken over. */
export function lock(folder) {
  const file = join(folder, 'lock');
  const own = JSON.stringify({ pid: process.pid, born: bornAt(process.pid) });
  const made = `${file}.${process.pid}`;
  writeWhole(made, own);
  try {
    for (let tries = 0; tries < 20; tries++) {
      try {
        linkSync(made, file);
        return () => {
          if (readText(file) === own) rmSync(file, { force: true });
        };
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const text = readText(file);
      const holder = parsed(text);
      if (holder && lives(holder)) {
        const { url } = readRun(folder) ?? {};
        throw new Refused(
          `Chiron already runs on the data folder ${shown(folder)} (process ${holder.pid}${url ? `, ${url}` : ''}); stop that one, or set CHIRON_DATA to another folder.`,
        );
      }
      // moved aside first: of two starters only one can do that, and it must be the very lock that was read
      const aside = `${file}.${process.pid}.stale`;
      try {
        renameSync(file, aside);
        if (readText(aside) !== text) linkSync(aside, file);
        unlinkSync(aside);
      } catch (error) {
        if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
      }
    }
    throw new Refused(`The lock of the data folder ${shown(folder)} cannot be taken.`);
  } finally {
    rmSync(made, { force: true });
  }
}

const readText = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

const parsed = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What was written down about the last run, or undefined. */
export const readRun = (folder) => parsed(readText(join(folder, 'run.json')));
export const writeRun = (folder, run) => writeWhole(join(folder, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
export const forgetRun = (folder) => rmSync(join(folder, 'run.json'), { force: true });

const secret = (bytes = 32) => randomBytes(bytes).toString('base64url');
const leastSecret = 24;

/**
 * The secrets of this folder, made where they are missing; the environment's go first. `fresh` is true where the
 * administrator's secret was made just now, so that it is shown once.
 *
 * @throws {Refused} a secret of the environment is too short, or the file is damaged or lost
 */
export function secrets(folder, databases, env) {
  const file = join(folder, 'secrets.json');
  const text = readText(file);
  if (text === undefined && existsSync(join(folder, 'postgres', 'initialized')))
    throw new Refused(
      `The data folder ${shown(folder)} is damaged: secrets.json is missing, without which its signing keys cannot be read; restore it from a backup.`,
    );
  const known = text === undefined ? {} : parsed(text);
  if (!known || typeof known !== 'object')
    throw new Refused(
      `The data folder ${shown(folder)} is damaged: secrets.json cannot be read; restore it from a backup.`,
    );

  const given = env.CHIRON_BOOTSTRAP_CLIENT_SECRET;
  if (given !== undefined && given !== '' && given.length < leastSecret)
    throw new Refused(
      `CHIRON_BOOTSTRAP_CLIENT_SECRET is too short: it needs at least ${leastSecret} characters, and has ${given.length}.`,
    );
  if (env.CHIRON_SECRET_KEY && env.CHIRON_SECRET_KEY.length < 32)
    throw new Refused(
      `CHIRON_SECRET_KEY is too short: it needs at least 32 characters, and has ${env.CHIRON_SECRET_KEY.length}.`,
    );

  const fresh = !given && !known.administrator?.secret;
  const next = {
    secretKey: known.secretKey ?? (env.CHIRON_SECRET_KEY ? undefined : secret()),
    administrator: given
      ? known.administrator
      : (known.administrator ?? { id: env.CHIRON_BOOTSTRAP_CLIENT_ID || 'administrator', secret: secret() }),
    roles: Object.fromEntries(databases.map((name) => [name, known.roles?.[name] ?? secret(24)])),
  };
  const written = `${JSON.stringify(next, null, 2)}\n`;
  if (written !== text) writeWhole(file, written);
  return {
    fresh,
    file,
    roles: next.roles,
    secretKey: env.CHIRON_SECRET_KEY || next.secretKey,
    administrator: given
      ? { id: env.CHIRON_BOOTSTRAP_CLIENT_ID || 'administrator', secret: given }
      : { id: env.CHIRON_BOOTSTRAP_CLIENT_ID || next.administrator.id, secret: next.administrator.secret },
  };
}
