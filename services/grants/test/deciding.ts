import { applying } from './applying.js';
import { publishedCall, type CallWanted } from './calls-made.js';
import type { Answer, RunningGrants } from './running-grants.js';

export const ok = (answer: Answer, status = 200): Answer => {
  if (answer.status !== status) throw new Error(`${answer.status} ${answer.text}`);
  return answer;
};

export const holds = { complete: { holds: true }, eligible: { holds: true }, responsive: { holds: true } };

/** A round brought as far as its committee's decision phase, by the officer's calls of the API alone. */
export async function roundOf(grants: RunningGrants, wanted: CallWanted & { applications?: number } = {}) {
  const { applications: size = 3, ...call } = wanted;
  const officer = await grants.officer();
  const approver = await grants.person({ givenName: 'Dana', familyName: 'Dean', email: 'dean@example.edu' });
  const callId = await publishedCall(grants, officer, {
    ...call,
    settings: {
      approverId: approver,
      award: { currency: 'USD', maxMinor: 3_000_000, budgetMinor: 5_000_000, maxGrants: 2 },
      ...call.settings,
    },
  });
  const on = applying(grants, callId);
  const by = { personId: officer };
  const dean = { personId: approver };
  const applications: Awaited<ReturnType<typeof on.submitted>>[] = [];
  for (let i = 0; i < size; i++) applications.push(await on.submitted());

  /** the officer's first look */
  const look = async (id: string, body: object = holds, asker = by): Promise<Answer> => {
    const { headers } = await grants.call(asker, 'GET', `/applications/${id}`);
    const etag = headers.get('etag') ?? '"1"';
    return grants.call(asker, 'PUT', `/applications/${id}/administrative-review`, {
      body,
      headers: { 'if-match': etag },
    });
  };
  const committee = async (name = 'Education Innovation'): Promise<string> => {
    const made = ok(await grants.call(by, 'POST', '/grant-committees', { body: { roundId: callId, name } }), 201);
    const id = made.body.id as string;
    ok(await grants.call(by, 'POST', `/grant-committees/${id}/applications`, { body: {} }), 204);
    return id;
  };
  const toPhase = async (committeeId: string, ...phases: string[]): Promise<void> => {
    for (const to of phases)
      ok(await grants.call(by, 'POST', `/grant-committees/${committeeId}/phase`, { body: { to } }), 204);
  };
  /** an act upon the round as it stands now */
  const round = async (method: string, path: string, asker = by, body?: object): Promise<Answer> => {
    const { headers } = await grants.call(by, 'GET', `/calls/${callId}/decisions`);
    return grants.call(asker, method, `/calls/${callId}/${path}`, {
      headers: { 'if-match': headers.get('etag') ?? '"0"' },
      ...(body && { body }),
    });
  };
  const recommend = (committeeId: string, items: object[], asker = by): Promise<Answer> =>
    grants.call(asker, 'PUT', `/calls/${callId}/recommendations/${committeeId}`, { body: { items } });
  /** everything up to the committee's recommendation: the first two are funded */
  const recommended = async (): Promise<string> => {
    for (const { id } of applications) ok(await look(id));
    const id = await committee();
    await toPhase(id, 'review', 'discussion', 'decision');
    const items = applications.map(({ id: applicationId }, i) => ({
      applicationId,
      place: i + 1,
      outcome: i < 2 ? 'fund' : 'decline',
      ...(i < 2 && { amountMinor: 2_000_000 }),
    }));
    ok(await recommend(id, items));
    return id;
  };
  return {
    ...on,
    officer,
    approver,
    callId,
    by,
    dean,
    applications,
    look,
    committee,
    toPhase,
    round,
    recommend,
    recommended,
  };
}
export type Round = Awaited<ReturnType<typeof roundOf>>;
