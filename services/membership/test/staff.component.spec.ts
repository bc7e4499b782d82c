import { uuidv7 } from 'uuidv7';
import { EnrollmentOpened } from '@chiron/contracts/programs';
import { eventually } from '@chiron/testing';
import { enrollment, runningMembership } from './running-membership.js';

let on: Awaited<ReturnType<typeof runningMembership>>;
beforeAll(async () => {
  on = await runningMembership();
});
afterAll(() => on?.close());

describe('a correction by staff', () => {
  it('needs the ETag, wins over later deliveries, and is withdrawn', async () => {
    await on.describePerson('corr-1', { givenName: 'Cora', familyName: 'Wrong', email: 'cora@example.edu' });
    const id = await on.found('corr-1');
    const tag = async () => (await on.call('GET', `/people/${id}`)).headers.get('etag')!;
    const body = { familyName: 'Right', email: 'Cora@Home.example' };
    expect((await on.call('PATCH', `/people/${id}`, { body })).status).toBe(428);
    expect((await on.call('PATCH', `/people/${id}`, { body, headers: { 'if-match': '"99"' } })).status).toBe(412);
    expect(
      (
        await on.call('PATCH', `/people/${id}`, {
          body: { orcid: '0000-0002-1825-0098' },
          headers: { 'if-match': await tag() },
        })
      ).status,
    ).toBe(400);
    const headers = { 'if-match': await tag(), 'idempotency-key': 'corr-1' };
    const corrected = await on.call('PATCH', `/people/${id}`, { body, headers });
    expect(corrected.body).toMatchObject({
      familyName: 'Right',
      email: 'cora@home.example',
      corrected: expect.arrayContaining(['familyName', 'email']),
    });
    expect((await on.call('PATCH', `/people/${id}`, { body, headers })).headers.get('etag')).toBe(
      corrected.headers.get('etag'),
    );
    await on.describePerson('corr-1', { givenName: 'Coraline', familyName: 'Wrong', email: 'cora@example.edu' });
    await eventually(
      'the delivery has come',
      async () => (await on.call('GET', `/people/${id}`)).body.givenName === 'Coraline',
    );
    expect((await on.call('GET', '/people?email=cora@home.example')).body.items).toMatchObject([
      { id, familyName: 'Right' },
    ]);
    const withdrawn = await on.call('DELETE', `/people/${id}/corrections/familyName`, {
      headers: { 'if-match': await tag() },
    });
    expect(withdrawn.body).toMatchObject({ familyName: 'Wrong', corrected: ['email'] });
  });
});

