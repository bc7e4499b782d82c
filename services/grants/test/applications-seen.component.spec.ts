import { eventually } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import { applying, pointers, problem } from './applying.js';
import { publishedCall } from './calls-made.js';
import { administrator, runningGrants, type Answer, type Asker, type RunningGrants } from './running-grants.js';

let grants: RunningGrants;
let officer: string;
let callId: string;
let on: ReturnType<typeof applying>;
beforeAll(async () => {
  grants = await runningGrants();
  officer = await grants.officer();
  callId = await publishedCall(grants, officer);
  on = applying(grants, callId);
});
afterAll(() => grants.close());

describe('a grants officer', () => {
  it('returns what was handed in, and takes it again', async () => {
    const { me, id } = await on.submitted();
    const dueAt = new Date(Date.now() + 86_400_000).toISOString();
    const asker = { personId: officer };
    const past = await on.act(asker, id, 'return', { reason: 'Say more.', dueAt: '2020-01-01T00:00:00Z' });
    expect([...problem(past), past.body.errors[0].pointer]).toEqual([400, '/problems#due-in-past', '/dueAt']);
    expect(pointers(await on.act(asker, id, 'return', { dueAt: 'soon' }))).toEqual(
      expect.arrayContaining(['/reason', '/dueAt']),
    );
    expect((await on.act(asker, id, 'return', { reason: 'Say more.', dueAt })).body).toMatchObject({
      state: 'returned',
      dueAt,
    });
    expect((await grants.call(me, 'GET', `/applications/${id}`)).body).toMatchObject({ reason: 'Say more.' });
    expect((await on.save(me, id, 1, { title: 'Bedside teaching', aims: 'More' })).status).toBe(200);
    expect((await on.act(me, id, 'submit')).body.state).toBe('submitted');
    expect(problem(await on.act(asker, id, 'invite'))).toEqual([409, '/problems#not-a-letter']);
  });

  it('lists all of a call by state, page by page; an applicant their own alone', async () => {
    const call = await publishedCall(grants, officer);
    const drafts = [await on.draft(call), await on.draft(call), await on.draft(call)];
    await on.save(drafts[0]!.me, drafts[0]!.id, 0, { title: 'Seen', aims: 'A' });
    await on.act(drafts[0]!.me, drafts[0]!.id, 'submit');
    const list = (asker: Asker, query: string) => grants.call(asker, 'GET', `/applications?callId=${call}&${query}`);
    const all = await list({ personId: officer }, 'limit=2');
    const rest = await list({ personId: officer }, `limit=2&cursor=${all.body.next}`);
    const ids = [...all.body.items, ...rest.body.items].map(({ id }: { id: string }) => id);
    expect([ids, rest.body.next]).toEqual([drafts.map(({ id }) => id).reverse(), null]);
    const handedIn = await list({ personId: officer }, 'state=submitted,returned');
    expect(handedIn.body.items).toMatchObject([
      { id: drafts[0]!.id, title: 'Seen', as: 'officer', applicantName: 'Ana Silva' },
    ]);
    expect((await list({ personId: officer }, 'mine=true')).body.items).toEqual([]);
    expect((await list(drafts[1]!.me, '')).body.items).toMatchObject([{ id: drafts[1]!.id, as: 'applicant' }]);
    expect((await list(drafts[1]!.me, 'state=lost')).body.errors[0].pointer).toBe('?state');
  });

  it('knows of a draft, not what is written in it', async () => {
    const { me, id } = await on.draft();
    await on.save(me, id, 0, { title: 'Secret' });
    const asker = { personId: officer };
    expect((await grants.call(asker, 'GET', `/applications/${id}`)).body).toMatchObject({
      state: 'draft',
      as: 'officer',
    });
    expect((await grants.call(asker, 'GET', `/applications/${id}/answers`)).status).toBe(403);
    expect((await grants.call(asker, 'GET', '/applications?limit=500')).text).not.toContain('Secret');
    expect((await on.save(asker, id, 1, { title: 'x' })).status).toBe(403);
    await on.act(me, id, 'withdraw');
    expect((await grants.call(asker, 'GET', `/applications/${id}`)).body.state).toBe('withdrawn');
    expect((await grants.call(asker, 'GET', `/applications/${id}/answers`)).status).toBe(403);
    expect((await grants.call(asker, 'GET', '/applications?limit=500')).text).not.toContain('Secret');
    const handedIn = await on.submitted();
    await on.act(handedIn.me, handedIn.id, 'withdraw');
    expect((await grants.call(asker, 'GET', `/applications/${handedIn.id}/answers`)).status).toBe(200);
  });

  it('acts as no officer on their own application', async () => {
    const { body } = await on.start(officer);
    expect(body.as).toBe('applicant');
    await on.save({ personId: officer }, body.id, 0, { title: 'Mine', aims: 'A' });
    await on.act({ personId: officer }, body.id, 'submit');
    const dueAt = new Date(Date.now() + 86_400_000).toISOString();
    expect((await on.act({ personId: officer }, body.id, 'return', { reason: 'x', dueAt })).status).toBe(403);
  });
});

