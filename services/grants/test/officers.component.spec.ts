import { PersonSeparated, ReferenceReleased } from '@chiron/contracts/membership';
import { eventually } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import { administrator, runningGrants, type RunningGrants } from './running-grants.js';

describe('grants officers', () => {
  let grants: RunningGrants;
  beforeAll(async () => {
    grants = await runningGrants();
  });
  afterAll(() => grants.close());
  const appoint = (personId: string, role = 'officer') =>
    grants.call(administrator, 'POST', '/grants-officers', { body: { personId, role } });

  it('are appointed by an administrator, and relieved; the appointment stays on record', async () => {
    const personId = await grants.person();
    const { status, body, headers } = await appoint(personId);
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({ personId, role: 'officer', appointedBy: 'test-client', relievedAt: null }),
    ]);
    expect(headers.get('location')).toBe(`/api/v1/grants-officers/${body.id}`);
    expect((await grants.call(administrator, 'DELETE', `/grants-officers/${body.id}`)).status).toBe(204);
    const present = await grants.call(administrator, 'GET', '/grants-officers');
    expect(present.body.items.map(({ id }: { id: string }) => id)).not.toContain(body.id);
    const all = await grants.call(administrator, 'GET', '/grants-officers?present=false');
    expect(all.body.items[0]).toMatchObject({ id: body.id, relievedBy: 'test-client' });
    const again = await grants.call(administrator, 'DELETE', `/grants-officers/${body.id}`);
    expect([again.status, again.body.type]).toEqual([409, '/problems#officer-relieved']);
    await eventually('both are told', () =>
      expect(grants.bus.heard.filter(({ subject }) => subject === body.id).map(({ type }) => type)).toEqual([
        'chiron.grants.officer.appointed.v1',
        'chiron.grants.officer.relieved.v1',
      ]),
    );
  });

  it('are people whom membership knows', async () => {
    const { status, body } = await appoint(uuidv7());
    expect([status, body.type, body.errors[0].pointer]).toEqual([422, '/problems#person-not-registered', '/personId']);
    const odd = await grants.call(administrator, 'POST', '/grants-officers', { body: { personId: 'x', role: 'king' } });
    expect([odd.status, odd.body.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
      400,
      ['/personId', '/role'],
    ]);
  });

  it('hold a role once, under whatever name, and may hold the other as well', async () => {
    const [one, other] = [await grants.person(), await grants.person()];
    expect((await appoint(one)).status).toBe(201);
    expect((await appoint(one)).body.type).toBe('/problems#already-officer');
    expect((await appoint(one, 'finance')).status).toBe(201);
    await grants.merge(one, other);
    expect((await appoint(other)).body.type).toBe('/problems#already-officer');
    await grants.publish(PersonSeparated, { personId: one, fromPersonId: other, mergeId: uuidv7() });
    await eventually('the two are two again', async () => expect((await appoint(other)).status).toBe(201));
  });

  it('are nobody’s business but an administrator’s', async () => {
    const personId = await grants.officer();
    expect((await grants.call({ personId }, 'GET', '/grants-officers')).status).toBe(403);
    expect((await grants.call('public', 'GET', '/grants-officers')).status).toBe(401);
    expect((await grants.call({ personId }, 'POST', '/grants-officers', { body: { personId, role: 'finance' } })).status).toBe(403); // prettier-ignore
  });

  it('are forgotten with a released reference, but for who they are', async () => {
    const personId = await grants.person({ givenName: 'Ana' });
    await grants.publish(ReferenceReleased, { source: 'sis', sourcedId: `usr-${personId}` });
    await eventually('nothing is told of them', async () => {
      const rows = await grants.query('select from references_told where person_id = $1', [personId]);
      expect(rows).toHaveLength(0);
    });
    expect((await appoint(personId)).status).toBe(201);
  });
});
