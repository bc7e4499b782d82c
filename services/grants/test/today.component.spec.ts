import { dayIn } from '@chiron/contracts/core';
import { uuidv7 } from 'uuidv7';
import { applying } from './applying.js';
import { OpenWork } from '../src/domain/reminders.js';
import { publishedCall } from './calls-made.js';
import { runningGrants, type RunningGrants } from './running-grants.js';

/** Where it is another day now than in UTC: at any hour that is so at one of the two ends of the world. */
const zone = new Date().getUTCHours() < 12 ? 'Etc/GMT+12' : 'Pacific/Kiritimati';
const day = (away: number): string => dayIn(zone, new Date(Date.now() + away * 86_400_000));

let grants: RunningGrants;
beforeAll(async () => (grants = await runningGrants({ CHIRON_TIME_ZONE: zone })));
afterAll(() => grants.close());

const conflict = (applicationId: string, personId: string, since: number, until: number) =>
  grants.query(
    `insert into review_conflicts (id, application_id, person_id, kind, source, state, since, until)
     values ($1, $2, $3, 'personal', 'set-by-chair', 'confirmed', $4, $5)`,
    [uuidv7(), applicationId, personId, day(since), day(until)],
  );

describe('a conflict of interest of an officer', () => {
  it.each([
    ['that holds today alone', 0, 0, 404],
    ['that has begun today', 0, 9, 404],
    ['that ends today', -9, 0, 404],
    ['that ended yesterday', -9, -1, 200],
    ['that begins tomorrow', 1, 9, 200],
  ])('%s holds, or does not, by the day where the institute is', async (_, since, until, status) => {
    const officer = await grants.officer();
    const callId = await publishedCall(grants, officer, { settings: { timeZone: zone } });
    const { id } = await applying(grants, callId).submitted();
    await conflict(id, officer, since, until);
    const ask = (path: string) => grants.call({ personId: officer }, 'GET', path);
    expect((await ask(`/applications/${id}`)).status).toBe(status);
    const seen = status === 200 ? [id] : [];
    const listed = (await ask(`/applications?callId=${callId}`)).body.items as { id: string }[];
    expect(listed.map((one) => one.id)).toEqual(seen);
    const looked = (await ask(`/calls/${callId}/administrative-reviews`)).body.items as { applicationId: string }[];
    expect(looked.map((one) => one.applicationId)).toEqual(seen);
  });
});

describe('a reminder of reviews', () => {
  it.each([
    ['leaves out what the reviewer is in conflict with today', 0, 0, 0],
    ['names what the reviewer was in conflict with until yesterday', -9, -1, 1],
  ])('%s', async (_, since, until, count) => {
    const callId = await publishedCall(grants, await grants.officer(), { settings: { timeZone: zone } });
    const at = applying(grants, callId);
    const { id, number } = await at.submitted();
    const [reviewer, committee] = [await at.person(), uuidv7()];
    const insert = (sql: string, ...values: unknown[]) => grants.query(`insert into ${sql}`, values);
    await insert(
      `review_committees (id, round_id, season, name, phase, created_by) values ($1, $2, '2027', 'Panel', 'review', $3)`,
      ...[committee, callId, reviewer],
    );
    await insert(
      `review_members (committee_id, person_id, role, capacity, added_by) values ($1, $2, 'member', 5, $2)`,
      ...[committee, reviewer],
    );
    await insert(
      `review_applications (application_id, committee_id, round_id, number, title, topics, search)
       values ($1, $2, $3, $4, 'A title', '{}', '')`,
      ...[id, committee, callId, number],
    );
    await insert(
      `review_assignments (id, committee_id, application_id, person_id, state) values ($1, $2, $3, $4, 'assigned')`,
      ...[uuidv7(), committee, id, reviewer],
    );
    await conflict(id, reviewer, since, until);
    const open = await grants.service.app.get(OpenWork, { strict: false }).reviews();
    expect(open.filter(({ personId }) => personId === reviewer).flatMap(({ numbers }) => numbers)).toEqual(
      Array.from({ length: count }, () => number),
    );
  });
});
