// V8's CPU profiler in a process that runs already: Node opens its inspector on SIGUSR1.
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const port = 9229;

const portIsFree = () =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1' }, () => server.close(() => resolve(true)));
  });

/** Starts profiling; answers a function that stops it and sums up. */
export async function startProfile(pid) {
  if (!(await portIsFree())) throw new Error(`port ${port}, where Node opens its inspector, is taken`);
  process.kill(pid, 'SIGUSR1');
  let target;
  for (let tries = 0; !target && tries < 50; tries++) {
    await sleep(100);
    [target] = await fetch(`http://127.0.0.1:${port}/json/list`).then(
      (answer) => answer.json(),
      () => [],
    );
  }
  if (!target) throw new Error('the inspector did not open');
  const socket = new globalThis.WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('the inspector cannot be reached'));
  });
  let last = 0;
  const waiting = new Map();
  socket.onmessage = ({ data }) => {
    const { id, result } = JSON.parse(data);
    waiting.get(id)?.(result);
  };
  const ask = (method, params = {}) =>
    new Promise((resolve) => {
      waiting.set(++last, resolve);
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  await ask('Profiler.enable');
  await ask('Profiler.setSamplingInterval', { interval: 500 });
  await ask('Profiler.start');
  return async () => {
    const { profile } = await ask('Profiler.stop');
    socket.close();
    return summary(profile);
  };
}

function summary({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const callerOf = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const functions = new Map();
  const files = new Map();
  const ours = new Map();
  let active = 0;
  samples.forEach((id, at) => {
    const { functionName, url, lineNumber } = byId.get(id).callFrame;
    if (functionName === '(idle)' || functionName === '(root)') return;
    const ms = timeDeltas[at] / 1000;
    active += ms;
    const file = shortened(url);
    add(functions, `${functionName || '(anonymous)'} ${file ? `${file}:${lineNumber + 1}` : ''}`.trim(), ms);
    add(files, file || functionName, ms);
    add(ours, nearestOfOurs(id) ?? functionName, ms);
  });
  /** The innermost function of this project that was running: what it called in libraries counts as its own. */
  function nearestOfOurs(id) {
    for (let at = id; at !== undefined; at = callerOf.get(at)) {
      const { functionName, url, lineNumber } = byId.get(at).callFrame;
      const file = shortened(url);
      if (/^(libs|services|tools)\//.test(file)) return `${functionName || '(anonymous)'} ${file}:${lineNumber + 1}`;
    }
    return undefined;
  }
  const top = (map, count) =>
    [...map]
      .sort(([, a], [, b]) => b - a)
      .slice(0, count)
      .map(([name, ms]) => [ms.toFixed(0), `${((ms / active) * 100).toFixed(1)} %`, name]);
  return { functions: top(functions, 25), files: top(files, 15), ours: top(ours, 40), active: active / 1000 };
}

const add = (map, key, value) => map.set(key, (map.get(key) ?? 0) + value);

const shortened = (url) =>
  url
    .replace(/^file:\/\//, '')
    .replace(/^.*node_modules\//, '')
    .replace(/^.*\/((libs|services|tools)\/)/, '$1');
