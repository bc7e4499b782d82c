import { answers, reviewScene } from './reviewing.js';
import { runningReviews, type Running } from './running-reviews.js';

let on: Running;
beforeAll(async () => {
  on = await runningReviews();
});
afterAll(() => on?.close());

const scene = (settings = {}) => reviewScene(on, settings);

describe('the rubric', () => {
  it('changes in place before reviews, then by a version that drafts may move to', async () => {
    const { id, ann, chair, one, begin, save, at, tagged } = await scene();
    const present = await on.call(ann, 'GET', `/${id}/rubric`);
    const { criteria, overallImpact } = present.body;
    const content = { criteria, overallImpact };
    expect((await on.call(ann, 'PUT', `/${id}/rubric`, content, tagged('"1"'))).status).toBe(403);
    expect((await on.call(chair, 'PUT', `/${id}/rubric`, content)).status).toBe(428);
    expect((await on.call(chair, 'PUT', `/${id}/rubric`, content, tagged('"1"'))).body.version).toBe(1);
    const begun = await begin(ann, {}, one);
    const saved = await save(ann, begun.body.id, answers(9), begun.headers.get('etag'));
    const five = criteria.map((c: { id: string }) =>
      c.id === 'idea' ? { ...c, scale: { least: 1, most: 5, best: 'least' } } : c,
    );
    const next = await on.call(chair, 'PUT', `/${id}/rubric`, { ...content, criteria: five }, tagged('"1"'));
    expect(next.body).toMatchObject({ version: 2 });
    expect((await on.call(chair, 'PUT', `/${id}/rubric`, content, tagged('"1"'))).status).toBe(412);
    expect((await on.call(ann, 'GET', at(begun.body.id))).body).toMatchObject({ rubricVersion: 1, newerRubric: true });
    const moved = await on.call(
      ann,
      'POST',
      `${at(begun.body.id)}/adopt-rubric`,
      undefined,
      tagged(saved.headers.get('etag')),
    );
    expect(moved.body).toMatchObject({ rubricVersion: 2, newerRubric: false, answers: { critiques: { advice: 'A' } } });
    expect(moved.body.answers.criteria).toEqual({});
    expect((await on.call(ann, 'GET', `/${id}/rubric-versions`)).body).toHaveLength(2);
    expect((await on.call(ann, 'GET', `/${id}/rubric-versions/3`)).status).toBe(404);
  });

  it('that is not valid is refused by field; without one nothing begins', async () => {
    const { id, ann, chair, begin } = await scene({ rubric: undefined });
    expect((await begin(ann)).body.type).toBe('/problems#rubric-missing');
    const wrong = { criteria: [{ id: 'a', title: 'A', kind: 'score', scale: { least: 5, most: 1, best: 'least' } }] };
    const no = await on.call(chair, 'PUT', `/${id}/rubric`, wrong);
    expect(no).toMatchObject({ status: 422, body: { errors: [{ pointer: '/criteria/0/scale' }] } });
    const shape = await on.call(chair, 'PUT', `/${id}/rubric`, { criteria: [{ id: 'a', kind: 'x', title: 3 }] });
    expect(shape.body.errors).toMatchObject([{ pointer: '/criteria/0/title' }, {}, { pointer: '/criteria/0/kind' }]);
    expect(
      (await on.call(chair, 'PUT', `/${id}/rubric`, { criteria: [{ id: 'a', title: 'A', kind: 'judgement' }] })).status,
    ).toBe(200);
    expect((await begin(ann)).status).toBe(201);
  });
});

describe('what a committee shows', () => {
  it('is kept by no cache: whoever comes into conflict later finds nothing of it', async () => {
    const { id, ann, chair, officer, one, at } = await scene();
    const reviewId = await on.review(id, one, ann, 3);
    await on.go(id, 'discussion');
    await on.call(officer, 'PUT', `/${id}/meeting`, {});
    const about = ['ballot', 'posts'].map((path) => `/${id}/applications/${one}/${path}`);
    const whole = [
      'reviews',
      'ranking',
      'not-discussed',
      'meeting',
      'meeting/call-sheet',
      'rubric',
      'ties',
      'extensions',
    ];
    const lists = ['', '/applications', '/assignments', '/conflicts', '/log', '/members', '/loads', '/phases'];
    const paths = [...about, ...[...whole.map((path) => `/${path}`), ...lists].map((path) => `/${id}${path}`)];
    for (const path of [...paths, at(reviewId), `${at(reviewId)}/versions`]) {
      const { status, headers } = await on.call(path.includes('versions') ? ann : chair, 'GET', path);
      expect([path, status, headers.get('cache-control')]).toEqual([path, 200, 'no-store']);
    }
  });
});

describe('more time for one reviewer', () => {
  it('is given to a moment with its offset, and the field is told', async () => {
    const { id, ann, chair } = await scene();
    const give = (due: string) => on.call(chair, 'PUT', `/${id}/extensions/${ann}`, { due, reason: 'She was ill.' });
    for (const due of ['2027-03-05', '2027-03-05T12:00:00', 'tomorrow']) {
      expect((await give(due)).body.errors).toMatchObject([{ pointer: '/due' }]);
    }
    expect((await give('2027-03-05T12:00:00+01:00')).body.due).toBe('2027-03-05T11:00:00.000Z');
  });
});
