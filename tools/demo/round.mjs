// One whole round of grants, from the directory of the institute to the closed call, through the public API alone.
import { administrativeReview, applications, blinding } from './applications.mjs';
import { clientOf, Wrong } from './client.mjs';
import { close, publicly, records } from './closing.mjs';
import { assignment, committees, conflicts, illness } from './committees.mjs';
import { announcement, budget, decision, ranking, recommendation, summaries } from './deciding.mjs';
import { invitations, letters } from './letters.mjs';
import { meetings } from './meeting.mjs';
import { call, officers, people } from './opening.mjs';
import { discussion, reviews } from './reviews.mjs';
import { count, money, storyOf } from './story.mjs';

/** A round as an institute has it. */
export const whole = { letters: 60, applications: 40, returned: 2, reviewers: 18, committees: 2, capacity: 9, grants: 8, notDiscussed: 0.5 }; // prettier-ignore
/** The same cycle with few people, for tests. */
export const small = { letters: 15, applications: 13, returned: 1, reviewers: 12, committees: 2, capacity: 6, grants: 4, notDiscussed: 0.4 }; // prettier-ignore

const steps = [
  people, officers, call, letters, invitations, applications, blinding, administrativeReview, committees, conflicts,
  assignment, illness, reviews, discussion, meetings, ranking, budget, summaries, recommendation, decision, announcement,
  publicly, records, close,
]; // prettier-ignore

/**
 * Plays the round on a platform. Every step checks what it claims.
 * @param platform as `ownPlatform` gives it
 * @param {{ size?: typeof whole, print?: (line: string) => void, timed?: (step: string, seconds: number) => void }} options
 * @returns what it came to
 * @throws Wrong with a sentence, where something is not as it must be
 */
export async function playRound(platform, { size = whole, print = console.log, timed } = {}) {
  const api = clientOf(platform);
  const story = storyOf(print);
  const scene = { api, story, size };
  for (const step of steps) {
    const begun = performance.now();
    await step(scene);
    timed?.(step.name, (performance.now() - begun) / 1000);
  }
  const { funded, totalMinor } = scene.announced.plan;
  print(`\n${count(story.checks(), 'check')} and ${count(api.calls(), 'request')} in ${Math.round(story.seconds())} s, all as they should be.`); // prettier-ignore
  print(`The round 2027-MECG is closed: ${size.letters} letters of intent, ${size.applications} applications, ${funded} grants, ${money(totalMinor)}.`); // prettier-ignore
  return { grants: funded, checks: story.checks() };
}

export { Wrong };
