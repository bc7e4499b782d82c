import { helper } from '../helper.mjs';
import { importFile, swept, untilQuiet } from '../importing.mjs';
import { serverFacts, withClient } from '../machine.mjs';
import { ownPlatform, restartWith, withoutLimits } from '../platform.mjs';
import { roster } from '../rosters.mjs';
import { percentile } from '../statistics.mjs';
import { peopleOf } from './post.mjs';

const perSecond = 200;

/** From a commit in programs to the commit of its effect in membership, at 200 events a second, on each bus. */
export async function measure({ folder, rounds, quick, say }) {
  const figures = [];
  const notes = [
    `Enrollments are posted one by one at a steady ${perSecond}/s (sent when due, answered or not). Both ends are PostgreSQL’s own commit timestamps (\`track_commit_timestamp\`, switched on for this part alone) of the rows in programs’ \`enrollments\` and in membership’s \`entries\`: one server, one clock, taken when the commit record is made. The limit is the same bus used alone by another process at the same rate with the same text, from handing an event over to the handler’s call, whatever came during one send going with the next, as the relay does.`,
  ];
  let postgres;
  for (const bus of ['postgres', 'kafka']) {
    const found = await onBus(bus, { folder, rounds, quick, say });
    postgres = found.postgres;
    figures.push(...found.figures);
    notes.push(found.note);
  }
  return { postgres, figures, notes };
}

async function onBus(bus, { folder, rounds, quick, say }) {
  const seconds = quick ? 3 : 10;
  const name = bus === 'kafka' ? 'Kafka' : 'PostgreSQL';
  const file = roster(folder, { format: 'ndjson', rows: quick ? 5_000 : 50_000, people: quick ? 2_000 : 20_000 });
  const platform = await ownPlatform({ bus, env: withoutLimits });
  const helpers = [];
  try {
    await restartWith(platform, { track_commit_timestamp: 'on' });
    const run = platform.run();
    const postgres = await serverFacts(run.superuser);
    await importFile(platform, { file, source: 'posts' });
    await untilQuiet(run);
    await caughtUp(run, 120_000);
    await swept(run);
    const clients = helper('clients.mjs', { source: 'posts', people: peopleOf(file) });
    const raw = helper('raw-bus.mjs', { eventBus: run.eventBus });
    helpers.push(clients, raw);
    await Promise.all(helpers.map(({ started }) => started));
    const payload = JSON.stringify(sample);
    const warm = [];
    let cold;
    let before = 0;
    for (let round = 0; round <= rounds; round++) {
      const posted = await clients.ask({
        steady: {
          url: platform.gateway,
          path: '/api/v1/enrollments',
          token: await platform.token(),
          clients: 32,
          seconds,
          perSecond,
        },
      });
      const times = await latencies(run, before, posted.count);
      before += posted.count;
      const limit = (await raw.ask({ raw: { payload, seconds, perSecond } })).times;
      const one = {
        p50: percentile(times, 0.5),
        p99: percentile(times, 0.99),
        raw50: percentile(limit, 0.5),
        raw99: percentile(limit, 0.99),
        rate: posted.count / posted.took,
      };
      if (round === 0) cold = one;
      else warm.push(one);
      say(
        `  ${name}, ${round === 0 ? 'cold' : `round ${round}`}: p50 ${one.p50.toFixed(1)} ms, p99 ${one.p99.toFixed(1)} ms at ${one.rate.toFixed(0)}/s; raw p50 ${one.raw50.toFixed(1)} ms, p99 ${one.raw99.toFixed(1)} ms`,
      );
    }
    return {
      postgres,
      figures: [
        {
          figure: `commit in programs to applied in membership at ${perSecond} events/s, ${name} bus, p50`,
          unit: 'ms',
          values: warm.map(({ p50 }) => p50),
          limits: warm.map(({ raw50 }) => raw50),
          target: { most: 3 },
          cold: { value: cold.p50, limit: cold.raw50 },
        },
        {
          figure: `its p99, ${name} bus`,
          unit: 'ms',
          values: warm.map(({ p99 }) => p99),
          target: { most: 100 },
          cold: { value: cold.p99 },
        },
      ],
      note: `${name} bus: reached ${warm.map(({ rate }) => rate.toFixed(0)).join(', ')} posts/s; the bus alone has a p99 of ${warm.map(({ raw99 }) => raw99.toFixed(1)).join(', ')} ms.`,
    };
  } finally {
    await Promise.all(helpers.map((one) => one.end()));
    await platform.stop();
  }
}

/** Milliseconds for the posts numbered from `from` on. */
async function latencies(run, from, count) {
  const began = await withClient(
    run.databases.programs,
    async (client) =>
      (
        await client.query(
          `select id, pg_xact_commit_timestamp(xmin)::text as at, extract(epoch from pg_xact_commit_timestamp(xmin))::float8 as seconds
           from enrollments where source = 'posts' and sourced_id like 'post-%' and substr(sourced_id, 6)::int >= $1`,
          [from],
        )
      ).rows,
  );
  if (began.length !== count) throw new Error(`${began.length} of ${count} posted enrollments are there`);
  const ids = began.map(({ id }) => id);
  for (let tries = 0; ; tries++) {
    const ended = await withClient(
      run.databases.membership,
      async (client) =>
        (
          await client.query(
            `select enrollment_id as id, extract(epoch from pg_xact_commit_timestamp(xmin))::float8 as seconds
             from entries where enrollment_id = any($1::uuid[])`,
            [ids],
          )
        ).rows,
    );
    if (ended.length === count) {
      const start = new Map(began.map(({ id, seconds }) => [id, seconds]));
      return ended.map(({ id, seconds }) => (seconds - start.get(id)) * 1000);
    }
    if (tries > 100) throw new Error(`${ended.length} of ${count} events were applied`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Waits until membership's entries of the import come to rest: on Kafka nothing else says that it has caught up. */
async function caughtUp(run, within) {
  const deadline = Date.now() + within;
  let last = -1;
  for (;;) {
    const count = await withClient(
      run.databases.membership,
      async (client) => (await client.query('select count(*)::int as count from entries')).rows[0].count,
    );
    if (count > 0 && count === last) return;
    last = count;
    if (Date.now() > deadline) throw new Error('membership does not catch up');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

/** As long as a real event. */
const sample = {
  specversion: '1.0',
  id: '01999999-0000-7000-8000-000000000000',
  type: 'chiron.programs.enrollment.started.v1',
  source: '/programs',
  datacontenttype: 'application/json',
  subject: '01999999-0000-7000-8000-000000000001',
  partitionkey: '01999999-0000-7000-8000-000000000001',
  time: '2026-11-22T08:00:00.000Z',
  revision: 1,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  data: {
    enrollmentId: '01999999-0000-7000-8000-000000000001',
    source: 'posts',
    person: { source: 'posts', sourcedId: 'usr-12345' },
    offeringId: '01999999-0000-7000-8000-000000000002',
    role: 'learner',
    status: 'active',
    beginDate: '2026-09-01',
    endDate: '2026-12-20',
  },
};
