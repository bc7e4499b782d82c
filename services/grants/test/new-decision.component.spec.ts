import { eventually } from '@chiron/testing';
import { pointers, problem } from './applying.js';
import { ok, roundOf, type Round } from './deciding.js';
import { administrator, runningGrants, type RunningGrants } from './running-grants.js';

let grants: RunningGrants;
beforeAll(async () => (grants = await runningGrants()));
afterAll(() => grants.close());

/** An announced round whose first two are granted 20,000.00 of 50,000.00 each, and one of whom appeals. */
async function appealed(
  settings: object = { award: { currency: 'USD', maxMinor: 3_000_000, budgetMinor: 5_000_000, maxGrants: 3 } },
  place = 2,
) {
  const on = await roundOf(grants, { settings });
  await on.recommended();
  ok(await on.round('PUT', 'decisions', on.by, {}));
  ok(await on.round('POST', 'decisions/decide', on.dean));
  ok(await on.round('POST', 'announcement'));
  const third = on.applications[place]!;
  const body = { grounds: 'A reviewer misread the budget.' };
  const made = ok(await grants.call(third.me, 'POST', `/applications/${third.id}/appeal`, { body }), 201);
  const answer = async (upheld: boolean) =>
    ok(
      await grants.call(on.by, 'PUT', `/applications/${third.id}/appeal/answer`, {
        body: { upheld, reason: 'So it was read.' },
        headers: { 'if-match': made.headers.get('etag')! },
      }),
    );
  const path = `/calls/${on.callId}/new-decisions/${third.id}`;
  const act = async (asker: { personId: string }, method: string, step: string, given?: object) => {
    const { headers } = await grants.call(on.by, 'GET', path);
    const etag = headers.get('etag') ?? '"1"';
    return grants.call(asker, method, path + step, { headers: { 'if-match': etag }, ...(given && { body: given }) });
  };
  return { on, third, answer, act, path };
}
const outcomeOf = async (one: Round['applications'][0]) =>
  ok(await grants.call(one.me, 'GET', `/applications/${one.id}/outcome`)).body;
const reason = { reason: 'The budget holds after all.' };

