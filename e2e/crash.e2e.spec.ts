import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

// The checks of the crash suite are worth as much as what they notice: here they must notice each kind of loss.
interface Platform {
  run(): { databases: Record<string, string> };
  stop(): Promise<number>;
}
type Databases = { close(): Promise<unknown> };
const { ownPlatform } = (await import('../tools/start/own.mjs' as string)) as {
  ownPlatform(options: object): Promise<Platform>;
};
const { postImport } = (await import('../tools/crash/post.mjs' as string)) as {
  postImport(platform: Platform, options: object): Promise<string>;
};
const { openDatabases, quiet, verify } = (await import('../tools/crash/verify.mjs' as string)) as {
  openDatabases(run: object): Databases;
  quiet(databases: Databases, imports: object[], rows: number, options: object): Promise<void>;
  verify(options: object): Promise<string[]>;
};

const rows = 300;
const folder = mkdtempSync(join(tmpdir(), 'chiron-noticed-'));
const file = join(folder, 'roster.ndjson');
const clients: Record<string, Client> = {};
let platform: Platform;
let databases: Databases;
let found: () => Promise<string[]>;

beforeAll(async () => {
  const size = ['--people', '60', '--offerings', '6', '--enrollments', String(rows)];
  spawnSync(process.execPath, ['tools/make-roster.mjs', '--format', 'ndjson', '--out', file, ...size]);
  platform = await ownPlatform({
    env: process.env['CHIRON_CACHE'] ? { CHIRON_CACHE: process.env['CHIRON_CACHE'] } : {},
  });
  databases = openDatabases(platform.run());
  const deadline = Date.now() + 60_000;
  const id = await postImport(platform, { file, source: 'sis', key: 'once', deadline });
  const imports = [{ id, source: 'sis' }];
  await quiet(databases, imports, rows, { deadline });
  found = () => verify({ platform, databases, bus: 'postgres', imports, rows, file });
  for (const name of ['programs', 'membership', 'grants', 'bus']) {
    clients[name] = new Client(platform.run().databases[name]!);
    await clients[name].connect();
  }
}, 180_000);
afterAll(async () => {
  await Promise.all(Object.values(clients).map((client) => client.end()));
  await databases.close();
  expect(await platform.stop()).toBe(0);
  rmSync(folder, { recursive: true, force: true });
});

describe('the crash suite', () => {
  it('finds nothing where nothing is lost', async () => {
    expect(await found()).toEqual([]);
  });

  it.each([
    [
      'a lost entry',
      'membership',
      'delete from entries where ctid = (select min(ctid) from entries)',
      '299 entries of 300',
    ],
    [
      'a changed entry',
      'membership',
      `update entries set revision = 7 where ctid = (select min(ctid) from entries)`,
      '1 entries unlike',
    ],
    [
      'a lost enrollment',
      'programs',
      'delete from enrollments where ctid = (select min(ctid) from enrollments)',
      '299 enrollments',
    ],
    [
      'a changed enrollment',
      'programs',
      `update enrollments set end_date = '2030-01-01' where ctid = (select min(ctid) from enrollments)`,
      '1 enrollments unlike',
    ],
    [
      'a second person',
      'membership',
      `insert into people (id, names, created_at, changed_at, revision) select gen_random_uuid(), names, now(), now(), 1 from people limit 1`,
      'persons for',
    ],
    [
      'a person that programs was not told',
      'programs',
      'update people set person_id = null where ctid = (select min(ctid) from people)',
      'was not told of 1',
    ],
    [
      'a person whom grants does not know',
      'grants',
      'delete from references_told where ctid = (select min(ctid) from references_told)',
      'grants was told of 59 of 60',
    ],
    [
      'an event that was not applied',
      'membership',
      'delete from inbox where ctid = (select min(ctid) from inbox)',
      '1 of ',
    ],
    [
      'an event that waits',
      'programs',
      `insert into outbox (topic, key, event) values ('no.such-topic', 'k', '{}')`,
      'stuck in the outbox',
    ],
    [
      'a dead letter',
      'membership',
      `insert into dead_letters (id, reaction, cause, reason, topic, key) values (gen_random_uuid(), 'X', 'failed', 'boom', 't', 'k')`,
      '1 dead letters',
    ],
    [
      'a lost receipt',
      'programs',
      `update import_chunks set outcomes = outcomes[2:] where ctid = (select min(ctid) from import_chunks)`,
      'receipts',
    ],
  ])('notices %s', async (_, name, tamper, sentence) => {
    const client = clients[name]!;
    const tables = [
      'entries',
      'inbox',
      'dead_letters',
      'people',
      'enrollments',
      'outbox',
      'import_chunks',
      'references_told',
    ];
    const { rows: known } = await client.query<{ name: string }>(
      'select tablename as name from pg_tables where tablename = any($1)',
      [tables],
    );
    for (const table of known)
      await client.query(`create temporary table "kept ${table.name}" as table public."${table.name}"`);
    expect((await client.query(tamper)).rowCount).toBe(1);
    const sentences = await found();
    expect(sentences.join('\n')).toContain(sentence);
    for (const table of known) {
      await client.query(`delete from public."${table.name}"`);
      await client.query(`insert into public."${table.name}" overriding system value table "kept ${table.name}"`);
      await client.query(`drop table "kept ${table.name}"`);
    }
  });
});
