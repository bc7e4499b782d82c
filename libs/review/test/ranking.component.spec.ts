import { uuidv7 } from 'uuidv7';
import { inDiscussion } from './reviewing.js';
import { ids, runningReviews, type Running } from './running-reviews.js';

let on: Running;
beforeAll(async () => {
  on = await runningReviews();
});
afterAll(() => on?.close());

/** A committee of a chair and four reviewers who score each application as told. */
async function scene(impacts: readonly (readonly number[])[], settings = {}) {
  const { members: reviewers, ...made } = await inDiscussion(on, 4, impacts, settings);
  return { ...made, reviewers };
}

const order = (body: { items: { applicationId: string }[] }): string[] => body.items.map((one) => one.applicationId);

describe('the ranking', () => {
  it('has raw and adjusted side by side, in the order of record', async () => {
    const { id, chair, reviewers, applications } = await scene([
      [2, 3, 2],
      [5, 6, 5],
      [1, 2, 1],
      [8, 9, 8],
    ]);
    const { status, body } = await on.call(chair, 'GET', `/${id}/ranking`);
    expect(status).toBe(200);
    expect(order(body)).toEqual([2, 0, 1, 3].map((i) => applications[i]));
    expect(body).toMatchObject({ scoreOfRecord: 'mean', best: 'least', level: 0.9, parts: 1 });
    expect(body.items[0]).toMatchObject({ rank: 1, level: false, figures: { reviews: 3, median: 1 } });
    expect(body.items[0].scoreOfRecord).toBeCloseTo(4 / 3);
    expect(body.severity).toHaveLength(3);
    const member = await on.call(reviewers[0]!, 'GET', `/${id}/ranking`);
    expect(member.body).toEqual({ ...body, severity: null });
  });

  it('goes by the score of record as it was when the first review began', async () => {
    const { id, chair } = await scene([[2, 3, 2]], { scoreOfRecord: 'adjusted' });
    const [row] = await on.database.query<{ round: string }>(
      'select round_id as round from review_committees where id = $1',
      [id],
    );
    const round = on.rounds.get(row!.round)!;
    on.rounds.set(round.id, { ...round, settings: { ...round.settings, scoreOfRecord: 'vote', intervalLevel: 0.5 } });
    const { body } = await on.call(chair, 'GET', `/${id}/ranking`);
    expect(body).toMatchObject({
      scoreOfRecord: 'adjusted',
      level: 0.9,
      items: [{ scoreOfRecord: expect.any(Number) }],
    });
  });

  it('does not show before others’ reviews do, nor to who has not signed', async () => {
    const { id, chair, reviewers } = await scene([[2, 3]]);
    await on.go(id, 'review');
    expect((await on.call(reviewers[0]!, 'GET', `/${id}/ranking`)).body.type).toBe('/problems#not-in-this-phase');
    expect((await on.call(chair, 'GET', `/${id}/ranking`)).status).toBe(200);
    await on.database.query('delete from review_signings where committee_id = $1 and person_id = $2', [id, chair]);
    expect((await on.call(chair, 'GET', `/${id}/ranking`)).body.type).toBe('/problems#not-signed');
    expect((await on.call(uuidv7(), 'GET', `/${id}/ranking`)).status).toBe(404);
  });

  it('leaves out a review whose assignment does not stand any more, and lists what nobody reviewed', async () => {
    const { id, chair, reviewers, applications } = await scene([[2, 9]]);
    const bare = await on.application(id);
    await on.database.query(
      "update review_assignments set state = 'withdrawn' where application_id = $1 and person_id = $2",
      [applications[0], reviewers[1]],
    );
    const { body } = await on.call(chair, 'GET', `/${id}/ranking`);
    expect(body.items).toMatchObject([
      { applicationId: applications[0], scoreOfRecord: 2, figures: { reviews: 1 } },
      { applicationId: bare, scoreOfRecord: null, figures: null },
    ]);
  });
});

