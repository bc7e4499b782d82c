import { eventually } from '@chiron/testing';
import { pointers, problem } from './applying.js';
import { publishedCall } from './calls-made.js';
import { ok, roundOf, type Round } from './deciding.js';
import { administrator, runningGrants, type RunningGrants } from './running-grants.js';
import { Remind } from '../src/features/remind.js';

let grants: RunningGrants;
let on: Round;
let committeeId: string;
let reviewers: { personId: string }[];
const committee = (path: string): string => `/grant-committees/${committeeId}${path}`;

/** Three applications, two reviewers who are assigned to the first, and their deadline two days from now. */
beforeAll(async () => {
  grants = await runningGrants();
  on = await roundOf(grants, {
    settings: { review: { reviewsDueAt: new Date(Date.now() + 48 * 3_600_000).toISOString() } },
  });
  for (const { id } of on.applications) ok(await on.look(id));
  committeeId = await on.committee();
  reviewers = [];
  for (const familyName of ['Rivera', 'Roth']) {
    const personId = await on.person({ familyName });
    reviewers.push({ personId });
    ok(
      await grants.call(on.by, 'PUT', committee(`/members/${personId}`), { body: { role: 'member', capacity: 5 } }),
      204,
    );
    const signing = { occasion: 'before', conflictsDeclared: true, confidentiality: true, aiRule: true };
    ok(await grants.call({ personId }, 'POST', committee('/signings'), { body: signing }), 204);
    const body = { applicationId: on.applications[0]!.id, personId };
    ok(await grants.call(on.by, 'POST', committee('/assignments'), { body }), 201);
  }
  await on.toPhase(committeeId, 'review');
}, 120_000);
afterAll(() => grants.close());

const mailTo = async (personId: string, kind: string): Promise<{ subject: string; text: string }[]> =>
  (await grants.call(administrator, 'GET', `/mailbox?personId=${personId}&kind=${kind}`)).body.items;
const remind = (): Promise<void> => grants.service.app.get(Remind, { strict: false }).run();

const review = async (reviewer: { personId: string }, text: string): Promise<void> => {
  const { id } = on.applications[0]!;
  const begun = ok(await grants.call(reviewer, 'POST', committee(`/applications/${id}/reviews`)), 201);
  const answers = {
    criteria: { significance: 2, approach: 3, feasibility: 2 },
    critiques: { approach: text },
    overallImpact: 2,
  };
  const at = committee(`/reviews/${begun.body.id}`);
  const saved = ok(await grants.call(reviewer, 'PUT', `${at}/answers`, { body: answers, headers: { 'if-match': begun.headers.get('etag')! } })); // prettier-ignore
  ok(await grants.call(reviewer, 'POST', `${at}/submit`, { headers: { 'if-match': saved.headers.get('etag')! } }));
};

describe('a reviewer', () => {
  it('is reminded once of what is due soon, however often the reminding runs, in their language', async () => {
    const [first, second] = reviewers as [{ personId: string }, { personId: string }];
    ok(await grants.call(second, 'PUT', '/mailbox/preferences', { body: { language: 'es', digest: true }, headers: { 'if-match': '"0"' } })); // prettier-ignore
    await Promise.all([remind(), remind()]);
    await remind();
    const [letter, ...more] = await mailTo(first.personId, 'reviews-due-soon');
    expect([letter!.subject, more]).toEqual(['Your reviews for “Medical Education Challenge Grants” are due soon', []]);
    expect(letter!.text).toContain(`- ${on.applications[0]!.number}\n`);
    expect(letter!.text).not.toMatch(/Bedside|Silva/);
    expect((await mailTo(second.personId, 'reviews-due-soon'))[0]!.subject).toMatch(/vencen pronto/);
  });

  it('is not reminded of what is handed in, and told that the other is late', async () => {
    const [first, second] = reviewers as [{ personId: string }, { personId: string }];
    await review(first, 'Rivera likes it.');
    await grants.query(
      `update calls set settings = jsonb_set(settings, '{review,reviewsDueAt}', to_jsonb($2::text)) where id = $1`,
      [on.callId, new Date(Date.now() - 3_600_000).toISOString()],
    );
    await remind();
    expect(await mailTo(first.personId, 'reviews-late')).toEqual([]);
    expect(await mailTo(second.personId, 'reviews-late')).toHaveLength(1);
    await review(second, 'Roth does not.');
  });
});

