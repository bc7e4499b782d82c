import { coreProblems, type Instant } from '@chiron/contracts/core';
import { grantsProblems } from '@chiron/contracts/grants';
import type { AnnouncedRound } from './round.js';

interface Held {
  readonly applicationId: string;
  readonly grounds: string;
  readonly by: string;
  readonly at: Instant;
}
export interface OpenAppeal extends Held {
  readonly state: 'open';
}
export interface DecidedAppeal extends Held {
  readonly state: 'upheld' | 'dismissed';
  readonly reason: string;
  readonly decidedBy: string;
  readonly decidedAt: Instant;
}
export type Appeal = OpenAppeal | DecidedAppeal;

/** @throws Refusal `appeal-exists`, `appeal-window-closed` */
export function appeal(
  round: AnnouncedRound,
  present: Appeal | null,
  { applicationId, grounds, by, at }: Held,
): OpenAppeal {
  if (present) throw grantsProblems.refuse('appeal-exists');
  if (round.appealUntil === null || at > round.appealUntil)
    throw grantsProblems.refuse('appeal-window-closed', { until: round.appealUntil ?? 'never' });
  return { applicationId, grounds, by, at, state: 'open' };
}

/** Answered by somebody else than whoever decided. @throws Refusal `not-found`, `appeal-decided`, `appeal-by-decider` */
export function answerAppeal(
  present: Appeal | null,
  round: AnnouncedRound,
  answer: { readonly upheld: boolean; readonly reason: string; readonly by: string; readonly at: Instant },
): DecidedAppeal {
  if (!present) throw coreProblems.refuse('not-found', { kind: 'appeal', id: 'this application' });
  if (present.state !== 'open') throw grantsProblems.refuse('appeal-decided');
  if (answer.by === round.decidedBy) throw grantsProblems.refuse('appeal-by-decider');
  return {
    ...present,
    state: answer.upheld ? 'upheld' : 'dismissed',
    reason: answer.reason,
    decidedBy: answer.by,
    decidedAt: answer.at,
  };
}