describe('the budget slider', () => {
  const rule = { budget: 250, atTheLine: 'stop' };
  it('says who is funded and what is left; keeps nothing until it is set', async () => {
    const { id, officer, chair, reviewers, applications } = await scene([
      [2, 2, 2],
      [4, 4, 4],
      [6, 6, 6],
    ]);
    const tried = await on.call(officer, 'POST', `/${id}/funding/try`, { rule });
    expect(tried.body).toMatchObject({
      outcome: { left: 50, line: 2, funded: [{ application: applications[0], amount: 100 }, {}], withoutAmount: [] },
      change: null,
    });
    expect((await on.call(officer, 'GET', `/${id}/funding`)).status).toBe(404);
    expect((await on.call(officer, 'POST', `/${id}/funding/try`, {})).body.type).toBe('/problems#funding-not-set');
    const set = await on.call(chair, 'PUT', `/${id}/funding`, rule);
    expect(set.headers.get('etag')).toBe('"1"');
    expect((await on.call(officer, 'PUT', `/${id}/funding`, rule)).status).toBe(428);
    const more = await on.call(officer, 'POST', `/${id}/funding/try`, { rule: { ...rule, budget: 300 } });
    expect(more.body.change).toEqual({ gained: [applications[2]], lost: [], otherAmount: [] });
    expect((await on.call(reviewers[0]!, 'POST', `/${id}/funding/try`, { rule })).status).toBe(403);
    const bad = await on.call(officer, 'POST', `/${id}/funding/try`, { rule: { budget: -1, atTheLine: 'stop' } });
    expect(bad).toMatchObject({ status: 400, body: { errors: [{ pointer: '/rule/budget' }] } });
  });

  it('funds nothing that was not discussed, whatever is left; that has no score of record', async () => {
    const { id, officer, reviewers, applications } = await scene([
      [2, 2, 2],
      [4, 4, 4],
      [6, 6, 6],
    ]);
    await on.call(officer, 'PUT', `/${id}/not-discussed`, { applicationIds: [applications[0]] });
    const { body } = await on.call(officer, 'POST', `/${id}/funding/try`, { rule: { ...rule, budget: 1_000 } });
    const funded = body.outcome.funded.map((one: { application: string }) => one.application);
    expect([funded, body.outcome.left]).toEqual([[applications[1], applications[2]], 800]);
    const last = { applicationId: applications[0], notDiscussed: true, scoreOfRecord: null, figures: { mean: 2 } };
    expect((await on.call(officer, 'GET', `/${id}/ranking`)).body.items[2]).toMatchObject(last);
    await on.call(reviewers[0]!, 'POST', `/${id}/applications/${applications[0]}/pull-back`, {});
    expect(order((await on.call(officer, 'GET', `/${id}/ranking`)).body)).toEqual(applications);
  });

  it('says what changes if one score moves', async () => {
    const { id, officer, reviewers, applications } = await scene([
      [2, 2, 2],
      [4, 4, 4],
      [5, 5, 5],
    ]);
    const moved = { applicationId: applications[2], reviewerId: reviewers[0], score: 1 };
    const { body } = await on.call(officer, 'POST', `/${id}/funding/try`, { rule: { ...rule, budget: 200 }, moved });
    expect(body.change).toEqual({ gained: [applications[2]], lost: [applications[1]], otherAmount: [] });
    const none = { ...moved, reviewerId: uuidv7() };
    expect((await on.call(officer, 'POST', `/${id}/funding/try`, { rule, moved: none })).body).toMatchObject({
      type: '/problems#no-such-score',
      errors: [{ pointer: '/moved/reviewerId' }],
    });
    const off = await on.call(officer, 'POST', `/${id}/funding/try`, { rule, moved: { ...moved, score: 10 } });
    expect(off.body.errors).toMatchObject([{ pointer: '/moved/score', detail: 'Give 1 to 9.' }]);
  });

  it('is moved by nobody who has a conflict in the round', async () => {
    const { id, officer, chair, applications } = await scene([[2], [3]]);
    await on.conflict(applications[1]!, chair);
    expect((await on.call(chair, 'POST', `/${id}/funding/try`, { rule })).body.type).toBe(
      '/problems#conflict-of-interest',
    );
    expect((await on.call(officer, 'POST', `/${id}/funding/try`, { rule })).status).toBe(200);
  });
});

