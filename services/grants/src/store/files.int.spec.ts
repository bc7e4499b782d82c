import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '@chiron/http';
import { Database, openDataSource } from '@chiron/postgres';
import { postgres, type TestDatabase } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import { ReadFiles } from '../features/read-files.js';
import { SweepFiles } from '../features/sweep-files.js';
import { migrations } from '../app.module.js';
import { FileReader } from '../domain/file-reader.js';
import type { FileReading, ReadFile } from '../domain/file-reading.js';
import { PgAttachedFiles } from './attached-files.pg.js';
import { PgFiles } from './files.pg.js';
import { PgLeftovers } from './leftovers.pg.js';
import { LocalStore } from './local-store.js';
import { PgReadings } from './readings.pg.js';

let test: TestDatabase;
let database: Database;
let files: PgFiles;
let readings: PgReadings;
let folder: string;
let store: LocalStore;
let sweep: SweepFiles;
beforeAll(async () => {
  test = await postgres();
  database = new Database(
    await openDataSource({ url: test.url, applicationName: 'test', entities: [], migrations, poolSize: 10 }),
  );
  files = new PgFiles(database);
  readings = new PgReadings(database);
  folder = mkdtempSync(join(tmpdir(), 'chiron-files-'));
  store = new LocalStore(folder);
  sweep = new SweepFiles(new PgLeftovers(database), store);
});
afterAll(async () => {
  await database.dataSource.destroy();
  await test.drop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => database.query('update application_files set read_at = now() where read_at is null'));

const empty: FileReading = { pieces: [], removed: [], unreadable: [] };
const day = 24 * 3_600_000;

async function application(): Promise<string> {
  const [callId, id] = [uuidv7(), uuidv7()];
  await database.query(
    `insert into calls (id, code, state, settings, created_at, created_by, revision)
     values ($1, $2, 'published', '{"blinding": "applicants"}', now(), 'test', 1)`,
    [callId, callId],
  );
  await database.query(
    `insert into applications (id, number, call_id, stage, form_version, applicant_id, state, answers_at, created_at, changed_at)
     values ($1, $2, $3, 'full', 1, $4, 'draft', now(), now(), now())`,
    [id, id, callId, uuidv7()],
  );
  return id;
}
const wanted = (applicationId: string, more: object = {}) => ({
  id: uuidv7(), applicationId, field: 'plan', label: 'plan.pdf', kind: 'pdf' as const, sha256: 'a'.repeat(64), size: 1,
  addedBy: uuidv7(), requestKey: null, ...more,
}); // prettier-ignore
const roomFor = (most: number) => (_: unknown, present: number) => {
  if (present >= most) throw new Error('no room');
};
async function kept(text: string): Promise<string> {
  const received = await store.receive((async function* () { yield await Promise.resolve(Buffer.from(text)); })(), 100); // prettier-ignore
  await received.keep();
  await received.drop();
  return received.sha256;
}
async function stored(applicationId: string, more: object = {}): Promise<string> {
  const { id } = await files.add(wanted(applicationId, more), roomFor(99));
  await files.arrived(id);
  return id;
}

describe('files of an application', () => {
  it('are as many as there is room for when twenty are added at once', async () => {
    const id = await application();
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => files.add(wanted(id), roomFor(3))));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  });

  it('are there once their content is, and make room when they are taken out', async () => {
    const id = await application();
    const { id: one } = await files.add(wanted(id), roomFor(1));
    expect(await files.list(id)).toEqual([]);
    await files.arrived(one);
    expect((await files.list(id)).map((file) => file.id)).toEqual([one]);
    await expect(files.add(wanted(id), roomFor(1))).rejects.toThrow('no room');
    await files.remove(id, one, uuidv7(), () => undefined);
    await expect(files.one(id, one)).rejects.toMatchObject({ code: 'not-found' });
    await expect(files.add(wanted(id), roomFor(1))).resolves.toMatchObject({ fresh: true });
  });

  it('that are just arriving keep it from being handed in; one that was cut off is in nobody’s way', async () => {
    const id = await application();
    const { id: cut } = await files.add(wanted(id), roomFor(1));
    const attached = new PgAttachedFiles(database);
    expect(await attached.of(id)).toEqual({
      counts: { plan: 0 },
      faults: [{ pointer: '/answers/plan', detail: 'a file is just arriving: try again in a moment' }],
    });
    await expect(files.add(wanted(id), roomFor(1))).rejects.toThrow('no room');
    await database.query(`update application_files set added_at = now() - interval '11 minutes' where id = $1`, [cut]);
    expect((await attached.of(id)).faults).toEqual([]);
    const { id: again } = await files.add(wanted(id), roomFor(1));
    await files.arrived(again);
    expect(await attached.of(id)).toEqual({ counts: { plan: 1 }, faults: [] });
  });

  it('sent twice under one key by one person are one; another person may use the same key', async () => {
    const id = await application();
    const first = wanted(id, { requestKey: 'k' });
    await files.add(first, roomFor(9));
    await files.arrived(first.id);
    const again = await files.add({ ...first, id: uuidv7() }, roomFor(9));
    expect(again).toEqual({ id: first.id, fresh: false });
    await expect(files.add({ ...first, sha256: 'b'.repeat(64) }, roomFor(9))).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
    expect((await files.add(wanted(id, { requestKey: 'k' }), roomFor(9))).fresh).toBe(true);
  });
});

