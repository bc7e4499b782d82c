import { programsTopics, type PersonDescription } from '@chiron/contracts/programs';
import { Messaging, Outbox } from '@chiron/messaging';
import { Database, openDataSource, type Tx } from '@chiron/postgres';
import { postgres, type TestDatabase } from '@chiron/testing';
import { entities, migrations } from '../app.module.js';
import { PgOrganisationTellings } from './organisation-tellings.pg.js';
import { mustBeTold } from './organisations.pg.js';

let made: TestDatabase;
let database: Database;
let outbox: Outbox;
let tellings: PgOrganisationTellings;

const newOutbox = () =>
  new Outbox(new Messaging({ service: 'programs', bus: '', publishes: programsTopics, reactions: [] }));

beforeAll(async () => {
  made = await postgres();
  const options = { url: made.url, applicationName: 'test', entities, migrations, poolSize: 10 };
  database = new Database(await openDataSource(options));
  outbox = newOutbox();
  tellings = new PgOrganisationTellings(database, outbox);
});
afterAll(async () => {
  await database.dataSource.destroy();
  await made.drop();
});
beforeEach(async () => {
  await database.query(
    'truncate organisations, affiliations, people, outbox, organisations_untold, organisation_tellings, imports cascade',
  );
});

/** Organisations by their ids, each with its parent. */
async function organisations(parents: Record<string, string | null>, source = 'sis'): Promise<void> {
  await database.query(
    `insert into organisations (source, sourced_id, name, type, parent_sourced_id)
     select $1, id, 'The ' || id, 'department', parent from unnest($2::text[], $3::text[]) as o (id, parent)`,
    [source, Object.keys(parents), Object.values(parents)],
  );
}
/** Somebody who was told a minute ago, with an affiliation with each of these. */
async function person(id: string, orgs: readonly string[], more: { source?: string; listed?: string } = {}) {
  const { source = 'sis', listed = null } = more;
  await database.query(
    `insert into people (source, sourced_id, given_name, known, organisations, changed_at)
     values ($1, $2, 'Ann', true, $3, now() - interval '1 minute')`,
    [source, id, listed],
  );
  await database.query(
    `insert into affiliations (source, sourced_id, person, organisation)
     select $1, $2 || '/' || org, $2, org from unnest($3::text[]) as org`,
    [source, id, orgs],
  );
}
/** `count` people of one department, p00001 and so on. */
async function crowd(count: number, organisation: string): Promise<void> {
  const id = `'p' || lpad(n::text, 5, '0')`;
  await database.query(
    `insert into people (source, sourced_id, given_name, known, changed_at)
     select 'sis', ${id}, 'Ann', true, now() - interval '1 minute' from generate_series(1, $1::int) n`,
    [count],
  );
  await database.query(
    `insert into affiliations (source, sourced_id, person, organisation)
     select 'sis', 'a' || n, ${id}, $2 from generate_series(1, $1::int) n`,
    [count, organisation],
  );
}
const changed = (ids: string[], source = 'sis') => database.transaction((tx) => mustBeTold(tx, source, ids));
async function tellAll(with_ = tellings): Promise<number> {
  let pieces = 0;
  while (await with_.next()) pieces++;
  return pieces;
}
const told = async () =>
  (await database.query<{ event: string }>('select event from outbox order by position')).map(
    ({ event }) => JSON.parse(event) as { revision: number; data: PersonDescription },
  );
const whoWasTold = async () => (await told()).map(({ data }) => `${data.source}/${data.sourcedId}`).sort();

