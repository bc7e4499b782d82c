import { uuidv7 } from 'uuidv7';
import { eventually, type Answer } from '@chiron/testing';
import { runningMembership } from './running-membership.js';

let on: Awaited<ReturnType<typeof runningMembership>>;
beforeAll(async () => {
  on = await runningMembership();
});
afterAll(() => on?.close());

let people = 0;
const person = async (): Promise<string> => {
  const sourcedId = `cap-${++people}`;
  await on.describePerson(sourcedId, { givenName: `Given${people}`, familyName: `Family${people}` });
  return on.found(sourcedId);
};
const grants = (reviews: number) => ({ service: 'grants', reviews });
const recognition = (reviews: number) => ({ service: 'recognition', reviews });
const put = (id: string, body: object, headers: Record<string, string> = {}, season = '2027') =>
  on.call('PUT', `/people/${id}/review-capacities/${season}`, { body, headers });
const list = async (id: string) => (await on.call('GET', `/people/${id}/review-capacities`)).body.items;
const told = (id: string) =>
  on.bus.heard
    .filter(({ type, subject }) => type === 'chiron.membership.review-capacity.allotted.v1' && subject === id)
    .map(({ data, revision }) => ({ ...(data as object), revision }));
const problem = ({ status, body }: Answer) => [
  status,
  body.type,
  ...(body.errors ?? []).map(({ pointer }: { pointer: string }) => pointer),
];

