// What the parts ask of a platform beyond its API.
import { setTimeout as sleep } from 'node:timers/promises';
import { signal, within } from '../tools/engines/processes.mjs';
import { ownPlatform as started } from '../tools/start/own.mjs';
import { withClient } from './machine.mjs';

const running = new Set();

/** A platform of one's own, which a cut benchmark stops too. */
export async function ownPlatform(options) {
  const platform = await started(options);
  running.add(platform);
  const stop = async () => {
    await platform.stop();
    running.delete(platform);
  };
  return { ...platform, stop };
}

/** Stops whatever runs. */
export const stopAll = () => Promise.all([...running].map((platform) => platform.stop()));

/**
 * Sets a setting of PostgreSQL that needs a restart: the server is stopped cleanly and its starter starts it again.
 * Resolves when every service answers again.
 */
export async function restartWith(platform, settings) {
  const before = platform.run().parts.postgres.pid;
  await withClient(platform.run().superuser, async (client) => {
    for (const [name, value] of Object.entries(settings)) await client.query(`alter system set ${name} = ${value}`);
  });
  signal(before, 'SIGINT');
  const again = await within(60_000, () => {
    const { pid } = platform.run().parts.postgres ?? {};
    return pid !== undefined && pid !== before;
  });
  const ready = again && (await within(60_000, () => isReady(platform), 250));
  if (!ready) throw new Error('the platform did not come back after a restart of PostgreSQL');
  await sleep(2_000);
}

async function isReady({ gateway }) {
  try {
    return (await fetch(new URL('/health/ready', gateway), { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

/** A platform whose limits of requests do not stand in a benchmark's way (a documented setting). */
export const withoutLimits = { CHIRON_REQUESTS_PER_SECOND: '1000000' };