describe('somebody who was asked by a link', () => {
  it('is reminded once, and the link they have goes on working', async () => {
    const { me, id } = await on.draft();
    const member = { name: 'Ben Member', email: 'ben.member@example.org', role: 'mentor' };
    ok(await grants.call(me, 'POST', `/applications/${id}/team`, { body: member }), 201);
    const letters = async (): Promise<{ kind: string; text: string }[]> =>
      (await grants.call(administrator, 'GET', `/mailbox?to=${member.email}`)).body.items;
    const [asked] = await letters();
    const token = /application-links\/([\w-]{43})/.exec(asked!.text)![1]!;
    await grants.query(
      `update application_links set due_at = now() + interval '2 days', issued_at = now() - interval '9 days' where application_id = $1`,
      [id],
    );
    await remind();
    await remind();
    const [reminder, ...others] = await letters();
    expect([reminder!.kind, others.map(({ kind }) => kind)]).toEqual(['consent-due-soon', ['consent-link']]);
    expect(reminder!.text).toMatch(/^Dear Ben Member,\n\nAna Silva has named you/);
    expect(reminder!.text).not.toContain(token);
    expect((await grants.call('public', 'GET', `/application-links/${token}`)).status).toBe(200);
  });
});

describe('an applicant', () => {
  it('reads after the announcement the approved summary and critiques that name nobody', async () => {
    await on.toPhase(committeeId, 'discussion', 'decision');
    const [first, ...rest] = on.applications as [Round['applications'][0]];
    const summary = committee(`/applications/${first.id}/summary`);
    const drafted = ok(await grants.call(on.by, 'POST', `${summary}/draft`));
    const approving = { headers: { 'if-match': drafted.headers.get('etag')! } };
    const approved = ok(await grants.call(on.by, 'POST', `${summary}/approve`, approving));
    const items = [
      { applicationId: first.id, place: 1, outcome: 'fund', amountMinor: 100_000 },
      ...rest.map(({ id }, i) => ({ applicationId: id, place: i + 2, outcome: 'revise' })),
    ];
    ok(await on.recommend(committeeId, items));
    ok(await on.round('PUT', 'decisions', on.by, {}));
    ok(await on.round('POST', 'decisions/decide', on.dean));
    ok(await on.round('POST', 'announcement'));
    const { body, text } = await grants.call(first.me, 'GET', `/applications/${first.id}/outcome`);
    expect(body.critiques).toMatchObject([
      { label: 'Critique 1', criteria: [{ score: 2 }, { score: 3, text: 'Rivera likes it.' }, { score: 2 }] },
      { label: 'Critique 2', criteria: [{ score: 2 }, { score: 3, text: 'Roth does not.' }, { score: 2 }] },
    ]);
    expect(body.summary).toEqual({
      strengths: drafted.body.strengths,
      weaknesses: drafted.body.weaknesses,
      advice: drafted.body.advice,
    });
    const edited = await grants.call(on.by, 'PUT', summary, {
      body: { strengths: 'Other.', weaknesses: '', advice: '' },
      headers: { 'if-match': approved.headers.get('etag')! },
    });
    expect([edited.status, (await grants.call(on.by, 'GET', committee(''))).body.phase]).toEqual([409, 'announced']);
    for (const { personId } of reviewers) expect(text).not.toContain(personId);
    expect(text).not.toMatch(/overallImpact|reviewer/i);
  });

  it('takes up what was not funded in another call, with its outcome and critiques', async () => {
    const [funded, again] = on.applications as [Round['applications'][0], Round['applications'][0]];
    const callId = await publishedCall(grants, on.officer);
    const begin = async (one: Round['applications'][0]): Promise<string> =>
      ok(await on.start(one.personId, { callId }), 201).body.id;
    const takeUp = (id: string, one: Round['applications'][0], earlierId = one.id) =>
      grants.call(one.me, 'PUT', `/applications/${id}/resubmission`, { body: { earlierId, introduction: 'We asked learners.' } }); // prettier-ignore
    const id = await begin(again);
    ok(await takeUp(id, again));
    const read = ok(await grants.call(again.me, 'GET', `/applications/${id}/resubmission`));
    expect(read.body).toMatchObject({
      earlierId: again.id,
      introduction: 'We asked learners.',
      earlier: { outcome: 'revise' },
    });
    expect((await grants.call(funded.me, 'GET', `/applications/${id}/resubmission`)).status).toBe(404);
    const refused = await takeUp(await begin(funded), funded);
    expect([...problem(refused), pointers(refused)]).toEqual([409, '/problems#not-resubmittable', ['/earlierId']]);
    expect((await takeUp(id, again, funded.id)).status).toBe(404);
  });

  it('and the committee’s service is told by committee and year, once for each who served', async () => {
    await eventually('both are told', () => {
      const told = grants.bus.heard.filter(({ type }) => type === 'chiron.grants.committee-service.performed.v1');
      expect(told.map(({ data }) => data).sort(byPerson)).toEqual(
        reviewers
          .map(({ personId }) => ({
            serviceId: expect.any(String),
            personId,
            committee: 'Education Innovation',
            year: 2027,
          }))
          .sort(byPerson),
      );
    });
  });
});

