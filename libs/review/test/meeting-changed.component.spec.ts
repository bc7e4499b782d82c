import { eventually } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import { meetingScene } from './reviewing.js';
import { runningReviews, type Running } from './running-reviews.js';

let on: Running;
beforeAll(async () => {
  on = await runningReviews();
});
afterAll(() => on?.close());

/** Three applications, each reviewed by two of three members, in an open meeting with everybody there. */
async function scene() {
  const scores = [2, 3, 7].map((impact) => [impact, impact]);
  const { members: all, ...made } = await meetingScene(on, 3, scores);
  const { id, officer, chair } = made;
  const [ann, bob, cy] = all as [string, string, string];
  const meeting = (act: string, body?: unknown) => made.meeting(officer, act, body);
  const item = (application: string, act: string, body?: unknown) => made.item(officer, application, act, body);
  const agenda = async (): Promise<string[]> =>
    (await on.call(officer, 'GET', `/${id}/meeting`)).body.agenda.map(
      (one: { applicationId: string }) => one.applicationId,
    );
  await on.call(officer, 'PUT', `/${id}/meeting`, {});
  await meeting('open', { present: [chair, ...all] });
  return { ...made, ann, bob, cy, meeting, item, agenda };
}
type Scene = Awaited<ReturnType<typeof scene>>;

const declare = (s: Scene, person: string, applicationId: string) =>
  on.call(person, 'POST', `/${s.id}/conflicts`, { applicationId, kind: 'other' });

/** The first application is live, scores are restated, and its vote is open. */
async function voting(s: Scene): Promise<string> {
  const [one] = s.applications as [string];
  await s.item(one, 'take-up');
  await s.about(s.ann, 'PUT', one, 'restated-score', { score: 2 });
  await s.about(s.bob, 'PUT', one, 'restated-score', { score: 6 });
  await s.about(s.chair, 'POST', one, 'ballot/open');
  return one;
}

describe('somebody who comes into conflict after they voted', () => {
  it('has no vote there, open or closed, nor a place in the room; the others’ stand', async () => {
    const s = await scene();
    const one = await voting(s);
    for (const person of [s.ann, s.cy]) await s.about(person, 'PUT', one, 'vote', { score: 2 });
    await s.about(s.chair, 'PUT', one, 'vote', { score: 6 });
    expect((await declare(s, s.cy, one)).status).toBe(201);
    const turnout = (await s.about(s.chair, 'GET', one, 'ballot')).body.turnout;
    expect(turnout).toEqual({ voted: [s.ann, s.chair].sort(), missing: [s.bob] });
    expect((await s.about(s.chair, 'POST', one, 'ballot/close')).body.tally).toMatchObject({ votes: 2, score: 40 });
    expect((await declare(s, s.ann, one)).status).toBe(201);
    expect((await s.about(s.chair, 'GET', one, 'ballot')).body.tally).toMatchObject({
      votes: 1,
      expected: 2,
      score: 60,
    });
    const log = (await on.call(s.officer, 'GET', `/${s.id}/log`)).body.items;
    const gone = log.filter(({ act }: { act: string }) => act === 'vote-taken-back');
    expect(gone.map(({ personId }: { personId: string }) => personId)).toEqual([s.ann, s.cy]);
    expect(JSON.stringify(gone)).not.toContain('score');
  });

  it('makes no range any longer, nor does anybody whose assignment ended', async () => {
    const s = await scene();
    const [one] = s.applications as [string];
    await s.item(one, 'take-up');
    await s.about(s.ann, 'PUT', one, 'restated-score', { score: 2 });
    await s.about(s.bob, 'PUT', one, 'restated-score', { score: 6 });
    const [row] = (await on.call(s.officer, 'GET', `/${s.id}/assignments?applicationId=${one}&reviewerId=${s.ann}`)).body
      .items; // prettier-ignore
    await on.call(s.officer, 'POST', `/${s.id}/assignments/${row.id}/withdraw`, { reason: 'Not theirs.' });
    expect((await s.about(s.chair, 'POST', one, 'ballot/open')).body.range).toEqual({ lowest: 6, highest: 6 });
  });
});

describe('an application that leaves while it is live', () => {
  it('leaves the agenda: the meeting goes on with the next', async () => {
    const s = await scene();
    const one = await voting(s);
    await on.teams().left(one);
    expect((await on.call(s.ann, 'GET', `/${s.id}/meeting`)).body).toMatchObject({ state: 'open', live: null });
    expect((await s.item(s.applications[1]!, 'take-up')).status).toBe(200);
    await s.item(s.applications[1]!, 'settle', { as: 'done' });
    expect((await s.meeting('close')).status).toBe(200);
  });
});

