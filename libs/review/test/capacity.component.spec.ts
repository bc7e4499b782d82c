import { mounted, type Answer, type Mounted } from './mounted.js';
import { expectDone, panel, type Panel } from './panel.js';

let on: Mounted;
beforeAll(async () => {
  on = await mounted();
});
afterAll(() => on?.close());

const put = (p: Panel, person: string, capacity: number, headers: Record<string, string> = {}) =>
  p.call('PUT', `/members/${person}`, p.officer, { role: 'member', capacity }, headers);
const limit = (p: Panel, person: string, capacity: number | null) =>
  p.call('PUT', `/members/${person}/season-capacity`, p.officer, { capacity });
const over = ({ body }: Answer) => [body.type, body.errors?.[0]?.pointer];
const exceeded = ['/problems#capacity-exceeded', '/capacity'];

describe('what a person takes on in a season', () => {
  it('holds over the committees of several rounds, and starts anew with the next season', async () => {
    const [first, second] = [await panel(on, []), await panel(on, [])];
    const next = await panel(on, []);
    await on.database.query(`update rounds set today = '2028-03-01' where id = $1`, [next.round.id]);
    await on.database.query(`update review_committees set season = '2028' where id = $1`, [next.id]);
    const person = await on.person('Busy');
    await expectDone(limit(first, person, 5));
    await expectDone(put(first, person, 3));
    expect(over(await put(second, person, 3))).toEqual(exceeded);
    await expectDone(put(second, person, 2));
    await expectDone(put(next, person, 5));
    expect(over(await limit(second, person, 4))).toEqual(exceeded);
    // the next season has a limit of its own
    await expectDone(limit(next, person, 5));
    const [sits] = (await first.call('GET', '/members', first.officer)).body;
    expect(sits).toMatchObject({ capacity: 3, seasonCapacity: 5 });
    expect(over(await put(first, person, 4, { 'if-match': `"${sits.revision}"` }))).toEqual(exceeded);
    await expectDone(first.call('DELETE', `/members/${person}`, first.officer));
    await expectDone(put(second, person, 5, { 'if-match': '"1"' }));
  });

  it('is never exceeded, however many committees appoint at once', async () => {
    const panels: Panel[] = [];
    for (let i = 0; i < 6; i++) panels.push(await panel(on, []));
    const person = await on.person('Wanted');
    await expectDone(limit(panels[0]!, person, 4));
    const answers = await Promise.all(panels.map((p) => put(p, person, 2)));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(2);
    for (const answer of answers.filter(({ status }) => status !== 204)) expect(over(answer)).toEqual(exceeded);
  });

  it('is one limit under every id that means the person', async () => {
    const [first, second] = [await panel(on, []), await panel(on, [])];
    const [old, now] = [await on.person('Ana'), await on.person('Ana')];
    await on.merge(old, now);
    await expectDone(limit(first, old, 4));
    await expectDone(put(first, now, 3));
    expect(over(await put(second, old, 2))).toEqual(exceeded);
    await expectDone(put(second, old, 1));
  });

  it('is said of people who are known, by officers of the round, and stands in the log', async () => {
    const p = await panel(on, [{ name: 'Rita' }]);
    const [rita] = p.people as [string];
    expect((await limit(p, '01890000-0000-7000-8000-000000000000', 3)).status).toBe(404);
    expect((await p.call('PUT', `/members/${rita}/season-capacity`, rita, { capacity: 3 })).status).toBe(403);
    await expectDone(limit(p, rita, 12));
    const [latest] = (await p.call('GET', '/log', p.officer)).body.items;
    expect(latest).toMatchObject({
      act: 'season-capacity-set',
      personId: rita,
      by: p.officer,
      facts: { capacity: 12 },
    });
  });
});

describe('two members who turn out to be one person', () => {
  it('sit once, review an application once, and vote once; what either wrote is kept', async () => {
    const p = await panel(on, [{ name: 'Rita' }, { name: 'Mia' }, { name: 'Rita', capacity: 3 }], {
      reviewsPerApplication: 2,
    });
    const [rita, mia, other] = p.people as [string, string, string];
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push(await on.application(p.round.id));
    const [both, hers, begun] = ids as [string, string, string];
    await p.take();
    await p.sign(other);
    const assign = (applicationId: string, personId: string) =>
      expectDone(p.call('POST', '/assignments', p.officer, { applicationId, personId, pinned: false }));
    for (const [application, person] of [
      [both, rita],
      [both, other],
      [hers, other],
      [hers, mia],
      [begun, rita],
      [begun, other],
    ] as const)
      // prettier-ignore
      await assign(application, person);
    await p.review(begun, other);
    await on.database.query('update review_assignments set begun = true where application_id = $1 and person_id = $2', [
      begun,
      other,
    ]);
    await on.database.query(
      `insert into review_ballots (application_id, committee_id, state, lowest, highest, expected, opened_at)
       values ($1, $2, 'open', 1, 5, $3, now())`,
      [hers, p.id, [rita, mia, other]],
    );
    for (const [person, score] of [
      [rita, 2],
      [mia, 3],
      [other, 5],
    ] as const)
      // prettier-ignore
      await on.database.query(
        'insert into review_votes (application_id, member_id, score, at) values ($1, $2, $3, now())',
        [hers, person, score],
      );
    await on.merge(other, rita);
    await on.teams.merged(other);
    const members = (await p.call('GET', '/members', p.officer)).body;
    expect(members.map(({ personId }: { personId: string }) => personId).sort()).toEqual([rita, mia].sort());
    expect(members.find(({ personId }: { personId: string }) => personId === rita).signed).toBe(true);
    const of = (application: string) =>
      p.assigned().then((rows) => rows.filter(({ applicationId }) => applicationId === application));
    expect((await of(both)).map(({ personId }) => personId)).toEqual([rita]);
    expect((await of(hers)).map(({ personId }) => personId).sort()).toEqual([rita, mia].sort());
    expect(await of(begun)).toMatchObject([{ personId: rita, begun: true }]);
    const votes = await on.database.query(
      'select member_id, score from review_votes where application_id = $1 order by score',
      [hers],
    );
    expect(votes).toEqual([
      { member_id: rita, score: 2 },
      { member_id: mia, score: 3 },
    ]);
    const [ballot] = await on.database.query<{ expected: string[] }>('select expected from review_ballots where application_id = $1', [hers]); // prettier-ignore
    expect(ballot!.expected).toEqual([rita, mia].sort());
    await p.go('review');
    const own = (await p.call('GET', '/reviews?own=true', other)).body.items;
    expect(own).toMatchObject([{ applicationId: begun, own: true, state: 'draft' }]);
    // the places that are open again are somebody else's to fill
    await expectDone(p.call('POST', '/assignment-runs', p.officer, { mode: 'repair' }));
    expect((await of(both)).map(({ personId }) => personId).sort()).toEqual([rita, mia].sort());
  });
});
