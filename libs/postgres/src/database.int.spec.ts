import { postgres, type TestDatabase } from '@chiron/testing';
import type { DataSource } from 'typeorm';
import { Database, copyLine, forFew, prepared } from './database.js';
import { openDataSource } from './module.js';

let made: TestDatabase;
let source: DataSource;
let database: Database;
beforeAll(async () => {
  made = await postgres();
  source = await openDataSource({ url: made.url, applicationName: 'test', entities: [], migrations: [], poolSize: 2 });
  database = new Database(source);
  await database.query('create table things (id int primary key, name text, note text)');
});
afterAll(async () => {
  await source.destroy();
  await made.drop();
});
beforeEach(() => database.query('truncate things'));

const count = async () => (await database.query<{ n: number }>('select count(*)::int as n from things'))[0]!.n;
const copy = (ids: readonly number[], name = 'x') =>
  database.transaction((tx) =>
    tx.copy(
      'things',
      ['id', 'name', 'note'],
      ids.map((id) => copyLine([id, name, null])),
    ),
  );
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('rows copied in', () => {
  it.each([0, 1, 3, 60_000])('all arrive: %d', async (n) => {
    await copy(upTo(n));
    expect(await count()).toBe(n);
  });

  it('keep tabs, line ends, backslashes, other scripts and what looks like nothing', async () => {
    const name = 'a\tb\nc\rd\\N \\. ÑáñezNguyễn 山田 ’';
    await copy([1], name);
    expect(await database.query('select name, note from things')).toEqual([{ name, note: null }]);
  });

  it.each([2, 60_000])('fail as a whole where one is refused, and the connection goes on: %d', async (n) => {
    await copy([0]);
    await expect(copy(upTo(n))).rejects.toMatchObject({ code: '23505' });
    expect(await count()).toBe(1);
    await copy([5, 6]);
    expect(await count()).toBe(3);
  });

  it('into a table that is not there fail at once, and the connection goes on', async () => {
    await expect(database.transaction((tx) => tx.copy('nothing', ['id'], ['1\n']))).rejects.toMatchObject({
      code: '42P01',
    });
    await copy([1]);
    expect(await count()).toBe(1);
  });

  it('fail where the connection is lost in between', async () => {
    await expect(
      database.transaction(async (tx) => {
        const [{ pid }] = (await tx.query<{ pid: number }>('select pg_backend_pid() as pid')) as [{ pid: number }];
        await database.ownTransaction((other) => other.query('select pg_terminate_backend($1)', [pid]));
        await tx.copy('things', ['id', 'name', 'note'], [copyLine([1, 'x', null])]);
      }),
    ).rejects.toThrow();
    expect(await count()).toBe(0);
  });
});

