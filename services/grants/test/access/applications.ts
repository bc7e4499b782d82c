import { ofCircle } from './circle.js';
import { round } from './round.js';
import {
  missingId,
  neverMatches,
  noObject,
  type AccessTable,
  type Case,
  type RouteAccess,
  type Statuses,
} from './table.js';

const later = new Date(Date.now() + 5 * 86_400_000).toISOString();
const noConflict = 'nothing of a committee’s is asked';
const everyPerson = (status: number): Statuses => ({ public: 401, administrator: 403, others: status });
const matched = (body: object = {}) => ({ headers: neverMatches, body: () => body });
const member = { name: 'New', email: 'new@example.org', role: 'mentor' };
const chair = { name: 'Chair', email: 'chair@example.org', department: 'Surgery' };
const referee = { name: 'Referee', email: 'new-referee@example.org', relation: 'Mentor' };

/** Whoever holds a link comes by it, signed in or not; a link that there is not is none to anybody. */
const byLink = (
  which: 'consent' | 'approval' | 'reference',
  expect: Statuses,
  sent: Pick<RouteAccess, 'body' | 'headers'> = {},
  missing: Statuses = { others: 404 },
): RouteAccess => ({
  ...sent,
  own: { params: async (world) => ({ token: (await round(world)).applications.own.links[which] }), expect },
  other: 'a link is whose it is by being held',
  conflicted: noConflict,
  missing: { params: () => ({ token: 'x'.repeat(43) }), expect: missing },
});

const rulesOf = (params: Case['params'], expect: Statuses): Case => ({ ...(params && { params }), expect });

