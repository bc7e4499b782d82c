// Imports as a client posts them, and the limit they are measured against: COPY.
import { randomUUID } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { request } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import copyStreams from 'pg-copy-streams';
import { withClient } from './machine.mjs';

const types = { ndjson: 'application/x-ndjson', zip: 'application/zip' };
const ended = new Set(['applied', 'refused', 'cancelled', 'planned', 'superseded', 'awaiting-release']);

/** Posts a file and polls every 50 ms; answers seconds from the first byte posted. */
export async function importFile(platform, { file, source, mode = 'delta' }) {
  const format = file.endsWith('.zip') ? 'zip' : 'ndjson';
  const token = await platform.token();
  const began = performance.now();
  const location = await post(platform.gateway, {
    path: `/api/v1/imports?source=${encodeURIComponent(source)}&mode=${mode}`,
    file,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': types[format],
      'content-length': statSync(file).size,
      'idempotency-key': randomUUID(),
    },
  });
  const accepted = (performance.now() - began) / 1000;
  for (;;) {
    const answer = await platform.call(location);
    const found = await answer.json();
    if (!answer.ok) throw new Error(`the import cannot be read: ${answer.status} ${JSON.stringify(found)}`);
    if (found.state === 'applied') {
      const applied = (performance.now() - began) / 1000;
      return { id: found.id, counts: found.counts, accepted, applied, began };
    }
    if (ended.has(found.state)) throw new Error(`the import ended ${found.state}: ${JSON.stringify(found)}`);
    await sleep(50);
  }
}

function post(base, { path, file, headers }) {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, base), { method: 'POST', headers, agent: false });
    sent.on('error', reject);
    sent.once('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => (text += chunk));
      answer.once('end', () =>
        answer.statusCode === 202
          ? resolve(answer.headers.location)
          : reject(new Error(`the import was not accepted: ${answer.statusCode} ${text}`)),
      );
    });
    createReadStream(file, { highWaterMark: 256 * 1024 })
      .on('error', reject)
      .pipe(sent);
  });
}

/** As `GET /api/v1/operations/membership/progress` counts it. */
const shownBy = `select count(*)::int as entries from entries e where e.source = $1
  and exists (select from identifiers i where i.source = e.source and i.sourced_id = e.sourced_id and i.person_id is not null)`;

/**
 * Waits until membership's records show `rows` entries of the source; answers seconds since `began`. The bus says cheaply
 * how far membership has read (its offsets, 20 ms apart); the count itself is asked for only once that reached the end.
 */
export async function untilShown(run, { source, rows, began, within = 600_000 }) {
  return withClient(run.databases.bus, (bus) =>
    withClient(run.databases.membership, async (membership) => {
      // tables that have just been filled have no statistics yet, and the planner would look up row by row
      await membership.query('set enable_nestloop = off');
      const deadline = performance.now() + within;
      for (;;) {
        const { rows: behind } = await bus.query(
          `select from topics t join offsets o on o.topic = t.name
            where o.consumer_group = 'membership' and t.next_position > o.next_position`,
        );
        if (behind.length === 0) {
          const [{ entries }] = (await membership.query(shownBy, [source])).rows;
          if (entries >= rows) return (performance.now() - began) / 1000;
        }
        if (performance.now() > deadline) throw new Error(`membership does not show all rows of ${source}`);
        await sleep(20);
      }
    }),
  );
}

/** Waits until nothing lies in an outbox, on its way, or unread on the Postgres bus. */
export async function untilQuiet(run, within = 900_000) {
  const deadline = performance.now() + within;
  const empty = (name) =>
    withClient(
      run.databases[name],
      async (client) => (await client.query('select from outbox limit 1')).rowCount === 0,
    );
  for (let calm = 0; calm < 3;) {
    const behind = run.eventBus.startsWith('kafka')
      ? 0
      : await withClient(run.databases.bus, async (bus) => {
          const found = await bus.query(
            `select from topics t join offsets o on o.topic = t.name where t.next_position > o.next_position`,
          );
          return found.rowCount;
        });
    calm =
      behind === 0 && (await empty('programs')) && (await empty('membership')) && (await empty('grants'))
        ? calm + 1
        : 0;
    if (performance.now() > deadline) throw new Error('the platform does not come to rest');
    await sleep(100);
  }
}

/** What the import of a source wrote into `enrollments`, as COPY's text. */
export async function rowsOf(run, source) {
  return withClient(run.databases.programs, async (client) => {
    const pieces = [];
    const text = client.query(
      copyStreams.to(`copy (select * from enrollments where source = '${source}' order by id) to stdout`),
    );
    for await (const piece of text) pieces.push(piece);
    return Buffer.concat(pieces);
  });
}

/** A table of the same definition as `enrollments` (columns, checks, indexes) beside it in the same database. */
export async function makeLimitTable(run, table) {
  await withClient(run.databases.programs, async (client) => {
    await client.query('create schema if not exists bench');
    await client.query(`drop table if exists bench.${table}`);
    await client.query(`create table bench.${table} (like public.enrollments including all)`);
  });
}

/** The limit: one COPY in one transaction, committed and on disk; answers seconds. */
export async function copyRows(run, table, text) {
  return withClient(run.databases.programs, async (client) => {
    const began = performance.now();
    await client.query('begin');
    const sink = client.query(copyStreams.from(`copy bench.${table} from stdin`));
    await pipeline(async function* () {
      for (let at = 0; at < text.length; at += 65_536) yield text.subarray(at, at + 65_536);
    }, sink);
    await client.query('commit');
    return (performance.now() - began) / 1000;
  });
}

/** What autovacuum would do some time after an import, done now: nothing of it falls into what is measured next. */
export async function swept(run) {
  for (const name of ['programs', 'membership', 'grants'])
    await withClient(run.databases[name], (client) => client.query('vacuum (analyze)'));
  await checkpoint(run);
}

/** Both sides begin alike: what was written before is on disk. */
export const checkpoint = (run) => withClient(run.superuser, (client) => client.query('checkpoint'));
