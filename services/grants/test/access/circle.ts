import { paramsOf } from './round.js';
import { targets, type Case, type RouteAccess, type Role, type Statuses } from './table.js';

/** What each who has a part in an application is answered; to everybody else there is none. */
export type Parts = Partial<Record<Role, number>>;

const restOf = (parts: Parts): Statuses => ({ ...parts, administrator: 403, public: 401, others: 404 });

/**
 * A route of one application. `own` is the applicant's own, with its team, under review; of those of others only `officer`
 * (and who else is named in `elsewhere`) learns. Nobody of the committee sees the one they are in conflict with.
 */
export function ofApplication(
  own: Parts,
  sent: Pick<RouteAccess, 'body' | 'headers' | 'query'> = {},
  elsewhere: Parts = { officer: own.officer ?? 404 },
  conflicted: Parts = { officer: elsewhere.officer ?? 404 },
): RouteAccess {
  const about = (target: (typeof targets)[number], parts: Parts): Case => ({
    params: (world) => paramsOf(world, target),
    knows: Object.keys(parts) as Role[],
    expect: restOf(parts),
  });
  return {
    ...sent,
    own: about('own', own),
    other: about('other', elsewhere),
    conflicted: about('conflicted', conflicted),
    missing: about('missing', {}),
  };
}

/** The same for a route of the applicant's circle alone: applicant, editor of the team, officer. */
export const ofCircle = (
  applicant: number,
  member: number,
  officer: number,
  sent: Pick<RouteAccess, 'body' | 'headers' | 'query'> = {},
): RouteAccess => ofApplication({ applicant, 'team-member': member, officer }, sent);
