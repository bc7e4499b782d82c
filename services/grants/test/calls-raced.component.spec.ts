import type { ChironEvent } from '@chiron/contracts/core';
import { newCall, publishedCall, smallForm } from './call-samples.js';
import { administrator, runningGrants, type RunningGrants } from './running-grants.js';

const ten = Array.from({ length: 10 }, (_, i) => i);
const counted = (statuses: readonly number[]): Record<number, number> =>
  statuses.reduce<Record<number, number>>((all, status) => ({ ...all, [status]: (all[status] ?? 0) + 1 }), {});

describe('officers who act at the same time', () => {
  let grants: RunningGrants;
  let officer: string;
  beforeAll(async () => {
    grants = await runningGrants();
    officer = await grants.officer();
  });
  afterAll(() => grants.close());
  const by = (method: string, path: string, body?: object, etag?: string) =>
    grants.call({ personId: officer }, method, path, { ...(body && { body }), ...(etag && { headers: { 'if-match': etag } }) }); // prettier-ignore
  /** How many there are: heard, or still waiting to be; one that was just sent may lie in the outbox still. */
  const events = async (subject: string, verb: string): Promise<number> => {
    const waiting = await grants.query<{ event: string }>('select event from outbox where event is not null');
    const all = [...waiting.map(({ event }) => JSON.parse(event) as ChironEvent), ...grants.bus.heard];
    const told = all.filter((one) => one.subject === subject && one.type.includes(verb));
    return new Set(told.map(({ id }) => id)).size;
  };

  it('begin one call of a code', async () => {
    const wanted = newCall({ code: 'RACED-1' });
    const answers = await Promise.all(ten.map(() => by('POST', '/calls', wanted)));
    expect(counted(answers.map(({ status }) => status))).toEqual({ 201: 1, 409: 9 });
  });

  it('change what they have read, and one of them wins', async () => {
    const { body } = await by('POST', '/calls', newCall());
    const answers = await Promise.all(
      ten.map((i) => by('PATCH', `/calls/${body.id}`, { page: { contact: `officer ${i}` } }, '"1"')),
    );
    expect(counted(answers.map(({ status }) => status))).toEqual({ 200: 1, 412: 9 });
    const won = answers.find(({ status }) => status === 200)!;
    expect((await by('GET', `/calls/${body.id}`)).body.page.contact).toBe(won.body.page.contact);
  });

  it('publish a call and its form once, and it is told once', async () => {
    const { body } = await by('POST', '/calls', newCall({ approverId: officer }));
    await by('PUT', `/calls/${body.id}/forms/full`, smallForm);
    const forms = await Promise.all(
      ten.map(() => by('POST', `/calls/${body.id}/forms/full/publish`, undefined, '"1"')),
    );
    expect(counted(forms.map(({ status }) => status))).toEqual({ 200: 1, 409: 9 });
    const calls = await Promise.all(ten.map(() => by('POST', `/calls/${body.id}/publish`)));
    expect(counted(calls.map(({ status }) => status))).toEqual({ 200: 1, 409: 9 });
    expect([await events(body.id, 'form-published'), await events(body.id, 'call.published')]).toEqual([1, 1]);
  });

  it('are told of a draft that another one kept meanwhile', async () => {
    const { body } = await by('POST', '/calls', newCall());
    const answers = await Promise.all(ten.map(() => by('PUT', `/calls/${body.id}/forms/full`, smallForm)));
    expect(counted(answers.map(({ status }) => status))).toEqual({ 200: 1, 428: 9 });
  });

  it('are no officers any more from the moment they are relieved', async () => {
    const { id } = await publishedCall(grants, officer);
    const personId = await grants.person();
    const made = await grants.call(administrator, 'POST', '/grants-officers', { body: { personId, role: 'officer' } });
    const waivers = () => grants.call({ personId }, 'GET', `/calls/${id}/eligibility-waivers`);
    expect((await waivers()).status).toBe(200);
    await grants.call(administrator, 'DELETE', `/grants-officers/${made.body.id}`);
    expect((await waivers()).status).toBe(403);
  });

  it('are officers under the name they are read by since a merge', async () => {
    const { id } = await publishedCall(grants, officer);
    const [before, after] = [await grants.officer(), await grants.person()];
    const waivers = (personId: string) => grants.call({ personId }, 'GET', `/calls/${id}/eligibility-waivers`);
    expect((await waivers(after)).status).toBe(403);
    await grants.merge(before, after);
    expect([(await waivers(after)).status, (await waivers(before)).status]).toEqual([200, 200]);
  });
});
