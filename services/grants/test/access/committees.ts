import { round } from './round.js';
import { missingId, neverMatches, type AccessTable, type Case, type RouteAccess, type Statuses } from './table.js';
import type { World } from './world.js';

/** What the four who have a part in the committee are answered; to every other person there is none. */
type Four = readonly [reviewer: number, chair: number, actingChair: number, officer: number];

const four = ([reviewer, chair, actingChair, officer]: Four): Statuses => ({
  reviewer,
  'committee-chair': chair,
  'acting-chair': actingChair,
  officer,
  administrator: 403,
  public: 401,
  others: 404,
});

const all = (status: number): Four => [status, status, status, status];
const chairs = (status: number): Four => [403, status, status, status];
const officers = (status: number): Four => [403, 403, 403, status];
/** Figures of the whole round: chair and acting chair are in conflict with one application in it. */
const operators = officers;

type Sent = Pick<RouteAccess, 'body' | 'headers' | 'query'>;
type Params = Readonly<Record<string, string>>;

const one = 'its members have no part in another: to them there is none, as to everybody here who has none in this one';
const whole = 'conflicts are with applications: see the routes of one';

/** A route of the committee as a whole. */
const ofCommittee = (own: Four, sent: Sent = {}, more: (world: World) => Promise<Params> | Params = () => ({})): RouteAccess => ({
  ...sent,
  own: { params: async (world) => ({ ...(await more(world)), id: (await round(world)).committeeId }), expect: four(own) },
  other: one,
  conflicted: whole,
  missing: { params: () => ({ id: missingId, personId: missingId }), expect: four(all(404)) },
}); // prettier-ignore

/** A route of one application, or of something that hangs on it. */
const ofApplication = (
  expect: Partial<Record<'own' | 'other' | 'conflicted', Four>>,
  missing: Four,
  sent: Sent = {},
): RouteAccess => {
  const about = (target: 'own' | 'other' | 'conflicted'): Case | string =>
    expect[target]
      ? {
          params: async (world) => {
            const { committeeId, applications } = await round(world);
            return { id: committeeId, applicationId: applications[target].id };
          },
          expect: four(expect[target]),
        }
      : 'it would change what the other routes are asked about: see the tests of the review library';
  return {
    ...sent,
    own: about('own'),
    other: about('other'),
    conflicted: about('conflicted'),
    missing: {
      params: async (world) => ({ id: (await round(world)).committeeId, applicationId: missingId }),
      expect: four(missing),
    },
  };
};

/** The reviewer's own declaration, on the application that the reviewer, chair and acting chair are in conflict with. */
const ofConflict = (reviewer: number, sent: Sent): RouteAccess => ({
  headers: neverMatches,
  ...sent,
  own: 'nobody has one that they are not in conflict with',
  other: 'see the own: to the chair it is another’s',
  conflicted: {
    params: async (world) => {
      const { committeeId, conflictId } = await round(world);
      return { id: committeeId, conflictId };
    },
    expect: four([reviewer, 404, 404, 412]),
  },
  missing: {
    params: async (world) => ({ id: (await round(world)).committeeId, conflictId: missingId }),
    expect: four(all(404)),
  },
});

/** The reviewer's own assignment. */
const ofAssignment = (own: Four, sent: Sent): RouteAccess => ({
  ...sent,
  own: {
    params: async (world) => {
      const { committeeId, assignmentId } = await round(world);
      return { id: committeeId, assignmentId };
    },
    expect: four(own),
  },
  other: 'see the own: to chair and acting chair it is another’s',
  conflicted: 'nothing is assigned to anybody in conflict',
  missing: {
    params: async (world) => ({ id: (await round(world)).committeeId, assignmentId: missingId }),
    expect: four(all(404)),
  },
});

/** A dry run that is out of date, because somebody said more of what they know since. */
const outdatedRun = (world: World): Promise<Params> =>
  world.once('outdated run', async () => {
    const at = `/grant-committees/${(await round(world)).committeeId}`;
    const { body } = await world.must('officer', 'POST', `${at}/assignment-runs`, {
      body: { mode: 'repair', dryRun: true },
    });
    await world.must('reviewer', 'PUT', `${at}/expertise`, { body: { topics: ['Simulation'], expertise: '' } });
    return { runId: (body as { id: string }).id };
  });

