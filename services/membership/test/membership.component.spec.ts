import { Client } from 'pg';
import { uuidv7 } from 'uuidv7';
import { EnrollmentEnded, EnrollmentOpened, OfferingListed, ProgramListed } from '@chiron/contracts/programs';
import { eventually } from '@chiron/testing';
import { enrollment, runningMembership } from './running-membership.js';

let on: Awaited<ReturnType<typeof runningMembership>>;
beforeAll(async () => {
  on = await runningMembership();
});
afterAll(() => on?.close());

describe('a person that an import mentions', () => {
  it('is shown with where they belong, and with what that lies within as soon as the source tells', async () => {
    const department = { organisation: 'd-1', organisationName: 'Medicine', organisationType: 'department' };
    const within = [{ organisation: 's-1', organisationName: 'School of Medicine', organisationType: 'school' }];
    await on.describePerson('unit-1', { givenName: 'Uma', affiliations: [{ ...department, primary: true }] });
    const id = await on.found('unit-1');
    const shown = async () => (await on.call('GET', `/people/${id}`)).body.affiliations as unknown;
    expect(await shown()).toEqual([{ source: 'sis', ...department, primary: true }]);
    await on.describePerson('unit-1', { givenName: 'Uma', affiliations: [{ ...department, within, primary: true }] });
    await eventually('the school is shown', async () =>
      expect(await shown()).toEqual([{ source: 'sis', ...department, within, primary: true }]),
    );
  });

  it('has a record with every enrollment, the newest first, each naming its event, in whatever order things arrive', async () => {
    const [programId, offeringId] = [uuidv7(), uuidv7()];
    const older = enrollment('rec-1', { offeringId });
    const newer = enrollment('rec-1', { role: 'mentor' });
    const opened = await on.publish(EnrollmentOpened, older);
    const ended = await on.publish(EnrollmentEnded, { ...older, status: 'ended' });
    const second = await on.publish(EnrollmentOpened, newer);
    await on.describePerson('rec-1', { givenName: 'Rosa', familyName: 'Ortiz' });
    await on.publish(OfferingListed, {
      offeringId,
      programId,
      code: 'C1',
      title: 'Cohort 1',
      status: 'scheduled',
      beginDate: null,
      endDate: null,
    });
    await on.publish(ProgramListed, { programId, code: null, title: 'Curriculum Studio', status: 'open' });
    const id = await on.found('rec-1');
    const items = await eventually('both entries bear their titles', async () => {
      const { body } = await on.call('GET', `/people/${id}/record`);
      if (body.items.length !== 2 || !body.items[1].program?.title) throw new Error(JSON.stringify(body));
      return body.items;
    });
    expect(items[0]).toMatchObject({
      id: newer.enrollmentId,
      role: 'mentor',
      status: 'active',
      event: { id: second.id },
    });
    expect(items[1]).toEqual({
      id: older.enrollmentId,
      kind: 'enrollment',
      offering: { id: offeringId, title: 'Cohort 1', code: 'C1' },
      program: { id: programId, title: 'Curriculum Studio', code: null },
      role: 'learner',
      status: 'ended',
      beginDate: '2026-09-01',
      endDate: '2026-12-20',
      reference: { source: 'sis', sourcedId: 'rec-1' },
      event: { id: ended.id, type: ended.type, time: ended.time },
    });
    expect(opened.id).not.toBe(ended.id);
    const first = await on.call('GET', `/people/${id}/record?limit=1`);
    const next = await on.call('GET', `/people/${id}/record?limit=1&cursor=${first.body.next}`);
    expect([first.body.items[0].id, next.body.items[0].id, next.body.next]).toEqual([
      newer.enrollmentId,
      older.enrollmentId,
      null,
    ]);
  });

  it('is told by events that bear no name and no address', async () => {
    await on.describePerson('told-1', {
      givenName: 'Secretname',
      familyName: 'Hidden',
      email: 'secretname@example.edu',
    });
    const id = await on.found('told-1');
    const events = await eventually('both events are out', async () => {
      const out = on.bus.heard.filter(({ data }) => (data as { personId?: string }).personId === id);
      if (out.length < 2) throw new Error(`${out.length} events`);
      return out;
    });
    expect(events.map(({ type }) => type).sort()).toEqual([
      'chiron.membership.person.registered.v1',
      'chiron.membership.reference.resolved.v1',
    ]);
    expect(JSON.stringify(on.bus.heard)).not.toMatch(/secretname|Hidden/i);
  });

  it.each(['obrien', "O'Brien", 'o’br', 'SIOBHAN', 'lee'])('is found by %s', async (typed) => {
    await on.describePerson('find-1', {
      givenName: 'Siobhán',
      familyName: 'O’Brien-Lee',
      orcid: '0000-0002-1825-0097',
      email: 'Sio@Example.edu',
    });
    const id = await on.found('find-1');
    const ids = async (query: string) =>
      (await on.call('GET', `/people?${query}`)).body.items.map((item: { id: string }) => item.id);
    expect(await ids(`name=${encodeURIComponent(typed)}`)).toContain(id);
    expect(await ids('email=sio@example.EDU')).toEqual([id]);
    expect(await ids(`orcid=${encodeURIComponent('https://orcid.org/0000-0002-1825-0097')}`)).toEqual([id]);
    expect(await ids('name=nobody-of-this-name')).toEqual([]);
  });

  it('never comes from a bare reference; once staff link it, its entries stand in the record and it is told', async () => {
    await on.describePerson('link-1', { givenName: 'Lin', familyName: 'Ked' });
    const id = await on.found('link-1');
    const facts = enrollment('bare-1');
    await on.publish(EnrollmentOpened, { ...facts, status: 'pending' });
    const empty = await on.call('GET', '/people?source=sis&sourcedId=bare-1');
    expect(empty.body.items).toEqual([]);
    expect(
      (await on.call('POST', `/people/${id}/identifiers`, { body: { source: 'sis', sourcedId: 'bare-1' } })).status,
    ).toBe(204);
    await eventually(
      'the entry stands in the record',
      async () => (await on.call('GET', `/people/${id}/record`)).body.items.length === 1,
    );
    await eventually('the others are told', () =>
      on.bus.heard.some(
        ({ subject, data }) => subject === 'sis/bare-1' && (data as { personId: string }).personId === id,
      ),
    );
    await on.describePerson('link-2', { givenName: 'Lin', familyName: 'Other' });
    const other = await on.found('link-2');
    const taken = await on.call('POST', `/people/${other}/identifiers`, {
      body: { source: 'sis', sourcedId: 'bare-1' },
    });
    expect([taken.status, taken.body.type]).toEqual([409, expect.stringContaining('reference-taken')]);
    expect((await on.call('DELETE', `/people/${id}/identifiers?source=sis&sourcedId=bare-1`)).body).toEqual({
      personId: null,
    });
  });
});