describe('two records of one human', () => {
  it('that may be one are queued; merged, the one leads to the other; undone, both stand', async () => {
    await on.describePerson('dup-1', { givenName: 'Dora', familyName: 'Lang', email: 'dora@example.edu' });
    await on.describePerson('dup-2', {
      source: 'lms',
      givenName: 'Dora',
      familyName: 'Lang',
      email: 'dora@example.edu',
      emailAuthoritative: false,
    });
    const [old, young] = [await on.found('dup-1'), await on.found('dup-2', 'lms')];
    expect(young).not.toBe(old);
    const open = (await on.call('GET', '/matches?state=open&limit=500')).body.items;
    const match = open.find(({ person }: { person: { id: string } }) => person.id === young);
    expect(match).toMatchObject({
      doubt: 'email-not-authoritative',
      person: { familyName: 'Lang' },
      other: { id: old },
    });
    await on.publish(
      EnrollmentOpened,
      enrollment('dup-2', { source: 'lms', person: { source: 'lms', sourcedId: 'dup-2' } }),
    );

    const merged = await on.call('POST', `/matches/${match.id}/merge`, { body: {} });
    expect(merged.status).toBe(201);
    expect(merged.body).toMatchObject({ personId: young, intoPersonId: old, undoneAt: null });
    expect((await on.call('GET', merged.headers.get('location')!.replace('/api/v1', ''))).body.id).toBe(merged.body.id);
    const moved = await on.call('GET', `/people/${young}`);
    expect([moved.status, moved.body, moved.headers.get('location')]).toEqual([
      308,
      { id: young, mergedInto: old },
      `/api/v1/people/${old}`,
    ]);
    expect((await on.call('GET', `/people/${young}/record`)).headers.get('location')).toBe(
      `/api/v1/people/${old}/record`,
    );
    expect((await on.call('GET', `/people/${old}/record`, { scopes: ['self'], personId: young })).status).toBe(200);
    expect((await on.call('GET', `/people/${old}`, { scopes: ['self'], personId: young })).status).toBe(200);
    await eventually(
      'the entry stands with the survivor',
      async () => (await on.call('GET', `/people/${old}/record`)).body.items.length === 1,
    );
    expect((await on.call('PUT', `/people/${young}/privacy-hold`)).body.type).toContain('person-merged');
    expect((await on.call('POST', `/matches/${match.id}/keep-apart`)).body.type).toContain('match-decided');

    const undone = await on.call('POST', `/merges/${merged.body.id}/undo`);
    expect(undone.body.undoneBy).toBe('test-client');
    expect((await on.call('GET', `/people/${young}`)).status).toBe(200);
    expect((await on.call('GET', `/people/${young}/record`)).body.items).toHaveLength(1);
    expect((await on.call('GET', `/people/${old}/record`)).body.items).toHaveLength(0);
    expect((await on.call('POST', `/merges/${merged.body.id}/undo`)).body.type).toContain('merge-undone');
    await eventually('the others are told of both turns', () => {
      const told = on.bus.heard
        .filter(({ subject }) => subject === 'lms/dup-2')
        .map(({ data }) => (data as { personId: string }).personId);
      return told.join() === [young, old, young].join();
    });
  });

  it('are merged by staff without a match, once, and never into themselves', async () => {
    await on.describePerson('two-1', { givenName: 'Tess', familyName: 'One' });
    await on.describePerson('two-2', { givenName: 'Tess', familyName: 'Two' });
    const [personId, intoPersonId] = [await on.found('two-1'), await on.found('two-2')];
    const headers = { 'idempotency-key': 'two' };
    const first = await on.call('POST', '/merges', { body: { personId, intoPersonId }, headers });
    expect(first.status).toBe(201);
    expect((await on.call('POST', '/merges', { body: { personId, intoPersonId }, headers })).body).toEqual(first.body);
    expect((await on.call('POST', '/merges', { body: { personId, intoPersonId } })).body.type).toContain(
      'person-merged',
    );
    expect((await on.call('POST', '/merges', { body: { personId: intoPersonId, intoPersonId } })).body.type).toContain(
      'merge-into-self',
    );
    expect((await on.call('POST', '/merges', { body: { personId: uuidv7(), intoPersonId } })).status).toBe(404);
    expect((await on.call('GET', `/merges?personId=${personId}`)).body.items).toHaveLength(1);
  });

  it('that staff keep apart are not asked about again', async () => {
    const twin = (revisionOf: string) =>
      on.describePerson('apart-2', {
        source: 'lms',
        givenName: 'Ida',
        familyName: 'Twin',
        email: `ida@example.edu`,
        emailAuthoritative: false,
        pronouns: revisionOf,
      });
    await on.describePerson('apart-1', { givenName: 'Ida', familyName: 'Twin', email: 'ida@example.edu' });
    await twin('she');
    const young = await on.found('apart-2', 'lms');
    const of = async (state: string) =>
      (await on.call('GET', `/matches?state=${state}&limit=500`)).body.items.filter(
        ({ person }: { person: { id: string } }) => person.id === young,
      );
    const [match] = await of('open');
    expect((await on.call('POST', `/matches/${match.id}/keep-apart`)).status).toBe(204);
    await twin('they');
    await eventually(
      'the delivery has come',
      async () => (await on.call('GET', `/people/${young}`)).body.pronouns === 'they',
    );
    expect([await of('open'), (await of('kept-apart')).length]).toEqual([[], 1]);
  });
});
