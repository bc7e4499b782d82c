import { applicationsOf, four, perApplication, run } from './assigned.js';
import { mounted, type Mounted } from './mounted.js';
import { expectDone, panel, type Panel } from './panel.js';

let on: Mounted;
beforeAll(async () => {
  on = await mounted();
});
afterAll(() => on?.close());
const applications = (panel: Panel, n: number, more: object = {}) => applicationsOf(on, panel, n, more);

describe('a bid', () => {
  it('is placed while the committee bids, and shown to whoever placed it', async () => {
    const p = await panel(on, four.slice(0, 2));
    const [rita, mia] = p.people as [string, string];
    const [application] = (await applications(p, 1)) as [string];
    const bid = (value: number) => p.call('PUT', `/applications/${application}/bid`, rita, { bid: value });
    expect((await bid(2)).status).toBe(204);
    expect((await bid(3)).body.errors).toMatchObject([{ pointer: '/bid' }]);
    const shown = async (person: string) => (await p.call('GET', '/applications', person)).body.items[0].bid;
    expect([await shown(rita), await shown(mia)]).toEqual([2, null]);
    await p.go('review', 'discussion');
    expect((await bid(1)).body.type).toBe('/problems#not-in-this-phase');
    expect((await p.call('PUT', `/applications/${application}/bid`, p.officer, { bid: 1 })).body.type).toBe(
      '/problems#member-needed',
    );
  });
});

