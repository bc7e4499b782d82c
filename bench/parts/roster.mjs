import { helper } from '../helper.mjs';
import { serverFacts, withClient } from '../machine.mjs';
import { ownPlatform, withoutLimits } from '../platform.mjs';
import { percentile } from '../statistics.mjs';

/** The first page of one large roster, asked for again and again. */
export async function measure({ rounds, quick, say }) {
  const all = quick ? 50_000 : 1_000_000;
  const large = quick ? 2_000 : 17_500;
  const seconds = quick ? 2 : 5;
  const platform = await ownPlatform({ env: withoutLimits });
  let clients;
  try {
    const run = platform.run();
    const postgres = await serverFacts(run.superuser);
    const offeringId = await fill(run, all, large);
    const path = `/api/v1/enrollments?offeringId=${offeringId}`;
    const page = await (await platform.call(path)).json();
    if (page.items?.length !== 50 || !page.next)
      throw new Error(`not a first page: ${JSON.stringify(page).slice(0, 500)}`);
    clients = helper('clients.mjs', {});
    await clients.started;
    const warm = [];
    let cold;
    for (let round = 0; round <= rounds; round++) {
      const { times } = await clients.ask({
        get: { url: platform.gateway, path, token: await platform.token(), clients: 4, seconds },
      });
      const one = { p50: percentile(times, 0.5), p99: percentile(times, 0.99), count: times.length };
      if (round === 0) cold = one;
      else warm.push(one);
      say(
        `  ${round === 0 ? 'cold' : `round ${round}`}: ${one.count} pages, p50 ${one.p50.toFixed(1)} ms, p99 ${one.p99.toFixed(1)} ms`,
      );
    }
    return {
      postgres,
      figures: [
        {
          figure: `first page (50) of a roster of ${large.toLocaleString('en-US')} among ${all.toLocaleString('en-US')} enrollments, p99`,
          unit: 'ms',
          values: warm.map(({ p99 }) => p99),
          target: { most: 30 },
          cold: { value: cold.p99 },
        },
      ],
      notes: [
        `The table is filled by SQL (one source, 400 other offerings, 60,000 people), then \`vacuum analyze\`. Four clients ask for ${seconds} s a round, each again as soon as it is answered (${warm.map(({ count }) => count).join(', ')} pages; p50 ${warm.map(({ p50 }) => p50.toFixed(1)).join(', ')} ms). CHIRON_REQUESTS_PER_SECOND is raised to 1,000,000.`,
      ],
    };
  } finally {
    await clients?.end();
    await platform.stop();
  }
}

async function fill(run, all, large) {
  return withClient(run.databases.programs, async (client) => {
    await client.query(`insert into sources (name) values ('filled')`);
    const others = 400;
    await client.query(
      `insert into offerings (id, source, sourced_id, title, status)
       select gen_random_uuid(), 'filled', 'off-' || n, 'Offering ' || n, 'scheduled' from generate_series(0, $1) as n`,
      [others],
    );
    await client.query(
      `insert into people (source, sourced_id, given_name, family_name, known)
       select 'filled', 'usr-' || n, 'Given ' || n, 'Family ' || n, true from generate_series(0, 59999) as n`,
    );
    const each = Math.ceil((all - large) / others);
    await client.query(
      `with rows as (
         select 0 as offering, n as person from generate_series(0, $1::int - 1) as n
         union all
         select o, (o * 149 + n) % 60000 from generate_series(1, ${others}) as o, generate_series(0, $2::int - 1) as n
       ), placed as (
         select row_number() over () as place, * from (select * from rows order by (person * 7919 + offering * 104729) % 1000003 limit $3) as mixed
       )
       insert into enrollments (id, source, sourced_id, person, offering_id, role, status, begin_date, end_date)
       select uuidv7(), 'filled', 'enr-' || place, 'usr-' || person, o.id, 'learner', 'active', '2026-09-01', '2026-12-20'
         from placed join offerings o on o.source = 'filled' and o.sourced_id = 'off-' || offering`,
      [large, each, all],
    );
    await client.query('vacuum analyze enrollments, people, offerings');
    const { rows } = await client.query(`select id from offerings where source = 'filled' and sourced_id = 'off-0'`);
    return rows[0].id;
  });
}
