import { RunningPrograms } from './running-programs.js';

let programs: RunningPrograms;
beforeAll(async () => {
  programs = await RunningPrograms.start();
});
afterAll(() => programs.stop());

interface Listed {
  readonly items: Record<string, unknown>[];
  readonly next: string | null;
}
interface Problem {
  readonly errors?: { pointer: string; detail: string }[];
}
const pointers = (body: Problem) => body.errors?.map(({ pointer }) => pointer);

describe('a source', () => {
  it('is made with defaults, then set, table by table', async () => {
    const made = await programs.call('POST', '/api/v1/sources', { body: { name: 'sis' } });
    expect(made.headers.get('location')).toBe('/api/v1/sources/sis');
    expect(made.body).toMatchObject({
      name: 'sis',
      domains: [],
      dateOrder: null,
      guards: { endedShare: 0.2, endedCount: 1000, offeringShare: 0.5 },
      fieldPolicy: { role: 'hand', status: 'hand' },
    });
    const body = {
      owner: 'Registrar',
      domains: ['Example.EDU'],
      dateOrder: 'DMY',
      timeZone: 'America/Denver',
      roles: { 'Clinical Preceptor': 'faculty' },
      guards: { endedCount: 5 },
      fieldPolicy: { endDate: 'source' },
    };
    const set = await programs.call('PATCH', '/api/v1/sources/sis', { ifMatch: '"1"', body });
    expect(set).toMatchObject({
      status: 200,
      body: {
        owner: 'Registrar',
        domains: ['example.edu'],
        roles: { 'clinical preceptor': 'faculty' },
        guards: { endedShare: 0.2, endedCount: 5 },
        fieldPolicy: { endDate: 'source', beginDate: 'hand' },
        revision: 2,
      },
    });
    expect((await programs.call('PATCH', '/api/v1/sources/sis', { ifMatch: '"2"', body })).body).toEqual(set.body);
    expect((await programs.call('GET', '/api/v1/sources/sis')).body).toEqual(set.body);
    await programs.call('POST', '/api/v1/sources', { body: { name: 'lms' } });
    const { body: listed } = await programs.call<Listed>('GET', '/api/v1/sources?limit=1');
    expect(listed.items.map((source) => source['name'])).toEqual(['lms']);
    const rest = await programs.call<Listed>('GET', `/api/v1/sources?cursor=${listed.next}`);
    expect(rest.body.items.map((source) => source['name'])).toEqual(['sis']);
  });

  it.each([
    [{ timeZone: 'Mars/Olympus' }, '/timeZone'],
    [{ dateOrder: 'YDM' }, '/dateOrder'],
    [{ roles: { boss: 'chief' } }, '/roles/boss'],
    [{ guards: { endedShare: 1.01 } }, '/guards/endedShare'],
    [{ guards: { shares: 1 } }, '/guards/shares'],
    [{ fieldPolicy: { role: 'nobody' } }, '/fieldPolicy/role'],
    [{ domains: ['not a domain'] }, '/domains'],
    [{ demographics: true }, '/demographics'],
  ])('refuses %j by the name of the field', async (body, pointer) => {
    await programs.call('POST', '/api/v1/sources', { body: { name: 'refusals' } });
    const answer = await programs.call<Problem>('PATCH', '/api/v1/sources/refusals', { ifMatch: '"1"', body });
    expect(answer.status).toBe(400);
    expect(pointers(answer.body)).toEqual([pointer]);
  });

  it('has a name of its own, in small letters', async () => {
    const make = async (name: string) => (await programs.call('POST', '/api/v1/sources', { body: { name } })).status;
    expect(await make('a')).toBe(201);
    expect(await make('a')).toBe(409);
    expect(await make('a.b_c-9')).toBe(201);
    expect(await make('SIS')).toBe(400);
    expect(await make('-sis')).toBe(400);
    expect(await make('s'.repeat(63))).toBe(201);
    expect(await make('s'.repeat(64))).toBe(400);
    expect(await make('chiron')).toBe(409);
  });

  it('is made by its first import, under a name that a source can have', async () => {
    const row = { sourcedId: 'e1', offering: { sourcedId: 'o1', title: 'Studio' }, person: { sourcedId: 'p1' } };
    const post = async (name: string) => {
      const body = JSON.stringify({ ...row, role: 'student' });
      return (await programs.post(`/api/v1/imports?source=${name}`, { type: 'application/x-ndjson', body })).status;
    };
    expect(await post('hr')).toBe(202);
    expect((await programs.call('GET', '/api/v1/sources/hr')).status).toBe(200);
    expect(await post('HR')).toBe(400);
    expect(await post('chiron')).toBe(409);
    expect((await programs.call<Listed>('GET', '/api/v1/imports?source=chiron')).body.items).toEqual([]);
  });
});
