import { Clock, Refusal } from '@chiron/contracts/core';
import { programsTopics } from '@chiron/contracts/programs';
import { Messaging, Outbox } from '@chiron/messaging';
import { Database, openDataSource } from '@chiron/postgres';
import { postgres, type TestDatabase } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import { entities, migrations } from '../app.module.js';
import { amend, live, withdraw } from '../domain/enrollment.js';
import type { Hand } from '../domain/enrollments.js';
import { EnrollmentsPg } from './enrollments.pg.js';
import { KnownPeoplePg } from './known-people.pg.js';
import { SourcesPg } from './sources.pg.js';

let made: TestDatabase;
let database: Database;
let enrollments: EnrollmentsPg;
let people: KnownPeoplePg;
const offering = uuidv7();

beforeAll(async () => {
  made = await postgres();
  const options = { url: made.url, applicationName: 'test', entities, migrations, poolSize: 25 };
  database = new Database(await openDataSource(options));
  const outbox = new Outbox(new Messaging({ service: 'programs', bus: '', publishes: programsTopics, reactions: [] }));
  enrollments = new EnrollmentsPg(database, outbox, new Clock('UTC'));
  people = new KnownPeoplePg(database, outbox);
  await database.query('insert into offerings (id, title) values ($1, $2)', [offering, 'Cohort 1']);
});
afterAll(async () => {
  await database.dataSource.destroy();
  await made.drop();
});
beforeEach(async () => {
  await database.query('delete from enrollments');
  await database.query('delete from people');
  await database.query('delete from outbox');
});

async function enrolled(
  values: { source?: string; person?: string; role?: string; status?: string } = {},
): Promise<string> {
  const id = uuidv7();
  const { source = 'sis', person = 'usr-1', role = 'learner', status = 'active' } = values;
  await database.query(
    `insert into enrollments (id, source, sourced_id, person, offering_id, role, status, begin_date, end_date, fingerprint)
     values ($1::uuid, $2, $1::text, $3, $4, $5, $6, '2026-09-01', '2026-12-20', $1)`,
    [id, source, person, offering, role, status],
  );
  return id;
}
const rowOf = async (id: string) =>
  (await database.query(`select *, begin_date::text, end_date::text from enrollments where id = $1`, [id]))[0]!;
const told = async (id: string): Promise<{ type: string; revision: number; data: Record<string, unknown> }[]> =>
  (await database.query('select event from outbox where key = $1 order by position', [id])).map((row) =>
    JSON.parse(row['event']),
  );
const hand = (given: Partial<Hand> = {}): Hand => ({
  by: 'registrar',
  mayPostTo: () => true,
  match: () => undefined,
  ...given,
});
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );

describe('an enrollment that is changed by hand', () => {
  it('keeps what its source said, beside what the hand wrote, with who and when', async () => {
    const id = await enrolled();
    await enrollments.change(id, hand(), (present) => amend(live(present), { endDate: '2026-10-31' }));
    await enrollments.change(id, hand({ by: 'dean' }), (present) => withdraw(live(present)));
    expect(await rowOf(id)).toMatchObject({
      end_date: '2026-12-20',
      status: 'active',
      fingerprint: null,
      revision: 3,
      overrides: { endDate: { value: '2026-10-31', by: 'registrar' }, status: { value: 'withdrawn', by: 'dean' } },
    });
    expect(await told(id)).toMatchObject([
      { type: 'chiron.programs.enrollment.amended.v1', revision: 2, data: { endDate: '2026-10-31' } },
      {
        type: 'chiron.programs.enrollment.withdrawn.v1',
        revision: 3,
        data: { endDate: '2026-10-31', status: 'withdrawn' },
      },
    ]);
  });

  it('has nothing beside the source’s values once the hand gives them back', async () => {
    const id = await enrolled();
    await enrollments.change(id, hand(), (present) => amend(live(present), { endDate: null, role: 'mentor' }));
    await enrollments.change(id, hand(), (present) => amend(live(present), { endDate: '2026-12-20', role: 'learner' }));
    expect((await rowOf(id))['overrides']).toBeNull();
  });

  it('that was made by hand is simply changed', async () => {
    const id = await enrolled({ source: 'chiron' });
    await enrollments.change(id, hand(), (present) => withdraw(live(present), '2026-10-31'));
    expect(await rowOf(id)).toMatchObject({ end_date: '2026-10-31', status: 'withdrawn', overrides: null });
  });

  it('is written once when twenty do so at once, and the others hear that it is finished', async () => {
    const id = await enrolled();
    const codes = await Promise.all(
      Array.from({ length: 20 }, () => codeOf(enrollments.change(id, hand(), (present) => withdraw(live(present))))),
    );
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'enrollment-finished')).toHaveLength(19);
    expect((await rowOf(id))['revision']).toBe(2);
    expect(await told(id)).toHaveLength(1);
  });

  it('leaves neither a change nor an event when the transaction around it fails', async () => {
    const id = await enrolled();
    const failing = database.transaction(async () => {
      await enrollments.change(id, hand(), (present) => withdraw(live(present)));
      throw new Error('the power went');
    });
    await expect(failing).rejects.toThrow('the power went');
    expect((await rowOf(id))['revision']).toBe(1);
    expect(await told(id)).toEqual([]);
  });

  it('is only for those who may post to its source', async () => {
    const id = await enrolled();
    const of = (source: string) => hand({ mayPostTo: (name) => name === source });
    expect(await codeOf(enrollments.change(id, of('lms'), (p) => withdraw(live(p))))).toBe('source-not-permitted');
    expect(await codeOf(enrollments.change(id, of('sis'), (p) => withdraw(live(p))))).toBeUndefined();
  });

  it('cannot take a role that the person holds there already, but one that was given up', async () => {
    const mentor = await enrolled({ role: 'mentor' });
    const id = await enrolled({ role: 'learner' });
    const become = (role: 'mentor' | 'staff') => enrollments.change(id, hand(), (p) => amend(live(p), { role }));
    expect(await codeOf(become('mentor'))).toBe('enrollment-exists');
    expect(await codeOf(become('staff'))).toBeUndefined();
    await enrollments.change(mentor, hand(), (present) => withdraw(live(present)));
    expect(await codeOf(become('mentor'))).toBeUndefined();
  });

  it('that is not there is refused', async () => {
    expect(await codeOf(enrollments.change(uuidv7(), hand(), (p) => withdraw(live(p))))).toBe('not-found');
  });

  it('does not stand in the way of the source’s next row once it is withdrawn', async () => {
    const id = await enrolled();
    await expect(enrolled()).rejects.toThrow('enrollments_one_live');
    await enrollments.change(id, hand(), (present) => withdraw(live(present)));
    await enrolled();
  });
});