const ofRun = (own: Four): RouteAccess => ({
  ...ofCommittee(own, {}, outdatedRun),
  missing: {
    params: async (world) => ({ id: (await round(world)).committeeId, runId: missingId }),
    expect: four(operators(404)),
  },
});

type IdOf = (world: World) => Promise<string> | string;
const of = (applicationId: IdOf): Case['params'] =>
  async (world) => ({ id: (await round(world)).committeeId, applicationId: await applicationId(world) }); // prettier-ignore

/** An own conflict with an application; the officer sets one for the reviewer. */
const conflictWith = (applicationId: IdOf, officer: number): Case => ({
  params: of(applicationId),
  body: async (world, role) => ({
    applicationId: await applicationId(world),
    kind: 'other',
    ...(role === 'officer' && { personId: world.person('reviewer') }),
  }),
  expect: four([404, 404, 404, officer]),
});

/** The reviewer, by hand, to an application. */
const assignmentOf = (applicationId: IdOf, expect: Four): Case => ({
  params: of(applicationId),
  body: async (world) => ({ applicationId: await applicationId(world), personId: world.person('reviewer') }),
  expect: four(expect),
});

const at = '/api/v1/grant-committees' as const;
const reason = () => ({ reason: '' });
const person = { administrator: 403, public: 401 } as const;

