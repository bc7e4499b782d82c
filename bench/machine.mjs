// The machine's facts, and what processes have used of it.
import { readFileSync, readdirSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import pg from 'pg';

export const load = () => loadavg().map((one) => Number(one.toFixed(2)));

export const machine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Number((totalmem() / 2 ** 30).toFixed(1)),
  kernel: `${type()} ${release()}`,
  node: process.version,
});

/** The server's version, and every setting that is not PostgreSQL's default (addresses, paths and locales left out). */
export async function serverFacts(superuser) {
  return withClient(superuser, async (client) => {
    const [{ version }] = (await client.query(`select current_setting('server_version') as version`)).rows;
    const { rows } = await client.query(
      `select name, current_setting(name) as value from pg_settings
        where source not in ('default', 'override', 'client') and setting is distinct from boot_val
          and name !~ '^(lc_|port$|unix_socket|listen_addr|data_dir|config_file|hba_file|ident_file|default_text|application|log_|DateStyle|TimeZone|max_connections|dynamic_shared)'
        order by name`,
    );
    const durable = await client.query(
      `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes') order by name`,
    );
    return {
      version,
      settings: Object.fromEntries(rows.map(({ name, value }) => [name, value])),
      durability: Object.fromEntries(durable.rows.map(({ name, setting }) => [name, setting])),
    };
  });
}

export async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const ticks = 100; // USER_HZ on Linux

/** CPU seconds that a process has used, children that ended included; 0 where it is gone. */
function cpuOf(pid, withChildren = true) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return (fields[11] + fields[12] + (withChildren ? fields[13] + fields[14] : 0)) / ticks;
  } catch {
    return 0;
  }
}

const children = (pid) => {
  const found = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid) found.push(Number(name));
    } catch {
      // it has just ended
    }
  }
  return found;
};

/** What a PostgreSQL process calls itself: "programs programs", "walwriter", … */
const titleOf = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      .replaceAll('\0', ' ')
      .trim()
      .replace(/^postgres: /, '')
      .replace(/ 127\.0\.0\.1.*| \[local\].*/, '')
      .replace(/\s*(idle|active).*$/, '');
  } catch {
    return '';
  }
};

/** CPU seconds so far: of each process of the platform, and of PostgreSQL's processes by what they do. */
export function usage(run) {
  const used = {};
  for (const [name, { pid }] of Object.entries(run.parts)) {
    if (name !== 'postgres') {
      used[name] = cpuOf(pid);
      continue;
    }
    // backends that ended are counted at the postmaster
    used['postgres: ended backends and autovacuum'] = Math.max(0, cpuOf(pid));
    for (const child of children(pid)) {
      const title = `postgres: ${titleOf(child) || 'other'}`;
      used[title] = (used[title] ?? 0) + cpuOf(child);
    }
  }
  return used;
}

export const usedBetween = (before, after) =>
  Object.fromEntries(
    Object.entries(after)
      .map(([name, seconds]) => [name, seconds - (before[name] ?? 0)])
      .filter(([, seconds]) => seconds >= 0.01)
      .sort(([, a], [, b]) => b - a),
  );

/** The most memory a process ever held, in MiB. */
export function peakMemory(pid) {
  const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found[1]) / 1024;
}