describe('who may read what', () => {
  let id: string;
  beforeAll(async () => {
    await on.describePerson('may-1', { givenName: 'May', familyName: 'Reed', privacyHold: true });
    id = await on.found('may-1');
  });

  it('staff: each read of a record is logged with who, whose and what for', async () => {
    await on.call('GET', `/people/${id}/record`, { headers: { 'access-purpose': 'transfer of credit' } });
    const { body } = await on.call('GET', `/access-log?personId=${id}`);
    expect(body.items[0]).toMatchObject({
      clientId: 'test-client',
      subject: 'test-client',
      personId: id,
      purpose: 'transfer of credit',
    });
  });

  it('a person: their own, unlogged, and nobody else’s', async () => {
    const before = (await on.call('GET', `/access-log?personId=${id}`)).body.items.length;
    const self = { scopes: ['self'], personId: id };
    expect((await on.call('GET', `/people/${id}/record`, self)).status).toBe(200);
    expect((await on.call('GET', `/people/${id}`, self)).status).toBe(200);
    expect((await on.call('GET', `/access-log?personId=${id}`)).body.items).toHaveLength(before);
    const other = { scopes: ['self'], personId: uuidv7() };
    expect((await on.call('GET', `/people/${id}/record`, other)).status).toBe(403);
    expect((await on.call('GET', `/people/${id}`, other)).status).toBe(403);
    expect((await on.call('GET', '/people?name=may', self)).status).toBe(403);
  });

  it('is not shown where the read cannot be logged', async () => {
    const client = new Client({ connectionString: on.databaseUrl });
    await client.connect();
    try {
      await client.query('alter table access_log rename to lost');
      expect((await on.call('GET', `/people/${id}/record`)).status).toBe(500);
      expect((await on.call('GET', `/people/${id}/record`, { scopes: ['self'], personId: id })).status).toBe(200);
    } finally {
      await client.query('alter table lost rename to access_log');
      await client.end();
    }
  });

  it('people:read alone: people, not records', async () => {
    expect((await on.call('GET', `/people/${id}`, { scopes: ['people:read'] })).status).toBe(200);
    expect((await on.call('GET', `/people/${id}/record`, { scopes: ['people:read'] })).status).toBe(403);
    expect((await on.call('GET', '/access-log', { scopes: ['people:read'] })).status).toBe(403);
  });

  it('a held person is marked, and stays so until staff lift it', async () => {
    expect((await on.call('GET', '/people?name=reed')).body.items[0]).toMatchObject({ id, privacyHold: true });
    expect((await on.call('DELETE', `/people/${id}/privacy-hold`)).status).toBe(204);
    expect((await on.call('DELETE', `/people/${id}/privacy-hold`)).body.type).toContain('hold-not-placed');
    expect((await on.call('PUT', `/people/${id}/privacy-hold`)).status).toBe(204);
    expect((await on.call('PUT', `/people/${id}/privacy-hold`)).status).toBe(204);
    expect((await on.call('GET', `/people/${id}`)).body.privacyHold).toBe(true);
  });

  it.each([
    '/people?cursor=nonsense',
    '/people?source=sis',
    '/people?orcid=0000-0000-0000-0000',
    '/people/no-uuid',
    '/people?limit=501',
  ])('GET %s is refused by name', async (path) => expect((await on.call('GET', path)).status).toBe(400));
  it('a person nobody knows is not found', async () =>
    expect((await on.call('GET', `/people/${uuidv7()}/record`)).status).toBe(404));
});

