// The limit of an event's way: the bus alone, from handing it over to the handler's call, with the same batching as the
// relay's (one batch in flight, whatever has come meanwhile goes together).
import { setTimeout as sleep } from 'node:timers/promises';
import { answering } from './answering.mjs';

const { openBus } = await import('../../libs/messaging/dist/bus/open-bus.js');

let bus;
let arrived = () => undefined;
const topic = 'bench.raw';

answering(async ({ start, raw }) => {
  if (start) {
    bus = openBus(start.eventBus, 'bench');
    await bus.prepare([{ name: topic, compacted: false }]);
    const subscription = bus.subscribe({
      group: 'bench',
      topics: [topic],
      handle: async ({ messages }) => {
        const now = performance.now();
        for (const { key } of messages) arrived(key, now);
      },
    });
    const deadline = Date.now() + 30_000;
    while (!subscription.active && Date.now() < deadline) await sleep(50);
    return {};
  }
  const { payload, seconds, perSecond } = raw;
  const count = seconds * perSecond;
  const given = new Map();
  const times = [];
  const all = new Promise((resolve) => {
    arrived = (key, now) => {
      const from = given.get(key);
      if (from === undefined) return;
      given.delete(key);
      times.push(now - from);
      if (times.length === count) resolve();
    };
  });
  let queue = [];
  let sending = false;
  const mark = `${Date.now()}`;
  async function send() {
    if (sending) return;
    sending = true;
    while (queue.length > 0) {
      const batch = queue;
      queue = [];
      await bus.send(batch);
    }
    sending = false;
  }
  const failed = new Promise((_, reject) => {
    const began = performance.now();
    void (async () => {
      for (let k = 0; k < count; k++) {
        const wait = began + (k * 1000) / perSecond - performance.now();
        if (wait > 1) await sleep(wait);
        const key = `${mark}-${k}`;
        given.set(key, performance.now());
        queue.push({ topic, key, value: payload });
        send().catch(reject);
      }
      await sleep(30_000);
      reject(new Error(`${count - times.length} of ${count} messages did not arrive`));
    })();
  });
  await Promise.race([all, failed]);
  return { times };
});
