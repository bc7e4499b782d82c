import { eventually } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import type { Phase } from '../src/index.js';
import { seeded } from '../src/random.js';
import { ids, runningReviews, type Running } from './running-reviews.js';

let on: Running;
beforeAll(async () => {
  on = await runningReviews();
});
afterAll(() => on?.close());

const phases: readonly Phase[] = ['review', 'discussion', 'decision', 'announced'];

/** A committee in which everything has happened that can happen, with applications that some members may not know of. */
async function world(seed: number) {
  const random = seeded(seed);
  const [officer, chair, ...members] = ids(7) as [string, string, ...string[]];
  on.officers.add(officer);
  const id = await on.committee({
    members: [chair, ...members],
    chair,
    settings: { scoreOfRecord: (['mean', 'adjusted', 'vote'] as const)[seed % 3]! },
  });
  const applications: string[] = [];
  for (let a = 0; a < 5; a++) applications.push(await on.application(id, { asked: 100 }));
  const [hidden, also] = [applications[Math.floor(random() * 5)]!, applications[Math.floor(random() * 5)]!];
  const blind = [chair, members[0]!];
  const others = members.slice(1);
  for (const application of applications) {
    // those who may not know of it review none of it; everybody else reviews most
    const able = [...others, ...(application === hidden || application === also ? [] : [members[0]!])];
    for (const person of able.filter(() => random() < 0.8)) {
      await on.assign(id, application, person);
      if (random() < 0.9) await on.review(id, application, person, 1 + Math.floor(random() * 9));
      else await on.call(person, 'POST', `/${id}/applications/${application}/reviews`, {});
    }
  }
  for (const person of blind) for (const application of new Set([hidden, also])) await on.conflict(application, person);
  await on.go(id, 'discussion');
  for (const application of applications) {
    for (const person of others) {
      await on.call(person, 'POST', `/${id}/applications/${application}/posts`, { text: `Of ${application}.` });
    }
    await on.call(officer, 'POST', `/${id}/applications/${application}/summary/draft`);
  }
  await on.call(officer, 'POST', `/${id}/ties`, {
    byWay: 'lot',
    applicationIds: applications,
    seed,
    reason: 'All of them, for the test.',
  });
  await on.database.query(
    `insert into review_ties (id, committee_id, by_way, applications, seed, reason, by_person, at)
     values ($1, $2, 'lot', $3, 1, 'Level.', $4, now()), ($5, $2, 'lot', $6, 1, 'Level.', $4, now())`,
    [uuidv7(), id, [...applications].reverse().slice(0, 4), officer, uuidv7(), [hidden, applications[0]]],
  );
  const list = { applicationIds: [hidden, ...applications.filter((one) => one !== hidden).slice(0, 2)] };
  await on.call(officer, 'PUT', `/${id}/not-discussed`, list);
  await on.call(others[0]!, 'POST', `/${id}/applications/${hidden}/pull-back`, {});
  await on.call(officer, 'PUT', `/${id}/meeting`, {});
  await on.call(officer, 'POST', `/${id}/meeting/open`, { present: [chair, ...members] });
  const { body } = await on.call(officer, 'GET', `/${id}/meeting`);
  const agenda = body.agenda.map((one: { applicationId: string }) => one.applicationId) as string[];
  return { id, officer, chair, members, others, blind, applications, hidden, also, agenda };
}

const discuss = async (
  on: Running,
  { id, officer, others }: Awaited<ReturnType<typeof world>>,
  application: string,
) => {
  const about = `/${id}/applications/${application}`;
  await on.call(officer, 'POST', `/${id}/meeting/items/${application}/take-up`);
  for (const person of others) await on.call(person, 'PUT', `${about}/restated-score`, { score: 3 });
  await on.call(officer, 'POST', `${about}/ballot/open`);
  for (const person of others) await on.call(person, 'PUT', `${about}/vote`, { score: 3 });
  await on.call(officer, 'POST', `${about}/ballot/close`);
  await on.call(officer, 'POST', `/${id}/meeting/items/${application}/settle`, { as: 'done' });
};

