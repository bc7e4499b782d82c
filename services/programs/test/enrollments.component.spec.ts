import { eventually } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import { RunningPrograms } from './running-programs.js';

let programs: RunningPrograms;
let offering: string;
beforeAll(async () => {
  programs = await RunningPrograms.start();
});
afterAll(() => programs.stop());
beforeEach(async () => {
  offering = (await programs.call<{ id: string }>('POST', '/api/v1/offerings', { body: { title: 'Cohort' } })).body.id;
});

interface Enrollment {
  readonly id: string;
  readonly status: string;
  readonly personId: string | null;
  readonly revision: number;
}
interface Page {
  readonly items: Enrollment[];
  readonly next: string | null;
  readonly asOf: string;
}
interface Given {
  source?: string;
  sourcedId?: string | null;
  person?: string;
  offering?: string;
  status?: string;
  daysAgo?: number;
}

/** As an import leaves it. */
async function enrolled(given: Given = {}, database = programs.database): Promise<string> {
  const id = uuidv7();
  const { source = 'sis', person = `usr-${id}`, status = 'active', daysAgo = 0 } = given;
  const { sourcedId = source === 'chiron' ? null : `enr-${id}` } = given;
  await database.query(
    `insert into enrollments (id, source, sourced_id, person, offering_id, role, status, begin_date, end_date, created_at)
     values ($1, $2, $3, $4, $5, 'learner', $6, '2026-09-01', '2026-12-20', now() - $7 * interval '1 day')`,
    [id, source, sourcedId, person, given.offering ?? offering, status, daysAgo],
  );
  return id;
}
const list = async (query: string) => (await programs.call<Page>('GET', `/api/v1/enrollments?${query}`)).body;
const ids = async (query: string) => (await list(query)).items.map(({ id }) => id);
const act = (id: string, verb: string, call: object = { ifMatch: '"1"' }) =>
  programs.call<Enrollment & { errors: { pointer: string }[]; type: string }>(
    'POST',
    `/api/v1/enrollments/${id}/${verb}`,
    call,
  );

describe('an enrollment', () => {
  it('is read by its id, with both names of its person and its dates as days', async () => {
    const person = uuidv7();
    const id = await enrolled({ person: 'usr-read' });
    await programs.resolved('sis', 'usr-read', person);
    await eventually('the person is resolved', async () => {
      const answer = await programs.call<Enrollment>('GET', `/api/v1/enrollments/${id}`);
      expect(answer.headers.get('etag')).toBe('"1"');
      expect(answer.body).toMatchObject({
        id,
        source: 'sis',
        sourcedId: `enr-${id}`,
        offeringId: offering,
        personId: person,
        personSourcedId: 'usr-read',
        role: 'learner',
        status: 'active',
        beginDate: '2026-09-01',
        endDate: '2026-12-20',
        handChanges: {},
        importId: null,
        revision: 1,
      });
    });
  });

  it.each([
    ['end', 'ended'],
    ['withdraw', 'withdrawn'],
    ['complete', 'completed'],
  ])('can be told to %s, once, and that is told', async (verb, status) => {
    const id = await enrolled();
    const answer = await act(id, verb, { ifMatch: '"1"', body: { lastDay: '2026-10-31' } });
    expect(answer).toMatchObject({ status: 200, body: { status, endDate: '2026-10-31', revision: 2 } });
    expect(answer.headers.get('etag')).toBe('"2"');
    expect(answer.body).toMatchObject({ handChanges: { status: { value: status, by: 'registrar' } } });
    const [event] = await eventually('it is told', () => {
      expect(programs.of(id)).not.toEqual([]);
      return programs.of(id);
    });
    expect(event).toMatchObject({
      type: `chiron.programs.enrollment.${status}.v1`,
      revision: 2,
      data: { status, endDate: '2026-10-31', person: { source: 'sis' } },
    });
    const again = await act(id, verb, { ifMatch: '"2"' });
    expect(again).toMatchObject({ status: 409, body: { type: '/problems#enrollment-finished' } });
  });

  it('is completed only once its person is known', async () => {
    const id = await enrolled({ status: 'pending', person: 'usr-late' });
    expect((await act(id, 'complete')).body.type).toBe('/problems#enrollment-pending');
    await programs.resolved('sis', 'usr-late', uuidv7());
    await eventually(
      'the enrollment goes on',
      async () => (await list(`source=sis&personSourcedId=usr-late&status=active`)).items.length === 1,
    );
    expect((await act(id, 'complete', { ifMatch: '"2"' })).status).toBe(200);
    await eventually('both are told', () => programs.of(id).length === 2);
    expect(programs.of(id).map(({ type }) => type.split('.')[3])).toEqual(['activated', 'completed']);
  });

  it('changes only for those who read it last', async () => {
    const id = await enrolled();
    expect((await act(id, 'end', {})).status).toBe(428);
    expect((await act(id, 'end', { ifMatch: '"7"' })).status).toBe(412);
    expect((await act(id, 'end', { ifMatch: '"1"' })).status).toBe(200);
  });

  it('changes only for clients of its source', async () => {
    const [lms, sis] = [
      await programs.token(['enrollments:write'], ['lms']),
      await programs.token(['enrollments:write'], ['sis']),
    ];
    const id = await enrolled();
    const refused = await act(id, 'end', { ifMatch: '"1"', token: lms });
    expect(refused).toMatchObject({ status: 403, body: { type: '/problems#source-not-permitted' } });
    expect((await act(id, 'end', { ifMatch: '"1"', token: sis })).status).toBe(200);
    const reader = await programs.token(['enrollments:read']);
    expect((await act(id, 'end', { ifMatch: '"2"', token: reader })).status).toBe(403);
  });

  it('is changed by hand in role and dates, and shows who and what', async () => {
    const id = await enrolled();
    const change = (ifMatch: string, body: object) =>
      programs.call<Enrollment & { errors: { pointer: string }[] }>('PATCH', `/api/v1/enrollments/${id}`, {
        ifMatch,
        body,
      });
    expect(await change('"1"', { role: 'mentor', endDate: null })).toMatchObject({
      status: 200,
      body: {
        role: 'mentor',
        beginDate: '2026-09-01',
        endDate: null,
        revision: 2,
        handChanges: { role: { value: 'mentor', by: 'registrar' }, endDate: { value: null, by: 'registrar' } },
      },
    });
    expect((await change('"2"', { role: 'mentor' })).body.revision).toBe(2);
    expect((await change('"2"', { endDate: '2026-08-31' })).body.errors[0]!.pointer).toBe('/endDate');
    expect((await change('"2"', { status: 'active' })).body.errors[0]!.pointer).toBe('/status');
    expect((await change('"2"', { role: 'chief' })).body.errors[0]!.pointer).toBe('/role');
    expect((await change('"2"', { role: null })).body.errors[0]!.pointer).toBe('/role');
  });

  it('that is not there is a 404', async () => {
    expect((await act(uuidv7(), 'end')).status).toBe(404);
    expect((await programs.call('GET', `/api/v1/enrollments/${uuidv7()}`)).status).toBe(404);
  });

  it('is repeated safely with a key', async () => {
    const id = await enrolled();
    const first = await act(id, 'withdraw', { ifMatch: '"1"', key: `key-${id}` });
    const second = await act(id, 'withdraw', { ifMatch: '"1"', key: `key-${id}` });
    expect(second).toMatchObject({ status: 200, body: first.body });
    expect(second.headers.get('etag')).toBe('"2"');
  });
});

