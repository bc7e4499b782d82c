import { setTimeout as sleep } from 'node:timers/promises';
import { checkpoint, importFile, untilQuiet, untilShown } from '../importing.mjs';
import { serverFacts, usage, usedBetween, withClient } from '../machine.mjs';
import { ownPlatform, restartWith } from '../platform.mjs';
import { roster } from '../rosters.mjs';
import { startProfile } from '../profiler.mjs';

/** Where the time of one import goes, from the first byte until membership's records show it. */
export async function measure({ folder, quick, say }) {
  const rows = quick ? 10_000 : 100_000;
  const file = roster(folder, { format: 'ndjson', rows });
  const platform = await ownPlatform();
  try {
    await restartWith(platform, { shared_preload_libraries: `'pg_stat_statements'` });
    const run = platform.run();
    await withClient(run.superuser, (client) => client.query('create extension if not exists pg_stat_statements'));
    const postgres = await serverFacts(run.superuser);
    await importFile(platform, { file, source: 'profile-0' });
    await untilQuiet(run);
    await checkpoint(run);
    await withClient(run.superuser, (client) => client.query('select pg_stat_statements_reset()'));

    // first what the processes use, then, in an import of its own, which functions: a profiler costs time itself
    const before = usage(run);
    const one = await importFile(platform, { file, source: 'profile-1' });
    const shown = await untilShown(run, { source: 'profile-1', rows, began: one.began });
    const cpu = usedBetween(before, usage(run));
    const statements = await slowest(run);
    await untilQuiet(run);

    const stop = await startProfile(run.parts.platform.pid);
    const profiled = await importFile(platform, { file, source: 'profile-2' });
    await untilShown(run, { source: 'profile-2', rows, began: profiled.began });
    await sleep(100);
    const { functions, files, ours, active } = await stop();
    const notes = [
      `One NDJSON import of ${rows.toLocaleString('en-US')} new rows into a warm platform: applied after ${one.applied.toFixed(2)} s (accepted after ${one.accepted.toFixed(2)} s), all records show it after ${shown.toFixed(2)} s.`,
      '**CPU seconds** (from /proc):',
      table(
        ['process', 'CPU s'],
        Object.entries(cpu)
          .filter(([, s]) => s >= 0.05)
          .map(([name, s]) => [name, s.toFixed(2)]),
      ),
      '**Statements** (pg_stat_statements, the same import):',
      table(['database', 'calls', 'total ms', 'WAL MB', 'statement'], statements),
      `**Functions of the platform’s process** (V8 CPU profile of another such import, self time, ${active.toFixed(1)} s of it busy):`,
      table(['self ms', 'share', 'function'], functions),
      '**By the innermost function of our own** (with what it called in libraries):',
      table(['ms', 'share', 'function'], ours),
      '**By file** (self time):',
      table(['self ms', 'share', 'file'], files),
    ];
    say(notes.join('\n'));
    return { postgres, figures: [], notes };
  } finally {
    await platform.stop();
  }
}

async function slowest(run) {
  return withClient(run.superuser, async (client) => {
    const { rows } = await client.query(
      `select d.datname, s.calls, s.total_exec_time as ms, s.wal_bytes / 1e6 as wal, s.query
         from pg_stat_statements s join pg_database d on d.oid = s.dbid
        where d.datname <> 'postgres' order by s.total_exec_time desc limit 20`,
    );
    return rows.map(({ datname, calls, ms, wal, query }) => [
      datname,
      calls,
      ms.toFixed(0),
      Number(wal).toFixed(1),
      `\`${query.replace(/\s+/g, ' ').replaceAll('`', "'").replaceAll('|', '\\|').slice(0, 130)}\``,
    ]);
  });
}

const table = (head, rows) =>
  [
    `| ${head.join(' | ')} |`,
    `| ${head.map(() => '---').join(' | ')} |`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');
