import { uuidv7 } from 'uuidv7';
import type { ChironEvent, EventDefinition } from '@chiron/contracts/core';
import { membershipTopics } from '@chiron/contracts/membership';
import {
  EnrollmentEnded,
  EnrollmentOpened,
  OfferingListed,
  PersonDescribed,
  ProgramListed,
  programsTopics,
  type EnrollmentFacts,
  type PersonDescription,
} from '@chiron/contracts/programs';
import type { RunningService } from '@chiron/http';
import { eventually, identity, postgres, type Identity, type TestDatabase } from '@chiron/testing';
import { start } from '../src/main.js';
import { testBus, type TestBus } from './bus.js';

let database: TestDatabase;
let busDatabase: TestDatabase;
let issuer: Identity;
let service: RunningService;
let bus: TestBus;

beforeAll(async () => {
  [database, busDatabase, issuer] = await Promise.all([postgres(), postgres(), identity()]);
  bus = await testBus(busDatabase.url, programsTopics, membershipTopics);
  service = await start({
    DATABASE_URL: database.url,
    EVENT_BUS: busDatabase.url,
    CHIRON_PUBLIC_URL: issuer.issuer,
    CHIRON_JWKS_URL: issuer.jwksUrl,
    LOG_LEVEL: 'silent',
  });
});
afterAll(async () => {
  await service?.close();
  await bus?.close();
  await issuer?.close();
  await Promise.all([database?.drop(), busDatabase?.drop()]);
});

