import { applicationsOf, assignedTo, four, run } from './assigned.js';
import { mounted, type Mounted } from './mounted.js';
import { expectDone, panel, type Panel } from './panel.js';

let on: Mounted;
beforeAll(async () => {
  on = await mounted();
});
afterAll(() => on?.close());
const applications = (panel: Panel, n: number) => applicationsOf(on, panel, n);
const dryRun = async (p: Panel) => (await expectDone(run(p, { mode: 'all', dryRun: true }))).body.id as string;
const apply = (p: Panel, id: string) => p.call('POST', `/assignment-runs/${id}/apply`, p.officer);

describe('a run that somebody applies later', () => {
  it('gives no application to a person whom its applicant named meanwhile', async () => {
    const p = await panel(on, [{ name: 'Rita' }, { name: 'Mia' }], { reviewsPerApplication: 2 });
    const [application] = (await applications(p, 1)) as [string];
    const id = await dryRun(p);
    await on.teams.declareByApplicant(application, { personId: p.people[0]!, kind: 'competing', by: p.officer });
    expect((await apply(p, id)).body.type).toBe('/problems#run-outdated');
    expect(await p.assigned()).toEqual([]);
  });

  it('gives none to a person who turned out to be somebody in conflict with it', async () => {
    const p = await panel(on, [{ name: 'Rita' }, { name: 'Mia' }], { reviewsPerApplication: 2 });
    const [application] = (await applications(p, 1)) as [string];
    const other = await on.person('Rita once more');
    await on.teams.declareByApplicant(application, { personId: other, kind: 'competing', by: p.officer });
    const id = await dryRun(p);
    await on.merge(other, p.people[0]!);
    await on.teams.merged(other);
    expect((await apply(p, id)).body.type).toBe('/problems#run-outdated');
  });

  it('gives none to a person whose conflict begins on the day when it is applied', async () => {
    const p = await panel(on, [{ name: 'Rita' }, { name: 'Mia' }], { reviewsPerApplication: 1 });
    const [application] = (await applications(p, 1)) as [string];
    const [rita] = p.people as [string];
    const conflict = { applicationId: application, personId: rita, kind: 'financial', since: '2027-03-02' };
    await expectDone(p.call('POST', '/conflicts', p.officer, conflict));
    await expectDone(p.call('PUT', `/applications/${application}/bid`, rita, { bid: 2 }));
    const id = await dryRun(p);
    await on.database.query(`update rounds set today = '2027-03-02' where id = $1`, [p.round.id]);
    expect((await apply(p, id)).body.type).toBe('/problems#run-outdated');
    await expectDone(run(p, { mode: 'all' }));
    expect(await assignedTo(p, application)).toEqual([p.people[1]]);
  });

  it('changes nothing once the committee moved on to its decision, nor does anything else', async () => {
    const p = await panel(on, [{ name: 'Rita' }, { name: 'Mia' }], { reviewsPerApplication: 1 });
    const [application, second] = (await applications(p, 2)) as [string, string];
    await expectDone(run(p, { mode: 'all' }));
    const before = await p.assigned();
    const id = await dryRun(p);
    await p.go('review', 'discussion');
    const [one] = before as [(typeof before)[number]];
    const other = p.people.find((person) => person !== one.personId)!;
    await p.go('decision');
    const late = [
      apply(p, id),
      run(p, { mode: 'all' }),
      p.call('POST', '/assignments', p.officer, { applicationId: one.applicationId, personId: other }),
      p.call('POST', `/assignments/${one.id}/withdraw`, p.officer, { reason: 'Too late.' }),
      p.call('PUT', `/assignments/${one.id}/pin`, p.officer, { pinned: true }),
      p.call('POST', `/assignments/${one.id}/refuse`, one.personId, { reason: 'Too late.' }),
      p.call('DELETE', `/applications/${second}`, p.officer),
      p.call('POST', '/applications', p.officer, { applicationIds: [application] }),
    ];
    for (const answer of await Promise.all(late)) expect(answer.body.type).toBe('/problems#not-in-this-phase');
    expect(await p.assigned()).toEqual(before);
  });

  it('of which two chairs apply one each: the second is told that it is out of date', async () => {
    const p = await panel(on, [{ name: 'Rita' }, { name: 'Mia' }, { name: 'Ben' }], { reviewsPerApplication: 1 });
    await applications(p, 3);
    const ids = [await dryRun(p), await dryRun(p), await dryRun(p)];
    const answers = await Promise.all(ids.map((id) => apply(p, id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409]);
    expect(await p.assigned()).toHaveLength(3);
  });
});

describe('a run during which somebody refuses', () => {
  it('puts nothing into effect that was refused, and every application has its reviews in the end', async () => {
    const p = await panel(on, four, { reviewsPerApplication: 2 });
    await applications(p, 5);
    await expectDone(run(p, { mode: 'all' }));
    for (let seed = 2; seed < 5; seed++) {
      const one = (await p.assigned())[seed]!;
      const [again, refused] = await Promise.all([
        run(p, { mode: 'all', seed }),
        p.call('POST', `/assignments/${one.id}/refuse`, one.personId, { reason: 'I know too little of it.' }),
      ]);
      expect([201, 409]).toContain(again.status);
      expect([204, 409]).toContain(refused.status);
      await on.settled();
      const rows = await p.assigned();
      if (refused.status === 204)
        expect(rows.filter((row) => row.applicationId === one.applicationId && row.personId === one.personId)).toEqual(
          [],
        );
      expect(rows).toHaveLength(10);
    }
  });
});