describe('operations', () => {
  it('see how far a source has come, in numbers', async () => {
    await on.describePerson('prog-1', { source: 'prog', givenName: 'P', familyName: 'One' });
    await on.publish(
      EnrollmentOpened,
      enrollment('prog-1', { source: 'prog', person: { source: 'prog', sourcedId: 'prog-1' } }),
    );
    await on.publish(
      EnrollmentOpened,
      enrollment('prog-2', { source: 'prog', person: { source: 'prog', sourcedId: 'prog-2' } }),
    );
    await eventually('one reference, one person, one entry', async () => {
      const { body } = await on.call('GET', '/operations/membership/progress?source=prog');
      expect(body).toEqual({ references: 1, people: 1, entries: 1, asOf: expect.any(String) });
    });
  });

  it('an erased description leaves no name behind', async () => {
    await on.describePerson('gone-1', { givenName: 'Gone', familyName: 'Soon', email: 'gone@example.edu' });
    const id = await on.found('gone-1');
    await on.bus.erase('programs.people', 'sis/gone-1');
    await eventually('the name is gone', async () => (await on.call('GET', `/people/${id}`)).body.familyName === null);
    expect((await on.call('GET', '/people?email=gone@example.edu')).body.items).toEqual([]);
    expect((await on.call('GET', '/people?name=soon')).body.items).toEqual([]);
  });

  it('find nothing among the dead letters', async () => {
    const { body } = await on.call('GET', '/operations/membership/dead-letters');
    expect(body.items).toEqual([]);
  });
});
