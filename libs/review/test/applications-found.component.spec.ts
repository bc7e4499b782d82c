import { mounted, type Answer, type Mounted } from './mounted.js';
import { expectDone, panel } from './panel.js';

let on: Mounted;
beforeAll(async () => {
  on = await mounted();
});
afterAll(() => on?.close());

const found = ({ body }: Answer): string[] =>
  body.items.map(({ applicationId }: { applicationId: string }) => applicationId);

/** Four applications, of which Rita reviews two and bid on one. */
async function scene() {
  const p = await panel(on, [{ name: 'Rita' }, { name: 'Mia' }, { name: 'Carla', role: 'chair' }]);
  const [rita, mia, carla] = p.people as [string, string, string];
  const titles = ['Simulation at night', '100 % remote teaching', 'Teaching_ethics', 'Simulated patients'];
  const ids: string[] = [];
  for (const [i, title] of titles.entries())
    ids.push(await on.application(p.round.id, { title, topics: i % 2 ? ['Ethics', 'Remote'] : ['Simulation'] }));
  await p.take();
  for (const person of p.people) await p.sign(person);
  await expectDone(p.call('PUT', `/applications/${ids[2]}/bid`, rita, { bid: 1 }));
  for (const applicationId of ids.slice(0, 2))
    await expectDone(p.call('POST', '/assignments', p.officer, { applicationId, personId: rita }));
  const list = async (person: string, query: string) => found(await p.call('GET', `/applications?${query}`, person));
  return { p, rita, mia, carla, ids: ids as [string, string, string, string], list };
}
const sorted = (...ids: string[]) => [...ids].sort();

describe('the applications of a committee', () => {
  it('are found by a topic, and by a piece of their title or number, whatever the case of letters', async () => {
    const { p, mia, ids, list } = await scene();
    expect((await list(mia, 'topic=ethics')).sort()).toEqual(sorted(ids[1], ids[3]));
    expect(await list(mia, 'topic=eth')).toEqual([]);
    expect((await list(mia, 'text=SIMULAT')).sort()).toEqual(sorted(ids[0], ids[3]));
    expect(await list(mia, 'text=simulat&topic=Remote')).toEqual([ids[3]]);
    // what is a sign to the database is a letter here
    expect(await list(mia, 'text=%25')).toEqual([ids[1]]);
    expect(await list(mia, 'text=_')).toEqual([ids[2]]);
    expect(await list(mia, 'text=%5C')).toEqual([]);
    const { number } = (await p.call('GET', `/applications/${ids[2]}`, mia)).body;
    expect(await list(mia, `text=${number.toLowerCase()}`)).toEqual([ids[2]]);
  });

  it('are found by what one has still to do: to bid, to begin, to hand in', async () => {
    const { p, rita, mia, ids, list } = await scene();
    expect(await list(rita, 'bid=true')).toEqual([ids[2]]);
    expect(await list(rita, 'bid=false')).toHaveLength(3);
    expect(await list(mia, 'bid=true')).toEqual([]);
    expect((await list(rita, 'assigned=true')).sort()).toEqual(sorted(ids[0], ids[1]));
    expect(await list(rita, 'review=none')).toHaveLength(2);
    await p.review(ids[0], rita);
    expect(await list(rita, 'review=none')).toEqual([ids[1]]);
    expect(await list(rita, 'review=draft')).toEqual([ids[0]]);
    expect(await list(rita, 'review=submitted')).toEqual([]);
    expect(await list(mia, 'review=draft')).toEqual([]);
    expect(await list(mia, 'review=none')).toEqual([]);
  });

  it('are found by whether they are discussed, by those who have signed', async () => {
    const { p, mia, ids, list } = await scene();
    await expectDone(p.call('PUT', '/not-discussed', p.officer, { applicationIds: [ids[3]] }));
    expect(await list(mia, 'notDiscussed=true')).toEqual([ids[3]]);
    expect(await list(mia, 'notDiscussed=false')).toHaveLength(3);
    const late = await on.person('Late');
    await expectDone(p.call('PUT', `/members/${late}`, p.officer, { role: 'member', capacity: 1 }));
    expect(await list(late, 'assigned=false')).toHaveLength(4);
    expect((await p.call('GET', '/applications?notDiscussed=true', late)).body.type).toBe('/problems#not-signed');
  });

  it('come by pages under a condition, and none of them is one that somebody is in conflict with', async () => {
    const { p, mia, ids } = await scene();
    await on.teams.declareByApplicant(ids[3], { personId: mia, kind: 'competing', by: p.officer });
    const first = await p.call('GET', '/applications?text=a&limit=2', mia);
    const rest = await p.call('GET', `/applications?text=a&limit=2&cursor=${first.body.next}`, mia);
    expect([...found(first), ...found(rest)].sort()).toEqual(sorted(ids[0], ids[1], ids[2]));
    expect(rest.body.next).toBeNull();
    expect(found(await p.call('GET', '/applications?topic=Ethics', mia))).toEqual([ids[1]]);
  });

  it('under a condition that is none are refused by field', async () => {
    const { p, mia } = await scene();
    const wrong = await p.call('GET', '/applications?review=done&bid=2&topic=&text=&notDiscussed=perhaps', mia);
    expect(wrong.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '?bid',
      '?notDiscussed',
      '?review',
      '?text',
      '?topic',
    ]);
  });
});

describe('the committees of somebody', () => {
  it('are found by phase', async () => {
    const { p, rita } = await scene();
    const list = async (phase: string) =>
      (await on.call('GET', `?phase=${phase}`, rita)).body.items.map(({ id }: { id: string }) => id);
    expect(await list('bidding')).toEqual([p.id]);
    expect(await list('review')).toEqual([]);
    expect((await on.call('GET', '?phase=over', rita)).body.errors).toMatchObject([{ pointer: '?phase' }]);
  });
});