/** Committees, their members and conflicts, and who reviews what. */
export const committees: AccessTable = {
  [`GET ${at}`]: {
    own: { expect: { ...person, others: 200 } },
    other: 'lists are of the own committees',
    conflicted: whole,
    missing: 'asks about no object',
  },
  [`POST ${at}`]: {
    own: 'to have a round is to be its officer',
    other: {
      params: async (world: World) => ({ id: (await round(world)).callId }),
      body: async (world: World) => ({ roundId: (await round(world)).callId, name: 'Simulation' }),
      expect: { ...person, officer: 201, others: 404 },
    },
    conflicted: whole,
    missing: {
      params: () => ({ id: missingId }),
      body: () => ({ roundId: missingId, name: 'Simulation' }),
      expect: { ...person, others: 404 },
    },
  },
  [`GET ${at}/{id}`]: ofCommittee(all(200)),
  [`PATCH ${at}/{id}`]: ofCommittee(officers(412), {
    body: () => ({ name: 'Another' }),
    headers: neverMatches,
  }),
  [`POST ${at}/{id}/phase`]: ofCommittee([403, 422, 403, 422], { body: () => ({ to: 'bidding' }) }),
  [`GET ${at}/{id}/phases`]: ofCommittee(chairs(200)),
  [`GET ${at}/{id}/log`]: ofCommittee(chairs(200)),
  [`POST ${at}/{id}/signings`]: ofCommittee([204, 204, 204, 403], {
    body: () => ({ occasion: 'before', conflictsDeclared: true, confidentiality: true, aiRule: true }),
  }),
  [`PUT ${at}/{id}/expertise`]: ofCommittee([204, 204, 204, 403], {
    body: () => ({ topics: ['Assessment'], expertise: 'I teach at the bedside.' }),
  }),

  [`GET ${at}/{id}/members`]: ofCommittee(all(200)),
  [`PUT ${at}/{id}/members/{personId}`]: ofCommittee(
    officers(412),
    { body: () => ({ role: 'member', capacity: 5 }), headers: neverMatches },
    (world) => ({ personId: world.person('reviewer') }),
  ),
  [`DELETE ${at}/{id}/members/{personId}`]: ofCommittee(officers(204), {}, async (world) => {
    const personId = await world.grants.person({ givenName: 'Guest', familyName: 'Example' });
    const { committeeId } = await round(world);
    await world.must('officer', 'PUT', `/grant-committees/${committeeId}/members/${personId}`, {
      body: { role: 'member', capacity: 0 },
    });
    return { personId };
  }),
  [`PUT ${at}/{id}/members/{personId}/season-capacity`]: ofCommittee(
    officers(204),
    { body: () => ({ capacity: 100 }) },
    (world) => ({ personId: world.person('reviewer') }),
  ),
  [`GET ${at}/{id}/apart`]: ofCommittee(officers(200)),
  [`PUT ${at}/{id}/apart`]: ofCommittee(officers(204), {
    body: (world) => ({ one: world.person('reviewer'), other: world.person('committee-chair'), apart: false }),
  }),

  [`GET ${at}/{id}/applications`]: ofCommittee(all(200)),
  [`POST ${at}/{id}/applications`]: ofCommittee(officers(204), { body: () => ({}) }),
  [`GET ${at}/{id}/applications/{applicationId}`]: ofApplication(
    { own: all(200), other: [404, 200, 200, 200], conflicted: [404, 404, 404, 200] },
    all(404),
  ),
  [`DELETE ${at}/{id}/applications/{applicationId}`]: ofApplication({}, officers(404)),
  [`PUT ${at}/{id}/applications/{applicationId}/bid`]: ofApplication(
    { own: [409, 409, 409, 403], other: [404, 409, 409, 403], conflicted: [404, 404, 404, 403] },
    [404, 404, 404, 403],
    { body: () => ({ bid: 1 }) },
  ),

  [`GET ${at}/{id}/conflicts`]: ofCommittee(chairs(200)),
  [`POST ${at}/{id}/conflicts`]: {
    own: 'it would end the reviewer’s assignment: see the tests of the review library',
    other: 'see the own',
    conflicted: conflictWith(async (world) => (await round(world)).applications.conflicted.id, 201),
    missing: conflictWith(() => missingId, 404),
  },
  [`POST ${at}/{id}/conflicts/find`]: ofCommittee(chairs(204)),
  [`GET ${at}/{id}/conflicts/what-if`]: ofCommittee(chairs(200), { query: `?personId=${missingId}` }),
  [`POST ${at}/{id}/conflicts/{conflictId}/confirm`]: ofConflict(403, { body: () => ({ reason: 'So it is.' }) }),
  [`POST ${at}/{id}/conflicts/{conflictId}/waive`]: ofConflict(403, { body: () => ({ reason: 'It is none.' }) }),
  [`POST ${at}/{id}/conflicts/{conflictId}/withdraw`]: ofConflict(422, { body: reason }),
  [`POST ${at}/{id}/conflicts/{conflictId}/pin`]: ofConflict(409, {}),
  [`POST ${at}/{id}/conflicts/{conflictId}/unpin`]: ofConflict(409, {}),

  [`GET ${at}/{id}/assignments`]: ofCommittee(all(200)),
  [`POST ${at}/{id}/assignments`]: {
    own: assignmentOf(async (world) => (await round(world)).applications.own.id, [403, 403, 403, 409]),
    other: 'it would be assigned: see the tests of the review library',
    conflicted: assignmentOf(async (world) => (await round(world)).applications.conflicted.id, [404, 404, 404, 409]),
    missing: assignmentOf(() => missingId, all(404)),
  },
  [`POST ${at}/{id}/assignments/{assignmentId}/refuse`]: ofAssignment([422, 404, 404, 404], { body: reason }),
  [`POST ${at}/{id}/assignments/{assignmentId}/withdraw`]: ofAssignment(operators(422), { body: reason }),
  [`PUT ${at}/{id}/assignments/{assignmentId}/pin`]: ofAssignment(operators(204), {
    body: () => ({ pinned: true }),
  }),

  [`GET ${at}/{id}/assignment-runs`]: ofCommittee(operators(200)),
  [`POST ${at}/{id}/assignment-runs`]: ofCommittee(operators(201), {
    body: () => ({ mode: 'repair', dryRun: true }),
  }),
  [`GET ${at}/{id}/assignment-runs/{runId}`]: ofRun(operators(200)),
  [`POST ${at}/{id}/assignment-runs/{runId}/apply`]: ofRun(operators(409)),
  [`GET ${at}/{id}/loads`]: ofCommittee(operators(200)),
};
