import { eventually } from '@chiron/testing';
import { Deliveries, newSource, row, type EnrollmentBody, type Row } from './delivering.js';
import { RunningPrograms } from './running-programs.js';

let programs: RunningPrograms;
let deliveries: Deliveries;
beforeAll(async () => {
  programs = await RunningPrograms.start();
  deliveries = new Deliveries(programs);
});
afterAll(() => programs.stop());

describe('one enrollment posted by itself', () => {
  const posted = (source: string, more: Row = {}, key?: string) =>
    programs.call<EnrollmentBody & { outcome: string; errors?: { pointer: string }[] }>('POST', '/api/v1/enrollments', {
      body: { source, ...row(1), ...more },
      ...(key ? { key } : {}),
    });

  it('is created, found again, and changed by the rules of an import', async () => {
    const source = newSource();
    const made = await posted(source);
    expect(made).toMatchObject({ status: 201, body: { outcome: 'created', status: 'active' } });
    expect(made.headers.get('location')).toBe(`/api/v1/enrollments/${made.body.id}`);
    expect(await posted(source)).toMatchObject({ status: 200, body: { outcome: 'unchanged', id: made.body.id } });
    expect(await posted(source, { endDate: '2099-11-30' })).toMatchObject({
      status: 200,
      body: { outcome: 'updated', endDate: '2099-11-30' },
    });
    expect(await posted(source, { status: 'tobedeleted' })).toMatchObject({
      status: 200,
      body: { outcome: 'ended', status: 'ended' },
    });
    const one = await deliveries.run(source, [row(1)]);
    expect(one.counts).toMatchObject({ restored: 1 });
  });

  it('is made once however often the same key comes', async () => {
    const source = newSource();
    const [one, two] = [await posted(source, {}, 'k-1'), await posted(source, {}, 'k-1')];
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(two.body).toEqual(one.body);
  });

  it('names the field that is wrong, and is taken once it is right', async () => {
    const source = newSource();
    const wrong = await posted(source, { role: 'wizard' });
    expect([wrong.status, wrong.body.errors!.map(({ pointer }) => pointer)]).toEqual([400, ['/role']]);
    const lacks = await posted(source, { person: undefined });
    expect([lacks.status, lacks.body.errors!.map(({ pointer }) => pointer)]).toEqual([400, ['/person']]);
    const unknown = await posted(source, { offering: { sourcedId: 'cls-gone' } });
    expect([unknown.status, unknown.body.errors!.map(({ pointer }) => pointer)]).toEqual([
      422,
      ['/offering/sourcedId'],
    ]);
    expect((await posted(source)).status).toBe(201);
    expect((await posted(source, { sourcedId: 'enr-2', person: { sourcedId: 'usr-2', email: 'x' } })).status).toBe(201);
  });

  it('of a person of whom nothing is known is pending', async () => {
    const source = newSource();
    expect(await posted(source, { person: { sourcedId: 'usr-1' } })).toMatchObject({
      status: 201,
      body: { outcome: 'pending', status: 'pending' },
    });
  });

  it('is refused to a client of another source', async () => {
    const token = await programs.token(['enrollments:write'], ['only-mine']);
    const call = (source?: string) =>
      programs.call('POST', '/api/v1/enrollments', { token, body: { ...row(1), ...(source ? { source } : {}) } });
    expect((await call('theirs')).status).toBe(403);
    expect((await call()).status).toBe(201);
  });

  it('made by hand needs a person and an offering of the platform', async () => {
    const source = newSource();
    const personId = '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e50';
    const { body } = await posted(source);
    const offeringId = (body as unknown as { offeringId: string }).offeringId;
    const enroll = () =>
      programs.call<EnrollmentBody & { source: string }>('POST', '/api/v1/enrollments', {
        body: { personId, offeringId, role: 'mentor' },
      });
    expect((await enroll()).status).toBe(422);
    await programs.resolved(source, 'usr-1', personId);
    const made = await eventually('the person is known', async () => {
      const answer = await enroll();
      if (answer.status !== 201) throw new Error(String(answer.status));
      return answer;
    });
    expect(made.body).toMatchObject({ source: 'chiron', status: 'active' });
    expect((await enroll()).status).toBe(409);
  });
});

describe('many enrollments posted at once', () => {
  it('each get their own answer, the good ones and the bad', async () => {
    const source = newSource();
    const post = (n: number, more: Row = {}) =>
      programs.call<EnrollmentBody & { outcome: string }>('POST', '/api/v1/enrollments', {
        body: { source, ...row(n), ...more },
      });
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        post(i, i % 10 === 3 ? { role: 'wizard' } : i % 10 === 7 ? { person: { sourcedId: `bare-${i}` } } : {}),
      ),
    );
    expect(answers.map(({ status, body }) => `${status} ${body.outcome ?? ''}`.trim())).toEqual(
      Array.from({ length: 60 }, (_, i) => (i % 10 === 3 ? '400' : i % 10 === 7 ? '201 pending' : '201 created')),
    );
    answers.forEach(({ body, status }, i) => status === 201 && expect(body.sourcedId).toBe(`enr-${i}`));
    expect(await deliveries.enrollments(source)).toHaveLength(54);
  });

  it('of the same row make one enrollment, whoever comes first', async () => {
    const source = newSource();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        programs.call<EnrollmentBody & { outcome: string }>('POST', '/api/v1/enrollments', {
          body: { source, ...row(1) },
        }),
      ),
    );
    expect(answers.map(({ body }) => body.outcome).sort()).toEqual(['created', ...Array<string>(19).fill('unchanged')]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('of one person in several offerings all count', async () => {
    const source = newSource();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        programs.call<{ outcome: string }>('POST', '/api/v1/enrollments', {
          body: {
            source,
            ...row(1),
            sourcedId: `enr-${i}`,
            offering: { sourcedId: `cls-${i}`, title: `Offering ${i}` },
          },
        }),
      ),
    );
    expect(answers.every(({ body }) => body.outcome === 'created')).toBe(true);
  });
});
