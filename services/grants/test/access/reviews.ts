import { round } from './round.js';
import { missingId, neverMatches, targets } from './table.js';
import type { AccessTable, Case, RouteAccess, Statuses } from './table.js';
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

const allFour = (status: number): Four => [status, status, status, status];
/** Figures of the whole round: chair and acting chair are in conflict with one application in it. */
const operators = (status: number): Four => [403, 403, 403, status];
const nobody = four(allFour(404));

const answers = {
  criteria: { significance: 2, approach: 3, feasibility: 2 },
  critiques: { strengths: 'A clear need.', weaknesses: 'No control group.', advice: 'Name the evaluator.' },
  overallImpact: 2,
};

/** The round with more in it: a second review handed in, a post, a summary, a meeting with minutes, a funding rule. */
const reviewed = (world: World) =>
  world.once('reviewed', async () => {
    const made = await round(world);
    const at = `/grant-committees/${made.committeeId}`;
    const own = `${at}/applications/${made.applications.own.id}`;
    await world.must('officer', 'POST', `${at}/assignments`, {
      body: { applicationId: made.applications.own.id, personId: world.person('acting-chair') },
    });
    const begun = await world.must('acting-chair', 'POST', `${own}/reviews`, { body: {} });
    const review = `${at}/reviews/${(begun.body as { id: string }).id}`;
    const tagged = (tag: string | null) => ({ 'if-match': tag ?? '' });
    const saved = await world.must('acting-chair', 'PUT', `${review}/answers`, {
      body: answers,
      headers: tagged(begun.headers.get('etag')),
    });
    await world.must('acting-chair', 'POST', `${review}/submit`, { headers: tagged(saved.headers.get('etag')) });
    const posts = await world.must('committee-chair', 'POST', `${own}/posts`, {
      body: { text: 'Is there a control?' },
    });
    await world.must('officer', 'POST', `${own}/summary/draft`);
    await world.must('officer', 'PUT', `${at}/meeting`, { body: {} });
    const minutes = await world.must('officer', 'POST', `${at}/minutes/draft`);
    await world.must('officer', 'POST', `${at}/minutes/approve`, { headers: tagged(minutes.headers.get('etag')) });
    await world.must('officer', 'PUT', `${at}/funding`, { body: { budget: 100_000, atTheLine: 'stop' } });
    return { ...made, postId: (posts.body as { id: string }[])[0]!.id };
  });

type Sent = Pick<RouteAccess, 'body' | 'headers' | 'query'>;

const noPart = {
  applicationId: missingId,
  reviewId: missingId,
  postId: missingId,
  reviewerId: missingId,
  version: '1',
};

/** A route of the committee as a whole. */
const ofCommittee = (own: Four, sent: Sent = {}): RouteAccess => ({
  ...sent,
  own: {
    params: async (world) => ({
      ...noPart,
      id: (await reviewed(world)).committeeId,
      reviewerId: world.person('reviewer'),
    }),
    expect: four(own),
  },
  other: 'its members have no part in another: to them there is none, as to everybody here who has none in this one',
  conflicted: 'conflicts are with applications: see the routes of one',
  missing: { params: () => ({ ...noPart, id: missingId }), expect: nobody },
});

/** A route of one application: the reviewer's own to review, one that is assigned to nobody, one in conflict. */
const ofApplication = (own: Four, other: Four | string, conflicted: Four | string, sent: Sent = {}): RouteAccess => {
  const about = (target: Exclude<(typeof targets)[number], 'missing'>, expect: Four | string): Case | string =>
    typeof expect === 'string'
      ? expect
      : {
          params: async (world) => {
            const { committeeId, applications } = await reviewed(world);
            return { ...noPart, id: committeeId, applicationId: applications[target].id };
          },
          expect: four(expect),
        };
  return {
    ...sent,
    own: about('own', own),
    other: about('other', other),
    conflicted: about('conflicted', conflicted),
    missing: {
      params: async (world) => ({ ...noPart, id: (await reviewed(world)).committeeId }),
      expect: nobody,
    },
  };
};

/** A step of the meeting with one application: who may not operate the round is told so before anything is looked up. */
const ofItem = (sent: Sent = {}): RouteAccess => ({
  ...ofApplication(operators(409), operators(409), operators(409), sent),
  missing: { params: () => ({ ...noPart, id: missingId }), expect: nobody },
});

/** A route of the review that the reviewer has begun. */
const ofReview = (own: Four, sent: Sent = {}): RouteAccess => ({
  ...sent,
  own: {
    params: async (world) => {
      const { committeeId, reviewId } = await reviewed(world);
      return { ...noPart, id: committeeId, reviewId };
    },
    expect: four(own),
  },
  other: 'reviews of others show by phase and by one’s own: see the component tests of the review library',
  conflicted: 'nobody reviews what they are in conflict with; what was written before shows to nobody in conflict',
  missing: { params: async (world) => ({ ...noPart, id: (await reviewed(world)).committeeId }), expect: nobody },
});

