// Clients on keep-alive connections: as fast as the answers come, or at a steady rate.
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { answering } from './answering.mjs';

let bodies;
let made = 0;

/** A new enrollment each: people that the platform knows, offerings of the posts' own. */
function enrollment() {
  const k = made++;
  const person = bodies.people[k % bodies.people.length];
  const offering = Math.floor(k / bodies.people.length);
  return JSON.stringify({
    source: bodies.source,
    sourcedId: `post-${k}`,
    offering: { sourcedId: `posted-${offering}`, title: `Posted ${offering}` },
    person,
    role: 'student',
    beginDate: '2026-09-01',
    endDate: '2026-12-20',
  });
}

answering(async ({ start, post, get, steady }) => {
  if (start) {
    bodies = start;
    return {};
  }
  const { url, path, token, clients = 16, seconds, perSecond } = post ?? get ?? steady;
  const pool = new Pool(url, { connections: clients, pipelining: 1 });
  const headers = { authorization: `Bearer ${token}`, ...(get ? {} : { 'content-type': 'application/json' }) };
  const times = [];
  const wrong = {};
  async function one() {
    const body = get ? undefined : enrollment();
    const began = performance.now();
    const answer = await pool.request({ path, method: get ? 'GET' : 'POST', headers, body });
    const text = await answer.body.text();
    times.push(performance.now() - began);
    if (answer.statusCode !== (get ? 200 : 201))
      wrong[`${answer.statusCode} ${text.slice(0, 300)}`] =
        (wrong[`${answer.statusCode} ${text.slice(0, 300)}`] ?? 0) + 1;
  }
  const began = performance.now();
  const until = began + seconds * 1000;
  if (steady) {
    // sent when due, whether or not the earlier ones were answered
    const sent = [];
    for (let k = 0; k < seconds * perSecond; k++) {
      const wait = began + (k * 1000) / perSecond - performance.now();
      if (wait > 1) await sleep(wait);
      sent.push(one());
    }
    await Promise.all(sent);
  } else
    await Promise.all(
      Array.from({ length: clients }, async () => {
        while (performance.now() < until) await one();
      }),
    );
  const took = (performance.now() - began) / 1000;
  await pool.close();
  if (Object.keys(wrong).length > 0) throw new Error(`not every request was answered well: ${JSON.stringify(wrong)}`);
  return { times, took, count: times.length };
});
