import { readFileSync } from 'node:fs';
import { helper } from '../helper.mjs';
import { importFile, makeLimitTable, untilQuiet } from '../importing.mjs';
import { serverFacts, usage, usedBetween, withClient } from '../machine.mjs';
import { ownPlatform, withoutLimits } from '../platform.mjs';
import { roster } from '../rosters.mjs';
import { percentile } from '../statistics.mjs';

/** The people of a roster, as its lines describe them. */
export function peopleOf(file) {
  const people = new Map();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (!line) continue;
    const { person } = JSON.parse(line);
    people.set(person.sourcedId, person);
  }
  return [...people.values()];
}

/** New enrollments of known people, one a request, by 16 keep-alive clients in a process of their own. */
export async function measure({ folder, rounds, quick, say }) {
  const seconds = quick ? 3 : 10;
  const file = roster(folder, { format: 'ndjson', rows: quick ? 5_000 : 50_000, people: quick ? 2_000 : 20_000 });
  const platform = await ownPlatform({ env: withoutLimits });
  const helpers = [];
  try {
    const run = platform.run();
    const postgres = await serverFacts(run.superuser);
    await importFile(platform, { file, source: 'posts' });
    await untilQuiet(run);
    await makeLimitTable(run, 'posts');
    const [{ id }] = await withClient(
      run.databases.programs,
      async (client) => (await client.query('select id from offerings limit 1')).rows,
    );
    const clients = helper('clients.mjs', { source: 'posts', people: peopleOf(file) });
    const bare = helper('bare.mjs', { url: run.databases.programs, table: 'bench.posts', offeringId: id });
    helpers.push(clients, bare);
    await clients.started;
    const { url: bareUrl } = await bare.started;
    const warm = [];
    let cold;
    let cpu;
    for (let round = 0; round <= rounds; round++) {
      const before = usage(run);
      const own = await clients.ask({
        post: { url: platform.gateway, path: '/api/v1/enrollments', token: await platform.token(), seconds },
      });
      cpu = usedBetween(before, usage(run));
      await untilQuiet(run);
      const limit = await clients.ask({ post: { url: bareUrl, path: '/', token: 'none', seconds } });
      const one = {
        rate: own.count / own.took,
        limit: limit.count / limit.took,
        p50: percentile(own.times, 0.5),
        p99: percentile(own.times, 0.99),
        limitP99: percentile(limit.times, 0.99),
        cpuPerRequest: Object.entries(cpu).map(([name, used]) => [name, (used / own.count) * 1000]),
      };
      if (round === 0) cold = one;
      else warm.push(one);
      say(
        `  ${round === 0 ? 'cold' : `round ${round}`}: ${one.rate.toFixed(0)}/s, p50 ${one.p50.toFixed(1)} ms, p99 ${one.p99.toFixed(1)} ms; bare ${one.limit.toFixed(0)}/s, p99 ${one.limitP99.toFixed(1)} ms`,
      );
    }
    return {
      postgres,
      figures: [
        {
          figure: 'single POST /api/v1/enrollments through the gateway, 16 clients',
          unit: 'requests/s',
          values: warm.map(({ rate }) => rate),
          limits: warm.map(({ limit }) => limit),
          target: { least: 0.15 },
          cold: { value: cold.rate, limit: cold.limit },
        },
        {
          figure: 'its p99',
          unit: 'ms',
          values: warm.map(({ p99 }) => p99),
          target: { most: 60 },
          cold: { value: cold.p99 },
        },
      ],
      notes: [
        `Each round posts for ${seconds} s by an undici Pool of 16 keep-alive connections in a process of its own, to the platform and then to the bare handler (Fastify, one prepared INSERT with pg into a table of the same definition, a process of its own). Every post is a new enrollment (201) of one of ${quick ? '2,000' : '20,000'} people that the platform knows; every one tells an event, and membership reacts to it meanwhile. CHIRON_REQUESTS_PER_SECOND is raised to 1,000,000, for all clients share one token; everything else is the default.`,
        `CPU milliseconds per request in the last round: ${warm
          .at(-1)
          .cpuPerRequest.filter(([, ms]) => ms >= 0.05)
          .map(([name, ms]) => `${name} ${ms.toFixed(2)}`)
          .join(', ')}.`,
      ],
    };
  } finally {
    await Promise.all(helpers.map((one) => one.end()));
    await platform.stop();
  }
}