describe('a transaction', () => {
  it('is joined by what runs inside of it, and leaves nothing where it fails', async () => {
    const failing = database.transaction(async () => {
      await database.query(`insert into things values (1, 'a')`);
      await database.transaction((inner) => inner.query(`insert into things values (2, 'b')`));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await count()).toBe(0);
  });

  it('tells its followers after the commit, and never after a rollback', async () => {
    const told: string[] = [];
    await database.transaction(async (tx) => tx.afterCommit(() => told.push('kept')));
    await database
      .transaction(async (tx) => {
        tx.afterCommit(() => told.push('lost'));
        throw new Error('no');
      })
      .catch(() => undefined);
    expect(told).toEqual(['kept']);
  });

  it('answers statements that are under way together in their order, with a copy among them', async () => {
    const seen = await database.transaction((tx) =>
      Promise.all([
        tx.query(`insert into things values (1, 'a')`),
        tx.query<{ n: number }>('select count(*)::int as n from things'),
        tx.copy('things', ['id', 'name', 'note'], [copyLine([2, 'b', null])]),
      ]),
    );
    expect(seen[1]).toEqual([{ n: 1 }]);
    expect(await count()).toBe(2);
  });

  it('does not commit what is left where a statement failed and nobody minded', async () => {
    await expect(
      database.transaction(async (tx) => {
        await tx.query(`insert into things values (1, 'a')`);
        await tx.query('select 1 / 0').catch(() => undefined);
      }),
    ).rejects.toThrow('rolled back');
    expect(await count()).toBe(0);
    await copy([1]);
    expect(await count()).toBe(1);
  });

  it('keeps what was sent without waiting for its answer, which may be awaited after the commit', async () => {
    const { sent } = await database.transaction(async (tx) => {
      void tx.send(`insert into things values (1, 'a')`);
      return { sent: tx.send<{ n: number }>('select count(*)::int as n from things') };
    });
    expect([(await sent).rows, await count()]).toEqual([[{ n: 1 }], 1]);
  });

  it('fails with the error of what was sent without waiting for its answer, and leaves nothing', async () => {
    const followed: string[] = [];
    const failing = database.transaction(async (tx) => {
      tx.afterCommit(() => followed.push('kept'));
      await tx.query(`insert into things values (1, 'a')`);
      void tx.send(`insert into things values (1, 'again')`);
      void tx.send(`insert into things values (2, 'b')`);
    });
    await expect(failing).rejects.toMatchObject({ code: '23505', constraint: 'things_pkey' });
    expect([await count(), followed]).toEqual([0, []]);
    await copy([1]);
    expect(await count()).toBe(1);
  });

  it('fails with the first error, not with what came behind it', async () => {
    const behind = database.transaction(async (tx) => {
      void tx.send(`insert into things values (1, 'a'), (1, 'b')`);
      await tx.query('select 1');
    });
    await expect(behind).rejects.toMatchObject({ code: '23505' });
    const before = database.transaction(async (tx) => {
      const divided = tx.query('select 1 / 0');
      void tx.send(`insert into things values (1, 'a')`);
      await divided;
    });
    await expect(before).rejects.toMatchObject({ code: '22012' });
  });

  it('joins what is sent without a Tx at hand; outside of one it has run when it resolves', async () => {
    await database.transaction(() => database.send(`insert into things values (1, 'a')`));
    await database.send(`insert into things values (2, 'b')`);
    expect(await count()).toBe(2);
    await expect(database.send(`insert into things values (2, 'b')`)).rejects.toMatchObject({ code: '23505' });
  });

  it('that its server ends is an error of its statement, and the next one gets another connection', async () => {
    await expect(
      database.transaction((tx) => tx.query('select pg_terminate_backend(pg_backend_pid())')),
    ).rejects.toMatchObject({ code: '57P01' });
    expect(await count()).toBe(0);
  });
});

describe('a prepared statement', () => {
  const sum = prepared('select sum(n)::int as sum from unnest($1::int[]) as n');

  it('answers the same as one that is planned each time, on every connection', async () => {
    const sums = await Promise.all(
      upTo(20).map(async (n) => (await database.query<{ sum: number }>(sum, [[n, 1]]))[0]!.sum),
    );
    expect(sums).toEqual(upTo(20).map((n) => n + 1));
  });

  it('keeps one plan where a transaction looks up few, and only within that transaction', async () => {
    const largest = prepared('select max(n)::int as largest from unnest($1::int[]) as n');
    const plans = await database.transaction(async (tx) => {
      tx.looksUpFew();
      for (const n of upTo(3)) await tx.query(largest, [[n]]);
      return tx.query(
        `select generic_plans::int as kept, custom_plans::int as anew from pg_prepared_statements where name = $1`,
        [largest.name],
      );
    });
    expect(plans).toEqual([{ kept: 3, anew: 0 }]);
    const settings = `select current_setting('plan_cache_mode') as plans, current_setting('enable_seqscan') as scans`;
    const after = await Promise.all(upTo(4).map(async () => (await database.query(settings))[0]));
    expect(after).toEqual(upTo(4).map(() => ({ plans: 'auto', scans: 'on' })));
  });

  it('is left for a plan of its own where there are thousands of rows', () => {
    expect(forFew(sum, 500)).toBe(sum);
    expect(forFew(sum, 501)).toBe(sum.text);
  });
});
