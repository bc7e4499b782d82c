// A round with a committee of 40 reviewers and 1,000 applications, and what its reviewers ask of the gateway.
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { importFile, untilQuiet } from './importing.mjs';
import { serverFacts, withClient } from './machine.mjs';
import { ownPlatform, withoutLimits } from './platform.mjs';
import { roster } from './rosters.mjs';
import { percentile } from './statistics.mjs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const reviewers = 40;
const signed = { occasion: 'before', conflictsDeclared: true, confidentiality: true, aiRule: true };

/** Times in milliseconds of each round's requests: the list by four clients, the autosave by all reviewers at once. */
export async function reviewRound({ rounds, quick, say }) {
  const applications = quick ? 100 : 1_000;
  const seconds = quick ? 2 : 8;
  const folder = mkdtempSync(join(tmpdir(), 'chiron-bench-round-'));
  const platform = await ownPlatform({ env: withoutLimits });
  try {
    const run = platform.run();
    const postgres = await serverFacts(run.superuser);
    const { committee, members, officer } = await committeeOf(platform, folder, applications);
    const list = { warm: [] };
    const autosave = { warm: [] };
    await phase(officer, committee, 'review');
    const drafts = await draftsOf(members, committee);
    for (let round = 0; round <= rounds; round++) {
      const typed = await type(platform.gateway, committee, drafts, seconds);
      if (round === 0) autosave.cold = typed;
      else autosave.warm.push(typed);
      say(`  autosave, ${named(round)}: ${typed.length} saved, p99 ${percentile(typed, 0.99).toFixed(1)} ms`);
    }
    // from the discussion on everybody sees all but what is hidden
    await phase(officer, committee, 'discussion');
    for (let round = 0; round <= rounds; round++) {
      const times = await read(platform.gateway, committee, members.slice(0, 4), { seconds, applications });
      if (round === 0) list.cold = times;
      else list.warm.push(times);
      say(`  list, ${named(round)}: ${times.length} pages, p99 ${percentile(times, 0.99).toFixed(1)} ms`);
    }
    return {
      list,
      autosave,
      postgres,
      note: `One committee of ${reviewers} reviewers, each in conflict with 20 of ${applications.toLocaleString('en-US')} applications (these and the conflicts are filled in by SQL; people, officer, call, committee, members, signings, assignments and reviews by the API). List: four reviewers ask for pages of 500 without a pause for ${seconds} s a round. Autosave: each of ${reviewers} reviewers saves a critique that grows, once a second with If-Match, for ${seconds} s a round; every version is kept. CHIRON_REQUESTS_PER_SECOND is raised to 1,000,000.`,
    };
  } finally {
    await platform.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const named = (round) => (round === 0 ? 'cold' : `round ${round}`);

/** Somebody's own calls: a ten-minute token, minted anew in time. */
function person(platform, id) {
  let held;
  const token = async () => {
    if (held && held.until > Date.now()) return held.token;
    const answer = await platform.call(`/api/v1/people/${id}/tokens`, { method: 'POST' });
    if (!answer.ok) throw new Error(`no token: ${answer.status} ${await answer.text()}`);
    const minted = await answer.json();
    held = { token: minted.access_token ?? minted.accessToken, until: Date.now() + 480_000 };
    return held.token;
  };
  const ask = async (method, path, body, headers = {}) => {
    const answer = await fetch(new URL(`/api/v1${path}`, platform.gateway), {
      method,
      headers: {
        authorization: `Bearer ${await token()}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return { body: text ? JSON.parse(text) : undefined, etag: answer.headers.get('etag') };
  };
  return { id, token, ask };
}

async function committeeOf(platform, folder, applications) {
  const run = platform.run();
  const file = roster(folder, { format: 'ndjson', rows: 200, people: 100 });
  await importFile(platform, { file, source: 'people' });
  await untilQuiet(run);
  const { items } = await (await platform.call('/api/v1/people?limit=100')).json();
  const [officer, ...members] = items.slice(0, reviewers + 1).map(({ id }) => person(platform, id));
  if (members.length < reviewers) throw new Error('there are too few people');
  await expectOk(
    platform.call('/api/v1/grants-officers', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ personId: officer.id, role: 'officer' }),
    }),
  );
  const callId = await publishedCall(officer);
  const committee = (await officer.ask('POST', '/grant-committees', { roundId: callId, name: 'Bench' })).body.id;
  for (const { id } of members)
    await officer.ask('PUT', `/grant-committees/${committee}/members/${id}`, { role: 'member', capacity: 100 });
  for (const { ask } of members) await ask('POST', `/grant-committees/${committee}/signings`, signed);
  await fill(run, { committee, callId, members, applications, officer });
  return { committee, members, officer };
}

async function expectOk(answering) {
  const answer = await answering;
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
  return answer;
}

async function publishedCall(officer) {
  const wall = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);
  const { body } = await officer.ask('POST', '/calls', {
    code: 'BENCH',
    year: 2027,
    title: 'Medical Education Challenge Grant',
    timeZone: 'UTC',
    stages: [{ stage: 'full', opensAt: wall(-1), closesAt: wall(30) }],
    page: { summary: 'Money for better teaching.' },
    approverId: officer.id,
  });
  const form = {
    type: 'object',
    additionalProperties: false,
    required: ['title'],
    properties: { title: { 'x-kind': 'short-text', type: 'string', title: 'Title', 'x-max-words': 20 } },
  };
  const draft = await officer.ask('PUT', `/calls/${body.id}/forms/full`, form);
  await officer.ask('POST', `/calls/${body.id}/forms/full/publish`, undefined, { 'if-match': draft.etag });
  await officer.ask('POST', `/calls/${body.id}/publish`);
  return body.id;
}

async function fill(run, { committee, callId, members, applications, officer }) {
  await withClient(run.databases.grants, async (client) => {
    await client.query(
      `insert into review_applications (application_id, committee_id, round_id, number, title, topics, search)
       select uuidv7(), $1, $2, 'BENCH-' || upper(substr(md5(n::text), 1, 6)), 'Teaching at the bedside, part ' || n,
              array['assessment', 'simulation'], to_tsvector('english', 'teaching at the bedside, part ' || n)
         from generate_series(1, $3) as n`,
      [committee, callId, applications],
    );
    await client.query(
      `insert into review_conflicts (id, application_id, person_id, kind, source, state, created_by)
       select uuidv7(), a.application_id, m.person, 'institutional', 'set-by-chair', 'confirmed', $2
         from unnest($1::uuid[]) with ordinality as m(person, place)
         cross join lateral (select application_id from review_applications order by md5(application_id::text || m.place) limit 20) a`,
      [members.map(({ id }) => id), officer.id],
    );
    await client.query('vacuum analyze review_applications, review_conflicts');
  });
  // one assignment each, where no conflict stands in the way
  for (const [at, { id }] of members.entries()) {
    const free = await withClient(run.databases.grants, async (client) => {
      const { rows } = await client.query(
        `select application_id as id from review_applications a where not exists (
           select from review_conflicts c where c.application_id = a.application_id and c.person_id = $1)
         order by number offset $2 limit 1`,
        [id, at],
      );
      return rows[0].id;
    });
    await officer.ask('POST', `/grant-committees/${committee}/assignments`, { applicationId: free, personId: id });
    members[at].application = free;
  }
}

const phase = (officer, committee, to) => officer.ask('POST', `/grant-committees/${committee}/phase`, { to });

async function draftsOf(members, committee) {
  const drafts = [];
  for (const { ask, token, application } of members) {
    const { body, etag } = await ask('POST', `/grant-committees/${committee}/applications/${application}/reviews`);
    drafts.push({ token, id: body.id, etag, text: '' });
  }
  return drafts;
}

const sentence = 'The aims are clear, and the plan says who measures what, when, and what would count against it. ';

async function type(gateway, committee, drafts, seconds) {
  const pool = new Pool(gateway, { connections: drafts.length, pipelining: 1 });
  const times = [];
  const began = performance.now();
  await Promise.all(
    drafts.map(async (draft, at) => {
      const authorization = `Bearer ${await draft.token()}`;
      if (draft.text.length > 6_000) draft.text = '';
      for (let second = 0; second < seconds; second++) {
        const due = began + second * 1000 + (at * 1000) / drafts.length;
        if (due > performance.now()) await sleep(due - performance.now());
        draft.text += sentence;
        const sent = performance.now();
        const answer = await pool.request({
          path: `/api/v1/grant-committees/${committee}/reviews/${draft.id}/answers`,
          method: 'PUT',
          headers: { authorization, 'content-type': 'application/json', 'if-match': draft.etag },
          body: JSON.stringify({ criteria: { significance: 3 }, critiques: { significance: draft.text } }),
        });
        const text = await answer.body.text();
        times.push(performance.now() - sent);
        if (answer.statusCode !== 200) throw new Error(`not saved: ${answer.statusCode} ${text}`);
        draft.etag = answer.headers.etag;
      }
    }),
  );
  await pool.close();
  return times;
}

async function read(gateway, committee, members, { seconds, applications }) {
  const pool = new Pool(gateway, { connections: members.length, pipelining: 1 });
  const times = [];
  const until = performance.now() + seconds * 1000;
  await Promise.all(
    members.map(async ({ token }) => {
      const headers = { authorization: `Bearer ${await token()}` };
      while (performance.now() < until) {
        let next = null;
        let seen = 0;
        do {
          const sent = performance.now();
          const cursor = next ? `&cursor=${encodeURIComponent(next)}` : '';
          const path = `/api/v1/grant-committees/${committee}/applications?limit=500${cursor}`;
          const answer = await pool.request({ path, method: 'GET', headers });
          const page = await answer.body.json();
          times.push(performance.now() - sent);
          if (answer.statusCode !== 200) throw new Error(`not listed: ${answer.statusCode} ${JSON.stringify(page)}`);
          seen += page.items.length;
          ({ next } = page);
        } while (next);
        if (seen !== applications - 20) throw new Error(`${seen} applications are listed`);
      }
    }),
  );
  await pool.close();
  return times;
}