describe('an upheld appeal', () => {
  it('opens a decision on that application alone, which is prepared, decided by the approver and told', async () => {
    const { on, third, answer, act, path } = await appealed();
    await answer(true);
    const opened = ok(await grants.call(on.by, 'GET', path));
    expect(opened.body).toMatchObject({ number: third.number, state: 'open', outcome: null });
    expect((await grants.call(third.me, 'GET', path)).status).toBe(403);
    expect(problem(await act(on.dean, 'POST', '/decide', reason))).toEqual([409, '/problems#new-decision-state']);
    const tooMuch = await act(on.by, 'PUT', '', { outcome: 'fund', amountMinor: 1_000_001 });
    expect([...problem(tooMuch), pointers(tooMuch)]).toEqual([400, '/problems#decisions-unusable', ['/amountMinor']]);
    ok(await act(on.by, 'PUT', '', { outcome: 'fund', amountMinor: 1_000_000 }));
    expect(problem(await act(on.by, 'POST', '/decide', reason))).toEqual([403, '/problems#approver-needed']);
    expect(pointers(await act(on.dean, 'POST', '/decide', { reason: ' ' }))).toEqual(['/reason']);
    const stale = await grants.call(on.dean, 'POST', `${path}/decide`, {
      body: reason,
      headers: { 'if-match': '"1"' },
    });
    expect(stale.status).toBe(412);
    expect(problem(await act(on.by, 'POST', '/announcement'))).toEqual([409, '/problems#new-decision-state']);
    ok(await act(on.dean, 'POST', '/decide', reason));
    expect(await outcomeOf(third)).toMatchObject({ outcome: 'decline', decidedAnew: false });
    expect((await act(on.dean, 'POST', '/announcement')).status).toBe(403);
    expect(ok(await act(on.by, 'POST', '/announcement')).body).toMatchObject({ state: 'announced', ...reason });
    expect(problem(await act(on.by, 'PUT', '', { outcome: 'decline' }))).toEqual([409, '/problems#new-decision-state']);

    expect(await outcomeOf(third)).toMatchObject({ outcome: 'fund', amountMinor: 1_000_000, decidedAnew: true });
    expect(await outcomeOf(on.applications[0]!)).toMatchObject({ amountMinor: 2_000_000, decidedAnew: false });
    const round = ok(await grants.call(on.by, 'GET', `/calls/${on.callId}/decisions`)).body;
    expect([round.state, round.plan.funded, round.plan.leftMinor]).toEqual(['announced', 3, 0]);
    const mail = await grants.call(administrator, 'GET', `/mailbox?personId=${third.personId}&kind=decision-fund`);
    expect(mail.body.items).toHaveLength(1);
    const told = (type: string) =>
      grants.bus.heard.filter((one) => one.type === type && (one.data as { applicationId: string }).applicationId === third.id); // prettier-ignore
    await eventually('the grant and the outcome are told', () => {
      expect(told('chiron.grants.grant.awarded.v1').map(({ data }) => data)).toMatchObject([{ amountMinor: 1_000_000, recipientId: third.personId }]); // prettier-ignore
      expect(told('chiron.grants.application.outcome-announced.v1').map(({ data }) => data)).toMatchObject([{ outcome: 'decline' }, { outcome: 'fund' }]); // prettier-ignore
    });
    const trail = await grants.call(on.by, 'GET', `/applications/${third.id}/audit`);
    const acts = trail.body.items.map(({ act: one }: { act: string }) => one);
    expect(acts.slice(0, 4)).toEqual([
      'announced a new decision',
      'decided anew',
      'prepared a new decision',
      'answered the appeal',
    ]);
    expect(trail.text).toContain(reason.reason);
  });

  it('may give more than was granted, never less, and it is the same grant', async () => {
    const { on, third, answer, act } = await appealed(undefined, 0);
    await answer(true);
    const less = await act(on.by, 'PUT', '', { outcome: 'fund', amountMinor: 1_999_999 });
    expect([...problem(less), pointers(less)]).toEqual([400, '/problems#decisions-unusable', ['/amountMinor']]);
    ok(await act(on.by, 'PUT', '', { outcome: 'fund', amountMinor: 3_000_000 }));
    ok(await act(on.dean, 'POST', '/decide', reason));
    ok(await act(on.by, 'POST', '/announcement'));
    const awarded = () =>
      grants.bus.heard
        .map(({ data }) => data as { applicationId: string; grantId?: string; amountMinor?: number })
        .filter(({ applicationId, grantId }) => applicationId === third.id && grantId !== undefined);
    await eventually('what was given beyond it is told', () => expect(awarded()).toHaveLength(2));
    expect(awarded().map(({ amountMinor }) => amountMinor)).toEqual([2_000_000, 3_000_000]);
    expect(new Set(awarded().map(({ grantId }) => grantId)).size).toBe(1);
  });

  it('opens nothing beyond the grants that the call gives', async () => {
    const { on, answer, act } = await appealed({});
    await answer(true);
    const refused = await act(on.by, 'PUT', '', { outcome: 'fund', amountMinor: 1 });
    expect(refused.body.errors).toEqual([
      { pointer: '/amountMinor', detail: 'funds 3; the call gives 2 grants at most' },
    ]);
    ok(await act(on.by, 'PUT', '', { outcome: 'revise' }));
  });
});

describe('a dismissed appeal', () => {
  it('opens no decision', async () => {
    const { on, third, answer, act, path } = await appealed();
    expect((await grants.call(on.by, 'GET', path)).status).toBe(404);
    await answer(false);
    expect((await grants.call(on.by, 'GET', path)).status).toBe(404);
    expect((await act(on.by, 'PUT', '', { outcome: 'revise' })).status).toBe(404);
    expect(await outcomeOf(third)).toMatchObject({ outcome: 'decline', decidedAnew: false });
  });
});