describe('the list of what is not discussed', () => {
  it('changes the agenda with it, also when it is planned already', async () => {
    const s = await scene();
    const [one, two, three] = s.applications as [string, string, string];
    const set = (applicationIds: string[]) => on.call(s.officer, 'PUT', `/${s.id}/not-discussed`, { applicationIds });
    await set([two, three]);
    expect(await s.agenda()).toEqual([one]);
    await set([three]);
    expect(await s.agenda()).toEqual([one, two]);
    await s.about(s.ann, 'POST', three, 'pull-back', {});
    expect(await s.agenda()).toEqual([one, two, three]);
  });

  it('pulled back by two at once, an application stands on the agenda once', async () => {
    const s = await scene();
    const [, , three] = s.applications as [string, string, string];
    await on.call(s.officer, 'PUT', `/${s.id}/not-discussed`, { applicationIds: [three] });
    const answers = await Promise.all([s.ann, s.bob, s.cy].map((one) => s.about(one, 'POST', three, 'pull-back', {})));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await s.agenda()).filter((id) => id === three)).toHaveLength(1);
  });
});

describe('the end of an item', () => {
  it('and the opening of its vote never both happen, however often they meet', async () => {
    for (let i = 0; i < 6; i++) {
      const s = await scene();
      const [one] = s.applications as [string];
      await s.item(one, 'take-up');
      await s.about(s.ann, 'PUT', one, 'restated-score', { score: 2 });
      const [opened, settled] = await Promise.all([
        s.about(s.chair, 'POST', one, 'ballot/open'),
        s.item(one, 'settle', { as: 'done' }),
      ]);
      expect([opened.status, settled.status].sort()).toEqual([200, 409]);
    }
  });

  it('votes are cast while the phase lets members vote, and not after', async () => {
    const s = await scene();
    const one = await voting(s);
    await on.go(s.id, 'decision');
    expect((await s.about(s.ann, 'PUT', one, 'vote', { score: 2 })).body.type).toBe('/problems#not-in-this-phase');
    await on.go(s.id, 'discussion');
    expect((await s.about(s.ann, 'PUT', one, 'vote', { score: 2 })).status).toBe(200);
  });
});

describe('certifying conflicts after the meeting', () => {
  it('comes when the meeting is over, or where there was none to hold', async () => {
    const s = await scene();
    const body = { occasion: 'after', conflictsDeclared: true, confidentiality: true, aiRule: true };
    const sign = () => on.call(s.ann, 'POST', `/${s.id}/signings`, body);
    expect((await sign()).body.type).toBe('/problems#meeting-not-open');
    await s.meeting('close');
    expect((await sign()).status).toBe(204);
  });
});

describe('a fault in what is sent', () => {
  it('names the person who is no member', async () => {
    const s = await scene();
    const stranger = uuidv7();
    const came = await s.meeting('attendance', { personId: stranger, step: 'came' });
    expect(came.body).toMatchObject({ status: 404, errors: [{ pointer: '/personId' }] });
    const fresh = await on.committee({ members: [s.ann], chair: s.ann, phase: 'discussion' });
    await on.call(s.officer, 'PUT', `/${fresh}/meeting`, {});
    const opened = await on.call(s.officer, 'POST', `/${fresh}/meeting/open`, { present: [s.ann, stranger] });
    expect(opened.body).toMatchObject({ status: 404, errors: [{ pointer: '/present/1' }] });
  });
});

describe('the stream of somebody in conflict', () => {
  it('is as quiet as it would be without the application, however much happens behind it', async () => {
    const s = await scene();
    await declare(s, s.cy, s.applications[0]!);
    const [outside, inside] = [await on.follow(s.id, s.cy), await on.follow(s.id, s.ann)];
    await eventually('both see a screen', () => {
      expect(outside.raw.length).toBeGreaterThan(1);
      expect(inside.raw.length).toBeGreaterThan(1);
    });
    const before = [...outside.raw];
    const one = await voting(s);
    await eventually('the vote shows to the others', () =>
      expect(JSON.parse(inside.frames.at(-1)!).ballot?.state).toBe('open'),
    );
    for (const score of [2, 3, 4, 5, 6]) await s.about(s.ann, 'PUT', one, 'vote', { score });
    await s.about(s.chair, 'POST', one, 'ballot/close');
    await eventually('the figures show to the others', () =>
      expect(JSON.parse(inside.frames.at(-1)!).ballot.tally).not.toBeNull(),
    );
    expect(outside.raw).toEqual(before);
    await Promise.all([outside.end(), inside.end()]);
  });
});