describe('what is handed in', () => {
  it('is nobody’s to review who takes part in it, and every step of it is on record', async () => {
    const { me, id, personId } = await on.submitted();
    const teams = await grants.query('select person_id from review_teams where application_id = $1', [id]);
    expect(teams).toEqual([{ person_id: personId }]);
    await on.act(me, id, 'withdraw', { reason: 'moving away' });
    const steps = await grants.query<{ act: string; by_person: string; facts: object }>(
      'select act, by_person, facts from audit_entries where application_id = $1 order by id',
      [id],
    );
    expect(steps.map(({ act, by_person }) => [act, by_person])).toEqual([
      ['began the application', personId],
      ['handed it in', personId],
      ['withdrew it', personId],
    ]);
    expect(steps[2]!.facts).toMatchObject({ reason: 'moving away', answersVersion: 1, revision: 3 });
  });
});

describe('an applicant', () => {
  it('hears of it by letter, in their language, once each', async () => {
    const { me, id, number } = await on.draft();
    const { headers } = await grants.call(me, 'GET', '/mailbox/preferences');
    await grants.call(me, 'PUT', '/mailbox/preferences', {
      body: { language: 'es', digest: false },
      headers: { 'if-match': headers.get('etag')! },
    });
    await on.save(me, id, 0, { title: 'T', aims: 'A' });
    await on.act(me, id, 'submit');
    const dueAt = new Date(Date.now() + 86_400_000).toISOString();
    await on.act({ personId: officer }, id, 'return', { reason: 'Say more.', dueAt });
    await eventually('two letters went out', async () => {
      const { body } = await grants.call(administrator, 'GET', `/mailbox?personId=${me.personId}`);
      expect(body.items.map(({ subject }: { subject: string }) => subject)).toEqual([
        `${number}: devuelta para su revisión`,
        `${number}: presentada`,
      ]);
      expect(body.items[0].text).toContain('Say more.');
    });
  });

  it('hands nothing in and opens nothing again once the round is closed', async () => {
    const call = await publishedCall(grants, officer);
    const one = await on.draft(call);
    const other = await on.submitted(call);
    await on.save(one.me, one.id, 0, { title: 'T', aims: 'A' });
    expect(
      (await grants.call({ personId: officer }, 'POST', `/calls/${call}/close`, { body: { reason: 'No money.' } }))
        .status,
    ).toBe(200);
    expect(problem(await on.act(one.me, one.id, 'submit'))).toEqual([409, '/problems#call-over']);
    expect(problem(await on.act(other.me, other.id, 'reopen'))).toEqual([409, '/problems#call-over']);
    expect((await on.start(await on.person(), { callId: call })).body.type).toBe('/problems#call-over');
  });
});

describe('everybody else', () => {
  it('learns of no application: another’s and a missing one answer alike', async () => {
    const { id } = await on.submitted();
    const stranger: Asker = { personId: await on.person() };
    const finance: Asker = { personId: await grants.officer('finance') };
    for (const asker of [stranger, finance]) {
      for (const [method, path, body] of [
        ['GET', '', undefined],
        ['GET', '/answers', undefined],
        ['PUT', '/answers', {}],
        ['GET', '/answers/versions', undefined],
        ['GET', '/answers/versions/1', undefined],
        ['GET', '/completeness', undefined],
        ['POST', '/submit', {}],
        ['POST', '/withdraw', {}],
        ['POST', '/reopen', {}],
        ['POST', '/return', { reason: 'x', dueAt: '2099-01-01T00:00:00Z' }],
        ['POST', '/invite', {}],
        ['POST', '/decline-letter', { reason: 'x' }],
      ] as const) {
        const headers = { 'if-match': '"1"' };
        const missing = uuidv7();
        const other = await grants.call(asker, method, `/applications/${id}${path}`, { body, headers });
        const none = await grants.call(asker, method, `/applications/${missing}${path}`, { body, headers });
        const told = ({ status, body: { instance: _, ...rest } }: Answer, own: string) =>
          JSON.stringify([status, rest]).replaceAll(own, 'ID');
        expect([path, told(other, id)]).toEqual([path, told(none, missing)]);
        expect(other.status).toBe(404);
      }
    }
    expect((await grants.call(administrator, 'GET', `/applications/${id}`)).status).toBe(403);
    expect((await grants.call('public', 'GET', `/applications/${id}`)).status).toBe(401);
  });
});
