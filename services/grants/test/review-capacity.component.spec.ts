import { uuidv7 } from 'uuidv7';
import { PersonRegistered, ReviewCapacityAllotted } from '@chiron/contracts/membership';
import { eventually } from '@chiron/testing';
import { problem } from './applying.js';
import { ok, roundOf, type Round } from './deciding.js';
import { runningGrants, type RunningGrants } from './running-grants.js';

let grants: RunningGrants;
let on: Round;
let season: string;
beforeAll(async () => {
  grants = await runningGrants();
  on = await roundOf(grants, { applications: 0 });
  season = String(ok(await grants.call(on.by, 'GET', `/calls/${on.callId}`)).body.year);
});
afterAll(() => grants?.close());

const of = (service: string, reviews: number) => ({ service, reviews });
/** As membership tells it; resolves once the service has taken it, and whatever was told before. */
async function allotted(personId: string, revision: number, ...allotments: ReturnType<typeof of>[]): Promise<void> {
  const facts = { personId, season, capacity: 20, allotments };
  await grants.bus.publish(ReviewCapacityAllotted, facts, revision);
  const last = uuidv7();
  await grants.bus.publish(ReviewCapacityAllotted, { ...facts, personId: last }, 1);
  await eventually('the allotment has come', async () =>
    expect(await grants.query('select from review_allotments where person_id = $1', [last])).toHaveLength(1),
  );
}
const reviewer = () => grants.person({ givenName: 'Rita', familyName: 'Ramos' });
const seat = (committee: string, person: string, capacity: number, match?: string) =>
  grants.call(on.by, 'PUT', `/grant-committees/${committee}/members/${person}`, {
    body: { role: 'member', capacity },
    ...(match && { headers: { 'if-match': match } }),
  });
const seen = async (committee: string, person: string) =>
  (ok(await grants.call(on.by, 'GET', `/grant-committees/${committee}/members`)).body as { personId: string }[]).find(
    ({ personId }) => personId === person,
  );
const exceeded = [409, '/problems#capacity-exceeded'];

describe('what membership allots to grants of what somebody reviews in a season', () => {
  it('is what committees have of them at most, one review more is refused', async () => {
    const [first, second] = [await on.committee('First'), await on.committee('Second')];
    const person = await reviewer();
    await allotted(person, 1, of('grants', 5), of('recognition', 9));
    ok(await seat(first, person, 3), 204);
    const refused = await seat(second, person, 3);
    expect(problem(refused)).toEqual(exceeded);
    expect(refused.body.errors).toEqual([{ pointer: '/capacity', detail: 'leaves 2 of the season' }]);
    ok(await seat(second, person, 2), 204);
    expect(await seen(first, person)).toMatchObject({ capacity: 3, seasonCapacity: 5, seasonExceeded: false });
  });

  it('is none where all is allotted to other services', async () => {
    const committee = await on.committee('Third');
    const person = await reviewer();
    await allotted(person, 1, of('recognition', 9));
    expect(problem(await seat(committee, person, 1))).toEqual(exceeded);
    await allotted(person, 2, of('recognition', 9), of('grants', 1));
    ok(await seat(committee, person, 1), 204);
  });

  it('is not changed by what was said before', async () => {
    const committee = await on.committee('Fourth');
    const person = await reviewer();
    await allotted(person, 3, of('grants', 2));
    await allotted(person, 2, of('grants', 9));
    expect(problem(await seat(committee, person, 3))).toEqual(exceeded);
    ok(await seat(committee, person, 2), 204);
  });

  it('takes nothing away when less is allotted than committees have, and nothing more is appointed', async () => {
    const [committee, other] = [await on.committee('Fifth'), await on.committee('Sixth')];
    const person = await reviewer();
    await allotted(person, 1, of('grants', 6));
    ok(await seat(committee, person, 6), 204);
    await allotted(person, 2, of('grants', 4));
    expect(await seen(committee, person)).toMatchObject({ capacity: 6, seasonCapacity: 4, seasonExceeded: true });
    expect(problem(await seat(other, person, 1))).toEqual(exceeded);
    ok(await seat(committee, person, 3, '"1"'), 204);
    ok(await seat(other, person, 1), 204);
  });

  it('is the smaller of what two records of one human have', async () => {
    const committee = await on.committee('Seventh');
    const [old, now] = [await reviewer(), await reviewer()];
    await allotted(old, 1, of('grants', 2));
    await allotted(now, 1, of('grants', 7));
    await grants.merge(old, now);
    expect(problem(await seat(committee, now, 3))).toEqual(exceeded);
    ok(await seat(committee, now, 2), 204);
  });

  it('waits for somebody whom grants does not know yet', async () => {
    const committee = await on.committee('Eighth');
    const person = uuidv7();
    await allotted(person, 1, of('grants', 2));
    expect((await seat(committee, person, 2)).status).toBe(404);
    await grants.publish(PersonRegistered, { personId: person });
    await eventually('the person is known', async () => expect(problem(await seat(committee, person, 3))).toEqual(exceeded)); // prettier-ignore
    ok(await seat(committee, person, 2), 204);
  });

  it('is not raised by an officer, who reads how much it is', async () => {
    const committee = await on.committee('Ninth');
    const person = await reviewer();
    await allotted(person, 1, of('grants', 5));
    const limit = (capacity: number) =>
      grants.call(on.by, 'PUT', `/grant-committees/${committee}/members/${person}/season-capacity`, {
        body: { capacity },
      });
    const refused = await limit(6);
    expect([...problem(refused), refused.body.errors]).toEqual([
      ...exceeded,
      [{ pointer: '/capacity', detail: 'membership allots 5 of the season' }],
    ]);
    ok(await limit(5), 204);
  });
});