const unmatched: Sent = { headers: neverMatches };
const noSummary = 'nobody has reviewed it, so there is no summary: see its draft';
const rubric = () => ({ criteria: [{ id: 'worth', title: 'Worth', kind: 'judgement' }] });

export const reviews: AccessTable = {
  'GET /api/v1/grant-committees/{id}/rubric': ofCommittee(allFour(200)),
  'PUT /api/v1/grant-committees/{id}/rubric': ofCommittee([403, 412, 412, 412], {
    body: rubric,
    headers: neverMatches,
  }),
  'GET /api/v1/grant-committees/{id}/rubric-versions': ofCommittee(allFour(200)),
  'GET /api/v1/grant-committees/{id}/rubric-versions/{version}': ofCommittee(allFour(200)),
  'GET /api/v1/grant-committees/{id}/extensions': ofCommittee([403, 200, 200, 200]),
  'PUT /api/v1/grant-committees/{id}/extensions/{reviewerId}': ofCommittee([403, 422, 422, 422], {
    body: () => ({ due: '2099-01-01T00:00:00Z', reason: ' ' }),
  }),

  'POST /api/v1/grant-committees/{id}/applications/{applicationId}/reviews': ofApplication(
    [201, 409, 201, 403],
    [404, 409, 409, 403],
    [404, 404, 404, 403],
    { body: () => ({}) },
  ),
  'GET /api/v1/grant-committees/{id}/reviews': ofCommittee(allFour(200)),
  'GET /api/v1/grant-committees/{id}/reviews/{reviewId}': ofReview(allFour(200)),
  'GET /api/v1/grant-committees/{id}/reviews/{reviewId}/versions': ofReview(allFour(200)),
  'PUT /api/v1/grant-committees/{id}/reviews/{reviewId}/answers': ofReview([412, 403, 403, 403], {
    body: () => answers,
    headers: neverMatches,
  }),
  'POST /api/v1/grant-committees/{id}/reviews/{reviewId}/submit': ofReview([412, 403, 403, 403], unmatched),
  'POST /api/v1/grant-committees/{id}/reviews/{reviewId}/confirm': ofReview([412, 403, 403, 403], unmatched),
  'POST /api/v1/grant-committees/{id}/reviews/{reviewId}/reopen': ofReview([412, 412, 403, 412], {
    body: () => ({ reason: 'A page was missing.' }),
    headers: neverMatches,
  }),
  'POST /api/v1/grant-committees/{id}/reviews/{reviewId}/adopt-rubric': ofReview([412, 403, 403, 403], unmatched),

  'GET /api/v1/grant-committees/{id}/applications/{applicationId}/posts': ofApplication(
    allFour(200),
    [404, 200, 200, 200],
    [404, 404, 404, 200],
  ),
  'POST /api/v1/grant-committees/{id}/applications/{applicationId}/posts': ofApplication(
    [403, 201, 201, 201],
    [404, 201, 201, 201],
    [404, 404, 404, 201],
    { body: () => ({ text: 'Page 4.' }) },
  ),
  'POST /api/v1/grant-committees/{id}/posts/{postId}/withdraw': {
    own: {
      params: async (world) => {
        const { committeeId, postId } = await reviewed(world);
        return { ...noPart, id: committeeId, postId };
      },
      expect: four([404, 200, 403, 403]),
    },
    other: 'the chair’s is somebody else’s to all but the chair',
    conflicted: 'posts about it show to nobody in conflict: see the list',
    missing: { params: async (world) => ({ ...noPart, id: (await reviewed(world)).committeeId }), expect: nobody },
  },
  'GET /api/v1/grant-committees/{id}/applications/{applicationId}/summary': ofApplication(
    [409, 200, 200, 200],
    noSummary,
    noSummary,
  ),
  'POST /api/v1/grant-committees/{id}/applications/{applicationId}/summary/draft': ofApplication(
    [403, 200, 403, 200],
    [404, 409, 403, 409],
    [404, 404, 404, 409],
  ),
  'PUT /api/v1/grant-committees/{id}/applications/{applicationId}/summary': ofApplication(
    [403, 412, 403, 412],
    noSummary,
    noSummary,
    { body: () => ({ strengths: 'S', weaknesses: 'W', advice: 'A' }), headers: neverMatches },
  ),
  'POST /api/v1/grant-committees/{id}/applications/{applicationId}/summary/approve': ofApplication(
    [403, 412, 403, 412],
    noSummary,
    noSummary,
    unmatched,
  ),

  'GET /api/v1/grant-committees/{id}/ranking': ofCommittee([409, 200, 200, 200]),
  'GET /api/v1/grant-committees/{id}/ties': ofCommittee(operators(200)),
  'POST /api/v1/grant-committees/{id}/ties': ofCommittee(operators(422), {
    body: () => ({ byWay: 'discussion', applicationIds: [missingId, missingId], reason: 'Level.' }),
  }),
  'GET /api/v1/grant-committees/{id}/percentile-base': ofCommittee(operators(200)),
  'PUT /api/v1/grant-committees/{id}/percentile-base': ofCommittee(operators(200), {
    body: () => ({ committeeIds: [] }),
  }),
  'GET /api/v1/grant-committees/{id}/funding': ofCommittee(operators(200)),
  'PUT /api/v1/grant-committees/{id}/funding': ofCommittee(operators(412), {
    body: () => ({ budget: 1, atTheLine: 'stop' }),
    headers: neverMatches,
  }),
  'POST /api/v1/grant-committees/{id}/funding/try': ofCommittee(operators(200), { body: () => ({}) }),

  'GET /api/v1/grant-committees/{id}/not-discussed': ofCommittee(allFour(200)),
  'PUT /api/v1/grant-committees/{id}/not-discussed': ofCommittee(operators(200), {
    body: () => ({ applicationIds: [] }),
  }),
  'GET /api/v1/grant-committees/{id}/not-discussed/proposal': ofCommittee(operators(200)),
  'POST /api/v1/grant-committees/{id}/applications/{applicationId}/pull-back': ofApplication(
    [409, 409, 409, 403],
    [404, 409, 409, 403],
    [404, 404, 404, 403],
    { body: () => ({}) },
  ),

  'GET /api/v1/grant-committees/{id}/meeting': ofCommittee(allFour(200)),
  'GET /api/v1/grant-committees/{id}/meeting/events': {
    ...ofCommittee(allFour(200)),
    own: 'a stream that does not end: the screen is the one above, followed in the tests of the review library',
  },
  'PUT /api/v1/grant-committees/{id}/meeting': ofCommittee(operators(200), { body: () => ({}) }),
  'GET /api/v1/grant-committees/{id}/meeting/call-sheet': ofCommittee(operators(200)),
  'POST /api/v1/grant-committees/{id}/meeting/open': ofCommittee(operators(409), { body: () => ({ present: [] }) }),
  'POST /api/v1/grant-committees/{id}/meeting/attendance': ofCommittee(operators(409), {
    body: (world) => ({ personId: world.person('reviewer'), step: 'came' }),
  }),
  'POST /api/v1/grant-committees/{id}/meeting/items/{applicationId}/take-up': ofItem(),
  'POST /api/v1/grant-committees/{id}/meeting/items/{applicationId}/settle': ofItem({ body: () => ({ as: 'done' }) }),
  'POST /api/v1/grant-committees/{id}/meeting/motions': ofCommittee(operators(409), {
    body: () => ({ text: 'Fund it.', inFavour: 1, against: 0, abstained: 0 }),
  }),
  'POST /api/v1/grant-committees/{id}/meeting/close': ofCommittee(operators(409)),
  'GET /api/v1/grant-committees/{id}/minutes': ofCommittee(allFour(200)),
  'POST /api/v1/grant-committees/{id}/minutes/draft': ofCommittee(operators(409), unmatched),
  'PUT /api/v1/grant-committees/{id}/minutes': ofCommittee(operators(409), {
    body: () => ({ paragraphs: [] }),
    headers: neverMatches,
  }),
  'POST /api/v1/grant-committees/{id}/minutes/approve': ofCommittee(operators(409), unmatched),

  'GET /api/v1/grant-committees/{id}/applications/{applicationId}/ballot': ofApplication(
    [409, 200, 200, 200],
    [404, 200, 200, 200],
    [404, 404, 404, 200],
  ),
  'POST /api/v1/grant-committees/{id}/applications/{applicationId}/ballot/open': ofApplication(
    [403, 409, 403, 409],
    [404, 409, 403, 409],
    [404, 404, 404, 409],
  ),
  'POST /api/v1/grant-committees/{id}/applications/{applicationId}/ballot/close': ofApplication(
    [403, 409, 403, 409],
    [404, 409, 403, 409],
    [404, 404, 404, 409],
  ),
  'PUT /api/v1/grant-committees/{id}/applications/{applicationId}/restated-score': ofApplication(
    [409, 409, 409, 403],
    [404, 409, 409, 403],
    [404, 404, 404, 403],
    { body: () => ({ score: 3 }) },
  ),
  'PUT /api/v1/grant-committees/{id}/applications/{applicationId}/vote': ofApplication(
    [409, 409, 409, 403],
    [404, 409, 409, 403],
    [404, 404, 404, 403],
    { body: () => ({ score: 3 }) },
  ),
};
