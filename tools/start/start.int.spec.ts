import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually } from '@chiron/testing';
import { Client } from 'pg';

const { bornAt } = (await import('../engines/processes.mjs' as string)) as {
  bornAt(pid: number): string | undefined;
};
const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'chiron-start-'));
const data = join(folder, 'data');

interface Run {
  url: string;
  gateway: string;
  pid: number;
  parts: Record<string, { pid: number; urls?: Record<string, string> }>;
  databases: Record<string, string>;
}

/** A service as small as can be: it counts its requests in its own database. */
const smallService = (name: string) => `
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
const pg = createRequire(${JSON.stringify(join(root, 'package.json'))})('pg');
export async function start(env) {
  if (env.LOG_LEVEL === 'fail') throw new Error('${name} needs something it has not.');
  const pool = new pg.Pool({ connectionString: env.DATABASE_URL });
  pool.on('error', () => undefined);
  await pool.query('create table if not exists asked (n int)');
  const server = createServer(async (_, response) => {
    try {
      await pool.query('insert into asked values (1)');
      const { rows } = await pool.query('select count(*)::int as n from asked');
      response.end(JSON.stringify({ n: rows[0].n, knowsKey: 'CHIRON_SECRET_KEY' in env }));
    } catch {
      response.writeHead(503).end();
    }
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(Number(env.PORT), env.HOST, resolve));
  return {
    url: 'http://' + env.HOST + ':' + env.PORT,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await pool.end();
    },
  };
}
`;

const environment = (extra: Record<string, string> = {}) => {
  const kept = Object.entries(process.env).filter(([key]) => !/^(CHIRON_|PORT$|HOST$|NODE_OPTIONS$|JEST_)/.test(key));
  return {
    ...Object.fromEntries(kept),
    CHIRON_SERVICES: join(folder, 'services'),
    CHIRON_DATA: data,
    PORT: '0',
    ...extra,
  };
};
const starter = [join(root, 'tools', 'start.mjs')];

const refused = (extra: Record<string, string>, args: string[] = []) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...starter, ...args], {
    env: environment(extra),
    encoding: 'utf8',
  });
  return { status, text: `${stdout}${stderr}`.trim() };
};