describe('files that wait to be read', () => {
  it('are each read by one of many, and by the next when their reader died', async () => {
    const id = await application();
    const ids = [await stored(id), await stored(id), await stored(id)];
    const claimed = await Promise.all(Array.from({ length: 8 }, () => readings.claim()));
    expect(claimed.flatMap((one) => one?.id ?? []).sort()).toEqual(ids);
    expect(await readings.claim()).toBeUndefined();
    await database.query(`update application_files set reading_since = now() - interval '6 minutes' where id = $1`, [
      ids[0],
    ]);
    expect(await readings.claim()).toMatchObject({ id: ids[0], tries: 1 });
  });

  it('are those of one application where it is asked for', async () => {
    const [one, other] = [await application(), await application()];
    await stored(one);
    const id = await stored(other);
    expect((await readings.claim(other))?.id).toBe(id);
    expect(await readings.claim(other)).toBeUndefined();
    expect(await readings.waiting(other)).toBe(true);
    await readings.keep(id, empty, null, () => Promise.resolve());
    expect(await readings.waiting(other)).toBe(false);
  });

  it('keep what was read, also characters that no database holds', async () => {
    const id = await application();
    const file = await stored(id);
    const text = 'a\0b\ud800c';
    await readings.keep(file, { ...empty, pieces: [{ kind: 'text', part: 'page 1', text }] }, null, () =>
      Promise.resolve(),
    );
    expect((await readings.of(id))[0]!.pieces).toEqual([{ kind: 'text', part: 'page 1', text: 'a\ufffdb\ufffdc' }]);
  });
});

/** The store, while its disk or its network is away. */
class AwayStore extends LocalStore {
  away = true;
  override get(sha256: string): Promise<Uint8Array | undefined> {
    if (this.away) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
    return super.get(sha256);
  }
}

/** Reads nothing out of anything. */
class PlainReader extends FileReader {
  override detect(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
  override read(): Promise<ReadFile> {
    return Promise.resolve({ ...empty, copy: null });
  }
  override search(): Promise<never[]> {
    return Promise.resolve([]);
  }
}

describe('a file whose content cannot be fetched', () => {
  const unread = [{ reason: 'damaged' }];
  const reading = (from: LocalStore) =>
    new ReadFiles(readings, from, new PlainReader(), { error: () => undefined } as unknown as Log);
  const inSomeMinutes = (id: string) =>
    database.query(`update application_files set reading_since = reading_since - interval '6 minutes' where id = $1`, [
      id,
    ]);

  it('is read once the store is back, however often it was tried', async () => {
    const id = await application();
    const file = await stored(id, { sha256: await kept('whole') });
    const away = new AwayStore(folder);
    for (let i = 0; i < 5; i++) {
      await expect(reading(away).run()).rejects.toThrow('EIO');
      await inSomeMinutes(file);
    }
    away.away = false;
    await reading(away).run();
    expect((await readings.of(id))[0]).toMatchObject({ fileId: file, unreadable: [] });
  });

  it('is called unreadable after three tries where the store is there and the content is not', async () => {
    const id = await application();
    const file = await stored(id, { sha256: 'f'.repeat(64) });
    for (let i = 0; i < 3; i++) {
      await expect(reading(store).run()).rejects.toThrow('not in the store');
      await inSomeMinutes(file);
    }
    await reading(store).run();
    expect((await readings.of(id))[0]).toMatchObject({ fileId: file, unreadable: unread });
  });
});

describe('contents that are left over', () => {
  it('are swept after a day, and none that a file or a copy needs', async () => {
    const id = await application();
    const [needed, copied, left] = [await kept('needed'), await kept('copied'), await kept('left')];
    const file = await stored(id, { sha256: needed });
    await readings.keep(file, empty, { sha256: copied, size: 6 }, () => Promise.resolve());
    await sweep.run(Date.now() + day - 60_000);
    await expect(store.read(left)).resolves.toHaveLength(4);
    await sweep.run(Date.now() + day + 60_000);
    await expect(store.read(left)).rejects.toThrow('not in the store');
    await expect(store.read(needed)).resolves.toHaveLength(6);
    await expect(store.read(copied)).resolves.toHaveLength(6);
  });

  it('of a file that was taken out are kept for thirty days, unless another file has them', async () => {
    const id = await application();
    const [own, common] = [await kept('own'), await kept('common')];
    const gone = [await stored(id, { sha256: own }), await stored(id, { sha256: common })];
    await stored(id, { sha256: common });
    for (const one of gone) await files.remove(id, one, uuidv7(), () => undefined);
    await sweep.run(Date.now() + 2 * day);
    await expect(store.read(own)).resolves.toHaveLength(3);
    await database.query(
      `update application_files set removed_at = now() - interval '31 days' where state = 'removed'`,
    );
    await sweep.run(Date.now() + 2 * day);
    await expect(store.read(own)).rejects.toThrow('not in the store');
    await expect(store.read(common)).resolves.toHaveLength(6);
  });

  it('of an upload that was cut short are forgotten after some hours', async () => {
    const id = await application();
    const { id: file } = await files.add(wanted(id), roomFor(9));
    await sweep.run(Date.now());
    const there = () => database.query('select from application_files where id = $1', [file]);
    expect(await there()).toHaveLength(1);
    await database.query(`update application_files set added_at = now() - interval '7 hours' where id = $1`, [file]);
    await sweep.run(Date.now());
    expect(await there()).toHaveLength(0);
  });
});
