// Keeps the parts of the platform running: starts them in order, starts again what dies (on the same ports), stops them
// in the opposite order. It knows nothing of terminals: `run.mjs` prints and listens to signals.
import { spawn } from 'node:child_process';
import { closeSync, copyFileSync, fstatSync, openSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepareKafka } from '../engines/kafka.mjs';
import { preparePostgres } from '../engines/postgres.mjs';
import { bornAt, end, freePorts, portIsFree, Refused, telling } from '../engines/processes.mjs';
import { databases, services as everyService } from './catalogue.mjs';
import { forgetRun, lock, openFolder, readRun, secrets, shown, writeRun } from './data.mjs';
import { packagedNode, root } from './prepare.mjs';
import { provision } from './provision.mjs';

const logLimit = 64 * 1_048_576;

/**
 * Starts the platform on a data folder.
 *
 * @param {{ folder: string, port: number, each: boolean, bus: 'postgres'|'kafka', env: Record<string, string|undefined>, say: (line: string) => void }} options
 * @returns a handle: `url`, `administrator`, `stop()`, `kill()`, `folder`
 * @throws {Refused} one sentence
 */
export async function supervise({ folder, port, each, bus, env, say }) {
  const host = env.HOST || '127.0.0.1';
  openFolder(folder);
  const unlock = lock(folder);
  const parts = [];
  let stopping;
  try {
    await clearLeftovers(folder);
    if (port !== 0 && !(await portIsFree(port, host)))
      throw new Refused(
        `Port ${port} is taken by another program; stop that one, or choose another port: PORT=${port + 1} npm start`,
      );
    const keys = secrets(folder, databases, env);
    const { postgres, kafka } = await engines(folder, bus, say);
    const address = await addresses(port, postgres, env);
    const run = {
      url: address.publicUrl,
      gateway: address.of.gateway,
      folder,
      bus,
      pid: process.pid,
      started: new Date().toISOString(),
      parts: {},
    };
    run.databases = Object.fromEntries(databases.map((name) => [name, postgres.url(name, name, keys.roles[name])]));
    run.superuser = postgres.url();
    run.eventBus = kafka ? kafka.url : run.databases.bus;
    const note = () => {
      run.parts = Object.fromEntries(
        parts.filter(({ running }) => running).map(({ name, running }) => [name, running]),
      );
      if (!stopping) writeRun(folder, run);
    };

    const watch = { note, say, stopped: () => stopping !== undefined };
    parts.push(enginePart('postgres', postgres, watch));
    if (kafka) parts.push(enginePart('kafka', kafka, watch));
    const settings = everyService.map((service) => ({
      name: service.name,
      main: mainOf(service.name, env),
      env: environment(service, { env, keys, run, address, host }),
    }));
    const groups = each ? settings.map((one) => [one.name, [one]]) : [['platform', settings]];
    const processes = groups.map(([name, group]) => processPart(name, group, folder, watch));

    try {
      await Promise.all(parts.map((part) => part.start()));
      await provision(postgres, keys.roles).catch((error) => {
        throw new Refused(
          `The databases in the data folder ${shown(folder)} cannot be used (${error.message}); it may be damaged, restore it from a backup.`,
        );
      });
      parts.push(...processes);
      await Promise.all(processes.map((part) => part.start()));
    } catch (error) {
      stopping = stopAll(parts);
      await stopping;
      throw error;
    }
    note();
    const trimming = setInterval(() => parts.forEach((part) => part.logs?.().forEach(trim)), 60_000);
    trimming.unref();

    return {
      url: address.publicUrl,
      gateway: address.of.gateway,
      folder,
      administrator: keys.administrator,
      secretsFile: keys.file,
      fresh: keys.fresh,
      /** Stops everything cleanly, in order: the door, the services, the bus, the database. */
      stop: () =>
        (stopping ??= stopAll(parts).finally(() => {
          clearInterval(trimming);
          forgetRun(folder);
          unlock();
        })),
      /** Ends everything at once; the next start clears what that leaves. */
      kill: () => parts.toReversed().forEach((part) => part.kill()),
    };
  } catch (error) {
    forgetRun(folder);
    unlock();
    throw error;
  }
}