describe('a list of enrollments', () => {
  it('is of an offering, a person, a source, a state, or several of them', async () => {
    const person = uuidv7();
    const mine = await enrolled({ person: 'usr-me' });
    const elsewhere = await enrolled({ source: 'lms', person: 'u-me', status: 'completed' });
    const byHand = await enrolled({ source: 'chiron', person });
    await enrolled();
    await programs.resolved('sis', 'usr-me', person);
    await programs.resolved('lms', 'u-me', person);
    await eventually('the person has all three', async () => (await ids(`personId=${person}`)).length === 3);
    expect(await ids(`personId=${person}`)).toEqual([mine, elsewhere, byHand]);
    expect((await list(`personId=${person}`)).items.map(({ personId }) => personId)).toEqual([person, person, person]);
    expect(await ids(`offeringId=${offering}`)).toHaveLength(4);
    expect(await ids(`offeringId=${offering}&source=sis`)).toHaveLength(2);
    expect(await ids(`offeringId=${offering}&status=completed`)).toEqual([elsewhere]);
    expect(await ids('source=sis&personSourcedId=usr-me')).toEqual([mine]);
    expect(await ids(`source=lms&sourcedId=enr-${elsewhere}`)).toEqual([elsewhere]);
    expect(await ids(`source=lms&sourcedId=enr-${mine}`)).toEqual([]);
  });

  it('goes by the status that a hand set, not by the source’s', async () => {
    const id = await enrolled();
    await act(id, 'withdraw');
    expect(await ids(`offeringId=${offering}&status=withdrawn`)).toEqual([id]);
    expect(await ids(`offeringId=${offering}&status=active`)).toEqual([]);
  });

  it('refuses an id of a source without the source, and words that it does not know', async () => {
    const pointers = async (query: string) =>
      (await programs.call<{ errors: { pointer: string }[] }>('GET', `/api/v1/enrollments?${query}`)).body.errors.map(
        (e) => e.pointer,
      );
    expect(await pointers('sourcedId=enr-1')).toEqual(['?sourcedId']);
    expect(await pointers('personSourcedId=usr-1')).toEqual(['?personSourcedId']);
    expect(await pointers('status=gone')).toEqual(['?status']);
    expect(await pointers('offering=x')).toEqual(['?offering']);
    expect(await pointers('changedSince=yesterday')).toEqual(['?changedSince']);
    expect(await pointers('cursor=W10')).toEqual(['?cursor']);
  });

  it('is walked with nothing twice and nothing missed while rows change, come and go elsewhere', async () => {
    const there = [];
    for (let i = 0; i < 9; i++) there.push(await enrolled());
    const other = (await programs.call<{ id: string }>('POST', '/api/v1/offerings', { body: { title: 'Other' } })).body
      .id;
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: Page = await list(`offeringId=${offering}&limit=3${next && `&cursor=${next}`}`);
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
      if (seen.length === 3) {
        await act(there[4]!, 'withdraw');
        await act(there[0]!, 'withdraw');
        await programs.database.query('update enrollments set offering_id = $2 where id = $1', [there[1], other]);
      }
    }
    expect(seen).toEqual(there);
  });

  it('since a moment holds what changed after it, at least once, even from a transaction that was open then', async () => {
    const open = programs.connection();
    await open.connect();
    await open.query('begin');
    const late = await enrolled({}, open);
    const early = await enrolled();
    const opened = Date.now();
    const first = await eventually('a while has gone by with the transaction still open', async () => {
      const page = await list(`offeringId=${offering}`);
      expect(Date.now() - opened).toBeGreaterThan(3_000);
      return page;
    });
    expect(first.items.map(({ id }) => id)).toEqual([early]);
    await open.query('commit');
    await open.end();
    expect(await ids(`offeringId=${offering}&changedSince=${first.asOf}`)).toContain(late);
    const next = await eventually('asOf goes on', async () => {
      const page = await list(`offeringId=${offering}`);
      expect(page.asOf > new Date(opened).toISOString()).toBe(true);
      return page;
    });
    expect(await ids(`offeringId=${offering}&changedSince=${next.asOf}`)).toEqual([]);
  });

  it('since a moment leaves out what did not change after it', async () => {
    const id = await enrolled();
    await programs.database.query(`update enrollments set changed_at = now() - interval '1 hour' where id = $1`, [id]);
    const since = new Date(Date.now() - 30 * 60_000).toISOString();
    expect(await ids(`offeringId=${offering}&changedSince=${since}`)).toEqual([]);
    await act(id, 'withdraw');
    expect(await ids(`offeringId=${offering}&changedSince=${since}`)).toEqual([id]);
  });

  it('since a moment is walked to its end while what was seen changes again, and answers one asOf', async () => {
    const there = [];
    for (let i = 0; i < 7; i++) there.push(await enrolled());
    const since = new Date(Date.now() - 60_000).toISOString();
    const seen: string[] = [];
    const asOf = new Set<string>();
    let next: string | null = '';
    while (next !== null) {
      const page: Page = await list(`offeringId=${offering}&changedSince=${since}&limit=2${next && `&cursor=${next}`}`);
      seen.push(...page.items.map(({ id }) => id));
      asOf.add(page.asOf);
      next = page.next;
      if (seen.length === 2) await act(there[0]!, 'withdraw');
      if (seen.length === 4) await act(there[5]!, 'withdraw');
    }
    expect(new Set(seen)).toEqual(new Set(there));
    expect(asOf.size).toBe(1);
  });

  it('of those that wait for 14 days begins on the fourteenth, and is counted', async () => {
    const long = await enrolled({ status: 'pending', daysAgo: 14 });
    await enrolled({ status: 'pending', daysAgo: 13.99 });
    await enrolled({ daysAgo: 20 });
    expect(await ids(`offeringId=${offering}&pendingDays=14`)).toEqual([long]);
    expect(await ids(`offeringId=${offering}&status=pending&pendingDays=13`)).toHaveLength(2);
    const metrics = await (await fetch(`${programs.service.url}/metrics`)).text();
    expect(metrics).toContain('chiron_programs_enrollments_long_pending{source="sis"} 1');
  });
});

describe('membership', () => {
  it('that tells something old changes nothing', async () => {
    const [now, before] = [uuidv7(), uuidv7()];
    const id = await enrolled({ person: 'usr-merged' });
    const person = async () => (await programs.call<Enrollment>('GET', `/api/v1/enrollments/${id}`)).body.personId;
    await programs.resolved('sis', 'usr-merged', now, 2);
    await eventually('the person is resolved', async () => (await person()) === now);
    await programs.resolved('sis', 'usr-merged', before, 1);
    await programs.resolved('sis', 'usr-after', before, 1);
    const other = await enrolled({ person: 'usr-after' });
    await eventually('what came after it is heard', async () => (await ids(`personId=${before}`)).includes(other));
    expect(await person()).toBe(now);
  });
});
