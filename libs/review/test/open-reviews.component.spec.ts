import { applicationsOf, assignedTo, run } from './assigned.js';
import { mounted, type Answer, type Mounted } from './mounted.js';
import { expectDone, panel, type Panel } from './panel.js';

let on: Mounted;
beforeAll(async () => {
  on = await mounted();
});
afterAll(() => on?.close());
const applications = (panel: Panel, n: number) => applicationsOf(on, panel, n);

describe('an open review', () => {
  it('is still given to somebody when something else was assigned by hand, or to one person, meanwhile', async () => {
    const p = await panel(
      on,
      [
        { name: 'Rita', capacity: 2 },
        { name: 'Mia', capacity: 2 },
      ],
      {
        reviewsPerApplication: 2,
      },
    );
    await applications(p, 2);
    await expectDone(run(p, { mode: 'all' }));
    for (const one of await p.assigned()) {
      if (one.personId === p.people[0])
        await expectDone(p.call('POST', `/assignments/${one.id}/refuse`, one.personId, { reason: 'Ill.' }));
    }
    await on.settled();
    const late = await on.person('Late');
    const put = (person: string, capacity: number) =>
      expectDone(p.call('PUT', `/members/${person}`, p.officer, { role: 'member', capacity }));
    await put(late, 1);
    await expectDone(run(p, { mode: 'share', reviews: 1, personId: late }));
    expect((await p.call('GET', '/loads', p.officer)).body.repairDue).toBe(true);
    await put(await on.person('Later'), 5);
    on.look();
    await on.settled();
    expect(await p.assigned()).toHaveLength(4);
    expect((await p.call('GET', '/loads', p.officer)).body.repairDue).toBe(false);
  });

  it('is not restored where a later run gave each application fewer', async () => {
    const p = await panel(on, [{ name: 'Rita' }, { name: 'Mia' }, { name: 'Ben' }], { reviewsPerApplication: 3 });
    const [application] = (await applications(p, 1)) as [string];
    await expectDone(run(p, { mode: 'all' }));
    await expectDone(run(p, { mode: 'all', reviews: 1 }));
    const [one] = await p.assigned();
    await expectDone(p.call('POST', `/assignments/${one!.id}/refuse`, one!.personId, { reason: 'Ill.' }));
    await on.settled();
    expect(await assignedTo(p, application)).toHaveLength(1);
    expect(await assignedTo(p, application)).not.toContain(one!.personId);
  });

  it('is found after a crash between the repair’s answer and its effect', async () => {
    const p = await panel(on, [{ name: 'Rita' }, { name: 'Mia' }], { reviewsPerApplication: 1 });
    const [application] = (await applications(p, 1)) as [string];
    await expectDone(run(p, { mode: 'all' }));
    const [one] = await p.assigned();
    await expectDone(p.call('POST', `/assignments/${one!.id}/refuse`, one!.personId, { reason: 'Ill.' }));
    await on.settled();
    // as if the process had ended before the run was put into effect
    await on.database.query(`update review_assignments set state = 'withdrawn' where state = 'assigned' and committee_id = $1`, [p.id]); // prettier-ignore
    await on.database.query(
      `update review_runs r set applied_at = null, assignment_revision = c.assignment_revision
         from review_committees c where c.id = r.committee_id and c.id = $1 and r.by_person is null`,
      [p.id],
    );
    await on.database.query('update review_committees set repair_due = true where id = $1', [p.id]);
    on.look();
    await on.settled();
    expect(await assignedTo(p, application)).toHaveLength(1);
  });

  it('of one committee is given to somebody also where another committee’s round is in trouble', async () => {
    const troubled = await panel(on, [{ name: 'Rita' }, { name: 'Mia' }], { reviewsPerApplication: 1 });
    const p = await panel(on, [{ name: 'Ben' }, { name: 'Tom' }], { reviewsPerApplication: 1 });
    for (const one of [troubled, p]) {
      await applications(one, 1);
      await expectDone(run(one, { mode: 'all' }));
    }
    await on.database.query(`update rounds set settings = '{"affinity": null}' where id = $1`, [troubled.round.id]);
    await on.database.query('update review_committees set repair_due = true where id = $1', [troubled.id]);
    const [one] = await p.assigned();
    await expectDone(p.call('POST', `/assignments/${one!.id}/refuse`, one!.personId, { reason: 'Ill.' }));
    await on.settled();
    expect((await p.assigned()).map(({ personId }) => personId)).toEqual(p.people.filter((id) => id !== one!.personId));
    await on.database.query('update review_committees set repair_due = false where id = $1', [troubled.id]);
  });
});

describe('a chair who is in conflict with one application', () => {
  const said = ({ status, text }: Answer) => ({ status, text: text.replace(/"instance":"[^"]*"/, '') });

  it('starts no repair elsewhere, whose result would tell what the hidden application takes', async () => {
    const p = await panel(
      on,
      [
        { name: 'Carla', role: 'chair', capacity: 0 },
        { name: 'Ada', role: 'acting-chair', capacity: 0 },
        { name: 'Rita', capacity: 1 },
        { name: 'Mia', capacity: 1 },
        { name: 'Ben', capacity: 1 },
      ],
      { reviewsPerApplication: 1 },
    );
    const [carla, ada] = p.people as [string, string];
    const [plain, hidden] = (await applications(p, 2)) as [string, string];
    await expectDone(run(p, { mode: 'all' }));
    const rows = await p.assigned();
    const visible = rows.find(({ applicationId }) => applicationId === plain)!;
    const using = rows.find(({ applicationId }) => applicationId === hidden)!;
    await on.teams.declareByApplicant(hidden, { personId: carla, kind: 'competing', by: p.officer });
    const tries = async () => {
      const answers = [
        await p.call('POST', `/assignments/${visible.id}/withdraw`, carla, { reason: 'To see who comes.' }),
        await p.call('PUT', `/assignments/${visible.id}/pin`, carla, { pinned: true }),
        await p.call('POST', '/assignments', carla, { applicationId: plain, personId: p.people[4] }),
      ];
      await on.settled();
      return [...answers.map(said), said(await p.call('GET', '/assignments', carla))];
    };
    const used = await tries();
    expect(used.slice(0, 3).map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(used[0]!.text).toContain('/problems#conflict-of-interest');
    // the other world: nobody's capacity goes to the hidden application
    await on.database.query(`delete from review_assignments where id = $1`, [using.id]);
    await on.database.query('update review_applications set reviews_wanted = null where application_id = $1', [hidden]);
    expect(await tries()).toEqual(used);
    expect(await assignedTo(p, plain)).toEqual([visible.personId]);
    // somebody free of conflict in the round does it
    expect((await p.call('PUT', `/assignments/${visible.id}/pin`, ada, { pinned: true })).status).toBe(204);
    expect((await p.call('POST', `/assignments/${visible.id}/withdraw`, ada, { reason: 'Ill.' })).status).toBe(204);
    const log = (await p.call('GET', '/log', p.officer)).body.items;
    expect(log.map(({ act }: { act: string }) => act)).toEqual(
      expect.arrayContaining(['assignment-pinned', 'assignment-withdrawn']),
    );
  });
});
