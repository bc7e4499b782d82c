import type { RoundSettings } from '../src/mount/index.js';
import { ids, type Running } from './running-reviews.js';

/** A review that is complete. */
export const answers = (impact: number) => ({
  criteria: { idea: impact },
  critiques: { advice: 'A' },
  overallImpact: impact,
});
const due = '2027-03-02T12:00:00.000Z';

/** A committee that reviews, two applications, and what its people do. */
export async function reviewScene(on: Running, settings = {}) {
  on.clock.moment = '2027-03-01T12:00:00.000Z';
  const [ann, bob, cy, chair, officer] = ids(5) as [string, string, string, string, string];
  on.officers.add(officer);
  const id = await on.committee({ members: [ann, bob, cy, chair], chair, settings: { reviewsDue: due, ...settings } });
  const [one, two] = [await on.application(id), await on.application(id)];
  for (const person of [ann, bob]) for (const application of [one, two]) await on.assign(id, application, person);
  const begin = (person: string, body = {}, application = one) =>
    on.call(person, 'POST', `/${id}/applications/${application}/reviews`, body);
  const at = (reviewId: string) => `/${id}/reviews/${reviewId}`;
  const tagged = (tag: string | null) => ({ 'if-match': tag ?? '' });
  const save = (person: string, reviewId: string, body: unknown, tag: string | null) =>
    on.call(person, 'PUT', `${at(reviewId)}/answers`, body, tagged(tag));
  return { id, ann, bob, cy, chair, officer, one, two, begin, at, save, tagged };
}

/**
 * A committee of a chair and so many members in its discussion. Each row of `impacts` makes an application: what it got
 * from the first member, the second, and so on.
 */
export async function inDiscussion(
  on: Running,
  count: number,
  impacts: readonly (readonly number[])[],
  settings: Partial<RoundSettings> = {},
) {
  const [officer, chair, ...members] = ids(2 + count) as [string, string, ...string[]];
  on.officers.add(officer);
  const id = await on.committee({ members: [chair, ...members], chair, settings });
  const applications: string[] = [];
  for (const row of impacts) {
    const application = await on.application(id, { asked: 100 });
    applications.push(application);
    for (const [m, impact] of row.entries()) {
      await on.assign(id, application, members[m]!);
      await on.review(id, application, members[m]!, impact);
    }
  }
  await on.go(id, 'discussion');
  return { id, officer, chair, members, applications };
}

/** The same with a meeting: how it is led, and what is asked about one application. */
export async function meetingScene(on: Running, count: number, impacts: readonly (readonly number[])[]) {
  const scene = await inDiscussion(on, count, impacts);
  const meeting = (person: string, act: string, body: unknown = {}) =>
    on.call(person, 'POST', `/${scene.id}/meeting/${act}`, body);
  const item = (person: string, application: string, act: string, body: unknown = {}) =>
    meeting(person, `items/${application}/${act}`, body);
  const about = (person: string, method: string, application: string, path: string, body?: unknown) =>
    on.call(person, method, `/${scene.id}/applications/${application}/${path}`, body);
  return { ...scene, meeting, item, about };
}