/** Processes that a killed run has left; the engines clear their own folders when they start. */
async function clearLeftovers(folder) {
  const left = readRun(folder)?.parts ?? {};
  const others = Object.entries(left).filter(([name]) => name !== 'postgres' && name !== 'kafka');
  await Promise.all(
    others.map(([, noted]) =>
      end(noted, [
        ['SIGTERM', 9_000],
        ['SIGKILL', 3_000],
      ]),
    ),
  );
}

async function engines(folder, bus, say) {
  const [postgres, kafka] = await Promise.all([
    preparePostgres({ folder: join(folder, 'postgres') }),
    bus === 'kafka' ? prepareKafka({ folder: join(folder, 'kafka'), log: say }) : undefined,
  ]);
  await Promise.all([postgres.clear(), kafka?.clear()]);
  return { postgres, kafka };
}

async function addresses(port, postgres, env) {
  const inner = everyService.filter(({ door }) => !door);
  const [forPostgres, forGateway, ...free] = await freePorts(2 + inner.length);
  postgres.port = forPostgres;
  const gatewayPort = port || forGateway;
  const ports = Object.fromEntries([
    ...inner.map(({ name }, i) => [name, free[i]]),
    ...everyService.filter(({ door }) => door).map(({ name }) => [name, gatewayPort]),
  ]);
  return {
    ports,
    of: Object.fromEntries(Object.entries(ports).map(([name, one]) => [name, `http://127.0.0.1:${one}`])),
    publicUrl: (env.CHIRON_PUBLIC_URL || `http://localhost:${gatewayPort}`).replace(/\/+$/, ''),
  };
}

/** A folder of built services other than this project's own: for tests of the starter. */
const mainOf = (name, env) => join(env.CHIRON_SERVICES || join(root, 'services'), name, 'dist', 'main.js');

function environment({ name, door }, { env, keys, run, address, host }) {
  const upstreams = Object.fromEntries(
    everyService
      .filter((service) => !service.door)
      .map((service) => [`${service.name.toUpperCase()}_URL`, address.of[service.name]]),
  );
  const own = {
    ...env,
    PORT: String(address.ports[name]),
    HOST: door ? host : '127.0.0.1',
    DATABASE_URL: run.databases[name],
    EVENT_BUS: run.eventBus,
    CHIRON_PUBLIC_URL: address.publicUrl,
    CHIRON_JWKS_URL: `${address.of.gateway}/jwks`,
    CHIRON_FILES: env.CHIRON_FILES || pathToFileURL(join(run.folder, 'files')).href,
  };
  // the gateway alone holds the keys; nobody else is told them
  for (const key of ['CHIRON_SECRET_KEY', 'CHIRON_BOOTSTRAP_CLIENT_ID', 'CHIRON_BOOTSTRAP_CLIENT_SECRET'])
    delete own[key];
  if (!door) return own;
  return {
    ...own,
    ...upstreams,
    CHIRON_SECRET_KEY: keys.secretKey,
    CHIRON_BOOTSTRAP_CLIENT_ID: keys.administrator.id,
    CHIRON_BOOTSTRAP_CLIENT_SECRET: keys.administrator.secret,
  };
}

async function stopAll(parts) {
  const byKind = (engine) => parts.filter((part) => Boolean(part.engine) === engine);
  const door = byKind(false).filter(({ name }) => name === 'gateway' || name === 'platform');
  await Promise.all(door.map((part) => part.stop()));
  await Promise.all(byKind(false).map((part) => part.stop()));
  await Promise.all(
    byKind(true)
      .filter(({ name }) => name === 'kafka')
      .map((part) => part.stop()),
  );
  await Promise.all(byKind(true).map((part) => part.stop()));
}

/** Pauses between starts of a part that keeps dying: none after the first time, then longer and longer. */
function patience() {
  let deaths = 0;
  let last = 0;
  return () => {
    if (Date.now() - last > 30_000) deaths = 0;
    last = Date.now();
    return Math.min(10_000, deaths++ === 0 ? 50 : 250 * 2 ** Math.min(deaths, 6));
  };
}

const how = ({ code, signal }) => (signal ? `was ended by ${signal}` : `ended with code ${code}`);

