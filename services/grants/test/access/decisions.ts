import { ofCircle } from './circle.js';
import { round } from './round.js';
import {
  missingId,
  neverMatches,
  noObject,
  type AccessTable,
  type Role,
  type RouteAccess,
  type Statuses,
} from './table.js';

const holds = { holds: true };
const everyPerson = (status: number): Statuses => ({ public: 401, administrator: 403, others: status });

/** Routes of a whole round: a public call is known to all, its figures to officers and the approver alone. */
const ofRound = (
  operators: Statuses,
  sent: Pick<RouteAccess, 'body' | 'headers' | 'query'> = {},
  hidden = false,
): RouteAccess => ({
  ...sent,
  own: {
    params: async (world) => {
      const { callId, committeeId } = await round(world);
      return { id: callId, committeeId, applicationId: missingId, kind: 'decision-fund', language: 'en' };
    },
    expect: { ...everyPerson(hidden ? 404 : 403), ...operators },
    knows: Object.keys(operators) as Role[],
  },
  other: 'a draft: see the route of the call itself',
  conflicted: 'nobody who runs this round is in conflict with anything in it',
  missing: {
    params: () => ({
      id: missingId,
      committeeId: missingId,
      applicationId: missingId,
      kind: 'decision-fund',
      language: 'en',
    }),
    expect: everyPerson(404),
  },
});

// they know the committee, and are in conflict with an application of the round, or do not chair
const members: Statuses = { reviewer: 403, 'committee-chair': 403, 'acting-chair': 403 };

export const decisions: AccessTable = {
  // an applicant reads why it was returned, not that it was accepted
  'GET /api/v1/applications/{id}/administrative-review': ofCircle(404, 404, 200),
  'PUT /api/v1/applications/{id}/administrative-review': ofCircle(403, 403, 412, {
    body: () => ({ complete: holds, eligible: holds, responsive: holds }),
    headers: neverMatches,
  }),
  'GET /api/v1/calls/{id}/administrative-reviews': ofRound({ officer: 200 }),
  'GET /api/v1/calls/{id}/decisions': ofRound({ officer: 200, approver: 200 }),
  'PUT /api/v1/calls/{id}/decisions': ofRound(
    { officer: 412, approver: 412 },
    { body: () => ({ items: [] }), headers: neverMatches },
  ),
  'POST /api/v1/calls/{id}/decisions/decide': ofRound({ approver: 412 }, { headers: neverMatches }),
  'POST /api/v1/calls/{id}/announcement': ofRound({ officer: 412, approver: 403 }, { headers: neverMatches }),
  'GET /api/v1/calls/{id}/recommendations/{committeeId}': ofRound({ officer: 200, ...members }, {}, true),
  'PUT /api/v1/calls/{id}/recommendations/{committeeId}': ofRound(
    { officer: 409, ...members },
    { body: () => ({ items: [] }) },
    true,
  ),
  // the committee still reviews
  'GET /api/v1/calls/{id}/recommendations/{committeeId}/proposal': ofRound({ officer: 409, ...members }, {}, true),
  // nothing is decided yet
  'GET /api/v1/calls/{id}/funding-decisions': ofRound({ officer: 409, approver: 409, finance: 409 }),
  'GET /api/v1/announced-grants': {
    own: { expect: { others: 200 } },
    other: noObject,
    conflicted: noObject,
    missing: noObject,
  },
  'GET /api/v1/calls/{id}/appeals': ofRound({ officer: 200, approver: 200 }),
  // no appeal was upheld: there is nothing to decide anew
  'GET /api/v1/calls/{id}/new-decisions/{applicationId}': ofRound({ officer: 404, approver: 404 }),
  'PUT /api/v1/calls/{id}/new-decisions/{applicationId}': ofRound(
    { officer: 404, approver: 404 },
    { body: () => ({ outcome: 'decline' }), headers: neverMatches },
  ),
  'POST /api/v1/calls/{id}/new-decisions/{applicationId}/decide': ofRound(
    { approver: 404 },
    { body: () => ({ reason: 'r' }), headers: neverMatches },
  ),
  'POST /api/v1/calls/{id}/new-decisions/{applicationId}/announcement': ofRound(
    { officer: 404, approver: 403 },
    { headers: neverMatches },
  ),
  'GET /api/v1/calls/{id}/audit': ofRound({ officer: 200, approver: 200 }),
  'GET /api/v1/calls/{id}/letter-templates': ofRound({ officer: 200, approver: 200 }),
  'PUT /api/v1/calls/{id}/letter-templates/{kind}/{language}': ofRound(
    { officer: 412 },
    { body: () => ({ subject: 'Your application', body: 'Dear {name}' }), headers: neverMatches },
  ),
  'GET /api/v1/applications/{id}/audit': ofCircle(403, 403, 200),
  // nothing before the announcement
  'GET /api/v1/applications/{id}/outcome': ofCircle(404, 404, 404),
  'GET /api/v1/applications/{id}/appeal': ofCircle(404, 404, 404),
  'POST /api/v1/applications/{id}/appeal': ofCircle(404, 403, 403, { body: () => ({ grounds: 'g' }) }),
  'PUT /api/v1/applications/{id}/appeal/answer': ofCircle(403, 403, 404, {
    body: () => ({ upheld: true, reason: 'r' }),
    headers: neverMatches,
  }),
  // the earlier application is not there: nothing is taken up
  'GET /api/v1/applications/{id}/resubmission': ofCircle(404, 404, 404),
  'PUT /api/v1/applications/{id}/resubmission': ofCircle(404, 403, 403, {
    body: () => ({ earlierId: missingId, introduction: 'What has changed.' }),
  }),
};
