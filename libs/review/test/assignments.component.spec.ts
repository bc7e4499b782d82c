import { eventually } from '@chiron/testing';
import { applicationsOf, four, perApplication, run } from './assigned.js';
import { mounted, type Mounted } from './mounted.js';
import { expectDone, panel, type Panel } from './panel.js';

let on: Mounted;
beforeAll(async () => {
  on = await mounted();
});
afterAll(() => on?.close());
const applications = (panel: Panel, n: number, more: object = {}) => applicationsOf(on, panel, n, more);

describe('an assignment', () => {
  it('by hand needs a member who is free of conflict and has capacity', async () => {
    const p = await panel(on, [{ name: 'Rita', capacity: 1 }, { name: 'Mia' }]);
    const [rita, mia] = p.people as [string, string];
    const [first, second] = (await applications(p, 2)) as [string, string];
    const assign = (applicationId: string, personId: string, by = p.officer) =>
      p.call('POST', '/assignments', by, { applicationId, personId });
    expect((await assign(first, mia, rita)).status).toBe(403);
    expect((await assign(first, rita)).status).toBe(201);
    expect((await assign(first, rita)).body.type).toBe('/problems#already-exists');
    expect((await assign(second, rita)).body.type).toBe('/problems#capacity-exceeded');
    await expectDone(p.call('POST', '/conflicts', mia, { applicationId: second, kind: 'other' }));
    expect((await assign(second, mia)).body.type).toBe('/problems#reviewer-in-conflict');
    expect((await assign(second, await on.person('Nobody'))).status).toBe(404);
  });

  it('is seen by its reviewer alone, and by chair and officers', async () => {
    const p = await panel(on, four.slice(0, 2));
    const [rita, mia] = p.people as [string, string];
    const [first, second] = (await applications(p, 2)) as [string, string];
    for (const [application, person] of [
      [first, rita],
      [second, mia],
    ] as const)
      // prettier-ignore
      await expectDone(p.call('POST', '/assignments', p.officer, { applicationId: application, personId: person }));
    const own = await p.call('GET', '/assignments', rita);
    expect(own.body.items).toMatchObject([{ applicationId: first, personId: rita, pinned: null, reason: null }]);
    await p.go('review');
    expect(await p.seen(rita)).toEqual([first]);
    expect((await p.call('GET', `/applications/${second}`, rita)).status).toBe(404);
    expect(await p.assigned()).toHaveLength(2);
  });

  it('that is refused goes to somebody else with the fewest changes, and is not offered again', async () => {
    const p = await panel(on, four, { reviewsPerApplication: 2 });
    await applications(p, 6);
    await expectDone(run(p, { mode: 'all' }));
    const before = await p.assigned();
    const one = before[0]!;
    const refuse = (person: string, reason: string) =>
      p.call('POST', `/assignments/${one.id}/refuse`, person, { reason });
    const other = p.people.find((id) => id !== one.personId)!;
    expect((await refuse(other, 'Not mine.')).status).toBe(404);
    expect((await refuse(one.personId, '')).body.errors).toMatchObject([{ pointer: '/reason' }]);
    expect((await refuse(one.personId, 'I know too little of it.')).status).toBe(204);
    await eventually('the open review is given to somebody else', async () => {
      if ((await p.assigned()).length !== before.length) throw new Error('still open');
    });
    const after = await p.assigned();
    const kept = after.filter((row) => before.some((old) => old.id === row.id && old.personId === row.personId));
    expect(kept).toHaveLength(before.length - 1);
    expect(perApplication(after)).toEqual([2, 2, 2, 2, 2, 2]);
    expect(after.some((row) => row.applicationId === one.applicationId && row.personId === one.personId)).toBe(false);
    const [latest] = (await p.call('GET', '/assignment-runs', p.officer)).body.items;
    expect(latest).toMatchObject({ by: null, asked: { mode: 'repair' }, report: { added: 1, removed: 0 } });
    await expectDone(run(p, { mode: 'repair' }));
    expect((await p.assigned()).map(({ id }) => id).sort()).toEqual(after.map(({ id }) => id).sort());
  });

  it('that nobody else can take stays open, is told once to whoever runs the round, and goes when somebody can', async () => {
    const p = await panel(on, four.slice(0, 2), { reviewsPerApplication: 2 });
    await applications(p, 2);
    await expectDone(run(p, { mode: 'all' }));
    const [one] = await p.assigned();
    await expectDone(p.call('POST', `/assignments/${one!.id}/refuse`, one!.personId, { reason: 'Ill.' }));
    await on.settled();
    on.look();
    await on.settled();
    const runs = (await p.call('GET', '/assignment-runs', p.officer)).body.items;
    expect(runs.map(({ by, feasible }: { by: string | null; feasible: boolean }) => [by, feasible])).toEqual([
      [null, false],
      [p.officer, true],
    ]);
    expect((await p.call('GET', '/loads', p.officer)).body.repairDue).toBe(true);
    const late = await on.person('Late');
    await expectDone(p.call('PUT', `/members/${late}`, p.officer, { role: 'member', capacity: 5 }));
    on.look();
    await on.settled();
    expect((await p.call('GET', '/loads', p.officer)).body.repairDue).toBe(false);
    expect(await p.assigned()).toEqual(
      expect.arrayContaining([expect.objectContaining({ applicationId: one!.applicationId, personId: late })]),
    );
  });

  it('of somebody who falls ill goes to others; what is begun stays', async () => {
    const p = await panel(on, four, { reviewsPerApplication: 2 });
    await applications(p, 4);
    await expectDone(run(p, { mode: 'all' }));
    const before = await p.assigned();
    const ill = before[0]!.personId;
    const begun = before.find(({ personId }) => personId === ill)!;
    await on.database.query('update review_assignments set begun = true where id = $1', [begun.id]);
    const members = (await p.call('GET', '/members', p.officer)).body as { personId: string; revision: number }[];
    const tag = `"${members.find(({ personId }) => personId === ill)!.revision}"`;
    await expectDone(p.call('PUT', `/members/${ill}`, p.officer, { role: 'member', capacity: 0 }, { 'if-match': tag }));
    const repaired = await expectDone(run(p, { mode: 'repair' }));
    expect(repaired.body).toMatchObject({ feasible: true });
    const after = await p.assigned();
    expect(after.filter(({ personId }) => personId === ill).map(({ id }) => id)).toEqual([begun.id]);
    expect(perApplication(after)).toEqual([2, 2, 2, 2]);
  });

  it('is withdrawn by whoever chairs there, and only once', async () => {
    const p = await panel(on, four.slice(0, 1));
    const [rita] = p.people as [string];
    const [application] = (await applications(p, 1)) as [string];
    const { id } = (await p.call('POST', '/assignments', p.officer, { applicationId: application, personId: rita })).body; // prettier-ignore
    const withdraw = (by: string) => p.call('POST', `/assignments/${id}/withdraw`, by, { reason: 'A mix-up.' });
    expect((await withdraw(rita)).status).toBe(403);
    expect((await p.call('PUT', `/assignments/${id}/pin`, p.officer, { pinned: false })).status).toBe(204);
    expect((await withdraw(p.officer)).status).toBe(204);
    expect((await withdraw(p.officer)).body).toMatchObject({ type: '/problems#assignment-over' });
    const log = (await p.call('GET', '/log', p.officer)).body.items;
    expect(log[0]).toMatchObject({ act: 'assignment-withdrawn', by: p.officer, facts: { reason: 'A mix-up.' } });
    expect((await p.call('GET', '/log', rita)).status).toBe(403);
  });

  it('never exceeds what its reviewer takes on, however many assign at once', async () => {
    const p = await panel(on, [{ name: 'Rita', capacity: 2 }]);
    const ids = await applications(p, 6);
    const answers = await Promise.all(
      ids.map((applicationId) => p.call('POST', '/assignments', p.officer, { applicationId, personId: p.people[0] })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
    expect(answers.filter(({ body }) => body.type === '/problems#capacity-exceeded')).toHaveLength(4);
  });

  it('is not refused once its review is handed in', async () => {
    const p = await panel(on, [{ name: 'Rita' }]);
    const [application] = (await applications(p, 1)) as [string];
    const [rita] = p.people as [string];
    const body = { applicationId: application, personId: rita };
    const { id } = (await expectDone(p.call('POST', '/assignments', p.officer, body))).body;
    await p.go('review');
    const refuse = () => p.call('POST', `/assignments/${id}/refuse`, rita, { reason: 'I would rather not.' });
    await p.review(application, rita, 'submitted');
    expect((await refuse()).body.type).toBe('/problems#review-not-open');
    await p.review(application, rita);
    expect((await refuse()).status).toBe(204);
  });

  it('that cannot be made names the field of the person', async () => {
    const p = await panel(on, [{ name: 'Rita', capacity: 1 }, { name: 'Mia' }]);
    const [first, second] = (await applications(p, 2)) as [string, string];
    const [rita, mia] = p.people as [string, string];
    const team = await on.person('Ana');
    await expectDone(p.call('PUT', `/members/${team}`, p.officer, { role: 'member', capacity: 3 }));
    await on.teams.set(first, [team]);
    await expectDone(p.call('POST', '/conflicts', mia, { applicationId: first, kind: 'other' }));
    const assign = (personId: string, applicationId: string) =>
      p.call('POST', '/assignments', p.officer, { applicationId, personId });
    await expectDone(assign(rita, first));
    const answers = [
      await assign(rita, first),
      await assign(rita, second),
      await assign(mia, first),
      await assign(team, first),
      await assign(await on.person('Nobody'), first),
    ];
    expect(answers.map(({ body }) => body.type.split('#')[1])).toEqual([
      'already-exists',
      'capacity-exceeded',
      'reviewer-in-conflict',
      'team-never-reviews',
      'not-found',
    ]);
    for (const { body } of answers) expect(body.errors).toMatchObject([{ pointer: '/personId' }]);
  });
});

describe('an application of which reviews are begun', () => {
  it('stays with its committee; withdrawn and handed in again it comes back there, and to no other', async () => {
    const p = await panel(on, [{ name: 'Rita' }]);
    const [begun, fresh] = (await applications(p, 2)) as [string, string];
    const { body } = await on.call('POST', '', p.officer, { body: { roundId: p.round.id, name: 'Other' } });
    const take = (committee: string, ids?: string[]) =>
      on.call('POST', `/${committee}/applications`, p.officer, { body: ids ? { applicationIds: ids } : {} });
    await p.review(begun, p.people[0]!);
    const drop = (application: string) => p.call('DELETE', `/applications/${application}`, p.officer);
    expect((await drop(begun)).body.type).toBe('/problems#reviews-begun');
    expect((await drop(fresh)).status).toBe(204);
    expect((await take(body.id, [fresh])).status).toBe(204);
    await on.teams.left(begun);
    expect((await take(body.id, [begun])).body.type).toBe('/problems#reviews-begun');
    expect((await take(body.id)).status).toBe(204);
    expect((await on.call('GET', `/${body.id}/applications`, p.officer)).body.items).toHaveLength(1);
    expect((await take(p.id, [begun])).status).toBe(204);
    expect(await p.seen(p.officer)).toEqual([begun]);
  });
});