describe('applications that stand level', () => {
  it('are put in order by a lot that anybody can repeat, or by discussion', async () => {
    const { id, officer, chair, reviewers, applications } = await scene([
      [3, 3, 3],
      [3, 3, 3],
      [3, 3, 3],
      [9, 9, 9],
    ]);
    const three = applications.slice(0, 3);
    expect((await on.call(chair, 'GET', `/${id}/ranking`)).body.items[0]).toMatchObject({ rank: 2, level: true });
    const lot = { byWay: 'lot', applicationIds: three, seed: 1, reason: 'Level.' };
    const drawn = await on.call(officer, 'POST', `/${id}/ties`, lot);
    expect(drawn.status).toBe(201);
    expect(drawn.body.applications).not.toEqual(three);
    const other = await on.call(officer, 'POST', `/${id}/ties`, { ...lot, applicationIds: [...three].reverse() });
    expect(other.body.applications).toEqual(drawn.body.applications);
    const { body } = await on.call(reviewers[0]!, 'GET', `/${id}/ranking`);
    expect(order(body).slice(0, 3)).toEqual(drawn.body.applications);
    expect(body.items[0]).toMatchObject({ rank: 1, level: false, decidedBy: 'lot' });
    const grinding = await on.call(officer, 'POST', `/${id}/ties`, { ...lot, seed: 2 });
    expect(grinding.body.errors).toMatchObject([{ pointer: '/applicationIds' }]);
    const talk = { byWay: 'discussion', applicationIds: three, reason: 'The committee preferred it.' };
    expect((await on.call(officer, 'POST', `/${id}/ties`, talk)).status).toBe(201);
    expect(order((await on.call(chair, 'GET', `/${id}/ranking`)).body).slice(0, 3)).toEqual(three);
    expect((await on.call(officer, 'GET', `/${id}/ties`)).body).toHaveLength(3);
    for (const [wrong, pointer] of [
      [{ ...talk, seed: 3 }, '/seed'],
      [{ ...lot, seed: undefined }, '/seed'],
      [{ ...talk, reason: ' ' }, '/reason'],
      [{ ...talk, applicationIds: [three[0], three[0]] }, '/applicationIds'],
    ] as const) {
      expect((await on.call(officer, 'POST', `/${id}/ties`, wrong)).body.errors).toMatchObject([{ pointer }]);
    }
    expect((await on.call(reviewers[0]!, 'POST', `/${id}/ties`, talk)).status).toBe(403);
    const far = { ...talk, applicationIds: [applications[0], applications[3]] };
    expect((await on.call(officer, 'POST', `/${id}/ties`, far)).body.type).toBe('/problems#not-in-bubble');
    expect((await on.call(officer, 'POST', `/${id}/ties`, { ...talk, applicationIds: ids(2) })).status).toBe(404);
  });
});

describe('what is announced', () => {
  it('is put in order, funded or measured anew by nobody', async () => {
    const { id, officer, applications } = await scene([[3], [3]]);
    const acts = () => [
      on.call(officer, 'POST', `/${id}/ties`, {
        byWay: 'lot',
        applicationIds: applications,
        seed: 1,
        reason: 'Level.',
      }),
      on.call(officer, 'PUT', `/${id}/funding`, { budget: 100, atTheLine: 'stop' }),
      on.call(officer, 'PUT', `/${id}/percentile-base`, { committeeIds: [] }),
    ];
    await on.go(id, 'announced');
    for (const { body } of await Promise.all(acts())) expect(body.type).toBe('/problems#not-in-this-phase');
    await on.go(id, 'decision');
    expect((await Promise.all(acts())).map(({ status }) => status)).toEqual([201, 200, 200]);
  });
});

