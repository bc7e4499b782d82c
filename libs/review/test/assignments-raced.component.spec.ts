import { mounted, type Answer, type Mounted } from './mounted.js';
import { expectDone, panel, type Panel } from './panel.js';

let on: Mounted;
beforeAll(async () => {
  on = await mounted();
});
afterAll(() => on?.close());

const applications = async (p: Panel, n: number) => {
  const ids: string[] = [];
  for (let i = 0; i < n; i++) ids.push(await on.application(p.round.id));
  await p.take();
  return ids;
};
const run = (p: Panel, body: object) => p.call('POST', '/assignment-runs', p.officer, body);
const dryRun = async (p: Panel) => (await expectDone(run(p, { mode: 'all', dryRun: true }))).body.id as string;
const apply = (p: Panel, id: string) => p.call('POST', `/assignment-runs/${id}/apply`, p.officer);
const of = async (p: Panel, id: string) =>
  (await p.assigned()).filter(({ applicationId }) => applicationId === id).map(({ personId }) => personId);

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
    expect(await of(p, application)).toEqual([p.people[1]]);
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
    const four = ['Rita', 'Mia', 'Ben', 'Tom'].map((name) => ({ name }));
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
    expect(await of(p, application)).toHaveLength(1);
    expect(await of(p, application)).not.toContain(one!.personId);
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
    expect(await of(p, application)).toHaveLength(1);
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

describe('an application of which reviews are begun', () => {
  it('stays with its committee; withdrawn and handed in again it comes back there, and to no other', async () => {
    const p = await panel(on, [{ name: 'Rita' }]);
    const [begun, fresh] = (await applications(p, 2)) as [string, string];
    const { body } = await on.call('POST', '', p.officer, { body: { roundId: p.round.id, name: 'Other' } });
    const take = (committee: string, ids?: string[]) =>
      on.call('POST', `/${committee}/applications`, p.officer, { body: ids ? { applicationIds: ids } : {} });
    await on.database.query(
      `insert into review_rubrics (committee_id, version, content, made_at) values ($1, 1, '{"criteria": []}', now())`,
      [p.id],
    );
    await on.database.query(
      `insert into review_reviews (id, committee_id, application_id, reviewer_id, rubric_version, state, answers, revision, changed_at)
       values (gen_random_uuid(), $1, $2, $3, 1, 'draft', '{"criteria": {}}', 1, now())`,
      [p.id, begun, p.people[0]],
    );
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

describe('an assignment', () => {
  it('is not refused once its review is handed in', async () => {
    const p = await panel(on, [{ name: 'Rita' }]);
    const [application] = (await applications(p, 1)) as [string];
    const [rita] = p.people as [string];
    const body = { applicationId: application, personId: rita };
    const { id } = (await expectDone(p.call('POST', '/assignments', p.officer, body))).body;
    await p.go('review');
    await on.database.query(
      `insert into review_rubrics (committee_id, version, content, made_at) values ($1, 1, '{"criteria": []}', now())`,
      [p.id],
    );
    const review = (state: string) =>
      on.database.query(
        `insert into review_reviews (id, committee_id, application_id, reviewer_id, rubric_version, state, answers,
           submitted_at, revision, changed_at) values (gen_random_uuid(), $1, $2, $3, 1, $4, '{"criteria": {}}', now(), 1, now())
         on conflict (application_id, reviewer_id) do update set state = excluded.state`,
        [p.id, application, rita, state],
      );
    const refuse = () => p.call('POST', `/assignments/${id}/refuse`, rita, { reason: 'I would rather not.' });
    await review('submitted');
    expect((await refuse()).body.type).toBe('/problems#review-not-open');
    await review('draft');
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
    expect(await of(p, plain)).toEqual([visible.personId]);
    // somebody free of conflict in the round does it
    expect((await p.call('PUT', `/assignments/${visible.id}/pin`, ada, { pinned: true })).status).toBe(204);
    expect((await p.call('POST', `/assignments/${visible.id}/withdraw`, ada, { reason: 'Ill.' })).status).toBe(204);
    const log = (await p.call('GET', '/log', p.officer)).body.items;
    expect(log.map(({ act }: { act: string }) => act)).toEqual(
      expect.arrayContaining(['assignment-pinned', 'assignment-withdrawn']),
    );
  });
});