export const applications: AccessTable = {
  'GET /api/v1/applications': {
    own: { expect: everyPerson(200) },
    other: noObject,
    conflicted: noConflict,
    missing: noObject,
  },
  'POST /api/v1/applications': {
    own: { body: async (world) => ({ callId: (await world.openCall()).id }), expect: everyPerson(201) },
    other: 'an application is begun by whoever begins it',
    conflicted: noConflict,
    missing: { body: () => ({ callId: missingId }), expect: everyPerson(404) },
  },
  'GET /api/v1/applications/{id}': ofCircle(200, 200, 200),
  'GET /api/v1/applications/{id}/answers': ofCircle(200, 200, 200),
  'GET /api/v1/applications/{id}/answers/versions': ofCircle(200, 200, 200),
  'GET /api/v1/applications/{id}/answers/versions/{version}': ofCircle(200, 200, 200),
  'PUT /api/v1/applications/{id}/answers': ofCircle(409, 409, 403, matched({ title: 'x' })),
  'GET /api/v1/applications/{id}/completeness': ofCircle(200, 200, 200),
  'POST /api/v1/applications/{id}/submit': ofCircle(412, 403, 403, matched()),
  'POST /api/v1/applications/{id}/withdraw': ofCircle(412, 403, 403, matched()),
  'POST /api/v1/applications/{id}/reopen': ofCircle(403, 403, 412, matched({ dueAt: later })),
  'POST /api/v1/applications/{id}/return': ofCircle(403, 403, 412, matched({ reason: 'r', dueAt: later })),
  'POST /api/v1/applications/{id}/invite': ofCircle(403, 403, 412, matched({ dueAt: later })),
  'POST /api/v1/applications/{id}/decline-letter': ofCircle(403, 403, 412, matched({ reason: 'r' })),
  'GET /api/v1/applications/{id}/team': ofCircle(200, 200, 200),
  'POST /api/v1/applications/{id}/team': ofCircle(409, 403, 403, { body: () => member }),
  'PUT /api/v1/applications/{id}/team/applicant': ofCircle(409, 403, 403, { body: () => ({ contributions: [] }) }),
  'PATCH /api/v1/applications/{id}/team/{memberId}': ofCircle(412, 403, 403, matched({ name: 'x' })),
  'DELETE /api/v1/applications/{id}/team/{memberId}': ofCircle(409, 403, 403),
  'POST /api/v1/applications/{id}/team/{memberId}/ask': ofCircle(409, 403, 403),
  'GET /api/v1/applications/{id}/approval': ofCircle(200, 200, 200),
  'POST /api/v1/applications/{id}/approval': ofCircle(409, 403, 403, { body: () => chair }),
  'GET /api/v1/applications/{id}/references': ofCircle(200, 200, 200),
  // letters may come after the application itself
  'POST /api/v1/applications/{id}/references': ofCircle(201, 403, 403, { body: () => referee }),
  'DELETE /api/v1/applications/{id}/references/{referenceId}': ofCircle(409, 403, 403),
  'POST /api/v1/applications/{id}/references/{referenceId}/extend': ofCircle(403, 403, 409, matched({ dueAt: later })),
  // the applicant gave up the right to read it
  'GET /api/v1/applications/{id}/references/{referenceId}/letter': ofCircle(403, 403, 200),
  'GET /api/v1/applications/{id}/declared-conflicts': ofCircle(200, 403, 200),
  'POST /api/v1/applications/{id}/declared-conflicts': ofCircle(201, 403, 403, {
    body: () => ({ name: 'Val Rival', email: 'rival@example.org', kind: 'other' }),
  }),
  'POST /api/v1/applications/{id}/declared-conflicts/{declaredId}/withdraw': ofCircle(404, 403, 403, {
    body: () => ({ reason: 'We made up.' }),
  }),
  'GET /api/v1/applications/{id}/budget': ofCircle(200, 200, 200),
  'PUT /api/v1/applications/{id}/budget': ofCircle(409, 409, 403, matched({ lines: [] })),
  'GET /api/v1/application-links/{token}': byLink('consent', { others: 200 }),
  'POST /api/v1/application-links/{token}/consent': byLink(
    'consent',
    { others: 409 },
    { body: () => ({ given: true }) },
  ),
  'POST /api/v1/application-links/{token}/claim': byLink('consent', everyPerson(409), {}, everyPerson(404)),
  'POST /api/v1/application-links/{token}/approval': byLink(
    'approval',
    { others: 409 },
    { body: () => ({ approved: true, budgetRevision: 0 }) },
  ),
  'PUT /api/v1/application-links/{token}/letter': byLink('reference', { others: 412 }, matched({ text: 'x' })),
  'POST /api/v1/application-links/{token}/letter': byLink('reference', { others: 409 }, matched({ text: 'x' })),
  'POST /api/v1/application-links/{token}/refusal': byLink('reference', { others: 409 }),
  // a letter that is not there: whoever may answer is told so
  'POST /api/v1/calls/{id}/letters-of-intent/answers': {
    body: () => ({ answers: [{ applicationId: missingId, answer: 'invite' }] }),
    own: rulesOf(async (world) => ({ id: (await round(world)).callId }), { ...everyPerson(403), officer: 409 }),
    other: 'drafts: see the route of the call itself',
    conflicted: noConflict,
    missing: rulesOf(() => ({ id: missingId }), everyPerson(404)),
  },
  'GET /api/v1/calls/{id}/application-rules': {
    own: rulesOf(async (world) => ({ id: (await round(world)).callId }), everyPerson(200)),
    other: 'drafts: see the route of the call itself',
    conflicted: noConflict,
    missing: rulesOf(() => ({ id: missingId }), everyPerson(404)),
  },
  'PUT /api/v1/calls/{id}/application-rules': {
    ...matched({ linkDays: 10 }),
    own: rulesOf(async (world) => ({ id: (await round(world)).callId }), { ...everyPerson(403), officer: 412 }),
    other: 'drafts: see the route of the call itself',
    conflicted: noConflict,
    missing: rulesOf(() => ({ id: missingId }), everyPerson(404)),
  },
};
