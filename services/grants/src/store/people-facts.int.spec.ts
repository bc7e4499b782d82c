import { Clock } from '@chiron/contracts/core';
import { Database, openDataSource } from '@chiron/postgres';
import { postgres } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import type { Correspondence } from '../domain/correspondence.js';
import { OnPeopleDescribed } from '../features/on-people-described.js';
import { Calls1795339000000 } from './migrations/1795339000000-calls.js';
import { PgPeopleFacts } from './people-facts.pg.js';
import { PgTold } from './told.pg.js';

describe('what is known of people', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let told: PgTold;
  let people: PgPeopleFacts;
  let asked: string[] = [];
  const recognition = { byReferences: () => Promise.resolve() };
  const rechecks = {
    ofPersons: () => Promise.resolve(),
    ofReferences: (keys: readonly string[]) => {
      asked = [...keys];
      return Promise.resolve();
    },
  };
  const forgotten: string[] = [];
  const letters = {
    forget: (addresses: readonly string[]) => Promise.resolve(void forgotten.push(...addresses)),
  } as unknown as Correspondence;
  beforeAll(async () => {
    const made = await postgres();
    drop = made.drop;
    database = new Database(
      await openDataSource({ url: made.url, applicationName: 'test', entities: [], migrations: [Calls1795339000000] }),
    );
    told = new PgTold(database);
    people = new PgPeopleFacts(database, new Clock('UTC'));
  });
  afterAll(async () => {
    await database.dataSource.destroy();
    await drop();
  });
  const describeAs = (sourcedId: string, facts: object, revision = 1) =>
    new OnPeopleDescribed(told, rechecks, recognition, letters).run([
      { data: { source: 'sis', sourcedId, emailAuthoritative: true, ...facts }, revision } as never,
    ]);
  const one = async (personId: string) => (await people.facts([personId])).get(personId)!;

  it('is every name, address and affiliation that any source tells, under the person’s survivor too', async () => {
    const [person, alias] = [uuidv7(), uuidv7()];
    await describeAs('a', {
      givenName: 'Siobhán',
      familyName: 'O’Brien',
      email: 'S@Example.EDU',
      preferredGivenName: 'Shiv',
    });
    await describeAs('b', {
      familyName: 'O’Brien-Li',
      orcid: '0000-0002-1825-0097',
      affiliations: [
        {
          organisation: 'd1', organisationName: 'Pediatrics', organisationType: 'department', position: 'faculty', beginDate: '2020-07-01',
          within: [{ organisation: 'som', organisationName: 'Medicine', organisationType: 'school' }, { organisation: 'u' }],
        },
        { organisation: 's1', position: 'fellow', beginDate: '2016-07-01', endDate: '2019-06-30' },
      ],
    }); // prettier-ignore
    await told.mean([
      { key: 'sis/a', revision: 1, personId: person },
      { key: 'sis/b', revision: 1, personId: alias },
    ]);
    expect((await one(person)).names).toEqual([
      { given: 'Siobhán', middle: null, family: 'O’Brien' },
      { given: 'Shiv', middle: null, family: 'O’Brien' },
    ]);
    await told.stand([{ personId: alias, revision: 2, intoPersonId: person }]);
    const facts = await one(person);
    expect(facts).toMatchObject({ emails: ['s@example.edu'], orcid: '0000-0002-1825-0097', level: 'faculty' });
    expect(facts.names).toHaveLength(3);
    expect(facts.affiliations).toEqual([
      {
        organisation: 'sis/d1', name: 'Pediatrics', unit: 'department',
        within: [{ organisation: 'sis/som', name: 'Medicine', unit: 'school' }, { organisation: 'sis/u', name: 'u', unit: 'institution' }],
        position: 'faculty', primary: false, since: '2020-07-01', until: null,
      },
      { organisation: 'sis/s1', name: 's1', unit: 'institution', within: [], position: 'fellow', primary: false, since: '2016-07-01', until: '2019-06-30' },
    ]); // prettier-ignore
    expect(await one(alias)).toEqual({ ...facts, personId: alias });
    expect(await people.standing(alias)).toBe(person);
  });

  it('ignores what comes late, and what comes twice', async () => {
    const person = uuidv7();
    await told.mean([{ key: 'sis/late', revision: 3, personId: person }]);
    await told.mean([{ key: 'sis/late', revision: 2, personId: uuidv7() }]);
    await describeAs('late', { givenName: 'New' }, 7);
    expect(asked).toEqual(['sis/late']);
    await describeAs('late', { givenName: 'Old' }, 6);
    expect(asked).toEqual([]);
    await describeAs('late', { givenName: 'New' }, 7);
    expect(asked).toEqual([]);
    expect((await one(person)).names).toEqual([{ given: 'New', middle: null, family: null }]);
  });

  it('keeps neither pronouns nor holds, and nothing after an erasure', async () => {
    const person = uuidv7();
    await told.mean([{ key: 'sis/gone', revision: 1, personId: person }]);
    await describeAs('gone', { givenName: 'Ada', pronouns: 'she', privacyHold: true });
    const [row] = await database.query<{ told: object }>("select told from people_told where key = 'sis/gone'");
    expect(row).toEqual({ told: { givenName: 'Ada' } });
    await new OnPeopleDescribed(told, rechecks, recognition, letters).erased(['sis/gone']);
    expect((await one(person)).names).toEqual([]);
  });

  it('erases an address from letters once nobody tells it any more', async () => {
    await describeAs('first', { email: 'Ada@example.edu' });
    await describeAs('second', { email: 'ada@example.edu' });
    forgotten.length = 0;
    await new OnPeopleDescribed(told, rechecks, recognition, letters).erased(['sis/first', 'sis/unknown']);
    expect(forgotten).toEqual([]);
    await new OnPeopleDescribed(told, rechecks, recognition, letters).erased(['sis/second']);
    expect(forgotten).toEqual(['ada@example.edu']);
  });

  it('follows merges of merges, and ends where they were told in a circle', async () => {
    const [a, b, c] = [uuidv7(), uuidv7(), uuidv7()] as const;
    await told.stand([
      { personId: b, revision: 1, intoPersonId: c },
      { personId: a, revision: 1, intoPersonId: b },
    ]);
    expect(await people.standing(a)).toBe(c);
    await told.stand([{ personId: c, revision: 1, intoPersonId: a }]);
    expect([a, b, c]).toContain(await people.standing(a));
    await told.stand([{ personId: c, revision: 2, intoPersonId: null }]);
    expect((await people.standings([a, b, c])).get(b)).toBe(c);
    const unheard = uuidv7();
    expect([await people.standing(unheard), await people.known(unheard), await people.known(a)]).toEqual([
      unheard,
      false,
      true,
    ]);
  });
});
