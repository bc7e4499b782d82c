import { eventually } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import { meetingScene } from './reviewing.js';
import { ids, runningReviews, type Running } from './running-reviews.js';

let on: Running;
beforeAll(async () => {
  on = await runningReviews();
});
afterAll(() => on?.close());

/** Four applications, each reviewed by three of four members; the fourth member is in conflict with the second. */
async function scene() {
  const scores = [2, 3, 7, 8].map((impact) => [impact, impact, impact]);
  const { members: all, ...made } = await meetingScene(on, 4, scores);
  const [ann, bob, cy, eve] = all as [string, string, string, string];
  await on.conflict(made.applications[1]!, eve);
  return { ...made, ann, bob, cy, eve, members: [made.chair, ...all] };
}

describe('what is not discussed', () => {
  it('is proposed, set by an officer, and any member pulls one back', async () => {
    const { id, officer, ann, eve, applications, about } = await scene();
    const proposal = await on.call(officer, 'GET', `/${id}/not-discussed/proposal`);
    expect(new Set(proposal.body.applicationIds)).toEqual(new Set(applications.slice(2)));
    expect((await on.call(officer, 'GET', `/${id}/not-discussed/proposal?share=2`)).status).toBe(400);
    expect((await on.call(ann, 'GET', `/${id}/not-discussed/proposal`)).status).toBe(403);
    const list = { applicationIds: applications.slice(1) };
    expect((await on.call(ann, 'PUT', `/${id}/not-discussed`, list)).status).toBe(403);
    expect((await on.call(officer, 'PUT', `/${id}/not-discussed`, { applicationIds: ids(1) })).status).toBe(404);
    expect((await on.call(officer, 'PUT', `/${id}/not-discussed`, list)).body).toHaveLength(3);
    expect((await on.call(eve, 'GET', `/${id}/not-discussed`)).body).toHaveLength(2);
    expect((await about(eve, 'POST', applications[1]!, 'pull-back', {})).status).toBe(404);
    const pulled = await about(eve, 'POST', applications[2]!, 'pull-back', { reason: 'A new method.' });
    expect(pulled.body).toContainEqual(
      expect.objectContaining({ applicationId: applications[2], pulledBack: true, pulledBackBy: eve }),
    );
    expect((await about(eve, 'POST', applications[0]!, 'pull-back', {})).body.type).toBe('/problems#item-not-waiting');
    await on.call(officer, 'PUT', `/${id}/not-discussed`, list);
    const planned = await on.call(officer, 'PUT', `/${id}/meeting`, {});
    expect(planned.body.agenda.map((one: { applicationId: string }) => one.applicationId).sort()).toEqual(
      [applications[0], applications[2]].sort(),
    );
    await about(ann, 'POST', applications[3]!, 'pull-back', {});
    expect((await on.call(ann, 'GET', `/${id}/meeting`)).body.agenda.at(-1).applicationId).toBe(applications[3]);
  });
});