describe('how many reviews a person takes on in a season', () => {
  it('is said by staff, allotted to services, and told to them once', async () => {
    const id = await person();
    expect(await list(id)).toEqual([]);
    const first = await put(id, { capacity: 8, allotments: [recognition(3), grants(5)] });
    expect([first.status, first.headers.get('etag')]).toEqual([200, '"1"']);
    expect(first.body).toMatchObject({
      personId: id,
      season: '2027',
      capacity: 8,
      allotments: [grants(5), recognition(3)],
      revision: 1,
      changedBy: 'test-client',
    });
    const again = await put(id, { capacity: 8, allotments: [grants(5), recognition(3)] }, { 'if-match': '"1"' });
    expect([again.status, again.headers.get('etag')]).toEqual([200, '"1"']);
    const changed = await put(id, { capacity: 8, allotments: [grants(8)] }, { 'if-match': '"1"' });
    expect(changed.headers.get('etag')).toBe('"2"');
    expect((await put(id, { capacity: 4, allotments: [] }, {}, '2028')).status).toBe(200);
    expect(await list(id)).toMatchObject([
      { season: '2028', capacity: 4, allotments: [], revision: 1 },
      { season: '2027', capacity: 8, allotments: [grants(8)], revision: 2 },
    ]);
    await eventually('every change is told', () => expect(told(id)).toHaveLength(3));
    expect(told(id)).toEqual([
      { personId: id, season: '2027', capacity: 8, allotments: [grants(5), recognition(3)], revision: 1 },
      { personId: id, season: '2027', capacity: 8, allotments: [grants(8)], revision: 2 },
      { personId: id, season: '2028', capacity: 4, allotments: [], revision: 1 },
    ]);
  });

  it('is changed only by who has seen how it stands, and once by a request that is repeated', async () => {
    const id = await person();
    const body = { capacity: 5, allotments: [grants(5)] };
    expect((await put(id, body, { 'if-match': '"1"' })).status).toBe(412);
    const headers = { 'idempotency-key': uuidv7() };
    expect((await put(id, body, headers)).headers.get('etag')).toBe('"1"');
    expect((await put(id, body, headers)).headers.get('etag')).toBe('"1"');
    expect((await put(id, { ...body, capacity: 6 })).status).toBe(428);
    expect((await put(id, { ...body, capacity: 6 }, { 'if-match': '"2"' })).status).toBe(412);
    expect((await put(id, { ...body, capacity: 6 }, { 'if-match': '"1"' })).status).toBe(200);
    await eventually('both are told', () => expect(told(id)).toHaveLength(2));
  });

  it.each<[string, object, unknown[]]>([
    ['all of it is allotted', { capacity: 5, allotments: [grants(2), recognition(3)] }, [200, undefined]],
    [
      'more than all is allotted',
      { capacity: 5, allotments: [grants(3), recognition(3)] },
      [422, '/problems#allotted-beyond-capacity', '/allotments'],
    ],
    ['a thousand reviews', { capacity: 1_000, allotments: [] }, [200, undefined]],
    ['more than a thousand', { capacity: 1_001, allotments: [] }, [400, '/problems#validation-failed', '/capacity']],
    ['less than none', { capacity: -1, allotments: [] }, [400, '/problems#validation-failed', '/capacity']],
    ['half a review', { capacity: 1.5, allotments: [] }, [400, '/problems#validation-failed', '/capacity']],
    ['no capacity', { allotments: [] }, [400, '/problems#validation-failed', '/capacity']],
    [
      'half a review allotted',
      { capacity: 5, allotments: [grants(0.5)] },
      [400, '/problems#validation-failed', '/allotments/0/reviews'],
    ],
    [
      'an allotment to nobody',
      { capacity: 5, allotments: [{ service: 'web', reviews: 1 }] },
      [400, '/problems#validation-failed', '/allotments/0/service'],
    ],
    [
      'a service named twice',
      { capacity: 5, allotments: [grants(1), grants(1)] },
      [400, '/problems#validation-failed', '/allotments/1/service'],
    ],
  ])('%s', async (_, body, answer) => {
    expect(problem(await put(await person(), body))).toEqual(answer);
  });

  it('is of a season that calls can have, and of somebody there is', async () => {
    const body = { capacity: 1, allotments: [] };
    const id = await person();
    for (const season of ['2000', '2200']) expect((await put(id, body, {}, season)).status).toBe(200);
    for (const season of ['1999', '2201', '27', '2027-spring'])
      expect(problem(await put(id, body, {}, season))).toEqual([400, '/problems#validation-failed', 'path:season']);
    const nobody = uuidv7();
    expect((await put(nobody, body)).status).toBe(404);
    expect((await on.call('GET', `/people/${nobody}/review-capacities`)).status).toBe(404);
  });

  it('is for staff who read people to see, and for staff who correct people to say', async () => {
    const id = await person();
    const path = `/people/${id}/review-capacities`;
    const body = { capacity: 1, allotments: [] };
    for (const [scope, read, written] of [
      ['people:read', 200, 403],
      ['people:write', 403, 200],
      ['self', 403, 403],
    ] as const) {
      const scopes = [scope];
      expect((await on.call('GET', path, { scopes, personId: id })).status).toBe(read);
      expect((await on.call('PUT', `${path}/2027`, { body, scopes, personId: id })).status).toBe(written);
    }
  });

  it('is read and said of whoever a merged record is read as; what either had holds until it is said anew', async () => {
    const [away, into] = [await person(), await person()];
    await put(away, { capacity: 3, allotments: [grants(3)] });
    await put(into, { capacity: 9, allotments: [grants(9)] });
    const merged = await on.call('POST', '/merges', { body: { personId: away, intoPersonId: into } });
    expect(await list(away)).toMatchObject([{ personId: into, capacity: 9 }]);
    const { body } = await put(away, { capacity: 6, allotments: [grants(6)] }, { 'if-match': '"1"' });
    expect(body).toMatchObject({ personId: into, capacity: 6, revision: 2 });
    await eventually('both records are told of', () => {
      for (const id of [away, into])
        expect(told(id).at(-1)).toMatchObject({ personId: id, allotments: [grants(6)], revision: 2 });
    });
    await on.call('POST', `/merges/${merged.body.id}/undo`);
    expect([await list(away), await list(into)]).toMatchObject([
      [{ personId: away, capacity: 6 }],
      [{ personId: into, capacity: 6 }],
    ]);
  });
});