const running: ChildProcess[] = [];
async function start(args: string[] = [], extra: Record<string, string> = {}) {
  const child = spawn(process.execPath, [...starter, ...args], {
    env: environment(extra),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await eventually(
    'Chiron is ready',
    () => text.includes('Chiron is ready') || (child.exitCode === null ? false : fail(text)),
    { within: 60_000 },
  );
  const stop = (signal: NodeJS.Signals = 'SIGINT') =>
    new Promise<number | null>((done) => {
      child.once('exit', done);
      child.kill(signal);
    });
  return { child, text: () => text, stop, run: readRun };
}
const fail = (text: string): never => {
  throw new Error(text);
};
const readRun = () => JSON.parse(readFileSync(join(data, 'run.json'), 'utf8')) as Run;
const ask = async (url: string) => (await (await fetch(url)).json()) as { n: number; knowsKey: boolean };
/** A process that has ended but that nobody has asked about yet (a zombie) does not live. */
const lives = (pid: number) => bornAt(pid) !== undefined;

beforeAll(() => {
  for (const name of ['programs', 'membership', 'grants', 'gateway']) {
    mkdirSync(join(folder, 'services', name, 'dist'), { recursive: true });
    writeFileSync(join(folder, 'services', name, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'services', name, 'dist', 'main.js'), smallService(name));
  }
});
afterEach(async () => {
  const left = running.splice(0).filter((child) => child.exitCode === null && child.signalCode === null);
  await Promise.all(
    left.map((child) => {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGINT');
      return ended;
    }),
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe('npm start', () => {
  it('prints the address and the administrator’s secret once, and keeps everything when it is stopped', async () => {
    const first = await start();
    const { url, gateway } = first.run();
    expect(first.text()).toContain(url);
    const { administrator } = JSON.parse(readFileSync(join(data, 'secrets.json'), 'utf8')) as {
      administrator: { secret: string };
    };
    expect(administrator.secret.length).toBeGreaterThanOrEqual(24);
    expect(first.text()).toContain(administrator.secret);
    expect(statSync(join(data, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(await ask(gateway)).toEqual({ n: 1, knowsKey: true });
    expect(await first.stop()).toBe(0);

    const second = await start();
    expect(second.text()).not.toContain(administrator.secret);
    expect((await ask(second.run().gateway)).n).toBe(2);
    expect(await second.stop('SIGTERM')).toBe(0);
  });

  it('lets no service into another’s database, and tells the keys to the gateway alone', async () => {
    const { run, stop } = await start();
    const { databases, parts } = run();
    const other = new URL(databases['programs']!);
    for (const name of ['membership', 'grants', 'gateway', 'bus', 'postgres', 'template1']) {
      other.pathname = `/${name}`;
      await expect(new Client(other.href).connect()).rejects.toThrow('permission denied for database');
    }
    const own = new Client(databases['programs']!);
    await own.connect();
    await own.end();
    expect((await ask(parts['platform']!.urls!['programs']!)).knowsKey).toBe(false);
    await stop();
  });

  it('starts again what dies, on the same ports: a service, and PostgreSQL’s postmaster', async () => {
    const { run, stop } = await start(['--each']);
    const before = run();
    expect(Object.keys(before.parts).sort()).toEqual(['gateway', 'grants', 'membership', 'postgres', 'programs']);
    const programs = before.parts['programs']!;
    process.kill(programs.pid, 'SIGKILL');
    await eventually('programs answers again', async () => (await ask(programs.urls!['programs']!)).n > 0, {
      within: 20_000,
    });
    expect(run().parts['programs']!.pid).not.toBe(programs.pid);

    process.kill(run().parts['postgres']!.pid, 'SIGKILL');
    await eventually('the database answers again', async () => (await ask(before.gateway)).n > 0, { within: 20_000 });
    await stop();
  });

  it('clears what a killed run has left, and goes on with its data', async () => {
    const { child, run } = await start();
    const left = run();
    const { n } = await ask(left.gateway);
    process.kill(left.pid, 'SIGKILL');
    child.kill('SIGKILL');
    const next = await start();
    expect((await ask(next.run().gateway)).n).toBe(n + 1);
    expect(lives(left.parts['platform']!.pid)).toBe(false);
    expect(lives(left.parts['postgres']!.pid)).toBe(false);
    await next.stop();
  });

  it('says so where another start already runs on the data folder', async () => {
    const { stop, run } = await start();
    const { status, text } = refused({});
    expect({ status, lines: text.split('\n').length }).toEqual({ status: 1, lines: 1 });
    expect(text).toMatch(/^Chiron cannot start. Chiron already runs on the data folder .*stop that one/);
    expect(text).toContain(run().url);
    await stop();
  });

  it.each([
    [
      'a secret of 23 characters',
      { CHIRON_BOOTSTRAP_CLIENT_SECRET: 'x'.repeat(23) },
      /needs at least 24 characters, and has 23/,
    ],
    ['a port that is none', { PORT: '70000' }, /PORT is not a port/],
    [
      'a service that lacks something',
      { LOG_LEVEL: 'fail' },
      /(programs|membership|grants|gateway) needs something it has not\./,
    ],
  ])('refuses %s in one sentence', (_, extra, sentence) => {
    const { status, text } = refused(extra);
    expect(status).toBe(1);
    expect(text).toMatch(sentence);
    expect(text.split('\n')).toHaveLength(1);
  });

  it('takes a secret of 24 characters, and does not print it', async () => {
    const secret = 'y'.repeat(24);
    const { text, stop } = await start([], { CHIRON_BOOTSTRAP_CLIENT_SECRET: secret });
    expect(text()).not.toContain(secret);
    await stop();
  });

  it('refuses a port that another program has taken', async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    const { status, text } = refused({ PORT: String(port) });
    expect({ status, text }).toEqual({
      status: 1,
      text: expect.stringMatching(`^Chiron cannot start. Port ${port} is taken`) as string,
    });
    server.close();
  });

  it('refuses a data folder that is damaged', () => {
    writeFileSync(join(folder, 'a-file'), '');
    expect(refused({ CHIRON_DATA: join(folder, 'a-file') }).text).toMatch('is a file; set CHIRON_DATA to a folder');
    const base = join(data, 'postgres', 'data', 'base');
    renameSync(base, `${base}.lost`);
    const without = refused({});
    expect({ status: without.status, lines: without.text.split('\n').length }).toEqual({ status: 1, lines: 1 });
    expect(without.text).toMatch(/The databases in the data folder .* cannot be used \(.*\); it may be damaged/);
    rmSync(base, { recursive: true, force: true });
    renameSync(`${base}.lost`, base);
    truncateSync(join(data, 'postgres', 'data', 'global', 'pg_control'), 100);
    const { status, text } = refused({});
    expect(status).toBe(1);
    expect(text).toMatch(/data folder may be damaged .*pg_control/);
    writeFileSync(join(data, 'secrets.json'), '{');
    expect(refused({}).text).toMatch(/is damaged: secrets.json cannot be read; restore it from a backup/);
  });

  it('installs again what is missing of the dependencies', () => {
    const fresh = join(folder, 'fresh');
    for (const part of ['start/prepare.mjs', 'engines/processes.mjs'])
      cpSync(join(root, 'tools', part), join(fresh, 'tools', part));
    const lock = JSON.stringify({ packages: { 'node_modules/one': { version: '1.0.0' } } });
    const put = (path: string, text: string, mode = 0o644) => {
      mkdirSync(join(fresh, path, '..'), { recursive: true });
      writeFileSync(join(fresh, path), text, { mode });
    };
    put('package-lock.json', lock);
    put('node_modules/.package-lock.json', lock);
    put('node_modules/node/bin/node', '');
    put(
      'bin/npm',
      `#!/bin/sh\nmkdir -p '${fresh}/node_modules/one' && echo {} > '${fresh}/node_modules/one/package.json'\n`,
      0o755,
    );
    const code = `const { install } = await import(${JSON.stringify(join(fresh, 'tools/start/prepare.mjs'))}); install(console.log); install(console.log);`;
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      env: { ...environment(), PATH: `${join(fresh, 'bin')}:${process.env['PATH']}` },
      encoding: 'utf8',
    });
    expect({ status, said: stdout.trim() }).toEqual({
      status: 0,
      said: 'Installing dependencies with npm ci (node_modules/one is missing) …',
    });
  });

  it('refuses an option that it does not know', () => {
    expect(refused({}, ['--bus', 'pigeon'])).toEqual({
      status: 1,
      text: 'Chiron cannot start. --bus is either postgres or kafka.',
    });
    expect(refused({}, ['--fast']).text).toMatch('There is no option --fast');
  });
});
