import { eventually } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import { enrolled as enroll, type Enrollment, type Page } from './enrolled.js';
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

const enrolled = (given: Parameters<typeof enroll>[2] = {}, database = programs.database) =>
  enroll(programs, offering, given, database);
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

describe('staff who unlink a reference of which nothing is known', () => {
  const read = async (id: string) => (await programs.call<Enrollment>('GET', `/api/v1/enrollments/${id}`)).body;
  const link = async (id: string, person: string) => {
    await programs.resolved('sis', person, uuidv7());
    await eventually('the link completes it', async () => expect((await read(id)).status).toBe('active'));
  };

  it('put back to pending what only the link had made active, and tell it; linked again it goes on', async () => {
    const id = await enrolled({ status: 'pending', person: 'usr-unlinked' });
    await link(id, 'usr-unlinked');
    await programs.released('sis', 'usr-unlinked', 2);
    await eventually('it waits again', async () =>
      expect(await read(id)).toMatchObject({ status: 'pending', personId: null, revision: 3 }),
    );
    await programs.released('sis', 'usr-unlinked', 2);
    await programs.resolved('sis', 'usr-unlinked', uuidv7(), 3);
    await eventually('it goes on', async () => expect(await read(id)).toMatchObject({ status: 'active', revision: 4 }));
    await eventually('all is told', () => expect(programs.of(id)).toHaveLength(3));
    expect(programs.of(id).map(({ type, revision, data }) => [type.split('.')[3], revision, data['status']])).toEqual([
      ['activated', 2, 'active'],
      ['amended', 3, 'pending'],
      ['activated', 4, 'active'],
    ]);
  });

  it('leave what a delivery made known, and what a hand has finished', async () => {
    const [known, done] = [
      await enrolled({ status: 'pending', person: 'usr-described' }),
      await enrolled({ status: 'pending', person: 'usr-done' }),
    ];
    await link(known, 'usr-described');
    await link(done, 'usr-done');
    await programs.database.query(`update people set given_name = 'Ann' where sourced_id = 'usr-described'`);
    expect((await act(done, 'complete', { ifMatch: '"2"' })).status).toBe(200);
    const last = await enrolled({ status: 'pending', person: 'usr-last' });
    await link(last, 'usr-last');
    for (const person of ['usr-described', 'usr-done', 'usr-last']) await programs.released('sis', person, 2);
    await eventually('the last is heard', async () => expect((await read(last)).status).toBe('pending'));
    expect(await read(known)).toMatchObject({ status: 'active', personId: null });
    expect(await read(done)).toMatchObject({ status: 'completed', revision: 3 });
  });
});
