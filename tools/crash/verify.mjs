// What must hold after the crashes, asked of the databases, the bus and the public API.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { publishedIds } from './published.mjs';

/** Which topics each service reacts to: every event of these is applied there, once. */
const reactsTo = {
  membership: ['programs.programs', 'programs.offerings', 'programs.people', 'programs.enrollments'],
  programs: ['membership.references'],
  grants: ['programs.people', 'membership.references', 'membership.people', 'membership.review-capacities'],
};

/** Reads the services' databases through pools that survive the server's death. */
export function openDatabases({ databases }) {
  const pools = Object.fromEntries(
    Object.entries(databases).map(([name, url]) => {
      const pool = new pg.Pool({
        connectionString: url,
        max: 2,
        application_name: 'crash suite',
        connectionTimeoutMillis: 5_000,
      });
      pool.on('error', () => undefined);
      return [name, pool];
    }),
  );
  return {
    rows: async (name, sql, params) => (await pools[name].query(sql, params)).rows,
    one: async (name, sql, params) => Object.values((await pools[name].query(sql, params)).rows[0] ?? {})[0],
    close: () => Promise.all(Object.values(pools).map((pool) => pool.end())),
  };
}

const ended = "('applied', 'refused', 'cancelled', 'superseded', 'undone', 'awaiting-release', 'planned')";

/** Waits until every import has ended and all that follows from it has arrived. */
export async function quiet(databases, imports, rows, { deadline }) {
  let missing = 'nothing was heard of the platform';
  while (Date.now() < deadline) {
    try {
      missing = await restless(databases, imports, rows);
      if (!missing) return;
    } catch (error) {
      missing = `the databases do not answer: ${error.message}`;
    }
    await sleep(200);
  }
  throw new Error(`it never became quiet: ${missing}`);
}

async function restless(databases, imports, rows) {
  const ids = imports.map(({ id }) => id);
  const running = await databases.one(
    'programs',
    `select count(*)::int from imports where id = any($1) and state not in ${ended}`,
    [ids],
  );
  if (running > 0) return `${running} imports have not ended`;
  for (const name of ['programs', 'membership', 'grants']) {
    const waiting = await databases.one(name, 'select count(*)::int from outbox');
    if (waiting > 0) return `${waiting} events wait in the outbox of ${name}`;
  }
  const entries = await databases.one('membership', 'select count(*)::int from entries');
  if (entries < imports.length * rows) return `membership has ${entries} of ${imports.length * rows} entries`;
  const unresolved = await databases.one(
    'programs',
    'select count(*)::int from people where known and person_id is null',
  );
  if (unresolved > 0) return `${unresolved} people are not resolved`;
  const untold = (await toldGrants(databases)) - (await databases.one('programs', 'select count(*)::int from people'));
  if (untold < 0) return `grants was not told of ${-untold} people`;
  return undefined;
}

/** How many references grants knows wholly: what was told of them, whom they mean, and that this person is registered. */
const toldGrants = (databases) =>
  databases.one(
    'grants',
    `select count(*)::int from references_told r join people_told p using (key) join person_aliases a on a.person_id = r.person_id`,
  );

/** @returns sentences about everything that is not as it must be; none where nothing was lost */
export async function verify({ platform, databases, bus, imports, rows, file }) {
  const problems = [];
  const must = (holds, sentence) => holds || problems.push(sentence);
  const roster = await readRoster(file);
  const { one } = databases;

  for (const { id, source } of imports) {
    await checkImport(platform, { id, source, rows, roster }, must);
    await checkEnrollments(databases, { source, rows, roster }, must);
  }

  const references = imports.length * roster.people.size;
  const persons = await one('membership', 'select count(*)::int from people where merged_into is null');
  must(persons === references, `membership has ${persons} persons for ${references} references`);
  const resolved = await one(
    'membership',
    'select count(distinct (source, sourced_id))::int from identifiers where person_id is not null',
  );
  must(resolved === references, `membership has resolved ${resolved} of ${references} references`);

  const told = await toldGrants(databases);
  must(told === references, `grants was told of ${told} of ${references} references`);

  for (const name of ['programs', 'membership', 'grants']) {
    const dead = await databases.rows(
      name,
      'select cause, count(*)::int as n, min(reason) as reason from dead_letters group by cause',
    );
    for (const { cause, n, reason } of dead) must(false, `${n} dead letters in ${name}, ${cause}: ${reason}`);
    const waiting = await one(name, 'select count(*)::int from outbox');
    must(waiting === 0, `${waiting} events are stuck in the outbox of ${name}`);
  }
  await checkEvents({ run: platform.run(), databases, bus }, must);
  await checkPeopleOverHttp(platform, references, must);
  return problems;
}

async function readRoster(file) {
  const people = new Set();
  const enrollments = new Map();
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const row = JSON.parse(line);
    people.add(row.person.sourcedId);
    enrollments.set(row.sourcedId, row);
  }
  return { people, enrollments };
}

/** Asks until the gateway and the service behind it answer: they may have been killed a moment ago. */
async function ask(platform, path) {
  let told;
  for (let tries = 0; tries < 120; tries++) {
    try {
      const answer = await platform.call(path);
      if (answer.ok) return await answer.json();
      told = `${answer.status} ${await answer.text()}`;
      if (answer.status < 429) break;
    } catch (error) {
      told = error.message;
    }
    await sleep(250);
  }
  throw new Error(`GET ${path}: ${told}`);
}