describe('an assignment run', () => {
  it('gives every application its reviews, follows bids, and reports', async () => {
    const p = await panel(on, four, { reviewsPerApplication: 2 });
    const [rita] = p.people as [string];
    const ids = await applications(p, 4);
    await expectDone(p.call('PUT', `/applications/${ids[0]}/bid`, rita, { bid: 2 }));
    await expectDone(p.call('PUT', `/applications/${ids[1]}/bid`, rita, { bid: -1 }));
    const dry = await expectDone(run(p, { mode: 'all', dryRun: true }));
    expect(dry).toMatchObject({ status: 201, body: { feasible: true, appliedAt: null, report: { added: 8, loadMin: expect.any(Number) } } }); // prettier-ignore
    expect(await p.assigned()).toEqual([]);
    await expectDone(p.call('POST', `/assignment-runs/${dry.body.id}/apply`, p.officer));
    const assigned = await p.assigned();
    expect(perApplication(assigned)).toEqual([2, 2, 2, 2]);
    const ritas = assigned.filter(({ personId }) => personId === rita).map(({ applicationId }) => applicationId);
    expect(ritas).toContain(ids[0]);
    expect(ritas).not.toContain(ids[1]);
    expect((await p.call('POST', `/assignment-runs/${dry.body.id}/apply`, p.officer)).body.type).toBe(
      '/problems#run-applied',
    );
    const [listed] = (await p.call('GET', '/assignment-runs', p.officer)).body.items;
    expect(listed).toMatchObject({ id: dry.body.id, by: p.officer, appliedAt: expect.any(String) });
    const loads = (await p.call('GET', '/loads', p.officer)).body;
    expect(loads.members.reduce((sum: number, { assigned: n }: { assigned: number }) => sum + n, 0)).toBe(8);
    expect(loads).toMatchObject({ repairDue: false, applications: ids.map(() => ({ assigned: 2, wanted: 2 })) });
  });

  it('is matched by topics and by words of the expertise', async () => {
    const p = await panel(on, four.slice(0, 3), { reviewsPerApplication: 1, affinity: { bid: 0, topics: 0.5, text: 0.5 } }); // prettier-ignore
    const [rita, mia, ben] = p.people as [string, string, string];
    const suture = await on.application(p.round.id, { abstract: 'Suturing skills of surgical residents.' });
    const ethics = await on.application(p.round.id, { topics: ['Ethics'] });
    await p.take();
    const describe = (person: string, body: object) => expectDone(p.call('PUT', '/expertise', person, body));
    await describe(rita, { topics: [], expertise: 'I teach surgeons how to suture.' });
    await describe(mia, { topics: ['ethics'], expertise: '' });
    await describe(ben, { topics: [], expertise: 'Simulation in paediatrics.' });
    await expectDone(run(p, { mode: 'all' }));
    expect(await p.assigned()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ applicationId: suture, personId: rita }),
        expect.objectContaining({ applicationId: ethics, personId: mia }),
      ]),
    );
  });

  it('that cannot be says why in numbers and names, and changes nothing', async () => {
    const p = await panel(on, [{ name: 'Rita Ramos', capacity: 1 }, { name: 'Mia', capacity: 1 }], { reviewsPerApplication: 2 }); // prettier-ignore
    await applications(p, 2);
    const answer = await expectDone(run(p, { mode: 'all' }));
    expect(answer.body).toMatchObject({ feasible: false, pairs: null, infeasible: { shortBy: 2 } });
    expect(answer.body.infeasible.explanation).not.toMatch(/[0-9a-f]{8}-/);
    expect(await p.assigned()).toEqual([]);
    expect((await p.call('POST', `/assignment-runs/${answer.body.id}/apply`, p.officer)).body.type).toBe(
      '/problems#run-not-feasible',
    );
  });

  it('keeps conflicts, pinned ones, people apart and kinds needed', async () => {
    const p = await panel(on, [...four.slice(0, 3), { name: 'Stan', kinds: ['statistician'] }], {
      reviewsPerApplication: 2,
      kindsWanted: [{ kind: 'statistician', atLeast: 1 }],
    });
    const [rita, mia, ben, stan] = p.people as [string, string, string, string];
    const [first, second] = (await applications(p, 2)) as [string, string];
    await expectDone(p.call('POST', '/conflicts', rita, { applicationId: first, kind: 'other' }));
    await expectDone(p.call('PUT', '/apart', p.officer, { one: mia, other: stan, apart: true }));
    await expectDone(p.call('POST', '/assignments', p.officer, { applicationId: second, personId: ben }));
    await expectDone(run(p, { mode: 'all' }));
    const assigned = await p.assigned();
    const of = (id: string) => assigned.filter((row) => row.applicationId === id).map(({ personId }) => personId).sort(); // prettier-ignore
    expect(of(first)).toEqual([ben, stan].sort());
    expect(of(second)).toEqual([ben, stan].sort());
    expect(assigned.find((row) => row.applicationId === second && row.personId === ben)?.pinned).toBe(true);
  });

  it('counts who comes from outside the host’s department', async () => {
    const inside = {
      affiliations: [
        {
          units: [
            { id: 'trauma', kind: 'division' },
            { id: 'surgery', kind: 'department' },
          ],
        },
      ],
    } as const;
    const p = await panel(on, [{ name: 'In', facts: inside }, { name: 'Too', facts: inside }, { name: 'Out' }], {
      reviewsPerApplication: 2,
      conflictRules: {},
      kindsWanted: [{ kind: 'outside-unit', atLeast: 1 }],
    });
    await applications(p, 3, { hostUnit: 'surgery' });
    await expectDone(run(p, { mode: 'all' }));
    const outs = (await p.assigned()).filter(({ personId }) => personId === p.people[2]);
    expect(outs).toHaveLength(3);
  });

  it('that was computed from what has changed since is not put into effect', async () => {
    const p = await panel(on, four, { reviewsPerApplication: 2 });
    const [application] = (await applications(p, 2)) as [string];
    const dry = await expectDone(run(p, { mode: 'all', dryRun: true }));
    await expectDone(p.call('POST', '/conflicts', p.people[0]!, { applicationId: application, kind: 'other' }));
    const late = await p.call('POST', `/assignment-runs/${dry.body.id}/apply`, p.officer);
    expect(late.body).toMatchObject({ status: 409, type: '/problems#run-outdated' });
    expect(await p.assigned()).toEqual([]);
  });

  it('does not end a review that was begun since it was computed', async () => {
    const p = await panel(on, four, { reviewsPerApplication: 1 });
    await applications(p, 4);
    await expectDone(run(p, { mode: 'all', seed: 1 }));
    const before = await p.assigned();
    await expectDone(p.call('PUT', `/members/${await on.person('Eve')}`, p.officer, { role: 'member', capacity: 5 }));
    for (const { applicationId, personId } of before)
      await p.call('PUT', `/applications/${applicationId}/bid`, personId, { bid: -1 });
    const dry = await expectDone(run(p, { mode: 'all', dryRun: true }));
    expect(dry.body.report.removed).toBeGreaterThan(0);
    const kept = new Set(dry.body.pairs.map((pair: { reviewer: string; application: string }) => pair.reviewer + pair.application)); // prettier-ignore
    const over = before.find(({ personId, applicationId }) => !kept.has(personId + applicationId))!;
    await on.database.query('update review_assignments set begun = true where id = $1', [over.id]);
    const late = await p.call('POST', `/assignment-runs/${dry.body.id}/apply`, p.officer);
    expect(late.body.type).toBe('/problems#run-outdated');
    expect(await p.assigned()).toEqual(before.map((row) => expect.objectContaining({ id: row.id, state: 'assigned' })));
  });

  it('adds, fills up, and gives one person a share', async () => {
    const p = await panel(on, four, { reviewsPerApplication: 1 });
    await applications(p, 4);
    await expectDone(run(p, { mode: 'all' }));
    await expectDone(run(p, { mode: 'add', reviews: 1 }));
    expect(perApplication(await p.assigned())).toEqual([2, 2, 2, 2]);
    await expectDone(run(p, { mode: 'ensure', reviews: 3 }));
    expect(perApplication(await p.assigned())).toEqual([3, 3, 3, 3]);
    const late = await on.person('Late');
    await expectDone(p.call('PUT', `/members/${late}`, p.officer, { role: 'member', capacity: 5 }));
    await expectDone(run(p, { mode: 'share', reviews: 2, personId: late }));
    expect((await p.assigned()).filter(({ personId }) => personId === late)).toHaveLength(2);
    const nobody = await on.person('Nobody');
    expect((await run(p, { mode: 'share', personId: nobody })).body.errors).toMatchObject([{ pointer: '/personId' }]);
    expect((await run(p, { mode: 'share' })).body.errors).toMatchObject([{ pointer: '/personId' }]);
    expect((await run(p, { mode: 'guess', seed: 0.5 })).body.errors).toMatchObject([
      { pointer: '/mode' },
      { pointer: '/seed' },
    ]);
  });

  it('is for chair and officers without a conflict in the round', async () => {
    const p = await panel(on, [{ name: 'Carla', role: 'chair' }, ...four]);
    const [carla, rita] = p.people as [string, string];
    const [application] = (await applications(p, 2)) as [string];
    for (const path of ['/loads', '/assignment-runs']) {
      expect((await p.call('GET', path, rita)).body.type).toBe('/problems#chair-or-officer-needed');
      expect((await p.call('GET', path, carla)).status).toBe(200);
    }
    await expectDone(p.call('POST', '/conflicts', carla, { applicationId: application, kind: 'other' }));
    for (const path of ['/loads', '/assignment-runs']) {
      expect((await p.call('GET', path, carla)).body.type).toBe('/problems#conflict-of-interest');
    }
  });
});
