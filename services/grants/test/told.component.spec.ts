import type { ChironEvent, EventDefinition } from '@chiron/contracts/core';
import * as contracts from '@chiron/contracts/grants';
import { eventually } from '@chiron/testing';
import { ok, roundOf, type Round } from './deciding.js';
import { runningGrants, type Asker, type RunningGrants } from './running-grants.js';

const every = (Object.values(contracts) as object[]).filter((one): one is EventDefinition<unknown> => 'schema' in one && 'topic' in one); // prettier-ignore
let grants: RunningGrants;
let on: Round;
let committeeId: string;
const reviewers: { personId: string }[] = [];
const committee = (path = ''): string => `/grant-committees/${committeeId}${path}`;
const must = async (asker: Asker, method: string, path: string, body?: object, etag?: string) => {
  const answer = await grants.call(asker, method, path, { ...(body && { body }), ...(etag && { headers: { 'if-match': etag } }) }); // prettier-ignore
  if (answer.status > 299) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer;
};

/** A whole round, with everything that a committee does. */
beforeAll(async () => {
  grants = await runningGrants();
  on = await roundOf(grants);
  for (const { id } of on.applications) ok(await on.look(id));
  committeeId = await on.committee();
  const [first, second] = on.applications.map(({ id }) => id) as [string, string];
  for (const [i, familyName] of ["O'Hara", '李', 'Third'].entries()) {
    const personId = await on.person({ familyName });
    reviewers.push({ personId });
    await must(on.by, 'PUT', committee(`/members/${personId}`), { role: i === 0 ? 'chair' : 'member', capacity: 5 });
    const signing = { conflictsDeclared: true, confidentiality: true, aiRule: true };
    await must({ personId }, 'POST', committee('/signings'), { occasion: 'before', ...signing });
  }
  const [chair, reviewer, third] = reviewers as [Asker, { personId: string }, { personId: string }];
  await must(third, 'POST', committee('/conflicts'), { applicationId: second, kind: 'personal', note: 'We are married.' }); // prettier-ignore
  await must(on.by, 'DELETE', committee(`/members/${third.personId}`));
  await on.toPhase(committeeId, 'review');
  await must(on.by, 'POST', committee('/assignments'), { applicationId: first, personId: reviewer.personId });
  const begun = await must(reviewer, 'POST', committee(`/applications/${first}/reviews`));
  const answers = { criteria: { significance: 2, approach: 3, feasibility: 2 }, critiques: { approach: 'A secret critique.' }, overallImpact: 2 }; // prettier-ignore
  const at = committee(`/reviews/${begun.body.id}`);
  const saved = await must(reviewer, 'PUT', `${at}/answers`, answers, begun.headers.get('etag')!);
  await must(reviewer, 'POST', `${at}/submit`, undefined, saved.headers.get('etag')!);
  await on.toPhase(committeeId, 'discussion', 'decision');
  const drafted = await must(chair, 'POST', committee(`/applications/${first}/summary/draft`));
  await must(chair, 'POST', committee(`/applications/${first}/summary/approve`), undefined, drafted.headers.get('etag')!); // prettier-ignore
  const items = on.applications.map(({ id: applicationId }, i) => ({
    applicationId,
    place: i + 1,
    outcome: 'decline',
  }));
  ok(await on.recommend(committeeId, items));
  ok(await on.round('PUT', 'decisions', on.by, {}));
  ok(await on.round('POST', 'decisions/decide', on.dean));
  ok(await on.round('PUT', 'decisions', on.by, {}));
  ok(await on.round('POST', 'decisions/decide', on.dean));
  ok(await on.round('POST', 'announcement'));
  const { id, me } = on.applications[2]!;
  const appeal = await must(me, 'POST', `/applications/${id}/appeal`, { grounds: 'A misread budget.' });
  await must(on.by, 'PUT', `/applications/${id}/appeal/answer`, { upheld: true, reason: 'It was.' }, appeal.headers.get('etag')!); // prettier-ignore
}, 120_000);
afterAll(() => grants.close());

const heard = (of: string): ChironEvent[] =>
  (grants.bus.heard as ChironEvent[]).filter(({ type }) => type.startsWith(`chiron.grants.${of}`));
const verbs = (of: string): string[] => heard(`${of}.`).map(({ type }) => type.split('.')[3]!);

describe('every step of a round is an event', () => {
  it('what a committee does, in its order, its end with the announcement included', async () => {
    await eventually('the end is told', () => expect(verbs('round')).toContain('announced'));
    const last = () => heard('committee.').at(-1)!.data as { phase?: string };
    await eventually('the committee is told whole', () => expect(last().phase).toBe('announced'));
    expect(verbs('committee').filter((verb, i, all) => verb !== all[i - 1])).toEqual([
      'formed',
      'application-received',
      'member-appointed',
      'member-certified',
      'member-appointed',
      'member-certified',
      'member-appointed',
      'member-certified',
      'conflict-declared',
      'member-left',
      'phase-entered',
      'reviewers-assigned',
      'review-submitted',
      'phase-entered',
      'summary-approved',
      'recommendation-made',
      'phase-entered',
    ]);
    expect(heard('committee.phase-entered').at(-1)!.data).toEqual({
      committeeId,
      callId: on.callId,
      phase: 'announced',
      from: 'decision',
      back: false,
    });
  });

  it('what becomes of the round: accepted, decided, taken back, decided again, announced', async () => {
    const [a, b, c, ...rest] = verbs('round');
    expect([a, b, c]).toEqual(['application-accepted', 'application-accepted', 'application-accepted']);
    expect(rest).toEqual(['decided', 'reopened', 'decided', 'announced']);
  });

  it('that a decision was appealed, and how the appeal was answered', async () => {
    await eventually('the answer is told', () => expect(verbs('application')).toContain('appeal-answered'));
    const [appealed] = heard('application.decision-appealed');
    const [answered] = heard('application.appeal-answered');
    const { id } = on.applications[2]!;
    expect([appealed!.subject, answered!.subject, answered!.data]).toEqual([id, id, expect.objectContaining({ upheld: true })]); // prettier-ignore
    expect(answered!.revision).toBeGreaterThan(appealed!.revision);
  });

  it('and none of them says a name, an address, a score, a critique, or who reviews what', () => {
    const all = grants.bus.heard as ChironEvent[];
    expect(JSON.stringify(all)).not.toMatch(
      /O'Hara|李|Silva|@example|Bedside|secret critique|married|misread|overallImpact|"score"|A misread/,
    );
    for (const { type, data } of heard('committee.')) {
      const said = JSON.stringify(data);
      const names = reviewers.some(({ personId }) => said.includes(personId));
      expect([type, names && on.applications.some(({ id }) => said.includes(id))]).toEqual([type, false]);
    }
  });

  it('rising in number, of shapes that are published', () => {
    for (const about of ['committee.', 'round.']) {
      const revisions = heard(about).map(({ revision }) => revision);
      expect(revisions).toEqual(revisions.toSorted((a, b) => a - b));
    }
    for (const { type, data } of heard(''))
      expect(every.find((event) => event.type === type)!.schema.parse(data)).toEqual(data);
  });
});