describe('a reviewer who was asked for an overall impact and gave none', () => {
  it('gave no score: it is never computed from criteria', async () => {
    const scale = { least: 1, most: 9, best: 'least' } as const;
    const rubric = {
      criteria: [
        { id: 'idea', title: 'Idea', kind: 'score', scale: { least: 0, most: 100, best: 'least' } },
        { id: 'advice', title: 'Advice', kind: 'comment', goesTo: 'advice' },
      ],
      overallImpact: { scale, required: false },
    } as const;
    const { id, chair, reviewers, applications } = await scene([[3]], { rubric });
    const [one] = applications as [string];
    const [, silent] = reviewers as [string, string];
    await on.assign(id, one, silent);
    await on.go(id, 'review');
    const begun = await on.call(silent, 'POST', `/${id}/applications/${one}/reviews`, {});
    const at = `/${id}/reviews/${begun.body.id}`;
    const tag = (answer: { headers: Headers }) => ({ 'if-match': answer.headers.get('etag')! });
    const saved = await on.call(silent, 'PUT', `${at}/answers`, { criteria: { idea: 80 } }, tag(begun));
    const done = await on.call(silent, 'POST', `${at}/submit`, undefined, tag(saved));
    expect(done.body).toMatchObject({ state: 'submitted', total: 80, overallImpact: null });
    await on.go(id, 'discussion');
    const { body } = await on.call(chair, 'GET', `/${id}/ranking`);
    expect(body.items[0].figures).toMatchObject({ reviews: 1, mean: 3 });
  });
});

describe('percentiles', () => {
  it('are taken in this and two earlier rounds, where these hold 25 applications', async () => {
    const now = await scene([
      [1, 1, 1],
      [5, 5, 5],
      [8, 8, 8],
    ]);
    const { id, officer, chair } = now;
    const percentiles = async (person: string) =>
      (await on.call(person, 'GET', `/${id}/ranking`)).body.items.map((one: { percentile: number }) => one.percentile);
    expect(await percentiles(chair)).toEqual([null, null, null]);
    const reviewer = uuidv7();
    const earlier = await on.committee({ members: [reviewer] });
    await on.call(reviewer, 'GET', `/${earlier}/rubric`);
    const old: string[] = [];
    for (let a = 0; a < 22; a++) {
      const application = await on.application(earlier);
      old.push(application);
      await on.assign(earlier, application, reviewer);
      await on.database.query(
        `insert into review_reviews (id, committee_id, application_id, reviewer_id, rubric_version, state, answers, late,
           submitted_at, revision, changed_at) values ($1, $2, $3, $4, 1, 'submitted', $5, false, now(), 1, now())`,
        [uuidv7(), earlier, application, reviewer, JSON.stringify({ criteria: {}, overallImpact: 2 + (a % 7) })],
      );
    }
    const base = { committeeIds: [earlier] };
    expect((await on.call(chair, 'PUT', `/${id}/percentile-base`, base)).status).toBe(404);
    expect((await on.call(now.reviewers[0]!, 'PUT', `/${id}/percentile-base`, base)).status).toBe(403);
    for (const [committeeIds, at] of [
      [[id], 0],
      [[earlier, earlier], 1],
    ] as const) {
      const no = await on.call(officer, 'PUT', `/${id}/percentile-base`, { committeeIds });
      expect(no.body).toMatchObject({ type: '/problems#base-not-valid', errors: [{ pointer: `/committeeIds/${at}` }] });
    }
    expect((await on.call(officer, 'PUT', `/${id}/percentile-base`, base)).body).toEqual(base);
    expect((await on.call(officer, 'GET', `/${id}/percentile-base`)).body).toEqual(base);
    // 100 (1 − 0.5) / 25; 11 are better than 5 and 4 stand level with it: k = 13.5, 100 (13.5 − 0.5) / 25
    const [best, middle] = await percentiles(chair);
    expect([best, middle]).toEqual([2, 52]);
    // to whoever may not know of one of them the base is one smaller, and too small
    await on.conflict(old[0]!, now.reviewers[0]!);
    expect(await percentiles(now.reviewers[0]!)).toEqual([null, null, null]);
  });
});
