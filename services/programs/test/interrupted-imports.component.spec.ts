import type { Client } from 'pg';
import { uuidv7 } from 'uuidv7';
import { eventually } from '@chiron/testing';
import { Deliveries, newSource, row, type ImportBody } from './delivering.js';
import { RunningPrograms } from './running-programs.js';

let programs: RunningPrograms;
let deliveries: Deliveries;
beforeAll(async () => {
  programs = await RunningPrograms.start();
  deliveries = new Deliveries(programs);
});
afterAll(() => programs.stop());

/** A chunk holds 5,000 lines. */
const chunk = 5_000;
const rows = (count: number) => Array.from({ length: count }, (_, i) => row(i + 1));
const patient = { within: 30_000 };

async function rest(id: string): Promise<ImportBody> {
  return eventually(
    'the import comes to rest',
    async () => {
      const one = await deliveries.get(id);
      if (!['applied', 'refused', 'awaiting-release'].includes(one.state)) throw new Error(`it is ${one.state}`);
      return one;
    },
    patient,
  );
}

async function begin(source: string, lines: Parameters<Deliveries['post']>[1], query = ''): Promise<string> {
  const answer = await deliveries.post(source, lines, query);
  expect(answer.status).toBe(202);
  return answer.body.id;
}

/** Enrollments of the source, and how many names they have. */
async function stored(source: string): Promise<unknown> {
  const counted = await programs.database.query(
    'select count(*)::int as all, count(distinct sourced_id)::int as ids from enrollments where source = $1',
    [source],
  );
  return counted.rows[0];
}

let triggers = 0;
/** The database does `act` before it takes in the row, or changes it; answers how to stop that. */
async function before(
  table: string,
  source: string,
  sourcedId: string,
  act: string,
  event: 'insert' | 'update' = 'insert',
): Promise<() => Promise<void>> {
  const name = `test_${++triggers}`;
  await programs.database.query(`create sequence ${name}`);
  await programs.database.query(
    `create function ${name}() returns trigger language plpgsql as $$ begin
       if new.source = '${source}' and new.sourced_id = '${sourcedId}' then ${act.replaceAll('$name', name)} end if;
       return new; end $$`,
  );
  await programs.database.query(
    `create trigger ${name} before ${event} on ${table} for each row execute function ${name}()`,
  );
  return async () => void (await programs.database.query(`drop trigger ${name} on ${table}`));
}
const fail = `raise exception 'a fault of the test';`;
// A sequence does not go back with its transaction.
const failOnce = `if nextval('$name') = 1 then raise exception 'a fault of the test'; end if;`;

/** Holds the chunk that takes in this row, until the answer is called. */
async function hold(source: string, sourcedId: string): Promise<() => Promise<void>> {
  const key = 7_000_000 + triggers;
  const holder: Client = programs.connection();
  await holder.connect();
  await holder.query('select pg_advisory_lock($1)', [key]);
  await before('enrollments', source, sourcedId, `perform pg_advisory_xact_lock(${key});`);
  return () => holder.end();
}

const waiting = (count: number) =>
  eventually('they wait for the source’s lock or the held row', async () => {
    const { rows: locks } = await programs.database.query(
      `select pid from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`,
    );
    expect(locks).toHaveLength(count);
  });

describe('an import that fails while it is applied', () => {
  it('shows what was applied, not what was planned, and retry takes up every row that was not', async () => {
    const source = newSource();
    const heal = await before('enrollments', source, `enr-${chunk + 1}`, fail);
    const id = await begin(source, [...rows(chunk + 2), row(1, { role: 'wizard' })], '&mode=canonical&scope=all');
    const one = await rest(id);
    expect(one).toMatchObject({
      state: 'refused',
      problem: { code: 'internal-error' },
      counts: { rows: chunk, created: chunk, rejected: 0, omitted: 0 },
    });
    expect(await stored(source)).toEqual({ all: chunk, ids: chunk });
    expect(await deliveries.receipts(id, '&outcome=rejected')).toEqual([]);
    await heal();
    const retry = await programs.call<{ id: string }>('POST', `/api/v1/imports/${id}/retry`);
    expect(retry.status).toBe(202);
    expect(await rest(retry.body.id)).toMatchObject({
      state: 'applied',
      counts: { rows: 3, created: 2, rejected: 1 },
    });
    expect(await deliveries.get(id)).toMatchObject({ counts: { rows: chunk } });
  }, 60_000);

  it('before anything was applied shows nothing, by kind neither, and retry takes all of it', async () => {
    const source = newSource();
    const heal = await before('terms', source, 'trm-1', fail);
    const one = await deliveries.archive(
      source,
      {
        academicSessions: ['trm-1,active,,Autumn,term,2026-09-01,2027-01-01,2027'],
        courses: ['crs-1,active,,Teaching,T1,org-1'],
      },
      '&mode=delta',
    );
    expect(one).toMatchObject({ state: 'refused', counts: { rows: 0, kinds: {} } });
    await heal();
    const retry = await programs.call<{ id: string }>('POST', `/api/v1/imports/${one.id}/retry`);
    const { counts } = await rest(retry.body.id);
    expect(counts!.kinds).toEqual({ term: { created: 1 }, program: { created: 1 } });
  });
});

