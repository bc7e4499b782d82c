import { problem } from './applying.js';
import { ok, roundOf, type Round } from './deciding.js';
import { runningGrants, type RunningGrants } from './running-grants.js';

let grants: RunningGrants;
let again: Round['applications'][0];
let next: Round;

/** One application that was declined and announced, and a blinded call after it. */
beforeAll(async () => {
  grants = await runningGrants();
  const earlier = await roundOf(grants, { applications: 1 });
  [again] = earlier.applications as [Round['applications'][0]];
  ok(await earlier.look(again.id));
  const committeeId = await earlier.committee();
  await earlier.toPhase(committeeId, 'review', 'discussion', 'decision');
  ok(await earlier.recommend(committeeId, [{ applicationId: again.id, place: 1, outcome: 'decline' }]));
  ok(await earlier.round('PUT', 'decisions', earlier.by, {}));
  ok(await earlier.round('POST', 'decisions/decide', earlier.dean));
  ok(await earlier.round('POST', 'announcement'));
  next = await roundOf(grants, { applications: 1, settings: { blinding: 'applicants' } });
}, 120_000);
afterAll(() => grants.close());

const takeUp = async (id: string, introduction: string) =>
  ok(
    await grants.call(again.me, 'PUT', `/applications/${id}/resubmission`, {
      body: { earlierId: again.id, introduction },
    }),
  );
const check = async (id: string, asker = again.me) =>
  ok(await grants.call(asker, 'POST', `/applications/${id}/blinding/checks`)).body;

describe('a resubmission to a blinded call', () => {
  it('is kept from reviewers while its introduction names the team, and is shown to them with what was told before', async () => {
    const id: string = ok(await next.start(again.personId), 201).body.id;
    await next.save(again.me, id, 0, { title: 'Bedside teaching again', aims: 'To teach better' });
    expect((await check(id)).state).toBe('clear');
    await takeUp(id, 'Dr. Silva asked learners.');
    // what it takes up is read as the answers are: another introduction is another thing to check
    expect((await grants.call(again.me, 'GET', `/applications/${id}/blinding`)).body.state).toBe('unchecked');
    const named = await check(id);
    expect([named.state, named.findings]).toMatchObject([
      'blocked',
      [{ kind: 'name', written: 'Silva', place: { in: 'resubmission', pointer: '/resubmission/introduction' } }],
    ]);
    ok(await next.act(again.me, id, 'submit'));
    const refused = await next.look(id);
    expect(problem(refused)).toEqual([409, '/problems#blinding-unresolved']);
    expect(refused.body.errors[0].pointer).toBe('/resubmission/introduction');

    ok(await next.act(again.me, id, 'reopen'));
    await takeUp(id, 'We asked learners.');
    ok(await next.act(again.me, id, 'submit'));
    expect((await check(id)).state).toBe('clear');
    const [other] = next.applications as [Round['applications'][0]];
    expect((await check(other.id, other.me)).state).toBe('clear');
    for (const one of [id, other.id]) ok(await next.look(one));
    const committeeId = await next.committee();
    const reviewer = { personId: await grants.person({ givenName: 'Rita', familyName: 'Ramos' }) };
    const at = `/grant-committees/${committeeId}`;
    ok(await grants.call(next.by, 'PUT', `${at}/members/${reviewer.personId}`, { body: { role: 'member', capacity: 5 } }), 204); // prettier-ignore
    const open = (one: string) => grants.call(reviewer, 'GET', `${at}/applications/${one}`);
    expect(problem(await open(id))).toEqual([403, '/problems#not-signed']);
    const signing = { occasion: 'before', conflictsDeclared: true, confidentiality: true, aiRule: true };
    ok(await grants.call(reviewer, 'POST', `${at}/signings`, { body: signing }), 204);
    const read = ok(await open(id));
    expect(read.body.content.resubmission).toEqual({
      introduction: 'We asked learners.',
      earlier: { outcome: 'decline', summary: null, critiques: [] },
    });
    for (const told of ['Silva', again.personId, again.id, again.number]) expect(read.text).not.toContain(told);
    expect(ok(await open(other.id)).body.content).not.toHaveProperty('resubmission');
  });
});
