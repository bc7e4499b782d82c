import { membershipProblems } from '@chiron/contracts/membership';

export const matchStates = ['open', 'merged', 'kept-apart'] as const;
export type MatchState = (typeof matchStates)[number];

/** Two people who may be one, for a human to decide. Both are named as they stand today, after later merges. */
export interface Match {
  readonly id: string;
  /** the younger record */
  readonly personId: string;
  readonly otherPersonId: string;
  readonly state: MatchState;
}

/** A match is decided once. */
export function undecided(match: Match): Match {
  if (match.state !== 'open') throw membershipProblems.refuse('match-decided', { id: match.id, state: match.state });
  return match;
}

/** Which record goes and which stays: the older one, unless a human names the other. */
export function survivorOf(
  match: Match,
  survivorId: string = match.otherPersonId,
): { personId: string; intoPersonId: string } {
  return survivorId === match.personId
    ? { personId: match.otherPersonId, intoPersonId: match.personId }
    : { personId: match.personId, intoPersonId: survivorId };
}

export abstract class Matches {
  /** Locks the match and whatever decides who is whom, until the open transaction ends. @throws Refusal `not-found` */
  abstract lock(id: string): Promise<Match>;
  abstract keepApart(id: string, by: string): Promise<void>;
}