const staff = ['people:read', 'people:write', 'records:read', 'operations:read'];
interface Answer {
  status: number;
  headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the service answers
  body: any;
}
async function call(
  method: string,
  path: string,
  options: { body?: unknown; headers?: Record<string, string>; scopes?: string[]; personId?: string } = {},
): Promise<Answer> {
  const { body, headers, scopes = staff, personId } = options;
  const token = await issuer.token({ scopes, ...(personId && { personId }) });
  const response = await fetch(`${service.url}/api/v1${path}`, {
    method,
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
}

let revision = 0;
const publish = <D>(event: EventDefinition<D>, data: D): Promise<ChironEvent<D>> =>
  bus.publish(event, data, ++revision);
const describePerson = (sourcedId: string, more: Partial<PersonDescription> = {}) =>
  publish(PersonDescribed, { source: 'sis', sourcedId, emailAuthoritative: true, ...more });
const found = (sourcedId: string, source = 'sis'): Promise<string> =>
  eventually(`${sourcedId} is a person`, async () => {
    const { body } = await call('GET', `/people?source=${source}&sourcedId=${encodeURIComponent(sourcedId)}`);
    if (body.items.length !== 1) throw new Error(`found ${body.items.length}`);
    return body.items[0].id as string;
  });
const enrollment = (sourcedId: string, more: Partial<EnrollmentFacts> = {}): EnrollmentFacts => ({
  enrollmentId: uuidv7(),
  source: 'sis',
  person: { source: 'sis', sourcedId },
  offeringId: uuidv7(),
  role: 'learner',
  status: 'active',
  beginDate: '2026-09-01',
  endDate: '2026-12-20',
  ...more,
});

describe('a person that an import mentions', () => {
  it('has a record with every enrollment, the newest first, each naming its event, in whatever order things arrive', async () => {
    const [programId, offeringId] = [uuidv7(), uuidv7()];
    const older = enrollment('rec-1', { offeringId });
    const newer = enrollment('rec-1', { role: 'mentor' });
    const opened = await publish(EnrollmentOpened, older);
    const ended = await publish(EnrollmentEnded, { ...older, status: 'ended' });
    const second = await publish(EnrollmentOpened, newer);
    await describePerson('rec-1', { givenName: 'Rosa', familyName: 'Ortiz' });
    await publish(OfferingListed, {
      offeringId,
      programId,
      code: 'C1',
      title: 'Cohort 1',
      status: 'scheduled',
      beginDate: null,
      endDate: null,
    });
    await publish(ProgramListed, { programId, code: null, title: 'Curriculum Studio', status: 'open' });
    const id = await found('rec-1');
    const items = await eventually('both entries bear their titles', async () => {
      const { body } = await call('GET', `/people/${id}/record`);
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
    const first = await call('GET', `/people/${id}/record?limit=1`);
    const next = await call('GET', `/people/${id}/record?limit=1&cursor=${first.body.next}`);
    expect([first.body.items[0].id, next.body.items[0].id, next.body.next]).toEqual([
      newer.enrollmentId,
      older.enrollmentId,
      null,
    ]);
  });

  it('is told by events that bear no name and no address', async () => {
    await describePerson('told-1', { givenName: 'Secretname', familyName: 'Hidden', email: 'secretname@example.edu' });
    const id = await found('told-1');
    const events = await eventually('both events are out', async () => {
      const out = bus.heard.filter(({ data }) => (data as { personId?: string }).personId === id);
      if (out.length < 2) throw new Error(`${out.length} events`);
      return out;
    });
    expect(events.map(({ type }) => type).sort()).toEqual([
      'chiron.membership.person.registered.v1',
      'chiron.membership.reference.resolved.v1',
    ]);
    expect(JSON.stringify(bus.heard)).not.toMatch(/secretname|Hidden/i);
  });

  it.each(['obrien', "O'Brien", 'o’br', 'SIOBHAN', 'lee'])('is found by %s', async (typed) => {
    await describePerson('find-1', {
      givenName: 'Siobhán',
      familyName: 'O’Brien-Lee',
      orcid: '0000-0002-1825-0097',
      email: 'Sio@Example.edu',
    });
    const id = await found('find-1');
    const ids = async (query: string) =>
      (await call('GET', `/people?${query}`)).body.items.map((item: { id: string }) => item.id);
    expect(await ids(`name=${encodeURIComponent(typed)}`)).toContain(id);
    expect(await ids('email=sio@example.EDU')).toEqual([id]);
    expect(await ids(`orcid=${encodeURIComponent('https://orcid.org/0000-0002-1825-0097')}`)).toEqual([id]);
    expect(await ids('name=nobody-of-this-name')).toEqual([]);
  });

  it('never comes from a bare reference; once staff link it, its entries stand in the record and it is told', async () => {
    await describePerson('link-1', { givenName: 'Lin', familyName: 'Ked' });
    const id = await found('link-1');
    const facts = enrollment('bare-1');
    await publish(EnrollmentOpened, { ...facts, status: 'pending' });
    const empty = await call('GET', '/people?source=sis&sourcedId=bare-1');
    expect(empty.body.items).toEqual([]);
    expect(
      (await call('POST', `/people/${id}/identifiers`, { body: { source: 'sis', sourcedId: 'bare-1' } })).status,
    ).toBe(204);
    await eventually(
      'the entry stands in the record',
      async () => (await call('GET', `/people/${id}/record`)).body.items.length === 1,
    );
    await eventually('the others are told', () =>
      bus.heard.some(({ subject, data }) => subject === 'sis/bare-1' && (data as { personId: string }).personId === id),
    );
    await describePerson('link-2', { givenName: 'Lin', familyName: 'Other' });
    const other = await found('link-2');
    const taken = await call('POST', `/people/${other}/identifiers`, { body: { source: 'sis', sourcedId: 'bare-1' } });
    expect([taken.status, taken.body.type]).toEqual([409, expect.stringContaining('reference-taken')]);
    expect((await call('DELETE', `/people/${id}/identifiers?source=sis&sourcedId=bare-1`)).body).toEqual({
      personId: null,
    });
  });
});

describe('who may read what', () => {
  let id: string;
  beforeAll(async () => {
    await describePerson('may-1', { givenName: 'May', familyName: 'Reed', privacyHold: true });
    id = await found('may-1');
  });

  it('staff: each read of a record is logged with who, whose and what for', async () => {
    await call('GET', `/people/${id}/record`, { headers: { 'access-purpose': 'transfer of credit' } });
    const { body } = await call('GET', `/access-log?personId=${id}`);
    expect(body.items[0]).toMatchObject({
      clientId: 'test-client',
      subject: 'test-client',
      personId: id,
      purpose: 'transfer of credit',
    });
  });

  it('a person: their own, unlogged, and nobody else’s', async () => {
    const before = (await call('GET', `/access-log?personId=${id}`)).body.items.length;
    const self = { scopes: ['self'], personId: id };
    expect((await call('GET', `/people/${id}/record`, self)).status).toBe(200);
    expect((await call('GET', `/people/${id}`, self)).status).toBe(200);
    expect((await call('GET', `/access-log?personId=${id}`)).body.items).toHaveLength(before);
    const other = { scopes: ['self'], personId: uuidv7() };
    expect((await call('GET', `/people/${id}/record`, other)).status).toBe(403);
    expect((await call('GET', `/people/${id}`, other)).status).toBe(403);
    expect((await call('GET', '/people?name=may', self)).status).toBe(403);
  });

  it('people:read alone: people, not records', async () => {
    expect((await call('GET', `/people/${id}`, { scopes: ['people:read'] })).status).toBe(200);
    expect((await call('GET', `/people/${id}/record`, { scopes: ['people:read'] })).status).toBe(403);
    expect((await call('GET', '/access-log', { scopes: ['people:read'] })).status).toBe(403);
  });

  it('a held person is marked, and stays so until staff lift it', async () => {
    expect((await call('GET', '/people?name=reed')).body.items[0]).toMatchObject({ id, privacyHold: true });
    expect((await call('DELETE', `/people/${id}/privacy-hold`)).status).toBe(204);
    expect((await call('DELETE', `/people/${id}/privacy-hold`)).body.type).toContain('hold-not-placed');
    expect((await call('PUT', `/people/${id}/privacy-hold`)).status).toBe(204);
    expect((await call('PUT', `/people/${id}/privacy-hold`)).status).toBe(204);
    expect((await call('GET', `/people/${id}`)).body.privacyHold).toBe(true);
  });

  it.each([
    '/people?cursor=nonsense',
    '/people?source=sis',
    '/people?orcid=0000-0000-0000-0000',
    '/people/no-uuid',
    '/people?limit=501',
  ])('GET %s is refused by name', async (path) => expect((await call('GET', path)).status).toBe(400));
  it('a person nobody knows is not found', async () =>
    expect((await call('GET', `/people/${uuidv7()}/record`)).status).toBe(404));
});

describe('a correction by staff', () => {
  it('needs the ETag, wins over later deliveries, and is withdrawn', async () => {
    await describePerson('corr-1', { givenName: 'Cora', familyName: 'Wrong', email: 'cora@example.edu' });
    const id = await found('corr-1');
    const tag = async () => (await call('GET', `/people/${id}`)).headers.get('etag')!;
    const body = { familyName: 'Right', email: 'Cora@Home.example' };
    expect((await call('PATCH', `/people/${id}`, { body })).status).toBe(428);
    expect((await call('PATCH', `/people/${id}`, { body, headers: { 'if-match': '"99"' } })).status).toBe(412);
    expect(
      (
        await call('PATCH', `/people/${id}`, {
          body: { orcid: '0000-0002-1825-0098' },
          headers: { 'if-match': await tag() },
        })
      ).status,
    ).toBe(400);
    const headers = { 'if-match': await tag(), 'idempotency-key': 'corr-1' };
    const corrected = await call('PATCH', `/people/${id}`, { body, headers });
    expect(corrected.body).toMatchObject({
      familyName: 'Right',
      email: 'cora@home.example',
      corrected: expect.arrayContaining(['familyName', 'email']),
    });
    expect((await call('PATCH', `/people/${id}`, { body, headers })).headers.get('etag')).toBe(
      corrected.headers.get('etag'),
    );
    await describePerson('corr-1', { givenName: 'Coraline', familyName: 'Wrong', email: 'cora@example.edu' });
    await eventually(
      'the delivery has come',
      async () => (await call('GET', `/people/${id}`)).body.givenName === 'Coraline',
    );
    expect((await call('GET', '/people?email=cora@home.example')).body.items).toMatchObject([
      { id, familyName: 'Right' },
    ]);
    const withdrawn = await call('DELETE', `/people/${id}/corrections/familyName`, {
      headers: { 'if-match': await tag() },
    });
    expect(withdrawn.body).toMatchObject({ familyName: 'Wrong', corrected: ['email'] });
  });
});

describe('two records of one human', () => {
  it('that may be one are queued; merged, the one leads to the other; undone, both stand', async () => {
    await describePerson('dup-1', { givenName: 'Dora', familyName: 'Lang', email: 'dora@example.edu' });
    await describePerson('dup-2', {
      source: 'lms',
      givenName: 'Dora',
      familyName: 'Lang',
      email: 'dora@example.edu',
      emailAuthoritative: false,
    });
    const [old, young] = [await found('dup-1'), await found('dup-2', 'lms')];
    expect(young).not.toBe(old);
    const open = (await call('GET', '/matches?state=open&limit=500')).body.items;
    const match = open.find(({ person }: { person: { id: string } }) => person.id === young);
    expect(match).toMatchObject({
      doubt: 'email-not-authoritative',
      person: { familyName: 'Lang' },
      other: { id: old },
    });
    await publish(
      EnrollmentOpened,
      enrollment('dup-2', { source: 'lms', person: { source: 'lms', sourcedId: 'dup-2' } }),
    );

    const merged = await call('POST', `/matches/${match.id}/merge`, { body: {} });
    expect(merged.status).toBe(201);
    expect(merged.body).toMatchObject({ personId: young, intoPersonId: old, undoneAt: null });
    expect((await call('GET', merged.headers.get('location')!.replace('/api/v1', ''))).body.id).toBe(merged.body.id);
    const moved = await call('GET', `/people/${young}`);
    expect([moved.status, moved.body, moved.headers.get('location')]).toEqual([
      308,
      { id: young, mergedInto: old },
      `/api/v1/people/${old}`,
    ]);
    expect((await call('GET', `/people/${young}/record`)).headers.get('location')).toBe(`/api/v1/people/${old}/record`);
    expect((await call('GET', `/people/${old}/record`, { scopes: ['self'], personId: young })).status).toBe(200);
    expect((await call('GET', `/people/${old}`, { scopes: ['self'], personId: young })).status).toBe(200);
    await eventually(
      'the entry stands with the survivor',
      async () => (await call('GET', `/people/${old}/record`)).body.items.length === 1,
    );
    expect((await call('PUT', `/people/${young}/privacy-hold`)).body.type).toContain('person-merged');
    expect((await call('POST', `/matches/${match.id}/keep-apart`)).body.type).toContain('match-decided');

    const undone = await call('POST', `/merges/${merged.body.id}/undo`);
    expect(undone.body.undoneBy).toBe('test-client');
    expect((await call('GET', `/people/${young}`)).status).toBe(200);
    expect((await call('GET', `/people/${young}/record`)).body.items).toHaveLength(1);
    expect((await call('GET', `/people/${old}/record`)).body.items).toHaveLength(0);
    expect((await call('POST', `/merges/${merged.body.id}/undo`)).body.type).toContain('merge-undone');
    await eventually('the others are told of both turns', () => {
      const told = bus.heard
        .filter(({ subject }) => subject === 'lms/dup-2')
        .map(({ data }) => (data as { personId: string }).personId);
      return told.join() === [young, old, young].join();
    });
  });

  it('are merged by staff without a match, once, and never into themselves', async () => {
    await describePerson('two-1', { givenName: 'Tess', familyName: 'One' });
    await describePerson('two-2', { givenName: 'Tess', familyName: 'Two' });
    const [personId, intoPersonId] = [await found('two-1'), await found('two-2')];
    const headers = { 'idempotency-key': 'two' };
    const first = await call('POST', '/merges', { body: { personId, intoPersonId }, headers });
    expect(first.status).toBe(201);
    expect((await call('POST', '/merges', { body: { personId, intoPersonId }, headers })).body).toEqual(first.body);
    expect((await call('POST', '/merges', { body: { personId, intoPersonId } })).body.type).toContain('person-merged');
    expect((await call('POST', '/merges', { body: { personId: intoPersonId, intoPersonId } })).body.type).toContain(
      'merge-into-self',
    );
    expect((await call('POST', '/merges', { body: { personId: uuidv7(), intoPersonId } })).status).toBe(404);
    expect((await call('GET', `/merges?personId=${personId}`)).body.items).toHaveLength(1);
  });

  it('that staff keep apart are not asked about again', async () => {
    const twin = (revisionOf: string) =>
      describePerson('apart-2', {
        source: 'lms',
        givenName: 'Ida',
        familyName: 'Twin',
        email: `ida@example.edu`,
        emailAuthoritative: false,
        pronouns: revisionOf,
      });
    await describePerson('apart-1', { givenName: 'Ida', familyName: 'Twin', email: 'ida@example.edu' });
    await twin('she');
    const young = await found('apart-2', 'lms');
    const of = async (state: string) =>
      (await call('GET', `/matches?state=${state}&limit=500`)).body.items.filter(
        ({ person }: { person: { id: string } }) => person.id === young,
      );
    const [match] = await of('open');
    expect((await call('POST', `/matches/${match.id}/keep-apart`)).status).toBe(204);
    await twin('they');
    await eventually(
      'the delivery has come',
      async () => (await call('GET', `/people/${young}`)).body.pronouns === 'they',
    );
    expect([await of('open'), (await of('kept-apart')).length]).toEqual([[], 1]);
  });
});

describe('operations', () => {
  it('see how far a source has come, in numbers', async () => {
    await describePerson('prog-1', { source: 'prog', givenName: 'P', familyName: 'One' });
    await publish(
      EnrollmentOpened,
      enrollment('prog-1', { source: 'prog', person: { source: 'prog', sourcedId: 'prog-1' } }),
    );
    await publish(
      EnrollmentOpened,
      enrollment('prog-2', { source: 'prog', person: { source: 'prog', sourcedId: 'prog-2' } }),
    );
    await eventually('one reference, one person, one entry', async () => {
      const { body } = await call('GET', '/operations/membership/progress?source=prog');
      expect(body).toEqual({ references: 1, people: 1, entries: 1 });
    });
  });

  it('an erased description leaves no name behind', async () => {
    await describePerson('gone-1', { givenName: 'Gone', familyName: 'Soon', email: 'gone@example.edu' });
    const id = await found('gone-1');
    await bus.erase('programs.people', 'sis/gone-1');
    await eventually('the name is gone', async () => (await call('GET', `/people/${id}`)).body.familyName === null);
    expect((await call('GET', '/people?email=gone@example.edu')).body.items).toEqual([]);
    expect((await call('GET', '/people?name=soon')).body.items).toEqual([]);
  });

  it('find nothing among the dead letters', async () => {
    const { body } = await call('GET', '/operations/membership/dead-letters');
    expect(body.items).toEqual([]);
  });
});
