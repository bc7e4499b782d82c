import { eventually } from '@chiron/testing';
import { pointers } from './applying.js';
import { asking, newCall, officerAndApplicant, publishedCall, smallForm, wall } from './call-samples.js';
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

  describe('is drafted', () => {
    it('by a grants officer, with what is usual where nothing is said', async () => {
      const { status, body, headers } = await byOfficer('POST', '/calls', newCall({ code: '2027-MECG' }));
      expect(status).toBe(201);
      expect([headers.get('location'), headers.get('etag')]).toEqual([`/api/v1/calls/${body.id}`, '"1"']);
      expect(body).toMatchObject({
        code: '2027-MECG',
        state: 'draft',
        blinding: 'none',
        award: { currency: 'USD', maxMinor: null },
        stages: [{ stage: 'full', graceMinutes: 0, state: 'open' }],
        officers: { review: { reviewsPerApplication: 3, scoreOfRecord: 'mean' }, createdBy: officer },
      });
      const again = await byOfficer('POST', '/calls', newCall({ code: '2027-mecg' }));
      expect([again.status, pointers(again)]).toEqual([409, ['/code']]);
    });

    it('by nobody else, and nobody else learns of it', async () => {
      expect((await byApplicant('POST', '/calls', newCall())).status).toBe(403);
      const { body } = await byOfficer('POST', '/calls', newCall());
      const missing = await byApplicant('GET', '/calls/019a8f2e-0000-7000-8000-000000000000');
      for (const path of ['', '/forms/full', '/eligibility', '/eligibility-waivers']) {
        const hidden = await byApplicant('GET', `/calls/${body.id}${path}`);
        expect([hidden.status, hidden.body.title]).toEqual([404, missing.body.title]);
      }
      expect((await byApplicant('POST', `/calls/${body.id}/publish`)).status).toBe(404);
      expect((await grants.call('public', 'GET', `/open-calls/${body.code}`)).status).toBe(404);
      const ids = async (asker: string) =>
        (await grants.call({ personId: asker }, 'GET', '/calls?limit=500')).body.items.map((c: { id: string }) => c.id);
      expect(await ids(officer)).toContain(body.id);
      expect(await ids(applicant)).not.toContain(body.id);
    });

    it('and told by name what cannot be', async () => {
      const odd = await byOfficer('POST', '/calls', {
        ...newCall({ timeZone: 'Mars/Olympus', eligibility: [{ rule: 'tier' }, { rule: 'years' }, { rule: 'level', positions: [] }] }),
      }); // prettier-ignore
      expect([odd.status, pointers(odd)]).toEqual([
        400,
        ['/eligibility/0/rule', '/eligibility/1', '/eligibility/2/positions', '/timeZone'],
      ]);
      const shape = await byOfficer('POST', '/calls', {
        ...newCall(),
        year: 'x',
        stages: [{ stage: 'half' }],
        tier: 1,
      });
      expect([shape.status, pointers(shape)]).toEqual([
        400,
        expect.arrayContaining(['/year', '/stages/0/stage', '/stages/0/opensAt', '/tier']),
      ]);
      const gap = await byOfficer(
        'POST',
        '/calls',
        newCall({
          timeZone: 'America/New_York',
          stages: [{ stage: 'full', opensAt: '2027-03-14T02:30', closesAt: '2027-04-01T17:00' }],
        }),
      );
      expect(pointers(gap)).toEqual(['/stages/0/opensAt']);
      const rubric = await byOfficer('POST', '/calls', newCall({ review: { rubric: { criteria: [{ id: 'a' }] } } }));
      expect([rubric.status, pointers(rubric)[0]]).toEqual([400, expect.stringMatching(/^\/review\/rubric/)]);
    });

    it('and changed by who read the present one', async () => {
      const { body } = await byOfficer('POST', '/calls', newCall());
      const path = `/calls/${body.id}`;
      expect((await byOfficer('PATCH', path, { blinding: 'applicants' })).status).toBe(428);
      const { status, body: changed } = await byOfficer('PATCH', path, { blinding: 'applicants', page: { contact: 'us' } }, '"1"'); // prettier-ignore
      expect([status, changed.blinding, changed.page]).toEqual([
        200,
        'applicants',
        expect.objectContaining({ contact: 'us', summary: 'Money for better teaching.' }),
      ]);
      expect((await byOfficer('PATCH', path, { year: 2028 }, '"1"')).status).toBe(412);
    });
  });

  describe('is published', () => {
    it('once each stage has a form and somebody decides', async () => {
      const { body } = await byOfficer('POST', '/calls', newCall({ page: {} }));
      const early = await byOfficer('POST', `/calls/${body.id}/publish`);
      expect([early.status, early.body.type, pointers(early)]).toEqual([
        409,
        '/problems#call-incomplete',
        ['/approverId', '/page/summary', '/stages/0'],
      ]);
    });

    it('with somebody who decides whom membership knows, and nobody else', async () => {
      const nobody = { approverId: '019a8f2e-0000-7000-8000-000000000000' };
      const refused = await byOfficer('POST', '/calls', newCall(nobody));
      expect([refused.status, refused.body.type, pointers(refused)]).toEqual([
        422,
        '/problems#person-not-registered',
        ['/approverId'],
      ]);
      const { body } = await byOfficer('POST', '/calls', newCall());
      expect(pointers(await byOfficer('PATCH', `/calls/${body.id}`, nobody, '"1"'))).toEqual(['/approverId']);
      expect((await byOfficer('PATCH', `/calls/${body.id}`, { approverId: officer }, '"1"')).status).toBe(200);
    });

    it('with a host where people from outside take part, and with forms in its own money', async () => {
      const external = newCall({ approverId: officer, external: true, award: { currency: 'EUR' } });
      const { body } = await byOfficer('POST', '/calls', external);
      const path = `/calls/${body.id}`;
      const put = async (currency: string) => {
        const money = { 'x-kind': 'budget', title: 'Budget', 'x-currency': currency, 'x-categories': [{ id: 'all', title: 'All' }] }; // prettier-ignore
        const form = { ...smallForm, properties: { ...smallForm.properties, money } };
        const draft = await byOfficer('PUT', `${path}/forms/full`, form, '"1"');
        if (draft.status !== 200) return draft;
        return byOfficer('POST', `${path}/forms/full/publish`, undefined, draft.headers.get('etag')!);
      };
      expect(pointers(await byOfficer('POST', '/calls', newCall({ award: { currency: 'ABC' } })))).toEqual([
        '/award/currency',
      ]);
      const dollars = await byOfficer('PUT', `${path}/forms/full`, smallForm);
      expect(dollars.status).toBe(200);
      const foreign = await put('USD');
      expect([foreign.body.type, pointers(foreign)]).toEqual([
        '/problems#form-unusable',
        ['/properties/money/x-currency'],
      ]);
      const etag = (await byOfficer('GET', `${path}/forms/full?version=draft`)).headers.get('etag')!;
      await byOfficer('PATCH', path, { award: { currency: 'USD' } }, '"1"');
      expect((await byOfficer('POST', `${path}/forms/full/publish`, undefined, etag)).status).toBe(200);
      const moved = await byOfficer('GET', path);
      await byOfficer('PATCH', path, { award: { currency: 'EUR' } }, moved.headers.get('etag')!);
      const refused = await byOfficer('POST', `${path}/publish`);
      expect(pointers(refused)).toEqual(['/award/currency', '/review/conflicts/host']);
      const now = await byOfficer('GET', path);
      const conflicts = (host: object) => ({ award: { currency: 'USD' }, review: { conflicts: { host } } });
      const bare = await byOfficer('PATCH', path, conflicts({ institution: 'school', domains: [] }), now.headers.get('etag')!); // prettier-ignore
      expect(pointers(bare)).toEqual(['/review/conflicts/host/institution']);
      const host = { institution: 'sis/school', sameAs: ['hr/school'], domains: ['school.example'] };
      const unsourced = await byOfficer('PATCH', path, conflicts({ ...host, sameAs: ['school'] }), now.headers.get('etag')!); // prettier-ignore
      expect(pointers(unsourced)).toEqual(['/review/conflicts/host/sameAs']);
      const set = await byOfficer('PATCH', path, conflicts(host), now.headers.get('etag')!);
      expect(set.body.officers.review.conflicts.host).toEqual(host);
      const published = await byOfficer('POST', `${path}/publish`);
      expect([published.status, published.body.external]).toEqual([200, true]);
    });

    it('for everybody to read, and says so', async () => {
      const { id, code } = await publishedCall(grants, officer, { eligibility: [{ rule: 'level', positions: ['faculty'] }] }); // prettier-ignore
      const open = await grants.call('public', 'GET', `/open-calls/${code.toLowerCase()}`);
      expect([open.status, open.body]).toEqual([
        200,
        expect.objectContaining({ id, asks: ['Is faculty.'], forms: { full: { version: 1, form: smallForm } } }),
      ]);
      expect(open.text).not.toMatch(/approver|review|createdBy/);
      const list = await grants.call('public', 'GET', '/open-calls?limit=500');
      expect(list.body.items.map((call: { id: string }) => call.id)).toContain(id);
      const seen = await byApplicant('GET', `/calls/${id}`);
      expect([seen.status, seen.body.state, seen.body.officers]).toEqual([200, 'published', undefined]);
      await eventually('the call is told of', () =>
        expect(grants.bus.heard.filter(({ subject }) => subject === id).map(({ type }) => type)).toEqual([
          'chiron.grants.call.form-published.v1',
          'chiron.grants.call.published.v1',
        ]),
      );
    });

    it('and then stands, but for later deadlines and better texts', async () => {
      const { id } = await publishedCall(grants, officer);
      const read = await byOfficer('GET', `/calls/${id}`);
      const etag = read.headers.get('etag')!;
      const stages = (closesAt: string) => [{ stage: 'full', opensAt: read.body.stages[0].opensAt, closesAt }];
      const fixed = await byOfficer(
        'PATCH',
        `/calls/${id}`,
        { blinding: 'applicants', stages: stages(wall(20)) },
        etag,
      );
      expect([fixed.status, fixed.body.type, pointers(fixed)]).toEqual([
        409,
        '/problems#call-not-draft',
        ['/blinding', '/stages/0/closesAt'],
      ]);
      const later = await byOfficer(
        'PATCH',
        `/calls/${id}`,
        { page: { title: 'MECG' }, stages: stages(wall(40)) },
        etag,
      );
      expect([later.status, later.body.page.title]).toEqual([200, 'MECG']);
      await eventually('the extension is told of', () =>
        expect(grants.bus.heard.some(({ type, subject }) => subject === id && type.includes('window-extended'))).toBe(
          true,
        ),
      );
      const next = later.headers.get('etag')!;
      const { review } = (await byOfficer('GET', `/calls/${id}`)).body.officers;
      const judged = await byOfficer(
        'PATCH',
        `/calls/${id}`,
        {
          review: {
            ...review,
            reviewsDueAt: undefined,
            scoreOfRecord: 'vote',
            aiToolsRule: 'Anything goes.',
            appealDays: 1,
          },
        },
        next,
      );
      expect([judged.body.type, pointers(judged)]).toEqual([
        '/problems#call-not-draft',
        ['/review/aiToolsRule', '/review/appealDays', '/review/scoreOfRecord'],
      ]);
      const matched = await byOfficer('PATCH', `/calls/${id}`, { review: { reviewsPerApplication: 4, appealDays: 30 } }, next); // prettier-ignore
      expect([matched.status, matched.body.officers.review.reviewsPerApplication]).toEqual([200, 4]);
      const foreign = await grants.call({ personId: applicant }, 'PATCH', `/calls/${id}`, { body: {}, headers: { 'if-match': etag } }); // prettier-ignore
      expect(foreign.status).toBe(403);
    });

    it('twice by nobody, and once by whoever repeats a cut-off call', async () => {
      const { body } = await byOfficer('POST', '/calls', newCall({ approverId: officer }));
      await byOfficer('PUT', `/calls/${body.id}/forms/full`, smallForm);
      await byOfficer('POST', `/calls/${body.id}/forms/full/publish`, undefined, '"1"');
      const once = () =>
        grants.call({ personId: officer }, 'POST', `/calls/${body.id}/publish`, { headers: { 'idempotency-key': body.id } }); // prettier-ignore
      const first = await once();
      const second = await once();
      expect([first.status, second.status, second.body]).toEqual([200, 200, first.body]);
      expect((await byOfficer('POST', `/calls/${body.id}/publish`)).body.type).toBe('/problems#call-not-draft');
    });
  });

  describe('ends', () => {
    it('with a reason while it takes applications, and then nothing of it changes', async () => {
      const { id } = await publishedCall(grants, officer);
      const early = await byOfficer('POST', `/calls/${id}/close`, {});
      expect([early.status, early.body.type, pointers(early)]).toEqual([
        409,
        '/problems#call-window-open',
        ['/reason'],
      ]);
      const closed = await byOfficer('POST', `/calls/${id}/close`, { reason: 'The sponsor withdrew.' });
      expect([closed.status, closed.body.state]).toEqual([200, 'closed']);
      const etag = closed.headers.get('etag')!;
      expect((await byOfficer('PATCH', `/calls/${id}`, { page: { title: 'x' } }, etag)).body.type).toBe(
        '/problems#call-over',
      );
      expect((await byOfficer('PUT', `/calls/${id}/forms/full`, smallForm)).body.type).toBe('/problems#call-over');
      const list = await grants.call('public', 'GET', '/open-calls?limit=500');
      expect(list.body.items.map((call: { id: string }) => call.id)).not.toContain(id);
    });

    it('never before it was published', async () => {
      const { body } = await byOfficer('POST', '/calls', newCall());
      expect((await byOfficer('POST', `/calls/${body.id}/close`, { reason: 'x' })).body.type).toBe(
        '/problems#call-not-published',
      );
    });
  });

  it('is listed page by page, each once', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await byOfficer('GET', `/calls?limit=3${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.next ?? '';
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(seen.toSorted().reverse());
    expect((await byOfficer('GET', '/calls?cursor=nonsense')).status).toBe(400);
  });
});