describe('the meeting', () => {
  it('runs from plan to close, one application live at a time', async () => {
    const { id, officer, chair, ann, bob, cy, members, applications, meeting, item } = await scene();
    expect((await on.call(ann, 'GET', `/${id}/meeting`)).status).toBe(404);
    expect((await on.call(ann, 'PUT', `/${id}/meeting`, {})).status).toBe(403);
    expect((await on.call(officer, 'PUT', `/${id}/meeting`, {})).body).toMatchObject({ state: 'planned', live: null });
    expect((await meeting(officer, 'open', { present: [ann, bob] })).body.type).toBe('/problems#quorum-missing');
    expect((await meeting(officer, 'open', { present: [uuidv7()] })).status).toBe(404);
    expect((await meeting(officer, 'open', { present: [ann, bob, cy] })).body).toMatchObject({ state: 'open' });
    expect((await on.call(officer, 'PUT', `/${id}/meeting`, {})).body.type).toBe('/problems#meeting-not-open');
    const live = await item(chair, applications[0]!, 'take-up');
    expect(live.body).toMatchObject({ live: { applicationId: applications[0] }, present: [ann, bob, cy].sort() });
    expect((await item(chair, applications[1]!, 'take-up')).body.type).toBe('/problems#item-not-waiting');
    expect((await item(chair, uuidv7(), 'take-up')).status).toBe(404);
    expect((await item(ann, applications[0]!, 'settle', { as: 'done' })).status).toBe(403);
    expect((await item(chair, applications[0]!, 'settle', { as: 'gone' })).status).toBe(400);
    expect((await meeting(chair, 'close')).body.type).toBe('/problems#item-not-waiting');
    expect((await item(chair, applications[0]!, 'settle', { as: 'done' })).body.live).toBeNull();
    expect((await meeting(officer, 'attendance', { personId: members[0], step: 'came' })).body.present).toHaveLength(4);
    const motion = { text: 'Fund the best.', inFavour: 4, against: 0, abstained: 1 };
    expect((await meeting(officer, 'motions', motion)).body.type).toBe('/problems#vote-not-valid');
    expect((await meeting(officer, 'motions', { ...motion, abstained: 0 })).status).toBe(200);
    expect((await meeting(officer, 'close')).body.state).toBe('closed');
    expect((await item(chair, applications[1]!, 'take-up')).body.type).toBe('/problems#meeting-not-open');
  });

  it('has a call sheet for the officer at the door, for nobody in conflict', async () => {
    const { id, officer, ann, eve, chair, applications } = await scene();
    await on.call(officer, 'PUT', `/${id}/meeting`, {});
    const sheet = await on.call(officer, 'GET', `/${id}/meeting/call-sheet`);
    expect(sheet.body).toContainEqual(expect.objectContaining({ application: applications[1], out: [eve] }));
    expect((await on.call(ann, 'GET', `/${id}/meeting/call-sheet`)).status).toBe(403);
    await on.conflict(applications[3]!, chair);
    expect((await on.call(chair, 'GET', `/${id}/meeting/call-sheet`)).body.type).toBe('/problems#conflict-of-interest');
  });

  it('is followed live; who is in conflict sees a pause that names nothing', async () => {
    const { id, officer, ann, eve, members, applications, meeting, item, about } = await scene();
    await on.call(officer, 'PUT', `/${id}/meeting`, {});
    const [follower, outside] = [await on.follow(id, ann), await on.follow(id, eve)];
    expect(follower.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await meeting(officer, 'open', { present: members });
    await item(officer, applications[1]!, 'take-up');
    await eventually('the screen follows', () =>
      expect(JSON.parse(follower.frames.at(-1)!).live?.applicationId).toBe(applications[1]),
    );
    await about(ann, 'PUT', applications[1]!, 'restated-score', { score: 3 });
    await eventually('the range shows', () =>
      expect(JSON.parse(follower.frames.at(-1)!).ballot.restated).toEqual([{ reviewerId: ann, score: 3 }]),
    );
    await item(officer, applications[1]!, 'settle', { as: 'done' });
    await eventually('the screen follows', () => expect(JSON.parse(follower.frames.at(-1)!).live).toBeNull());
    await item(officer, applications[0]!, 'take-up');
    await eventually('the other is back', () =>
      expect(JSON.parse(outside.frames.at(-1)!).live?.applicationId).toBe(applications[0]),
    );
    expect(outside.raw.join()).not.toContain(applications[1]);
    // planned, opened, the first that may be known: nothing between
    expect(outside.frames.map((frame) => JSON.parse(frame).live?.applicationId ?? null)).toEqual([
      null,
      null,
      applications[0],
    ]);
    await Promise.all([follower.end(), outside.end()]);
    expect((await on.call(uuidv7(), 'GET', `/${id}/meeting/events`)).status).toBe(404);
  });
});

describe('a service that ends', () => {
  it('ends the streams of its meetings at once', async () => {
    const other = await runningReviews();
    const [chair, ann] = ids(2) as [string, string];
    const id = await other.committee({ members: [chair, ann], chair, phase: 'discussion' });
    await other.call(chair, 'PUT', `/${id}/meeting`, {});
    const followed = await other.follow(id, ann);
    await eventually('the first screen is there', () => expect(followed.frames).toHaveLength(1));
    const began = Date.now();
    await other.close();
    expect(Date.now() - began).toBeLessThan(1_900);
    await followed.end();
  });
});

describe('the vote', () => {
  it('is private: a range, a sentence outside of it, who has voted but not what, then the figures', async () => {
    const { id, officer, chair, ann, bob, eve, members, applications, meeting, item, about } = await scene();
    const one = applications[1]!;
    await on.call(officer, 'PUT', `/${id}/meeting`, {});
    await meeting(officer, 'open', { present: members });
    expect((await about(chair, 'POST', one, 'ballot/open')).body.type).toBe('/problems#item-not-live');
    await item(officer, one, 'take-up');
    expect((await about(chair, 'POST', one, 'ballot/open')).body.type).toBe('/problems#range-not-ready');
    expect((await about(chair, 'PUT', one, 'restated-score', { score: 3 })).body.type).toBe('/problems#not-assigned');
    expect((await about(ann, 'PUT', one, 'restated-score', { score: 3.5 })).body.errors).toMatchObject([
      { pointer: '/score' },
    ]);
    await about(ann, 'PUT', one, 'restated-score', { score: 3 });
    await about(bob, 'PUT', one, 'restated-score', { score: 4 });
    expect((await about(ann, 'PUT', one, 'vote', { score: 3 })).body.type).toBe('/problems#ballot-closed');
    const opened = await about(chair, 'POST', one, 'ballot/open');
    expect(opened.body).toMatchObject({ state: 'open', range: { lowest: 3, highest: 4 }, mayVote: true });
    expect(opened.body.turnout.missing).toHaveLength(4);
    expect((await about(ann, 'PUT', one, 'restated-score', { score: 5 })).body.type).toBe('/problems#range-fixed');
    expect((await item(officer, one, 'settle', { as: 'done' })).body.type).toBe('/problems#ballot-still-open');
    for (const [method, path] of [
      ['GET', 'ballot'],
      ['PUT', 'vote'],
      ['POST', 'ballot/open'],
    ] as const) {
      const hidden = await about(eve, method, one, path, method === 'PUT' ? { score: 3 } : undefined);
      expect(hidden.status).toBe(404);
    }
    expect((await about(officer, 'PUT', one, 'vote', { score: 3 })).body.type).toBe('/problems#member-needed');
    expect((await about(bob, 'POST', one, 'ballot/close')).status).toBe(403);
    expect((await about(bob, 'PUT', one, 'vote', { score: 9 })).body.errors).toMatchObject([{ pointer: '/sentence' }]);
    await about(bob, 'PUT', one, 'vote', { score: 9, sentence: 'No control.' });
    await about(ann, 'PUT', one, 'vote', { score: 3 });
    const seen = await about(chair, 'GET', one, 'ballot');
    expect(seen.body).toMatchObject({ mine: null, tally: null, turnout: { voted: [ann, bob].sort() } });
    expect((await about(ann, 'GET', one, 'ballot')).body).toMatchObject({ mine: { score: 3 }, turnout: null });
    const closed = await about(chair, 'POST', one, 'ballot/close');
    expect(closed.body.tally).toEqual({
      votes: 2,
      expected: 4,
      score: 60,
      counts: [
        { score: 3, votes: 1 },
        { score: 9, votes: 1 },
      ],
      outside: [{ score: 9, sentence: 'No control.' }],
    });
    expect((await about(chair, 'POST', one, 'ballot/close')).body.type).toBe('/problems#ballot-closed');
    expect((await about(ann, 'PUT', one, 'vote', { score: 4 })).body.type).toBe('/problems#ballot-closed');
  });

  it('takes no vote from who was not in the room', async () => {
    const { id, officer, chair, ann, bob, cy, applications, meeting, item, about } = await scene();
    const one = applications[0]!;
    await on.call(officer, 'PUT', `/${id}/meeting`, { quorum: 2 });
    await meeting(officer, 'open', { present: [ann, bob] });
    await item(officer, one, 'take-up');
    await about(ann, 'PUT', one, 'restated-score', { score: 3 });
    await about(officer, 'POST', one, 'ballot/open');
    expect((await about(cy, 'PUT', one, 'vote', { score: 3 })).body.type).toBe('/problems#vote-not-yours');
    expect((await about(chair, 'GET', one, 'ballot')).body.mayVote).toBe(false);
    await Promise.all(
      [ann, bob].flatMap((person) => [1, 2].map(() => about(person, 'PUT', one, 'vote', { score: 3 }))),
    );
    expect((await about(officer, 'POST', one, 'ballot/close')).body.tally).toMatchObject({ votes: 2, score: 30 });
  });
});
