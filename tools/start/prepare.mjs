// What a fresh checkout lacks: dependencies, the packaged Node 24, the build. Runs on Node 20 without any dependency.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Refused } from '../engines/processes.mjs';

/** The project's folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The Node 24 that the npm package `node` carries. */
export const packagedNode = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

const read = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));

/** Why `npm ci` is due, or undefined where everything the lock file asks of this machine is installed. */
function lacking() {
  if (!existsSync(packagedNode)) return 'they are not installed';
  let locked, installed;
  try {
    locked = read('package-lock.json').packages;
    installed = read('node_modules/.package-lock.json').packages;
  } catch {
    return 'they are not installed';
  }
  for (const [path, wanted] of Object.entries(locked)) {
    if (!path.startsWith('node_modules/') || wanted.link || wanted.optional || wanted.devOptional) continue;
    if (installed[path]?.version !== wanted.version) return 'the lock file has changed';
    if (!existsSync(join(root, path, 'package.json'))) return `${path} is missing`;
  }
  return undefined;
}

/** Installs the dependencies where they are missing or differ from the lock file. */
export function install(say) {
  const reason = lacking();
  if (!reason) return;
  say(`Installing dependencies with npm ci (${reason}) …`);
  // not with a Node that lies in the folder which npm is about to remove
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
  const env = { ...process.env, PATH: path.join(delimiter), NODE_ENV: '' };
  delete env.npm_config_omit;
  const done = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
    cwd: root,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
    maxBuffer: 64 * 1_048_576,
  });
  if (done.error?.code === 'ENOENT') throw new Refused('npm was not found; install Node 20 or newer with npm.');
  if (done.status !== 0) {
    const lines = `${done.stderr}`
      .split('\n')
      .filter((line) => /npm (error|ERR!)/.test(line) && !/log of this run/.test(line));
    throw new Refused(
      `npm ci failed: ${lines
        .map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
        .filter(Boolean)
        .slice(0, 3)
        .join(' ')}`,
    );
  }
  const still = lacking();
  if (still)
    throw new Refused(
      `npm ci has run, and yet ${existsSync(packagedNode) ? still : 'the packaged Node 24 is missing (install scripts may be forbidden on this machine)'}.`,
    );
}

/**
 * True where this process already runs under the packaged Node. Else the same script is run under it, in a group of its
 * own so that this process alone handles signals, and the answer is false; this process ends with the other's code.
 */
export async function goOnUnderPackagedNode(script) {
  const same = () => {
    try {
      return realpathSync(process.execPath) === realpathSync(packagedNode);
    } catch {
      return false;
    }
  };
  if (same() || (process.version === nodeVersion() && Number(process.versions.node.split('.')[0]) >= 24)) return true;
  const child = spawn(packagedNode, [script, ...process.argv.slice(2)], {
    cwd: process.cwd(),
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: true,
    env: { ...process.env, PATH: [dirname(packagedNode), process.env.PATH].join(delimiter) },
  });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
  const [code, signal] = await new Promise((resolve) => {
    child.once('error', (error) => resolve([`The packaged Node 24 does not run on this machine: ${error.message}.`]));
    child.once('exit', (...ended) => resolve(ended));
  });
  if (typeof code === 'string') throw new Refused(code);
  if (signal === null && code === 127)
    throw new Refused('The packaged Node 24 does not run on this machine: a library is missing.');
  process.exitCode = code ?? 1;
  process.exit();
  return false;
}

const nodeVersion = () => `v${read('package.json').devDependencies.node}`;

/** Everything that a build depends on, as one digest. */
function sources() {
  const digest = createHash('sha256');
  const add = (file) => digest.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (!/\.spec\.ts$/.test(entry.name)) add(path);
    }
  };
  for (const group of ['libs', 'services'])
    for (const name of readdirSync(join(root, group)).sort()) {
      for (const file of ['package.json', 'tsconfig.json'])
        if (existsSync(join(root, group, name, file))) add(join(root, group, name, file));
      if (existsSync(join(root, group, name, 'src'))) walk(join(root, group, name, 'src'));
    }
  for (const file of ['tsconfig.base.json', 'nx.json', 'package-lock.json']) add(join(root, file));
  return digest.digest('hex');
}

/** Every project that is built, with what its build leaves. */
function built() {
  const outputs = [];
  for (const group of ['libs', 'services'])
    for (const name of readdirSync(join(root, group)))
      if (existsSync(join(root, group, name, 'tsconfig.json')) && hasSources(join(root, group, name, 'src')))
        outputs.push(join(root, group, name, 'dist'));
  return outputs;
}

const hasSources = (folder) => existsSync(folder) && readdirSync(folder).length > 0;

/** Builds with Nx where a source has changed since the last build. */
export function build(say) {
  const stampFile = join(root, '.cache', 'built');
  const stamp = sources();
  const last = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
  if (last === stamp && built().every((folder) => existsSync(folder))) return;
  say('Building …');
  const done = spawnSync(
    process.execPath,
    [join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js'), 'run-many', '-t', 'build', '--output-style=static'],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1_048_576,
      env: {
        ...process.env,
        NX_DAEMON: 'false',
        NX_TUI: 'false',
        NX_NO_CLOUD: 'true',
        NO_COLOR: '1',
        FORCE_COLOR: '0',
        NODE_OPTIONS: '',
      },
    },
  );
  if (done.status !== 0) {
    process.stderr.write(`${done.stdout}${done.stderr}`);
    throw new Refused('The build failed; the messages above say where.');
  }
  rmSync(join(root, '.cache', 'compiled'), { recursive: true, force: true });
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
}
