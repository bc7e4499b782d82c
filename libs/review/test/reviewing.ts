import { uuidv7 } from 'uuidv7';
import type { Running } from './running-reviews.js';

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
  const [ann, bob, cy, chair, officer] = Array.from({ length: 5 }, () => uuidv7()) as [
    string,
    string,
    string,
    string,
    string,
  ];
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