describe('a committee that is not done when its round is announced', () => {
  it('is closed with it: nothing is written or reminded of after that', async () => {
    const other = await roundOf(grants, {
      applications: 1,
      settings: { review: { reviewsDueAt: new Date(Date.now() + 48 * 3_600_000).toISOString() } },
    });
    const [{ id: applicationId, me }] = other.applications as [Round['applications'][0]];
    ok(await other.look(applicationId));
    const at = `/grant-committees/${await other.committee()}`;
    const reviewer = { personId: await other.person({ familyName: 'Slow' }) };
    ok(await grants.call(other.by, 'PUT', `${at}/members/${reviewer.personId}`, { body: { role: 'member', capacity: 5 } }), 204); // prettier-ignore
    const signing = { occasion: 'before', conflictsDeclared: true, confidentiality: true, aiRule: true };
    ok(await grants.call(reviewer, 'POST', `${at}/signings`, { body: signing }), 204);
    ok(await grants.call(other.by, 'POST', `${at}/assignments`, { body: { applicationId, personId: reviewer.personId } }), 201); // prettier-ignore
    ok(await grants.call(other.by, 'POST', `${at}/phase`, { body: { to: 'review' } }), 204);
    const begun = ok(await grants.call(reviewer, 'POST', `${at}/applications/${applicationId}/reviews`), 201);
    const reason = 'The committee could not meet.';
    ok(await other.round('PUT', 'decisions', other.by, { items: [{ applicationId, outcome: 'decline', reason }] }));
    ok(await other.round('POST', 'decisions/decide', other.dean));
    ok(await other.round('POST', 'announcement'));
    expect(ok(await grants.call(other.by, 'GET', at)).body.phase).toBe('announced');
    const answers = { criteria: { significance: 1, approach: 1, feasibility: 1 }, critiques: {}, overallImpact: 1 };
    const late = await grants.call(reviewer, 'PUT', `${at}/reviews/${begun.body.id}/answers`, {
      body: answers,
      headers: { 'if-match': begun.headers.get('etag')! },
    });
    expect(problem(late)).toEqual([409, '/problems#not-in-this-phase']);
    await remind();
    expect(await mailTo(reviewer.personId, 'reviews-due-soon')).toEqual([]);
    expect(ok(await grants.call(me, 'GET', `/applications/${applicationId}/outcome`)).body.critiques).toEqual([]);
  });
});

const byPerson = (a: unknown, b: unknown): number =>
  (a as { personId: string }).personId < (b as { personId: string }).personId ? -1 : 1;