async function* pages(platform, path) {
  let cursor = '';
  do {
    const { items, next } = await ask(platform, `${path}${path.includes('?') ? '&' : '?'}limit=500${cursor}`);
    yield* items;
    cursor = next ? `&cursor=${encodeURIComponent(next)}` : undefined;
  } while (cursor !== undefined);
}

async function checkImport(platform, { id, source, rows, roster }, must) {
  const { state, counts } = await ask(platform, `/api/v1/imports/${id}`);
  must(state === 'applied', `the import of ${source} is ${state}`);
  must(counts.rows === rows && counts.created === rows, `the import of ${source} counts ${JSON.stringify(counts)}`);
  const lines = new Set();
  const odd = {};
  for await (const { line, sourcedId, outcome } of pages(platform, `/api/v1/imports/${id}/receipts`)) {
    lines.add(line);
    if (outcome !== 'created' || !roster.enrollments.has(sourcedId)) odd[outcome] = (odd[outcome] ?? 0) + 1;
  }
  must(lines.size === rows, `${source} has receipts of ${lines.size} of ${rows} lines`);
  must(Object.keys(odd).length === 0, `${source} has unexpected receipts: ${JSON.stringify(odd)}`);
}

/** Each enrollment once, as posted, and the same in membership's record, from one event. */
async function checkEnrollments(databases, { source, rows, roster }, must) {
  const held = await databases.rows(
    'programs',
    `select e.id, e.sourced_id, e.person, e.role, e.status, e.begin_date::text, e.end_date::text, e.revision, e.offering_id, o.sourced_id as offering
       from enrollments e join offerings o on o.id = e.offering_id where e.source = $1`,
    [source],
  );
  must(held.length === rows, `${source} has ${held.length} enrollments of ${rows}`);
  const byId = new Map();
  let [unknown, different] = [0, 0];
  for (const row of held) {
    byId.set(row.id, row);
    const posted = roster.enrollments.get(row.sourced_id);
    if (!posted) unknown++;
    else if (
      row.person !== posted.person.sourcedId ||
      row.offering !== posted.offering.sourcedId ||
      row.status !== 'active' ||
      row.begin_date !== posted.beginDate ||
      row.end_date !== posted.endDate
    )
      different++;
  }
  const once = new Set(held.map((row) => row.sourced_id)).size;
  must(once === held.length, `${source} has ${held.length - once} enrollments twice`);
  must(unknown === 0, `${source} has ${unknown} enrollments that nobody posted`);
  must(different === 0, `${source} has ${different} enrollments unlike what was posted`);

  const entries = await databases.rows(
    'membership',
    'select enrollment_id, sourced_id, offering_id, role, status, begin_date::text, end_date::text, revision from entries where source = $1',
    [source],
  );
  must(entries.length === rows, `the records of ${source} have ${entries.length} entries of ${rows}`);
  let unlike = 0;
  for (const entry of entries) {
    const row = byId.get(entry.enrollment_id);
    const same =
      row && ['role', 'status', 'begin_date', 'end_date', 'offering_id'].every((field) => row[field] === entry[field]);
    if (!same || row.person !== entry.sourced_id || Number(row.revision) !== Number(entry.revision)) unlike++;
  }
  must(unlike === 0, `the records of ${source} have ${unlike} entries unlike their enrollment`);

  const told = await databases.rows('programs', 'select sourced_id, person_id from people where source = $1', [source]);
  const known = new Map(
    (
      await databases.rows('membership', 'select sourced_id, person_id from identifiers where source = $1', [source])
    ).map((row) => [row.sourced_id, row.person_id]),
  );
  must(
    told.length === roster.people.size && known.size === roster.people.size,
    `${source} has ${told.length} and ${known.size} people of ${roster.people.size}`,
  );
  const apart = told.filter((row) => row.person_id === null || row.person_id !== known.get(row.sourced_id)).length;
  must(apart === 0, `programs was not told of ${apart} persons of ${source}`);
}

/** What was published and what was applied are the same events; the inbox's key makes each one count once. */
async function checkEvents({ run, databases, bus }, must) {
  for (const [service, topics] of Object.entries(reactsTo)) {
    const applied = new Set(
      (await databases.rows(service, 'select distinct event_id from inbox')).map((row) => row.event_id),
    );
    const published = await publishedIds({ run, databases, bus, topics });
    const lost = [...published].filter((id) => !applied.has(id)).length;
    const unknown = [...applied].filter((id) => !published.has(id)).length;
    must(lost === 0, `${lost} of ${published.size} events were not applied by ${service}`);
    must(unknown === 0, `${service} has applied ${unknown} events that the bus does not hold`);
  }
  // one event for each thing that was made, and no second one
  const made = await databases.one('membership', 'select count(distinct event_id)::int from entries');
  const entries = await databases.one('membership', 'select count(*)::int from entries');
  must(made === entries, `${entries} entries come from ${made} events`);
}

async function checkPeopleOverHttp(platform, expected, must) {
  const seen = new Set();
  let count = 0;
  for await (const { id } of pages(platform, '/api/v1/people')) {
    seen.add(id);
    count++;
  }
  must(
    seen.size === expected && count === expected,
    `the API lists ${seen.size} persons (${count} lines) of ${expected}`,
  );
}
