// What every engine needs to know about operating-system processes and ports. Node's own modules only.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A refusal to go on, told to the user as one sentence and without a stack. */
export class Refused extends Error {}

/**
 * When a process began, as text that is equal only for the same process: a process id alone is given out again.
 * Undefined where no such process lives.
 */
export function bornAt(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}/${fields[19]}`;
    } catch {
      return undefined;
    }
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process that was written down as `{ pid, born }` still lives. */
export const lives = (noted) => noted !== undefined && noted.born !== undefined && bornAt(noted.pid) === noted.born;

/** Sends a signal; false where the process is gone or is not ours. */
export function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

/** Waits until `check` is true; false when it did not become so within the time. */
export async function within(ms, check, everyMs = 25) {
  const deadline = Date.now() + ms;
  for (;;) {
    if (await check()) return true;
    if (Date.now() >= deadline) return false;
    await sleep(everyMs);
  }
}

/** Ends a noted process: each signal in turn, waiting after each. True when it is gone. */
export async function end(noted, signals) {
  for (const [name, waitMs] of signals) {
    if (!lives(noted)) return true;
    signal(noted.pid, name);
    if (await within(waitMs, () => !lives(noted))) return true;
  }
  return !lives(noted);
}

/** Processes that work inside a folder (Linux only; elsewhere none are found). */
export function workingIn(folder) {
  if (process.platform !== 'linux') return [];
  let real;
  try {
    real = realpathSync(folder);
  } catch {
    return [];
  }
  const found = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (readlinkSync(`/proc/${name}/cwd`) === real && bornAt(Number(name))) found.push(Number(name));
    } catch {
      // another user's process, or one that has just ended
    }
  }
  return found;
}

/** `count` different ports of the loopback that nobody listens on at this moment. */
export async function freePorts(count) {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve, reject) => {
          const server = createServer();
          server.once('error', reject);
          server.listen({ port: 0, host: '127.0.0.1' }, () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Whether a port can be listened on. */
export function portIsFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** The line in which a log says why its process ended: from `start` on, the last that tells of an error, else the last. */
export function telling(file, start, pattern = /FATAL|PANIC|ERROR/) {
  let text = '';
  try {
    const bytes = readFileSync(file);
    text = bytes.subarray(Math.max(start, bytes.length - 65_536)).toString('utf8');
  } catch {
    // the log is only for the message
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return (lines.findLast((line) => pattern.test(line)) ?? lines.at(-1) ?? '').trim();
}