/** A database or broker. */
function enginePart(name, engine, { note, say, stopped }) {
  const pause = patience();
  const part = {
    name,
    engine: true,
    get running() {
      return engine.running && { ...engine.running, port: engine.port };
    },
    logs: () => [join(engine.folder, 'server.log')],
    kill: () => engine.running && process.kill(engine.running.pid, 'SIGKILL'),
    stop: () => engine.stop(),
    async start() {
      await engine.start();
      note();
      void follow();
    },
  };
  async function follow() {
    for (;;) {
      const ended = await engine.exited;
      if (stopped()) return;
      say(`${name} ${how(ended)}; starting it again.`);
      for (;;) {
        await sleep(pause());
        if (stopped()) return;
        try {
          await engine.start();
          break;
        } catch (error) {
          say(`${name} does not start: ${error.message}`);
        }
      }
      if (stopped()) return void engine.stop();
      say(`${name} runs again.`);
      note();
    }
  }
  return part;
}

/**
 * Programs reads whole rosters and keeps little of them: a small young generation, an old one that is collected before it
 * grows, and an allocator that gives back what was freed. Without these a million rows leave 700 MiB resident.
 * deploy/service.sh says the same of its container. One process for all services has memory to spend and spends it.
 */
const nodeOptions = {
  programs: ['--max-semi-space-size=4', '--max-old-space-size=192'],
  platform: ['--max-semi-space-size=64'],
};

const nodeMemory = {
  programs: { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '131072' },
};

/** A process with one or all services. */
function processPart(name, group, folder, { note, say, stopped }) {
  const pause = patience();
  const log = join(folder, 'logs', `${name}.log`);
  let child;
  let exited;
  let running;

  function launch() {
    const out = openSync(log, 'a', 0o600);
    const logged = fstatSync(out).size;
    const options = ['--enable-source-maps', ...(nodeOptions[name] ?? [])];
    child = spawn(packagedNode, [...options, join(root, 'tools', 'start', 'platform.mjs'), name], {
      cwd: root,
      stdio: ['ignore', out, out, 'ipc'],
      detached: true,
      env: { ...plain(process.env), ...(nodeMemory[name] ?? {}) },
    });
    closeSync(out);
    running = {
      pid: child.pid,
      born: bornAt(child.pid),
      urls: Object.fromEntries(group.map((one) => [one.name, `http://127.0.0.1:${one.env.PORT}`])),
    };
    note();
    const mine = child;
    exited = new Promise((resolve) => {
      mine.once('error', (error) => resolve({ code: null, signal: error.message }));
      mine.once('exit', (code, signal) => resolve({ code, signal }));
    });
    const ready = new Promise((resolve, reject) => {
      let told;
      mine.on('message', (message) => {
        if (message.ready) resolve();
        else if (message.failed) told = message;
      });
      void exited.then((ended) => {
        if (mine === child) running = undefined;
        reject(
          new Refused(
            told
              ? sentence(told.failed)
              : `${name} ${how(ended)}: ${telling(log, logged, /Error|"level":"(error|fatal)"/)}; see ${shown(log)}.`,
          ),
        );
      });
    });
    ready.catch(() => undefined);
    mine.on('error', () => undefined);
    mine.send({ services: group }, () => undefined);
    return ready;
  }

  async function follow() {
    for (;;) {
      const ended = await exited;
      if (stopped()) return;
      say(`${name} ${how(ended)}; starting it again.`);
      await sleep(pause());
      if (stopped()) return;
      launch().then(
        () => stopped() || (say(`${name} runs again.`), note()),
        (error) => stopped() || say(`${name} does not start: ${error.message}`),
      );
    }
  }

  return {
    name,
    get running() {
      return running;
    },
    logs: () => [log],
    kill: () => running && child.kill('SIGKILL'),
    async start() {
      await launch();
      note();
      void follow();
    },
    async stop() {
      if (!running) return;
      await end(running, [
        ['SIGTERM', 12_000],
        ['SIGKILL', 5_000],
      ]);
      await exited;
    },
  };
}

const sentence = (text) =>
  text
    .trim()
    .split('\n')[0]
    .replace(/[.!?]?$/, '.');

/** The environment of a process without what belongs to npm or to single services. */
function plain(env) {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([key]) => !/^(npm_|CHIRON_SECRET|CHIRON_BOOTSTRAP|NODE_OPTIONS$|PORT$|HOST$)/.test(key),
    ),
  );
}

/** Keeps a log small: its former content becomes `.1`. */
function trim(file) {
  try {
    if (statSync(file).size < logLimit) return;
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
  } catch {
    // a log is not worth an end
  }
}
