import { uuidv7 } from 'uuidv7';
import { answers, reviewScene } from './reviewing.js';
import { runningReviews, type Running } from './running-reviews.js';

let on: Running;
beforeAll(async () => {
  on = await runningReviews();
});
afterAll(() => on?.close());

const scene = (settings = {}) => reviewScene(on, settings);

describe('a reviewer', () => {
  it('begins, saves with the tag, submits when complete; every version is kept', async () => {
    const { id, ann, begin, at, save, tagged } = await scene();
    const begun = await begin(ann);
    expect(begun.status).toBe(201);
    expect(begun.headers.get('location')).toBe(`/api/v1/committees${at(begun.body.id)}`);
    expect((await begin(ann)).body.id).toBe(begun.body.id);
    const first = await save(ann, begun.body.id, { criteria: { idea: 3 } }, begun.headers.get('etag'));
    expect(first.body).toMatchObject({ state: 'draft', total: 3, missing: [{ pointer: '/overallImpact' }] });
    const early = await on.call(
      ann,
      'POST',
      `${at(begun.body.id)}/submit`,
      undefined,
      tagged(first.headers.get('etag')),
    );
    expect(early).toMatchObject({ status: 422, body: { errors: [{ pointer: '/overallImpact' }] } });
    const second = await save(ann, begun.body.id, answers(3), first.headers.get('etag'));
    const done = await on.call(
      ann,
      'POST',
      `${at(begun.body.id)}/submit`,
      undefined,
      tagged(second.headers.get('etag')),
    );
    expect(done.body).toMatchObject({ state: 'submitted', late: false, overallImpact: 3 });
    const versions = await on.call(ann, 'GET', `${at(begun.body.id)}/versions`);
    expect(versions.body.items.map((v: { revision: number }) => v.revision)).toEqual([4, 3, 2, 1]);
    const newest = (await on.call(ann, 'GET', `${at(begun.body.id)}/versions?limit=3`)).body;
    const rest = await on.call(ann, 'GET', `${at(begun.body.id)}/versions?limit=3&cursor=${newest.next}`);
    expect(rest.body).toMatchObject({ items: [{ revision: 1 }], next: null });
    expect((await on.call(ann, 'GET', `/${id}/rubric`)).body).toMatchObject({
      version: 1,
      criteria: [{ id: 'idea' }, { id: 'advice' }],
    });
  });

  it('that is saved again with nothing changed keeps its tag, and makes no version', async () => {
    const { ann, begin, save, at } = await scene();
    const begun = await begin(ann);
    const first = await save(ann, begun.body.id, answers(3), begun.headers.get('etag'));
    const { criteria, critiques, overallImpact } = answers(3);
    const turned = { overallImpact, critiques, criteria };
    const again = await save(ann, begun.body.id, turned as ReturnType<typeof answers>, first.headers.get('etag'));
    expect([again.status, again.headers.get('etag')]).toEqual([200, first.headers.get('etag')]);
    expect((await on.call(ann, 'GET', `${at(begun.body.id)}/versions`)).body.items).toHaveLength(2);
  });

  it('with two tabs and a cut network loses no text: the second tab is told the present revision', async () => {
    const { ann, begin, save, at } = await scene();
    const { body, headers } = await begin(ann);
    const tag = headers.get('etag');
    const key = { 'idempotency-key': uuidv7(), 'if-match': tag! };
    const put = () => on.call(ann, 'PUT', `${at(body.id)}/answers`, answers(2), key);
    expect([(await put()).headers.get('etag'), (await put()).headers.get('etag')]).toEqual(['"2"', '"2"']);
    const other = await save(ann, body.id, answers(9), tag);
    expect(other.status).toBe(412);
    expect(other.body.detail).toContain('"2"');
    expect((await on.call(ann, 'PUT', `${at(body.id)}/answers`, answers(9))).status).toBe(428);
    expect((await on.call(ann, 'GET', at(body.id))).body.overallImpact).toBe(2);
  });

  it('racing in twenty tabs overwrites nothing: one wins', async () => {
    const { ann, begin, save } = await scene();
    const { body, headers } = await begin(ann);
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) => save(ann, body.id, answers(1 + (i % 9)), headers.get('etag'))),
    );
    expect(all.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(412)]);
  });

  it('is told the field of an answer that is not possible', async () => {
    const { ann, begin, save } = await scene();
    const { body, headers } = await begin(ann);
    for (const [wrong, pointer] of [
      [{ criteria: { idea: 10 } }, '/criteria/idea'],
      [{ criteria: { idea: 'great' } }, '/criteria/idea'],
      [{ criteria: { none: 1 } }, '/criteria/none'],
      [{ criteria: {}, critiques: { advice: 3 } }, '/critiques/advice'],
    ] as const) {
      const no = await save(ann, body.id, wrong, headers.get('etag'));
      expect(no).toMatchObject({ status: 422, body: { type: '/problems#answers-not-valid', errors: [{ pointer }] } });
    }
  });

  it('who has nothing assigned, or has not signed, begins nothing', async () => {
    const { id, cy, ann, one, begin } = await scene();
    expect((await begin(cy)).status).toBe(404);
    await on.go(id, 'discussion');
    expect((await begin(cy)).body.type).toBe('/problems#not-assigned');
    await on.go(id, 'review');
    await on.database.query('delete from review_signings where committee_id = $1 and person_id = $2', [id, ann]);
    expect((await begin(ann)).body.type).toBe('/problems#not-signed');
    expect((await on.call(ann, 'POST', `/${id}/applications/${one}/reviews`, { reviewerId: 'x' })).status).toBe(400);
  });

  it('is late within grace, stopped after it, and goes on with an extension', async () => {
    const { id, ann, chair, begin, save } = await scene();
    const { body, headers } = await begin(ann);
    on.clock.moment = '2027-03-03T12:00:00.000Z';
    const late = await save(ann, body.id, answers(2), headers.get('etag'));
    expect(late.status).toBe(200);
    on.clock.moment = '2027-03-03T12:00:00.001Z';
    const over = await save(ann, body.id, answers(3), late.headers.get('etag'));
    expect(over.body.type).toBe('/problems#review-window-closed');
    const give = { due: '2027-03-10T00:00:00Z', reason: 'Was ill.' };
    expect((await on.call(ann, 'PUT', `/${id}/extensions/${ann}`, give)).status).toBe(403);
    expect((await on.call(chair, 'PUT', `/${id}/extensions/${ann}`, { ...give, reason: ' ' })).status).toBe(422);
    expect((await on.call(chair, 'PUT', `/${id}/extensions/${uuidv7()}`, give)).status).toBe(404);
    expect((await on.call(chair, 'PUT', `/${id}/extensions/${ann}`, give)).status).toBe(200);
    expect((await on.call(chair, 'GET', `/${id}/extensions`)).body).toMatchObject([
      { personId: ann, reason: 'Was ill.' },
    ]);
    expect((await save(ann, body.id, answers(3), late.headers.get('etag'))).status).toBe(200);
    const log = await on.call(chair, 'GET', `/${id}/log`);
    expect(log.body.items).toMatchObject([{ act: 'due-extended', by: chair, personId: ann }]);
  });

  it('whose assignment ended writes no more; what was written is kept', async () => {
    const { id, ann, one, begin, save, at } = await scene();
    const { body, headers } = await begin(ann);
    const saved = await save(ann, body.id, answers(2), headers.get('etag'));
    await on.go(id, 'discussion');
    await on.database.query(
      "update review_assignments set state = 'withdrawn' where application_id = $1 and person_id = $2",
      [one, ann],
    );
    expect((await save(ann, body.id, answers(3), saved.headers.get('etag'))).body.type).toBe('/problems#not-assigned');
    expect((await on.call(ann, 'GET', at(body.id))).body.overallImpact).toBe(2);
  });

  it('opens a submitted review again in time; the chair at any time with a reason', async () => {
    const { id, ann, bob, chair, one, at, tagged, save } = await scene();
    const reviewId = await on.review(id, one, ann, 3);
    const tag = (await on.call(ann, 'GET', at(reviewId))).headers.get('etag');
    expect((await save(ann, reviewId, answers(4), tag)).body.type).toBe('/problems#review-not-open');
    expect((await on.call(bob, 'POST', `${at(reviewId)}/reopen`, {}, tagged(tag))).status).toBe(404);
    expect((await on.call(chair, 'POST', `${at(reviewId)}/reopen`, {}, tagged(tag))).status).toBe(422);
    const again = await on.call(ann, 'POST', `${at(reviewId)}/reopen`, {}, tagged(tag));
    expect(again.body.state).toBe('draft');
    expect((await save(ann, reviewId, answers(4), again.headers.get('etag'))).status).toBe(200);
  });
});