describe('an import that goes on after a crash', () => {
  it('still knows the ids of people and of the catalogue that stood before it', async () => {
    const source = newSource();
    const user = (n: number | string) => `usr-${n},active,,true,,student,u${n},Ann,Lee`;
    const course = (n: number | string) => `crs-${n},active,,Teaching ${n},T${n},org-1`;
    const numbers = Array.from({ length: chunk }, (_, i) => i + 1);
    await before('people', source, 'usr-new', failOnce);
    await before('programs', source, 'crs-new', failOnce);
    const one = await deliveries.archive(source, {
      courses: [...numbers.map(course), course(1), course('new')],
      users: [...numbers.map(user), user(1), user('new')],
    });
    expect(one.state).toBe('applied');
    expect(one.counts!.kinds).toMatchObject({
      person: { created: chunk + 1, rejected: 1 },
      program: { created: chunk + 1, rejected: 1 },
    });
    const rejected = await deliveries.receipts(one.id, '&outcome=rejected');
    expect(rejected.map(({ sourcedId, code }) => [sourcedId, code])).toEqual([
      ['crs-1', 'duplicate-id'],
      ['usr-1', 'duplicate-id'],
    ]);
  }, 90_000);
});

describe('an undo that is cut', () => {
  it('goes on with what it had not taken back, and reports each thing once', async () => {
    const source = newSource();
    const one = await deliveries.archive(source, {
      academicSessions: ['trm-1,active,,Autumn,term,2026-09-01,2027-01-01,2027'],
      courses: ['crs-1,active,,Teaching,T1,org-1'],
      classes: ['cls-1,active,,Feedback,crs-1,F1,scheduled,org-1,trm-1'],
    });
    await before('programs', source, 'crs-1', failOnce, 'update');
    const { undo } = await deliveries.undo(one.id);
    expect(undo).toMatchObject({ undone: 3, left: 0, leftItems: [] });
    const offering = programs.events.find(({ data }) => data['title'] === 'Feedback' && 'offeringId' in data)!;
    await eventually('it is told once', () =>
      expect(programs.of(offering.subject!).map(({ data }) => data['status'])).toEqual(['scheduled', 'cancelled']),
    );
  });
});

describe('between two chunks of an import', () => {
  it('staff may link a person: rows before complete, rows after are created at once', async () => {
    const source = newSource();
    const bare = { person: { sourcedId: 'usr-bare' } };
    const letGo = await hold(source, 'enr-1');
    const later = row(chunk + 1, { ...bare, offering: { sourcedId: 'cls-2', title: 'Two' } });
    const id = await begin(source, [row(1, bare), ...rows(chunk).slice(1), later]);
    await waiting(1);
    await programs.resolved(source, 'usr-bare', uuidv7());
    await waiting(2);
    await letGo();
    expect(await rest(id)).toMatchObject({
      state: 'applied',
      counts: { rows: chunk + 1, created: chunk, pending: 1 },
    });
    await eventually('both are active', async () => {
      const both = await deliveries.enrollments(source, '&personSourcedId=usr-bare');
      expect(both.map(({ status }) => status)).toEqual(['active', 'active']);
    });
  }, 60_000);

  it('a single post may slip into a first delivery: its row is there once, and the import finds it', async () => {
    const source = newSource();
    const letGo = await hold(source, 'enr-1');
    const id = await begin(source, rows(chunk + 3));
    await waiting(1);
    const posting = programs.call('POST', '/api/v1/enrollments', { body: { source, ...row(chunk + 2) } });
    await waiting(2);
    await letGo();
    expect((await posting).status).toBe(201);
    expect(await rest(id)).toMatchObject({ state: 'applied', counts: { rows: chunk + 3, created: chunk + 2 } });
    const receipts = await deliveries.receipts(id, '&outcome=unchanged');
    const updated = await deliveries.receipts(id, '&outcome=updated');
    expect([...receipts, ...updated].map(({ sourcedId }) => sourcedId)).toEqual([`enr-${chunk + 2}`]);
    expect(await stored(source)).toEqual({ all: chunk + 3, ids: chunk + 3 });
  }, 60_000);
});

describe('a deleted user', () => {
  it('is unchanged each time, keeps what they did, and nothing is told of them', async () => {
    const source = newSource();
    const user = (status: string) => `usr-1,${status},,true,,student,u1,Ann,Lee`;
    await deliveries.archive(source, { users: [user('active')] });
    const told = () => programs.events.filter(({ data }) => data['source'] === source && data['sourcedId'] === 'usr-1');
    await eventually('the user is told', () => expect(told()).toHaveLength(1));
    for (const time of ['first', 'second']) {
      const one = await deliveries.archive(source, { users: [user('tobedeleted')] });
      expect([time, one.counts!.kinds['person']]).toEqual([time, { unchanged: 1 }]);
      expect((await deliveries.receipts(one.id))[0]).toMatchObject({ code: 'nothing-to-end' });
    }
    const again = await deliveries.archive(source, { users: [user('active')] });
    expect(again.counts!.kinds['person']).toEqual({ unchanged: 1 });
    expect(told()).toHaveLength(1);
  });
});
