import { pointers } from './applying.js';
import { asking, newCall, officerAndApplicant, publishedCall, smallForm } from './call-samples.js';
import { runningGrants, type RunningGrants } from './running-grants.js';

describe('a call', () => {
  let grants: RunningGrants;
  let officer: string;
  let applicant: string;
  beforeAll(async () => {
    grants = await runningGrants();
    ({ officer, applicant } = await officerAndApplicant(grants));
  });
  afterAll(() => grants.close());
  const byOfficer: ReturnType<typeof asking> = (...of) => asking(grants, officer)(...of);
  const byApplicant: ReturnType<typeof asking> = (...of) => asking(grants, applicant)(...of);

  describe('has forms', () => {
    it('that are versioned, and never edited once published', async () => {
      const { id } = await publishedCall(grants, officer);
      const path = `/calls/${id}/forms/full`;
      const next = { ...smallForm, required: [] };
      const draft = await byOfficer('PUT', path, next);
      expect([draft.status, draft.body.version, draft.body.publishedAt]).toEqual([200, 2, null]);
      expect((await byOfficer('PUT', path, next)).status).toBe(428);
      expect((await byOfficer('PUT', path, next, '"9"')).status).toBe(412);
      expect((await byApplicant('GET', path)).body).toMatchObject({ version: 1, form: smallForm });
      expect((await byApplicant('GET', `${path}?version=2`)).status).toBe(404);
      expect((await byApplicant('GET', `${path}?version=draft`)).status).toBe(404);
      expect((await byOfficer('GET', `${path}?version=draft`)).body.version).toBe(2);
      const published = await byOfficer('POST', `${path}/publish`, undefined, draft.headers.get('etag')!);
      expect([published.status, published.body.version]).toEqual([200, 2]);
      expect((await byApplicant('GET', path)).body.version).toBe(2);
      expect((await byApplicant('GET', `${path}?version=1`)).body.form).toEqual(smallForm);
      const again = await byOfficer('POST', `${path}/publish`, undefined, '"2"');
      expect([again.status, again.body.type]).toEqual([409, '/problems#form-published']);
      await expect(grants.query(`update call_forms set form = '{}' where call_id = $1`, [id])).rejects.toThrow(
        'a published form never changes',
      );
    });

    it('whose fields keep their order', async () => {
      const properties = Object.fromEntries(
        ['zeta', 'alpha', 'mu'].map((name) => [name, { 'x-kind': 'short-text', type: 'string', title: name }]),
      );
      const { body } = await byOfficer('POST', '/calls', newCall());
      await byOfficer('PUT', `/calls/${body.id}/forms/full`, {
        type: 'object',
        additionalProperties: false,
        properties,
      });
      const read = await byOfficer('GET', `/calls/${body.id}/forms/full?version=draft`);
      expect(Object.keys(read.body.form.properties)).toEqual(['zeta', 'alpha', 'mu']);
    });

    it('that are refused with the place of every fault', async () => {
      const { body } = await byOfficer('POST', '/calls', newCall());
      const bad = { ...smallForm, properties: { title: { 'x-kind': 'poem', title: 'T' } } };
      const answer = await byOfficer('PUT', `/calls/${body.id}/forms/full`, bad);
      expect([answer.status, answer.body.type, pointers(answer)]).toEqual([
        400,
        '/problems#form-unusable',
        ['/properties/title/x-kind', '/required/1'],
      ]);
      expect((await byOfficer('PUT', `/calls/${body.id}/forms/letter`, smallForm)).status).toBe(404);
      expect((await byOfficer('PUT', `/calls/${body.id}/forms/poem`, smallForm)).status).toBe(404);
    });
  });

  describe('says who may apply', () => {
    it('and why not, rule by rule, before anybody starts', async () => {
      const { id } = await publishedCall(grants, officer, {
        eligibility: [
          { rule: 'affiliation', organisations: ['pediatrics', 'Surgery'] },
          { rule: 'years', positions: ['faculty'], lessThan: 2 },
          { rule: 'earlier-grants', atMost: 0, withinYears: 3 },
        ],
      });
      const { body } = await byApplicant('GET', `/calls/${id}/eligibility`);
      expect(body.eligible).toBe(false);
      expect(body.rules.map(({ rule, outcome }: Record<string, string>) => [rule, outcome])).toEqual([
        ['affiliation', 'met'],
        ['years', 'not-met'],
        ['earlier-grants', 'met'],
      ]);
      expect(body.rules[1].says).toMatch(/^The record begins on 2021-09-01: \d+ full years\.$/);
      expect((await byApplicant('GET', `/calls/${id}/eligibility?personId=${officer}`)).status).toBe(403);
      const asked = await byOfficer('GET', `/calls/${id}/eligibility?personId=${applicant}`);
      expect(asked.body).toEqual(body);
    });

    it('and an officer may let somebody pass, with a reason and an end', async () => {
      const { id } = await publishedCall(grants, officer, {
        eligibility: [{ rule: 'level', positions: ['resident'] }],
      });
      const waive = (until: string, more: object = {}) =>
        byOfficer('POST', `/calls/${id}/eligibility-waivers`, {
          personId: applicant,
          reason: 'Began late.',
          until,
          ...more,
        });
      const day = (away: number) => new Date(Date.now() + away * 86_400_000).toISOString().slice(0, 10);
      const past = await waive(day(-1));
      expect([past.status, past.body.type, pointers(past)]).toEqual([400, '/problems#due-in-past', ['/until']]);
      expect((await waive(day(0), { rule: 'affiliation' })).status).toBe(201);
      expect((await byApplicant('GET', `/calls/${id}/eligibility`)).body.eligible).toBe(false);
      expect((await waive('2199-12-31', { rule: 'level' })).status).toBe(201);
      const { body } = await byApplicant('GET', `/calls/${id}/eligibility`);
      expect([body.eligible, body.rules[0].outcome]).toEqual([true, 'waived']);
      expect(JSON.stringify(body)).not.toContain('Began late.');
      expect((await byApplicant('GET', `/calls/${id}/eligibility-waivers`)).status).toBe(403);
      const list = await byOfficer('GET', `/calls/${id}/eligibility-waivers`);
      expect(list.body.items).toHaveLength(2);
      const odd = await waive('someday', { rule: 'tier', reason: ' ' });
      expect([odd.status, pointers(odd).sort()]).toEqual([400, ['/reason', '/rule', '/until']]);
    });
  });
});
