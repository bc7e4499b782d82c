import { uuidv7 } from 'uuidv7';
import { ids, runningReviews, type Running } from './running-reviews.js';

let on: Running;
beforeAll(async () => {
  on = await runningReviews();
});
afterAll(() => on?.close());

/** Two applications, each reviewed by two of three members; the third is in conflict with the second. */
async function scene() {
  const [officer, chair, ann, bob, eve] = ids(5) as [string, string, string, string, string];
  on.officers.add(officer);
  const id = await on.committee({ members: [chair, ann, bob, eve], chair });
  const [one, two] = [await on.application(id), await on.application(id)];
  for (const application of [one, two]) for (const person of [ann, bob]) await on.assign(id, application, person);
  await on.conflict(two, eve);
  const about = (person: string, method: string, application: string, path: string, body?: unknown, tag?: string) =>
    on.call(
      person,
      method,
      `/${id}/applications/${application}/${path}`,
      body,
      tag === undefined ? {} : { 'if-match': tag },
    );
  return { id, officer, chair, ann, bob, eve, one, two, about };
}

describe('the discussion of an application', () => {
  it('opens to a reviewer with their own review; names come with the phase', async () => {
    const { id, ann, bob, chair, eve, one, two, about } = await scene();
    expect((await about(ann, 'POST', one, 'posts', { text: 'Hm.' })).body.type).toBe('/problems#own-review-first');
    await on.review(id, one, ann, 2);
    const written = await about(ann, 'POST', one, 'posts', { text: ' Is there a control? ' });
    expect(written.status).toBe(201);
    expect(written.body).toMatchObject([{ author: 'you', text: 'Is there a control?', phase: 'review' }]);
    const postId = written.body[0].id as string;
    expect((await about(bob, 'GET', one, 'posts')).body).toEqual([]);
    await on.review(id, one, bob, 3);
    expect((await about(bob, 'GET', one, 'posts')).body).toMatchObject([{ author: { pseudonym: 'Reviewer A' } }]);
    expect((await about(bob, 'POST', one, 'posts', { text: 'Page 4.', inReplyTo: postId })).status).toBe(201);
    expect((await about(bob, 'POST', two, 'posts', { text: 'x', inReplyTo: postId })).status).toBe(403);
    expect((await about(bob, 'POST', one, 'posts', { text: 'x', inReplyTo: uuidv7() })).status).toBe(404);
    expect((await about(bob, 'POST', one, 'posts', { text: ' ' })).body.errors).toMatchObject([{ pointer: '/text' }]);
    expect((await about(eve, 'GET', one, 'posts')).status).toBe(404);
    await on.go(id, 'discussion');
    expect((await about(eve, 'GET', one, 'posts')).body).toMatchObject([
      { author: { person: ann } },
      { author: { person: bob }, inReplyTo: postId },
    ]);
    expect((await about(eve, 'POST', one, 'posts', { text: 'Thanks.' })).body[2].phase).toBe('discussion');
    expect((await about(eve, 'GET', two, 'posts')).status).toBe(404);
    const away = (person: string, post: string) => on.call(person, 'POST', `/${id}/posts/${post}/withdraw`);
    expect((await away(chair, postId)).body.type).toBe('/problems#post-not-yours');
    expect((await away(ann, uuidv7())).status).toBe(404);
    expect((await away(ann, postId)).body[0]).toMatchObject({ id: postId, text: null });
    await about(ann, 'POST', two, 'posts', { text: 'Other.' });
    const hidden = (await about(ann, 'GET', two, 'posts')).body[0].id as string;
    expect((await away(eve, hidden)).status).toBe(404);
    await on.go(id, 'decision');
    expect((await about(ann, 'POST', one, 'posts', { text: 'Late.' })).body.type).toBe('/problems#not-in-this-phase');
  });
});

describe('a summary statement', () => {
  it('is drafted from critiques, edited with the tag, approved, and gathered for the announcement', async () => {
    const { id, chair, ann, eve, bob, one, two, about } = await scene();
    expect((await about(chair, 'POST', one, 'summary/draft')).body.type).toBe('/problems#no-critiques');
    await on.review(id, one, ann, 2, 'Name the evaluator.');
    await on.review(id, one, bob, 8, 'Add a control.');
    await on.review(id, two, bob, 8);
    await on.go(id, 'discussion');
    expect((await about(chair, 'GET', one, 'summary')).status).toBe(404);
    expect((await about(ann, 'POST', one, 'summary/draft')).status).toBe(403);
    const drafted = await about(chair, 'POST', one, 'summary/draft');
    expect(drafted.body).toMatchObject({
      state: 'draft',
      strengths: 'Idea: Idea is 2.',
      weaknesses: 'Idea: Idea is 8.',
      advice: 'Add a control.\n\nName the evaluator.',
      critiques: [{ label: 'Critique 1' }, { label: 'Critique 2' }],
    });
    expect(JSON.stringify(drafted.body.critiques)).not.toMatch(new RegExp([ann, bob].join('|')));
    const text = { strengths: 'Fresh.', weaknesses: '', advice: 'Control.' };
    expect((await about(chair, 'PUT', one, 'summary', text)).status).toBe(428);
    expect((await about(chair, 'PUT', one, 'summary', text, '"7"')).status).toBe(412);
    const edited = await about(chair, 'PUT', one, 'summary', text, drafted.headers.get('etag')!);
    expect((await about(chair, 'POST', one, 'summary/draft')).body).toMatchObject(text);
    const results = on.results();
    expect((await results.feedback(one)).summary).toBeNull();
    const approved = await about(chair, 'POST', one, 'summary/approve', undefined, edited.headers.get('etag')!);
    expect(approved.body).toMatchObject({ state: 'approved', approvedBy: chair });
    expect(await results.feedback(one)).toMatchObject({ summary: text, critiques: [{}, {}] });
    const again = await about(chair, 'POST', one, 'summary/approve', undefined, approved.headers.get('etag')!);
    expect(again.body.type).toBe('/problems#summary-not-draft');
    expect((await about(eve, 'GET', one, 'summary')).body).toMatchObject(text);
    expect((await about(eve, 'GET', two, 'summary')).status).toBe(404);
    expect((await about(chair, 'PUT', one, 'summary', { strengths: 3 }, '"3"')).status).toBe(400);
    await on.go(id, 'announced');
    const late = await about(chair, 'PUT', one, 'summary', text, approved.headers.get('etag')!);
    expect(late.body.type).toBe('/problems#not-in-this-phase');
    const { order, rule } = await results.of(id);
    expect([order.map(({ applicationId }) => applicationId), rule]).toEqual([[one, two], null]);
  });
});

