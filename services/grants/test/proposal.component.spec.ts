import { uuidv7 } from 'uuidv7';
import { problem } from './applying.js';
import { titleField } from './calls-made.js';
import { ok, roundOf } from './deciding.js';
import { runningGrants, type Answer, type RunningGrants } from './running-grants.js';

let grants: RunningGrants;
beforeAll(async () => (grants = await runningGrants()));
afterAll(() => grants.close());

const form = {
  type: 'object',
  additionalProperties: false,
  required: ['title'],
  properties: {
    title: titleField,
    money: {
      'x-kind': 'budget',
      title: 'Budget',
      'x-currency': 'USD',
      'x-categories': [{ id: 'people', title: 'People' }],
    },
  },
};
const signing = { occasion: 'before', conflictsDeclared: true, confidentiality: true, aiRule: true };

/** A committee in its phase of decision: applications that ask for so much and were given these scores by one reviewer. */
async function scored(wanted: readonly (readonly [asked: number, impact: number])[]) {
  const award = { currency: 'USD', maxMinor: 3_000_000, budgetMinor: 5_000_000, maxGrants: 3 };
  const on = await roundOf(grants, {
    applications: 0,
    full: form,
    settings: { award, review: { scoreOfRecord: 'mean' } },
  });
  const ids: string[] = [];
  for (const [amountMinor] of wanted) {
    const { me, id } = await on.draft();
    ok(await on.save(me, id, 0, { title: 'Bedside teaching' }));
    const lines = [{ id: uuidv7(), category: 'people', description: 'Work', amountMinor }];
    ok(await grants.call(me, 'PUT', `/applications/${id}/budget`, { body: { lines }, headers: { 'if-match': '"0"' } }));
    ok(await on.act(me, id, 'submit'));
    ok(await on.look(id));
    ids.push(id);
  }
  const committeeId = await on.committee();
  const at = `/grant-committees/${committeeId}`;
  const member = async (role: string) => {
    const personId = await on.person({ familyName: 'Rivera' });
    ok(await grants.call(on.by, 'PUT', `${at}/members/${personId}`, { body: { role, capacity: 9 } }), 204);
    ok(await grants.call({ personId }, 'POST', `${at}/signings`, { body: signing }), 204);
    return { personId };
  };
  const [reviewer, chair] = [await member('member'), await member('chair')];
  for (const applicationId of ids)
    ok(await grants.call(on.by, 'POST', `${at}/assignments`, { body: { applicationId, ...reviewer } }), 201);
  await on.toPhase(committeeId, 'review');
  for (const [i, [, overallImpact]] of wanted.entries()) {
    const begun = ok(await grants.call(reviewer, 'POST', `${at}/applications/${ids[i]}/reviews`), 201);
    const body = {
      criteria: { significance: 2, approach: 3, feasibility: 2 },
      critiques: { approach: 'Sound.' },
      overallImpact,
    };
    const review = `${at}/reviews/${begun.body.id}`;
    const match = (answer: Answer) => ({ 'if-match': answer.headers.get('etag')! });
    const saved = ok(await grants.call(reviewer, 'PUT', `${review}/answers`, { body, headers: match(begun) }));
    ok(await grants.call(reviewer, 'POST', `${review}/submit`, { headers: match(saved) }));
  }
  const proposal = (asker: { personId: string } = on.by, callId = on.callId) =>
    grants.call(asker, 'GET', `/calls/${callId}/recommendations/${committeeId}/proposal`);
  const kept = async () =>
    (await grants.call(on.by, 'GET', `/calls/${on.callId}/recommendations/${committeeId}`)).body.items;
  return { ...on, ids, committeeId, at, reviewer, chair, proposal, kept };
}

describe('the recommendation that a committee’s ranking comes to', () => {
  it('is proposed from its order, decided ties and funding line, and can be put as it is', async () => {
    const on = await scored([
      [1_500_000, 3],
      [3_500_000, 2],
      [1_500_000, 3],
      [100_000, 8],
    ]);
    const [b, a, c, d] = on.ids as [string, string, string, string];
    expect(problem(await on.proposal())).toEqual([409, '/problems#not-in-this-phase']);
    await on.toPhase(on.committeeId, 'discussion', 'decision');
    expect(problem(await on.proposal())).toEqual([409, '/problems#funding-not-set']);
    const rule = { budget: 5_000_000, atTheLine: 'part' };
    ok(await grants.call(on.chair, 'PUT', `${on.at}/funding`, { body: rule }));
    // the line runs through two that stand level
    const level = await on.proposal(on.chair);
    expect(problem(level)).toEqual([409, '/problems#tie-at-the-line']);
    const lot = { byWay: 'lot', applicationIds: [b, c], seed: 4711, reason: 'Level.' };
    const drawn = ok(await grants.call(on.by, 'POST', `${on.at}/ties`, { body: lot }), 201);
    const [first, second] = drawn.body.applications as [string, string];
    const note = 'By a lot with the seed 4711: Level.';
    const { body } = ok(await on.proposal(on.chair));
    expect(body).toEqual({
      items: [
        { applicationId: a, place: 1, outcome: 'fund-in-part', amountMinor: 3_000_000, note: null },
        { applicationId: first, place: 2, outcome: 'fund', amountMinor: 1_500_000, note },
        { applicationId: second, place: 3, outcome: 'fund-in-part', amountMinor: 500_000, note },
        { applicationId: d, place: 4, outcome: 'decline', amountMinor: null, note: null },
      ],
    });
    // the slider says the same
    const tried = ok(await grants.call(on.by, 'POST', `${on.at}/funding/try`, { body: {} }));
    expect(tried.body.outcome.funded.map(({ amount }: { amount: number }) => amount)).toEqual([3_000_000, 1_500_000, 500_000]); // prettier-ignore
    // nothing is kept until it is put
    expect(await on.kept()).toEqual([]);
    expect(ok(await on.recommend(on.committeeId, body.items, on.chair)).body).toEqual(body);
    expect(await on.kept()).toEqual(body.items);
    const dry = ok(await on.round('PUT', 'decisions?dryRun=true', on.by, {}));
    expect(dry.body.plan).toMatchObject({ faults: [], open: [], totalMinor: 5_000_000 });
  });

  it('is for chair and officers without a conflict in the round; others learn nothing of it', async () => {
    const on = await scored([[1_000_000, 2]]);
    await on.toPhase(on.committeeId, 'discussion', 'decision');
    ok(await grants.call(on.by, 'PUT', `${on.at}/funding`, { body: { budget: 900_000, atTheLine: 'stop' } }));
    expect(ok(await on.proposal(on.chair)).body.items).toMatchObject([{ outcome: 'decline', amountMinor: null }]);
    expect(problem(await on.proposal(on.reviewer))).toEqual([403, '/problems#chair-or-officer-needed']);
    expect((await on.proposal({ personId: await grants.person() })).status).toBe(404);
    expect((await on.proposal(on.by, uuidv7())).status).toBe(404);
    const body = { applicationId: on.ids[0]!, kind: 'personal' };
    ok(await grants.call(on.chair, 'POST', `${on.at}/conflicts`, { body }), 201);
    expect(problem(await on.proposal(on.chair))).toEqual([403, '/problems#conflict-of-interest']);
    expect((await on.proposal()).status).toBe(200);
  });
});
