// One run of the crash suite: rounds of imports while parts of the platform are killed, then the checks.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bornAt, signal } from '../engines/processes.mjs';
import { ownPlatform } from '../start/own.mjs';
import { root } from '../start/prepare.mjs';
import { postImport } from './post.mjs';
import { openDatabases, quiet, verify } from './verify.mjs';

/** mulberry32: the same seed kills the same parts after the same pauses. */
function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Every part in turn, in an order of the seed: after as many kills as there are parts, each has been killed once. */
function* victims(parts, random) {
  for (;;) {
    const left = [...parts];
    while (left.length > 0) yield left.splice(Math.floor(random() * left.length), 1)[0];
  }
}

/**
 * @param {{ bus: 'postgres'|'kafka', kills: number, seed: number, rows: number, keep: boolean }} options
 * @returns whether nothing was lost
 */
export async function crash({ bus, kills, seed, rows, keep }) {
  process.removeAllListeners('warning'); // kafkajs 2.2.4 computes negative time-outs (tulios/kafkajs#1751)
  const begun = Date.now();
  const work = mkdtempSync(join(tmpdir(), 'chiron-crash-'));
  const file = join(work, 'roster.ndjson');
  const roster = { people: Math.max(1, Math.round(rows / 5)), offerings: Math.max(1, Math.round(rows / 250)) };
  const args = ['--format', 'ndjson', '--out', file, '--seed', String(seed), '--enrollments', String(rows)];
  spawnSync(
    process.execPath,
    [
      join(root, 'tools', 'make-roster.mjs'),
      ...args,
      '--people',
      String(roster.people),
      '--offerings',
      String(roster.offerings),
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );

  const platform = await ownPlatform({ each: true, bus });
  const stopAtSignal = () => void platform.stop().then(() => process.exit(130));
  for (const name of ['SIGINT', 'SIGTERM', 'disconnect']) process.once(name, stopAtSignal);

  const databases = openDatabases(platform.run());
  const random = generator(seed);
  const order = victims(
    ['programs', 'membership', 'grants', 'gateway', 'postgres', ...(bus === 'kafka' ? ['kafka'] : [])],
    random,
  );
  const killed = {};
  const imports = [];
  let done = 0;
  const problems = [];
  // generous: what is slow is not lost, but what stands still must end the run
  const deadline = Date.now() + 240_000 + kills * 20_000;

  try {
    while ((done < kills || imports.length === 0) && problems.length === 0) {
      const source = `crash-${imports.length + 1}`;
      const round = { over: false };
      const posted = postImport(platform, { file, source, key: `crash ${seed} ${source}`, deadline })
        .then((id) => {
          imports.push({ id, source });
          return quiet(databases, imports, rows, { deadline });
        })
        .catch((error) => problems.push(error.message))
        .finally(() => (round.over = true));
      while (!round.over && done < kills) {
        await sleep(200 + random() * 2_300);
        if (round.over) break;
        const name = order.next().value;
        if (await kill(platform, name, () => round.over)) {
          killed[name] = (killed[name] ?? 0) + 1;
          done++;
        }
      }
      await posted;
    }
    if (problems.length === 0) problems.push(...(await verify({ platform, databases, bus, imports, rows, file })));
  } catch (error) {
    problems.push(error.stack ?? error.message);
  }

  const seconds = (Date.now() - begun) / 1000;
  await databases.close();
  const failed = problems.length > 0;
  const code = await platform.stop({ keep: keep || failed });
  if (code !== 0) problems.push(`the starter ended with code ${code}`);
  rmSync(work, { recursive: true, force: true });
  const each = Object.entries(killed).map(([name, times]) => `${name} ${times}`);
  const total = imports.length * rows;
  console.log(
    `crash ${bus}: seed ${seed}, ${done} kills (${each.join(', ')}), ${imports.length} imports of ${rows} rows, ` +
      (problems.length > 0
        ? `${problems.length} problems`
        : `${total} receipts, ${total} enrollments, ${total} entries, nothing lost, doubled or stuck`) +
      `, ${seconds.toFixed(0)} s`,
  );
  for (const problem of problems.slice(0, 40)) console.error(`  ${problem}`);
  if (problems.length > 0)
    console.error(
      `  kept in ${platform.folder}; what the starter said:\n${platform.said().trim().split('\n').slice(-40).join('\n')}`,
    );
  return problems.length === 0;
}

/** Kills a part where it runs now (after waiting for it to be started again, if it is down). */
async function kill(platform, name, over) {
  for (let tries = 0; tries < 400 && !over(); tries++) {
    const part = platform.run().parts[name];
    if (part && bornAt(part.pid) === part.born) return signal(part.pid, 'SIGKILL');
    await sleep(50);
  }
  return false;
}
