import { applying, problem } from './applying.js';
import { publishedCall } from './calls-made.js';
import { ok } from './deciding.js';
import { runningGrants, type RunningGrants } from './running-grants.js';

let grants: RunningGrants;
let officer: { personId: string };
beforeAll(async () => {
  grants = await runningGrants();
  officer = { personId: await grants.officer() };
});
afterAll(() => grants.close());

async function letters(count: number) {
  const callId = await publishedCall(grants, officer.personId, { letter: true });
  const on = applying(grants, callId);
  const handedIn: Awaited<ReturnType<typeof on.draft>>[] = [];
  for (let i = 0; i < count; i++) {
    const one = await on.draft();
    await on.save(one.me, one.id, 0, { title: 'Bedside teaching' });
    ok(await on.act(one.me, one.id, 'submit'));
    handedIn.push(one);
  }
  const answer = (answers: object[], asker = officer, call = callId) =>
    grants.call(asker, 'POST', `/calls/${call}/letters-of-intent/answers`, { body: { answers } });
  const states = async () => {
    const of = async (id: string) => (await grants.call(officer, 'GET', `/applications/${id}`)).body.state as string;
    return Promise.all(handedIn.map(({ id }) => of(id)));
  };
  return { callId, on, handedIn, answer, states };
}
const invite = { answer: 'invite' };
const decline = { answer: 'decline', note: 'Outside the aims.' };

describe('letters of intent', () => {
  it('are answered in bulk, each with an invitation or without, and the applicant reads why', async () => {
    const { handedIn, answer, states } = await letters(2);
    const [one, two] = handedIn as [(typeof handedIn)[0], (typeof handedIn)[0]];
    const answers = [
      { applicationId: one.id, ...invite, note: 'Strong.' },
      { applicationId: two.id, ...decline },
    ];
    expect((await answer(answers, one.me)).status).toBe(403);
    const done = await answer(answers);
    expect([done.status, done.body]).toEqual([200, { invited: 1, declined: 1 }]);
    expect(await states()).toEqual(['invited', 'not-invited']);
    expect((await grants.call(two.me, 'GET', `/applications/${two.id}`)).body.reason).toBe('Outside the aims.');
    const trail = await grants.call(officer, 'GET', `/applications/${one.id}/audit`);
    expect(trail.text).toContain('Strong.');
  });

  it('are answered all or not at all, and what cannot be is named', async () => {
    const { on, handedIn, answer, states } = await letters(2);
    const [one, two] = handedIn.map(({ id }) => id);
    const draft = await on.draft();
    const elsewhere = await letters(1);
    const refused = await answer([
      { applicationId: one, ...invite },
      { applicationId: draft.id, ...decline },
      { applicationId: one, ...decline },
      { applicationId: two, ...invite, dueAt: '2020-01-01T00:00:00Z' },
      { applicationId: elsewhere.handedIn[0]!.id, ...invite },
    ]);
    expect(problem(refused)).toEqual([409, '/problems#letters-unanswerable']);
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/answers/1/applicationId',
      '/answers/2/applicationId',
      '/answers/3/dueAt',
      '/answers/4/applicationId',
    ]);
    expect([await states(), await elsewhere.states()]).toEqual([['submitted', 'submitted'], ['submitted']]);
  });

  it('are at most 200 at once, and none is declined without a note', async () => {
    const { answer, handedIn } = await letters(1);
    const { id: applicationId } = handedIn[0]!;
    const wrong = await answer([{ applicationId, answer: 'decline' }]);
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([400, '/answers/0/note']);
    for (const answers of [[], Array.from({ length: 201 }, () => ({ applicationId, ...invite }))])
      expect((await answer(answers)).body.errors[0].pointer).toBe('/answers');
    const full = await answer(Array.from({ length: 200 }, () => ({ applicationId, ...invite })));
    expect([...problem(full), full.body.errors.length]).toEqual([409, '/problems#letters-unanswerable', 199]);
  });
});