describe('when an organisation has another name, type or parent', () => {
  it('everybody of it and beneath it is told, with what theirs lies within; nobody else is', async () => {
    await organisations({ school: null, medicine: 'school', cardiology: 'medicine', law: null });
    await person('head', ['medicine']);
    await person('beneath', ['cardiology']);
    await person('listed', [], { listed: 'law,cardiology' });
    await person('elsewhere', ['law']);
    await person('nowhere', []);
    await changed(['medicine']);
    await tellAll();
    expect(await whoWasTold()).toEqual(['sis/beneath', 'sis/head', 'sis/listed']);
    const [beneath] = (await told()).filter(({ data }) => data.sourcedId === 'beneath');
    expect(beneath).toMatchObject({
      revision: 2,
      data: {
        givenName: 'Ann',
        affiliations: [
          {
            organisation: 'cardiology',
            within: [
              { organisation: 'medicine', organisationName: 'The medicine', organisationType: 'department' },
              { organisation: 'school' },
            ],
          },
        ],
      },
    });
  });

  it('each is told once, however many of theirs changed, and nobody a second time', async () => {
    await organisations({ school: null, medicine: 'school', surgery: 'school' });
    await person('ann', ['medicine', 'surgery'], { listed: 'medicine,school' });
    await changed(['school', 'medicine']);
    await changed(['surgery', 'medicine']);
    await tellAll();
    await tellAll();
    expect(await whoWasTold()).toEqual(['sis/ann']);
    expect(await database.query('select 1 from organisations_untold')).toEqual([]);
  });

  it('who was told since for another reason is passed over, who was told just before is not', async () => {
    await organisations({ medicine: 'school' });
    await person('before', ['medicine']);
    await person('since', ['medicine']);
    await changed(['medicine']);
    await database.query(`update people set changed_at = now() where sourced_id = 'since'`);
    await tellAll();
    expect(await whoWasTold()).toEqual(['sis/before']);
  });

  it('an affiliation that is over names nobody, and one of another source with the same ids is another', async () => {
    await organisations({ medicine: 'school' });
    await organisations({ medicine: 'school' }, 'hr');
    await person('over', ['medicine']);
    await database.query('update affiliations set ended = true');
    await person('ann', ['medicine'], { source: 'hr' });
    await changed(['medicine']);
    await tellAll();
    expect(await whoWasTold()).toEqual([]);
    await changed(['medicine'], 'hr');
    await tellAll();
    expect(await whoWasTold()).toEqual(['hr/ann']);
  });

  it('nothing is noted of a source that has no people yet', async () => {
    await changed(['medicine']);
    expect(await database.query('select 1 from organisations_untold')).toEqual([]);
    expect(await tellings.next()).toBe(false);
  });
});

describe('parents that make no sense', () => {
  it('in a circle are told once round', async () => {
    await organisations({ a: 'b', b: 'c', c: 'a', self: 'self' });
    await person('ann', ['a', 'self']);
    await changed(['a', 'b', 'c', 'self']);
    await tellAll();
    const [one] = await told();
    expect(one!.data.affiliations).toMatchObject([
      { organisation: 'a', within: [{ organisation: 'b' }, { organisation: 'c' }] },
      { organisation: 'self' },
    ]);
    expect(one!.data.affiliations![1]).not.toHaveProperty('within');
  });

  it('above the eighth are not told, and a change of them tells nobody', async () => {
    await organisations(Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`o${i}`, `o${i + 1}`])));
    await person('ann', ['o0']);
    await changed(['o9']);
    await tellAll();
    expect(await told()).toEqual([]);
    await changed(['o8']);
    await tellAll();
    const [one] = await told();
    expect(one!.data.affiliations![0]!.within!.map(({ organisation }) => organisation).at(-1)).toBe('o8');
  });

  it('of somebody with hundreds of affiliations are told of the first ones; with thousands that person is left out', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => `an-organisation-with-a-long-id-${i}`);
    await organisations(Object.fromEntries(many(5_000).map((id) => [id, 'school'])));
    await organisations({ school: 'university', university: null });
    await person('hundreds', many(300));
    await person('thousands', many(5_000));
    await person('one', ['school']);
    await changed(['university']);
    await tellAll();
    expect(await whoWasTold()).toEqual(['sis/hundreds', 'sis/one']);
    const { data } = (await told()).find((one) => one.data.sourcedId === 'hundreds')!;
    const above = data.affiliations!.filter(({ within }) => within !== undefined).length;
    expect(data.affiliations).toHaveLength(300);
    expect(above).toBeGreaterThan(50);
    expect(above).toBeLessThan(300);
  });
});