/** Everything that a person can read in the committee, in every phase. */
async function reading(w: Awaited<ReturnType<typeof world>>, person: string): Promise<Record<string, string>> {
  const reviews = await on.database.query<{ id: string }>(
    'select id from review_reviews where committee_id = $1 order by id',
    [w.id],
  );
  const about = w.applications.flatMap((one) =>
    ['posts', 'ballot', 'summary'].map((path) => `/applications/${one}/${path}`),
  );
  const lists = [
    ...['/rubric', '/reviews', '/reviews?limit=2', '/reviews?own=false&state=submitted', '/ranking', '/not-discussed'],
    ...['/meeting', '/minutes', '/log?limit=500'],
    ...w.applications.map((one) => `/reviews?applicationId=${one}`),
  ];
  const seen: Record<string, string> = {};
  for (const phase of phases) {
    await on.go(w.id, phase);
    const read = async (path: string): Promise<void> => {
      const answer = await on.call(person, 'GET', `/${w.id}${path}`);
      const tag = answer.headers.get('etag') ?? '';
      seen[`${phase} ${path}`] = `${answer.status} ${tag} ${answer.text.replace(/urn:uuid:[^"]*/, '')}`;
    };
    await Promise.all([...lists, ...about, ...reviews.map(({ id }) => `/reviews/${id}`)].map(read));
  }
  await on.go(w.id, 'discussion');
  return seen;
}

describe('whoever is in conflict', () => {
  it.each([1, 2, 3])('reads, byte for byte, what there would be without the application (%i)', async (seed) => {
    const w = await world(seed);
    for (const application of w.agenda) await discuss(on, w, application);
    await on.call(w.officer, 'POST', `/${w.id}/minutes/draft`);
    await on.call(w.officer, 'POST', `/${w.id}/minutes/approve`, undefined, { 'if-match': '"1"' });
    const before = [await reading(w, w.blind[0]!), await reading(w, w.blind[1]!)];
    const knows = await reading(w, w.others[0]!);
    await on.forget(w.hidden);
    const after = [await reading(w, w.blind[0]!), await reading(w, w.blind[1]!)];
    for (const [i, one] of after.entries()) {
      // a review of the forgotten application has no path in the second world; its answer before was that of none
      const differing = Object.entries(before[i]!).filter(([path, answer]) =>
        path in one ? answer !== one[path] : !answer.startsWith('404 '),
      );
      expect(differing.map(([path, answer]) => [path, answer, one[path]])).toEqual([]);
      expect(Object.values(before[i]!).join()).not.toContain(`Of ${w.hidden}`);
    }
    // and the property is none of an empty committee: to somebody else the world did change
    expect(knows['discussion /ranking']).toContain(w.hidden);
    expect(before[1]!['discussion /ranking']).toMatch(/^200 .*"figures":\{/);
  });

  it('follows, byte for byte, the meeting that there would be without the application', async () => {
    const w = await world(5);
    const run = async (agenda: readonly string[]) => {
      const screens = await Promise.all(w.blind.map((person) => on.follow(w.id, person)));
      const seen = await on.follow(w.id, w.others[0]!);
      for (const application of agenda) {
        await discuss(on, w, application);
        // whatever each screen shows has come before the next step is taken
        await eventually('the screens are up to date', async () => {
          for (const [i, person] of [...w.blind, w.others[0]!].entries()) {
            const { text } = await on.call(person, 'GET', `/${w.id}/meeting`);
            expect([...screens, seen][i]!.frames.at(-1)).toBe(text);
          }
        });
      }
      await Promise.all([...screens, seen].map((one) => one.end()));
      return { blind: screens.map(({ frames }) => frames), seen: seen.frames };
    };
    const hidden = new Set([w.hidden, w.also]);
    const first = await run(w.agenda);
    await on.database.query(`delete from review_votes where application_id = any($1)`, [w.applications]);
    for (const table of ['review_ballots', 'review_restated', 'review_meeting_log']) {
      await on.database.query(`delete from ${table} where committee_id = $1`, [w.id]);
    }
    await on.database.query(`update review_agenda set state = 'waiting' where committee_id = $1`, [w.id]);
    for (const application of hidden) await on.forget(application);
    const second = await run(w.agenda.filter((one) => !hidden.has(one)));
    // two steps that follow at once may come as one screen: what is compared is each application that was live, and the end
    const live = (frames: readonly string[]) =>
      frames.map((frame) => JSON.parse(frame).live?.applicationId ?? null).filter((one, i, all) => one !== all[i - 1]);
    expect(first.blind.map(live)).toEqual(second.blind.map(live));
    expect(first.blind.map((frames) => frames.at(-1))).toEqual(second.blind.map((frames) => frames.at(-1)));
    expect(live(first.seen).length).toBeGreaterThan(live(second.seen).length);
    for (const frames of first.blind) for (const one of hidden) expect(frames.join()).not.toContain(one);
  });
});
