import type { World } from './world.js';

/** Who asks. Everybody but `public` and `administrator` is a person; `stranger` is one without any part in anything. */
export const roles = [
  'applicant',
  'team-member',
  'chair-approver',
  'referee',
  'reviewer',
  'committee-chair',
  'acting-chair',
  'approver',
  'officer',
  'finance',
  'administrator',
  'stranger',
  'public',
] as const;
export type Role = (typeof roles)[number];

/** What they ask about: their own, somebody else's, one they are in conflict with, one that is not there. */
export const targets = ['own', 'other', 'conflicted', 'missing'] as const;
export type Target = (typeof targets)[number];

/** Status by role; `others` stands for every role that is not named. */
export type Statuses = Partial<Record<Role, number>> & { readonly others?: number };

export interface Case {
  /** the path's parameters; made anew for each role where the call changes something */
  readonly params?: (world: World, role: Role) => Promise<Record<string, string>> | Record<string, string>;
  /** beside or instead of the route's own */
  readonly body?: (world: World, role: Role) => unknown;
  /** after the path, with its question mark; instead of the route's own */
  readonly query?: string;
  readonly expect: Statuses;
}

/**
 * One route. Each of the four targets is either a case, or a sentence that says why there is none: a route that says
 * nothing about one of them is not declared. Send bodies that are valid: a fault in the body is found before anybody
 * looks who asks. Where a call would change something, an `If-Match` that never matches keeps the world as it is: 412
 * then says that the caller may.
 */
export interface RouteAccess {
  readonly body?: (world: World, role: Role) => unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** after the path, with its question mark */
  readonly query?: string;
  readonly own: Case | string;
  readonly other: Case | string;
  readonly conflicted: Case | string;
  readonly missing: Case | string;
}

/** The routes of one part, by method and path as OpenAPI writes them. */
export type AccessTable = Readonly<Record<`${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`, RouteAccess>>;

export const statusFor = (statuses: Statuses, role: Role): number => {
  const status = statuses[role] ?? statuses.others;
  if (status === undefined) throw new Error(`nothing is said about ${role}`);
  return status;
};

/** An id of nothing. */
export const missingId = '019a8f2e-0000-7000-8000-00000000dead';
/** An `If-Match` that no revision has. */
export const neverMatches = { 'if-match': '"2147483000"' };
/** Routes that ask for no object at all have one case: their own. */
export const noObject = 'asks about no object';
/** Nobody but clients with a scope gets in; persons have the scope `self` alone. */
export const administratorAlone = (status: number): Statuses => ({ administrator: status, public: 401, others: 403 });