describe('thousands of people', () => {
  it('are told piece by piece; what a crash cuts goes on where it was, and each is told once', async () => {
    await organisations({ medicine: 'school' });
    await crowd(4_500, 'medicine');
    await changed(['medicine']);
    expect(await tellings.next()).toBe(true);
    expect(await told()).toHaveLength(2_000);
    const cut = newOutbox();
    cut.addAll = async (tx: Tx, entries) => {
      await outbox.addAll(tx, entries);
      throw new Error('the process dies before it commits');
    };
    await expect(new PgOrganisationTellings(database, cut).next()).rejects.toThrow('dies');
    expect(await told()).toHaveLength(2_000);
    expect(await tellAll(new PgOrganisationTellings(database, newOutbox()))).toBe(2);
    const all = await told();
    expect(new Set(all.map(({ data }) => data.sourcedId)).size).toBe(4_500);
    expect(all).toHaveLength(4_500);
    expect(all.every(({ revision }) => revision === 2)).toBe(true);
  });

  it('are told once where two processes tell', async () => {
    await organisations({ medicine: 'school' });
    await crowd(4_500, 'medicine');
    await changed(['medicine']);
    const other = new PgOrganisationTellings(database, newOutbox());
    while ((await Promise.all([tellings.next(), other.next()])).some(Boolean));
    expect(await told()).toHaveLength(4_500);
  });

  it('are told again from the first on of what changes while they are told', async () => {
    await organisations({ medicine: 'school', surgery: 'school' });
    await crowd(2_500, 'medicine');
    await person('a surgeon', ['surgery']);
    await changed(['medicine']);
    await tellings.next();
    await changed(['surgery']);
    await tellAll();
    const who = await whoWasTold();
    expect(who).toHaveLength(2_501);
    expect(who).toContain('sis/a surgeon');
  });
});

it('a source whose people cannot be told keeps nobody of another source waiting', async () => {
  for (const source of ['broken', 'sis']) {
    await organisations({ medicine: 'school' }, source);
    await person('ann', ['medicine'], { source });
    await changed(['medicine'], source);
  }
  const failing = newOutbox();
  failing.addAll = async (tx: Tx, entries) => {
    const [first] = [...entries];
    if ((first!.fact.data as PersonDescription).source === 'broken') throw new Error('cannot be told');
    await outbox.addAll(tx, [first!]);
  };
  const some = new PgOrganisationTellings(database, failing);
  expect(await some.next()).toBe(true);
  expect(await whoWasTold()).toEqual(['sis/ann']);
  await expect(some.next()).rejects.toThrow('cannot be told');
});

describe('an import of the source', () => {
  it('at work has the source to itself: people are told after it', async () => {
    await organisations({ medicine: 'school' });
    await person('ann', ['medicine']);
    await changed(['medicine']);
    await database.transaction(async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtextextended('imports:sis', 0))`);
      expect(await tellings.next()).toBe(false);
    });
    expect(await tellings.next()).toBe(true);
    expect(await whoWasTold()).toEqual(['sis/ann']);
  });

  it('that waits for its turn goes first, one of another source does not', async () => {
    await organisations({ medicine: 'school' });
    await person('ann', ['medicine']);
    await changed(['medicine']);
    const waiting = (source: string) =>
      database.query(
        `insert into imports (id, source, mode, dry_run, state, client_id, content_type)
         values (gen_random_uuid(), $1, 'delta', false, 'received', 'c', 'zip')`,
        [source],
      );
    await waiting('sis');
    expect(await tellings.next()).toBe(false);
    await database.query('delete from imports');
    await waiting('hr');
    expect(await tellings.next()).toBe(true);
  });
});