describe('who sees a review', () => {
  it('others assigned: after their own is in, without names; nobody else before the discussion', async () => {
    const { id, ann, bob, cy, one, at } = await scene();
    const mine = await on.review(id, one, ann, 3);
    expect((await on.call(bob, 'GET', at(mine))).status).toBe(404);
    expect((await on.call(bob, 'GET', `/${id}/reviews`)).body.items).toEqual([]);
    const theirs = await on.review(id, one, bob, 5);
    expect((await on.call(bob, 'GET', at(mine))).body).toMatchObject({
      reviewerId: null,
      overallImpact: 3,
      own: false,
    });
    expect((await on.call(cy, 'GET', at(mine))).status).toBe(404);
    await on.go(id, 'discussion');
    expect((await on.call(cy, 'GET', at(theirs))).body).toMatchObject({ reviewerId: bob, overallImpact: 5 });
    expect((await on.call(cy, 'GET', `${at(theirs)}/versions`)).body.items).toEqual([]);
  });

  it('the chair: that a draft is there, not what is in it', async () => {
    const { id, ann, bob, chair, begin, save, at } = await scene();
    const { body, headers } = await begin(ann);
    await save(ann, body.id, answers(2), headers.get('etag'));
    expect((await on.call(chair, 'GET', at(body.id))).body).toMatchObject({
      reviewerId: ann,
      state: 'draft',
      answers: null,
      total: null,
      overallImpact: null,
      missing: [],
    });
    expect((await on.call(bob, 'GET', at(body.id))).status).toBe(404);
    const page = await on.call(chair, 'GET', `/${id}/reviews?limit=1&own=false&state=draft`);
    expect(page.body).toMatchObject({ items: [{ id: body.id }], next: null });
    expect((await on.call(chair, 'GET', `/${id}/reviews?cursor=abc`)).status).toBe(400);
  });

  it('nobody outside, and no machine: the answer is that of a missing one', async () => {
    const { id, ann, one, at } = await scene();
    const reviewId = await on.review(id, one, ann, 3);
    const [real, none] = [
      await on.call(uuidv7(), 'GET', at(reviewId)),
      await on.call(uuidv7(), 'GET', `/${uuidv7()}/reviews/${reviewId}`),
    ];
    expect([real.status, none.status]).toEqual([404, 404]);
  });
});

