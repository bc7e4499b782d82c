import type { Tally } from '../votes/votes.js';
import type { Meeting, MeetingStep } from './live.js';

/** A paragraph of the minutes; `application` where it is about one. */
export interface Minute {
  readonly at: string;
  readonly application?: string;
  readonly text: string;
}

/** Names for the minutes: of people, and the visible numbers of applications. */
export interface Names {
  person(id: string): string;
  application(id: string): string;
}

/**
 * Drafts the minutes from what happened: quorum, comings and goings, recusals, motions and counts; an officer edits and
 * the chair approves them. Paragraphs about `hidden` applications are left out, and nothing else tells of them.
 */
export function draftMinutes(
  meeting: Meeting,
  tallies: ReadonlyMap<string, Tally>,
  names: Names,
  hidden: ReadonlySet<string> = new Set(),
): readonly Minute[] {
  return meeting.log.flatMap((step): Minute[] => {
    const application = 'application' in step ? step.application : undefined;
    if (application !== undefined && hidden.has(application)) return [];
    const text = textOf(step, meeting, tallies, names);
    return [{ at: step.at, ...(application === undefined ? {} : { application }), text }];
  });
}

function textOf(step: MeetingStep, meeting: Meeting, tallies: ReadonlyMap<string, Tally>, names: Names): string {
  const people = (ids: readonly string[]): string => ids.map((id) => names.person(id)).join(', ');
  switch (step.step) {
    case 'opened':
      return `The meeting was opened. Present: ${people(step.present)} (${step.present.length}; quorum ${meeting.quorum}).`;
    case 'came':
      return `${names.person(step.person)} joined.`;
    case 'left':
      return `${names.person(step.person)} left.`;
    case 'taken-up': {
      const recused = step.out.length === 0 ? 'Nobody was recused.' : `Recused and outside: ${people(step.out)}.`;
      return `${names.application(step.application)} was taken up. ${recused}`;
    }
    case 'done':
      return `${names.application(step.application)}: ${voteText(tallies.get(step.application))}`;
    case 'deferred':
      return `${names.application(step.application)} was deferred.`;
    case 'motion': {
      const about = step.application === undefined ? '' : ` on ${names.application(step.application)}`;
      const { inFavour, against, abstained } = step;
      return `Motion${about}: ${step.text} ${inFavour} in favour, ${against} against, ${abstained} abstained.`;
    }
    case 'closed':
      return 'The meeting was closed.';
  }
}

function voteText(tally: Tally | undefined): string {
  if (!tally) return 'discussed, without a vote.';
  const outside = tally.outside.length === 0 ? '' : ` ${tally.outside.length} outside the range, with reasons.`;
  return `discussed; ${tally.votes} of ${tally.expected} members voted.${outside}`;
}
