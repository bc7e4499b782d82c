// A platform of one's own for the crash suite, the benchmark and demonstrations: in a temporary data folder, on free
// ports, started as `npm start` starts it, and gone afterwards. Needs a build.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refused, within } from '../engines/processes.mjs';
import { root } from './prepare.mjs';

/**
 * @param {{ each?: boolean, bus?: 'postgres'|'kafka', env?: Record<string, string>, startWithin?: number }} options
 * @returns `run()` what run.json says at this moment, `call(path, init)` fetch with the administrator's token,
 *   `token()`, `said()` what the starter printed, `stop({ keep })`
 */
export async function ownPlatform({ each = false, bus = 'postgres', env = {}, startWithin = 120_000 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'chiron-own-'));
  const kept = Object.entries(process.env).filter(
    ([key]) => !/^(CHIRON_(?!CACHE|SERVICES)|PORT$|HOST$|NODE_OPTIONS$)/.test(key),
  );
  const child = spawn(process.execPath, [join(root, 'tools', 'start.mjs'), ...(each ? ['--each'] : []), '--bus', bus], {
    cwd: root,
    // a group of its own: Ctrl-C ends whoever asked for this platform, and that one stops it
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...Object.fromEntries(kept), CHIRON_DATA: folder, PORT: '0', LOG_LEVEL: 'warn', ...env },
  });
  let said = '';
  let ended = false;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const exit = new Promise((resolve) =>
    child.once('exit', (code) => {
      ended = true;
      resolve(code);
    }),
  );
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  const stop = async ({ keep = false } = {}) => {
    if (!ended) child.kill('SIGINT');
    const code = await exit;
    if (!keep) remove();
    return code;
  };

  await within(startWithin, () => ended || said.includes('Chiron is ready'), 20);
  if (ended || !said.includes('Chiron is ready')) {
    await stop();
    throw new Refused(`A platform of one's own did not start: ${said.trim()}`);
  }

  const run = () => JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
  const { gateway } = run();
  const { administrator } = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8'));
  let held;

  async function token() {
    if (held && held.until > Date.now()) return held.token;
    const answer = await fetch(`${gateway}/oauth/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${administrator.id}:${administrator.secret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new Error(`the gateway gave no token: ${answer.status} ${await answer.text()}`);
    const { access_token, expires_in } = await answer.json();
    held = { token: access_token, until: Date.now() + (expires_in - 120) * 1000 };
    return access_token;
  }

  const call = async (path, { headers, ...init } = {}) =>
    fetch(new URL(path, gateway), {
      signal: AbortSignal.timeout(60_000),
      ...init,
      headers: { ...headers, authorization: `Bearer ${await token()}` },
    });

  return { folder, gateway, run, token, call, said: () => said, ended: () => ended, stop };
}