describe('a review that an officer enters', () => {
  it('counts after its reviewer confirmed it, and shows to nobody else before', async () => {
    const { id, ann, bob, chair, officer, one, begin, save, at, tagged } = await scene();
    expect((await begin(chair, { reviewerId: ann }, one)).body.type).toBe('/problems#officer-needed');
    const begun = await begin(officer, { reviewerId: ann });
    expect(begun.body).toMatchObject({ enteredBy: officer, reviewerId: ann, own: false });
    expect((await begin(officer, { reviewerId: ann })).status).toBe(409);
    const saved = await save(officer, begun.body.id, answers(4), begun.headers.get('etag'));
    const handed = await on.call(
      officer,
      'POST',
      `${at(begun.body.id)}/submit`,
      undefined,
      tagged(saved.headers.get('etag')),
    );
    expect(handed.body.state).toBe('unconfirmed');
    const tag = tagged(handed.headers.get('etag'));
    expect((await on.call(officer, 'POST', `${at(begun.body.id)}/confirm`, undefined, tag)).status).toBe(403);
    await on.review(id, one, bob, 5);
    expect((await on.call(bob, 'GET', at(begun.body.id))).status).toBe(404);
    const confirmed = await on.call(ann, 'POST', `${at(begun.body.id)}/confirm`, undefined, tag);
    expect(confirmed.body).toMatchObject({ state: 'submitted', enteredBy: officer });
    expect((await on.call(bob, 'GET', at(begun.body.id))).body).toMatchObject({ overallImpact: 4, enteredBy: null });
  });

  it('is opened again and corrected by the same officer while nobody confirmed it', async () => {
    const { ann, officer, begin, save, at, tagged } = await scene();
    const begun = await begin(officer, { reviewerId: ann });
    const step = (act: string, tag: string | null, body?: unknown) =>
      on.call(officer, 'POST', `${at(begun.body.id)}/${act}`, body, tagged(tag));
    const saved = await save(officer, begun.body.id, answers(4), begun.headers.get('etag'));
    const handed = await step('submit', saved.headers.get('etag'));
    const opened = await step('reopen', handed.headers.get('etag'), { reason: 'A slip of the pen.' });
    expect(opened.body).toMatchObject({ state: 'draft', enteredBy: officer });
    const corrected = await save(officer, begun.body.id, answers(5), opened.headers.get('etag'));
    expect((await step('submit', corrected.headers.get('etag'))).body.state).toBe('unconfirmed');
  });

  it('is not confirmed any more once the committee decides: what counts stands by then', async () => {
    const { id, ann, officer, begin, save, at, tagged } = await scene();
    const begun = await begin(officer, { reviewerId: ann });
    const saved = await save(officer, begun.body.id, answers(4), begun.headers.get('etag'));
    const tag = tagged(saved.headers.get('etag'));
    const handed = await on.call(officer, 'POST', `${at(begun.body.id)}/submit`, undefined, tag);
    const confirm = () =>
      on.call(ann, 'POST', `${at(begun.body.id)}/confirm`, undefined, tagged(handed.headers.get('etag')));
    await on.go(id, 'decision');
    expect((await confirm()).body.type).toBe('/problems#not-in-this-phase');
    await on.go(id, 'discussion');
    expect((await confirm()).body.state).toBe('submitted');
  });

  it('is not one that the reviewer began', async () => {
    const { ann, officer, begin, save } = await scene();
    const begun = await begin(ann);
    const no = await save(officer, begun.body.id, answers(4), begun.headers.get('etag'));
    expect(no.body.type).toBe('/problems#review-not-yours');
  });
});
