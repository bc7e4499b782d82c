import { uuidv7 } from 'uuidv7';
import { mounted, type Answer, type Mounted } from './mounted.js';
import { expectDone, panel, type Panel } from './panel.js';

let on: Mounted;
beforeAll(async () => {
  on = await mounted();
});
afterAll(() => on?.close());

const season = '2027';
const allot = (personId: string, reviews: number, revision: number) =>
  on.allotments.keep([{ personId, season, reviews, revision }]);
const put = (p: Panel, person: string, capacity: number, headers: Record<string, string> = {}) =>
  p.call('PUT', `/members/${person}`, p.officer, { role: 'member', capacity }, headers);
const limit = (p: Panel, person: string, capacity: number | null) =>
  p.call('PUT', `/members/${person}/season-capacity`, p.officer, { capacity });
const refused = ({ status, body }: Answer) => [status, body.type, body.errors?.[0]];
const exceeded = (detail: string) => [409, '/problems#capacity-exceeded', { pointer: '/capacity', detail }];
const sits = async (p: Panel, person: string, by = p.officer) =>
  (await p.call('GET', '/members', by)).body.find(({ personId }: { personId: string }) => personId === person);
const two = async (): Promise<[Panel, Panel]> => [await panel(on, []), await panel(on, [])];

describe('what membership allots of a season', () => {
  it('holds over all committees, to the last review', async () => {
    const [first, second] = await two();
    const person = await on.person('Busy');
    await allot(person, 5, 1);
    await expectDone(put(first, person, 3));
    expect(refused(await put(second, person, 3))).toEqual(exceeded('leaves 2 of the season'));
    await expectDone(put(second, person, 2));
    expect(refused(await put(first, person, 4, { 'if-match': '"1"' }))).toEqual(exceeded('leaves 3 of the season'));
    expect(await sits(first, person)).toMatchObject({ capacity: 3, seasonCapacity: 5, seasonExceeded: false });
    await allot(person, 6, 2);
    await expectDone(put(first, person, 4, { 'if-match': '"1"' }));
  });

  it('may be nothing, and binds neither another season nor whom it does not name', async () => {
    const p = await panel(on, []);
    const [none, other, unnamed] = [await on.person('None'), await on.person('Other'), await on.person('Unnamed')];
    await on.allotments.keep([
      { personId: none, season, reviews: 0, revision: 1 },
      { personId: other, season: '2028', reviews: 0, revision: 1 },
    ]);
    expect(refused(await put(p, none, 1))).toEqual(exceeded('leaves 0 of the season'));
    await expectDone(put(p, none, 0));
    for (const person of [other, unnamed]) {
      await expectDone(put(p, person, 20));
      expect(await sits(p, person)).toMatchObject({ seasonCapacity: null, seasonExceeded: false });
    }
  });

  it('is limited further by officers, never raised', async () => {
    const p = await panel(on, []);
    const person = await on.person('Limited');
    await allot(person, 5, 1);
    expect(refused(await limit(p, person, 6))).toEqual(exceeded('membership allots 5 of the season'));
    await expectDone(limit(p, person, 5));
    await expectDone(limit(p, person, 3));
    expect(refused(await put(p, person, 4))).toEqual(exceeded('leaves 3 of the season'));
    await expectDone(put(p, person, 3));
    expect(await sits(p, person)).toMatchObject({ seasonCapacity: 3 });
    await allot(person, 2, 2);
    expect(await sits(p, person)).toMatchObject({ seasonCapacity: 2, seasonExceeded: true });
    await expectDone(limit(p, person, null));
    expect(await sits(p, person)).toMatchObject({ seasonCapacity: 2 });
  });

  it('takes nothing away when it becomes less: nothing more is appointed until it fits', async () => {
    const [first, second] = await two();
    const person = await on.person('Less');
    await allot(person, 8, 1);
    await expectDone(put(first, person, 5));
    await allot(person, 4, 2);
    expect(await sits(first, person)).toMatchObject({ capacity: 5, seasonCapacity: 4, seasonExceeded: true });
    expect(refused(await put(second, person, 1))).toEqual(exceeded('leaves 0 of the season'));
    expect(refused(await put(first, person, 6, { 'if-match': '"1"' }))).toEqual(exceeded('leaves 4 of the season'));
    // what they have they keep, whatever else of the seat changes
    await expectDone(put(first, person, 5, { 'if-match': '"1"' }));
    await expectDone(put(first, person, 3, { 'if-match': '"2"' }));
    expect(await sits(first, person)).toMatchObject({ capacity: 3, seasonCapacity: 4, seasonExceeded: false });
    expect(refused(await put(second, person, 2))).toEqual(exceeded('leaves 1 of the season'));
    await expectDone(put(second, person, 1));
  });

  it('is what was told last, in whatever order and how often it arrives', async () => {
    const p = await panel(on, []);
    const person = await on.person('Late');
    const told = (reviews: number, revision: number) => ({ personId: person, season, reviews, revision });
    await on.allotments.keep([told(7, 3), told(2, 5), told(9, 4)]);
    await on.allotments.keep([told(2, 5)]);
    await on.allotments.keep([told(9, 4)]);
    expect(refused(await put(p, person, 3))).toEqual(exceeded('leaves 2 of the season'));
    await expectDone(put(p, person, 2));
  });

  it('waits for whom nobody knows yet', async () => {
    const p = await panel(on, []);
    const person = uuidv7();
    await allot(person, 2, 1);
    expect((await put(p, person, 2)).status).toBe(404);
    await on.database.query(`insert into facts values ($1, 'Newcomer', '{}')`, [person]);
    expect(refused(await put(p, person, 3))).toEqual(exceeded('leaves 2 of the season'));
    await expectDone(put(p, person, 2));
  });

  it('is the smallest of all ids that mean the person', async () => {
    const [first, second] = await two();
    const [old, now] = [await on.person('Ana'), await on.person('Ana')];
    await allot(old, 4, 1);
    await allot(now, 9, 1);
    await on.merge(old, now);
    await expectDone(put(first, now, 3));
    expect(refused(await put(second, old, 2))).toEqual(exceeded('leaves 1 of the season'));
    expect(refused(await limit(second, now, 5))).toEqual(exceeded('membership allots 4 of the season'));
    expect(await sits(first, now)).toMatchObject({ seasonCapacity: 4 });
    await allot(old, 9, 2);
    await expectDone(put(second, old, 2));
  });

  it('is never exceeded, however many committees appoint at once', async () => {
    const panels: Panel[] = [];
    for (let i = 0; i < 6; i++) panels.push(await panel(on, []));
    const person = await on.person('Wanted');
    await allot(person, 4, 1);
    const answers = await Promise.all(panels.map((p) => put(p, person, 2)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(2);
    for (const answer of answers.filter(({ status }) => status !== 204))
      expect(refused(answer)).toEqual(exceeded('leaves 0 of the season'));
  });

  it('shows to chair and officers alone', async () => {
    const p = await panel(on, [{ name: 'Rita' }]);
    const [rita] = p.people as [string];
    await allot(rita, 20, 1);
    expect(await sits(p, rita)).toMatchObject({ seasonCapacity: 20, seasonExceeded: false });
    expect(await sits(p, rita, rita)).toMatchObject({ seasonCapacity: null, seasonExceeded: null });
  });
});