describe('a pending enrollment', () => {
  const describePerson = (sourcedId: string, known: boolean) =>
    database.query('insert into people (source, sourced_id, known) values ($1, $2, $3)', ['sis', sourcedId, known]);

  it('goes on once its person is known, and only then', async () => {
    const [one, two, other] = [
      await enrolled({ status: 'pending' }),
      await enrolled({ status: 'pending', person: 'usr-2' }),
      await enrolled({ status: 'pending', source: 'lms' }),
    ];
    await describePerson('usr-1', true);
    await describePerson('usr-2', false);
    expect(await people.completePending('sis', ['usr-1', 'usr-2', 'usr-3'], offering)).toBe(1);
    expect(await rowOf(one)).toMatchObject({ status: 'active', revision: 2 });
    expect(await told(one)).toMatchObject([
      { type: 'chiron.programs.enrollment.activated.v1', revision: 2, data: { status: 'active', importId: offering } },
    ]);
    expect([(await rowOf(two))['status'], (await rowOf(other))['status']]).toEqual(['pending', 'pending']);
    expect(await people.completePending('sis', ['usr-1'])).toBe(0);
  });

  it('that was withdrawn by hand stays withdrawn', async () => {
    const id = await enrolled({ status: 'pending' });
    await enrollments.change(id, hand(), (present) => withdraw(live(present)));
    await describePerson('usr-1', true);
    expect(await people.completePending('sis', ['usr-1'])).toBe(0);
  });

  it('goes on when membership resolves a reference of which nothing but the id was known', async () => {
    const id = await enrolled({ status: 'pending' });
    const person = uuidv7();
    await people.resolve([{ source: 'sis', sourcedId: 'usr-1', personId: person, revision: 1 }]);
    expect((await rowOf(id))['status']).toBe('active');
    const [row] = await database.query('select known, person_id from people');
    expect(row).toEqual({ known: true, person_id: person });
  });
});

describe('what membership says of a reference', () => {
  const meant = async () =>
    (await database.query('select person_id from people where sourced_id = $1', ['usr-1']))[0]!['person_id'];
  const [first, second, third] = [uuidv7(), uuidv7(), uuidv7()];
  const says = (personId: string, revision: number) => ({ source: 'sis', sourcedId: 'usr-1', personId, revision });

  it('holds in the order of its revisions, within a batch, twice and late', async () => {
    await people.resolve([says(second, 2), says(first, 1)]);
    expect(await meant()).toBe(second);
    await people.resolve([says(second, 2)]);
    await people.resolve([says(first, 1)]);
    expect(await meant()).toBe(second);
    await people.resolve([says(third, 3)]);
    expect(await meant()).toBe(third);
  });
});

describe('a source', () => {
  it('is made once when twenty imports of it begin at once', async () => {
    const sources = new SourcesPg(database);
    const begin = () => database.transaction(() => sources.ensureLocked('new'));
    const begun = await Promise.all(Array.from({ length: 20 }, begin));
    expect(begun.every((source) => source.name === 'new' && source.revision === 1)).toBe(true);
  });
  it('is locked within a transaction only, for as long as that is open', async () => {
    const sources = new SourcesPg(database);
    expect(() => sources.lock('sis')).toThrow('open transaction');
    const order: string[] = [];
    let second: Promise<unknown> | undefined;
    await database.transaction(async () => {
      await sources.lock('sis');
      second = database.ownTransaction(async () => {
        await sources.lock('sis');
        order.push('second');
      });
      await database.ownTransaction(() => sources.lock('lms'));
      order.push('first');
    });
    await second;
    expect(order).toEqual(['first', 'second']);
  });
  it('that cannot be is refused', async () => {
    expect(await codeOf(new SourcesPg(database).ensure('chiron'))).toBe('source-reserved');
    expect(await codeOf(new SourcesPg(database).ensure('No'))).toBe('validation-failed');
  });
});