describe('the minutes', () => {
  it('are drafted from the meeting, edited, approved, and read without what one may not know of', async () => {
    const { id, officer, chair, ann, eve, bob, one, two } = await scene();
    for (const application of [one, two]) await on.review(id, application, ann, 3);
    await on.go(id, 'discussion');
    const minutes = (person: string, method: string, path = '', body?: unknown, tag?: string | null) =>
      on.call(person, method, `/${id}/minutes${path}`, body, tag ? { 'if-match': tag } : {});
    expect((await minutes(officer, 'POST', '/draft')).status).toBe(404);
    await on.call(officer, 'PUT', `/${id}/meeting`, {});
    await on.call(officer, 'POST', `/${id}/meeting/open`, { present: [chair, ann, bob, eve] });
    for (const application of [one, two]) {
      await on.call(officer, 'POST', `/${id}/meeting/items/${application}/take-up`);
      await on.call(officer, 'POST', `/${id}/meeting/items/${application}/settle`, { as: 'done' });
    }
    await on.call(officer, 'POST', `/${id}/meeting/close`);
    expect((await minutes(ann, 'POST', '/draft')).status).toBe(403);
    const drafted = await minutes(officer, 'POST', '/draft');
    expect(drafted.body.paragraphs).toHaveLength(6);
    expect(drafted.body.paragraphs[3].text).toContain(`Recused and outside: P ${eve.slice(-4)}.`);
    expect((await minutes(officer, 'POST', '/draft')).status).toBe(428);
    expect((await minutes(ann, 'GET')).status).toBe(404);
    expect((await minutes(officer, 'GET')).body).toEqual(drafted.body);
    const lines = drafted.body.paragraphs.map((line: object) => ({ ...line, text: 'Said.' }));
    const tag = drafted.headers.get('etag');
    const strange = { paragraphs: [{ ...lines[1], application: uuidv7() }] };
    expect((await minutes(officer, 'PUT', '', strange, tag)).body).toMatchObject({
      status: 404,
      errors: [{ pointer: '/paragraphs/0/application' }],
    });
    const edited = await minutes(officer, 'PUT', '', { paragraphs: lines }, tag);
    const approved = await minutes(chair, 'POST', '/approve', undefined, edited.headers.get('etag'));
    expect(approved.body).toMatchObject({ state: 'approved', approvedBy: chair });
    const done = await minutes(officer, 'PUT', '', { paragraphs: lines }, approved.headers.get('etag'));
    expect(done.body.type).toBe('/problems#minutes-approved');
    expect((await minutes(ann, 'GET')).body.paragraphs).toHaveLength(6);
    const hers = await minutes(eve, 'GET');
    expect(hers.body.paragraphs).toHaveLength(4);
    expect(hers.text).not.toContain(two);
  });

  it('keep what happened of an application that left since; who was in conflict with it reads nothing of it', async () => {
    const { id, officer, chair, ann, eve, bob, one, two } = await scene();
    for (const application of [one, two]) await on.review(id, application, ann, 3);
    await on.go(id, 'discussion');
    await on.call(officer, 'PUT', `/${id}/meeting`, {});
    await on.call(officer, 'POST', `/${id}/meeting/open`, { present: [chair, ann, bob, eve] });
    await on.call(officer, 'POST', `/${id}/meeting/items/${two}/take-up`);
    await on.call(officer, 'POST', `/${id}/meeting/items/${two}/settle`, { as: 'done' });
    await on.call(officer, 'POST', `/${id}/meeting/close`);
    await on.teams().left(two);
    const minutes = (person: string, method: string, path = '', body?: unknown, tag?: string | null) =>
      on.call(person, method, `/${id}/minutes${path}`, body, tag ? { 'if-match': tag } : {});
    const drafted = await minutes(officer, 'POST', '/draft');
    const { paragraphs } = drafted.body;
    expect(paragraphs.filter(({ application }: { application?: string }) => application === two)).toHaveLength(2);
    const edited = await minutes(officer, 'PUT', '', { paragraphs }, drafted.headers.get('etag'));
    expect(edited.status).toBe(200);
    await minutes(officer, 'POST', '/approve', undefined, edited.headers.get('etag'));
    expect((await minutes(ann, 'GET')).body.paragraphs).toHaveLength(4);
    expect((await minutes(eve, 'GET')).body.paragraphs).toHaveLength(2);
  });
});
