import { eventually } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import { applying, pointers, problem } from './applying.js';
import { publishedCall } from './calls-made.js';
import { runningGrants, type RunningGrants } from './running-grants.js';

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

describe('an applicant', () => {
  it('begins, types, hands in and reads what was handed in; the others are told without a name', async () => {
    const personId = await on.person();
    const started = await on.start(personId);
    expect([started.status, started.body]).toEqual([
      201,
      expect.objectContaining({
        callId,
        stage: 'full',
        state: 'draft',
        as: 'applicant',
        applicantId: personId,
        applicantName: 'Ana Silva',
      }),
    ]);
    const { id, number } = started.body;
    expect(number).toMatch(/^2027-G\d+-[23456789A-HJKMNP-Z]{4}$/);
    expect(started.headers.get('location')).toBe(`/api/v1/applications/${id}`);
    const me = { personId };
    const lacking = await grants.call(me, 'GET', `/applications/${id}/completeness`);
    expect(lacking.body).toEqual({
      complete: false,
      missing: [
        { pointer: '/answers/title', detail: '“Title” is needed' },
        { pointer: '/answers/aims', detail: '“Aims” is needed' },
      ],
    });
    expect(problem(await on.act(me, id, 'submit'))).toEqual([422, '/problems#application-incomplete']);
    expect(
      (await on.save(me, id, 0, { title: 'Bedside teaching', aims: 'one two three four five six' })).body.version,
    ).toBe(1);
    expect((await on.act(me, id, 'submit')).body.errors).toEqual([
      { pointer: '/answers/aims', detail: 'has 6 words of at most 5' },
    ]);
    expect(
      (await on.save(me, id, 1, { title: 'Bedside teaching', aims: 'one two three four five' })).body.version,
    ).toBe(2);
    const handedIn = await on.act(me, id, 'submit');
    expect([handedIn.status, handedIn.body]).toEqual([
      200,
      expect.objectContaining({ state: 'submitted', late: false }),
    ]);
    const read = await grants.call(me, 'GET', `/applications/${id}/answers`);
    expect(read.body).toMatchObject({
      version: 2,
      answers: { title: 'Bedside teaching', aims: 'one two three four five' },
    });
    await eventually('both are told', () =>
      expect(
        grants.bus.heard.filter(({ subject }) => subject === id).map(({ type, revision }) => [type, revision]),
      ).toEqual([
        ['chiron.grants.application.started.v1', 1],
        ['chiron.grants.application.submitted.v1', 2],
      ]),
    );
    expect(JSON.stringify(grants.bus.heard)).not.toMatch(/Silva|Bedside/);
  });

  it('loses nothing between two tabs: the one that is behind is told, and every version is kept', async () => {
    const { me, id } = await on.draft();
    expect((await on.save(me, id, 0, { title: 'From the first tab' })).headers.get('etag')).toBe('"1"');
    const behind = await on.save(me, id, 0, { title: 'From the second tab' });
    expect([...problem(behind), behind.body.detail]).toEqual([
      412,
      '/problems#precondition-failed',
      expect.stringContaining('"1"'),
    ]);
    expect((await grants.call(me, 'PUT', `/applications/${id}/answers`, { body: {} })).status).toBe(428);
    expect((await on.save(me, id, 1, { title: 'From the second tab' })).body.version).toBe(2);
    expect((await on.save(me, id, 2, { title: 'From the second tab' })).body.version).toBe(2);
    const versions = await grants.call(me, 'GET', `/applications/${id}/answers/versions?limit=1`);
    expect(versions.body.items).toMatchObject([{ version: 2, savedBy: me.personId }]);
    const older = await grants.call(me, 'GET', `/applications/${id}/answers/versions?cursor=${versions.body.next}`);
    expect(older.body.items.map(({ version }: { version: number }) => version)).toEqual([1]);
    const first = await grants.call(me, 'GET', `/applications/${id}/answers/versions/1`);
    expect(first.body.answers).toEqual({ title: 'From the first tab' });
    expect((await grants.call(me, 'GET', `/applications/${id}/answers/versions/9`)).status).toBe(404);
    expect((await grants.call(me, 'GET', `/applications/${id}/answers/versions/x`)).body.errors[0].pointer).toBe(
      'path:version',
    );
  });

  it('twenty tabs at once: one of each version wins, none is overwritten', async () => {
    const { me, id } = await on.draft();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => on.save(me, id, 0, { title: `Tab ${n}` })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 19 }, () => 412)]);
  });

  it.each([
    ['a field that the form lacks', { nonsense: 1 }, '/nonsense'],
    ['a number where a text is', { title: 7 }, '/title'],
    ['what stands elsewhere', { money: [] }, '/money'],
  ])('is told of %s, and nothing of it is stored', async (_, answers, pointer) => {
    const { me, id } = await on.draft();
    const refused = await on.save(me, id, 0, answers);
    expect([...problem(refused), refused.body.errors[0].pointer]).toEqual([400, '/problems#answers-unusable', pointer]);
    expect((await grants.call(me, 'GET', `/applications/${id}/answers`)).body.version).toBe(0);
  });

  it('who may not apply is told every reason, before anything begins', async () => {
    const closed = await publishedCall(grants, officer, {
      settings: {
        eligibility: [
          { rule: 'level', positions: ['faculty'] },
          { rule: 'affiliation', organisations: ['Yale'] },
        ],
      },
    });
    const refused = await on.start(await on.person(), { callId: closed });
    expect([...problem(refused), pointers(refused)]).toEqual([
      409,
      '/problems#not-eligible',
      ['/eligibility/0', '/eligibility/1'],
    ]);
  });

  it('has one application to a call, also when asking ten times at once; a withdrawn one does not count', async () => {
    const personId = await on.person();
    const answers = await Promise.all(Array.from({ length: 10 }, () => on.start(personId)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
    const { id } = answers.find(({ status }) => status === 201)!.body;
    expect(problem(await on.start(personId))).toEqual([409, '/problems#application-limit']);
    expect((await on.act({ personId }, id, 'withdraw', { reason: 'moving away' })).body).toMatchObject({
      state: 'withdrawn',
      reason: 'moving away',
    });
    const second = (await on.start(personId)).body.id as string;
    expect(problem(await on.act({ personId }, id, 'reopen'))).toEqual([409, '/problems#application-limit']);
    await on.act({ personId }, second, 'withdraw');
    const reopened = await Promise.all([id, second].map((one: string) => on.act({ personId }, one, 'reopen')));
    expect(reopened.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('has one under whatever name, once two records are one person’s', async () => {
    const [one, other] = [await on.person(), await on.person()];
    const { id } = (await on.start(one)).body;
    await grants.merge(one, other);
    expect(problem(await on.start(other))).toEqual([409, '/problems#application-limit']);
    const found = await grants.call({ personId: other }, 'GET', `/applications/${id}`);
    expect(found.body).toMatchObject({ as: 'applicant', applicantId: other });
    expect((await grants.call({ personId: one }, 'GET', '/applications')).body.items).toMatchObject([{ id }]);
  });

  it('begins once with one Idempotency-Key', async () => {
    const personId = await on.person();
    const options = { body: { callId }, headers: { 'idempotency-key': uuidv7() } };
    const first = await grants.call({ personId }, 'POST', '/applications', options);
    const again = await grants.call({ personId }, 'POST', '/applications', options);
    expect([again.status, again.body.id]).toEqual([201, first.body.id]);
  });

  it('opens what was handed in again within the window, and changes nothing before', async () => {
    const { me, id } = await on.submitted();
    expect(problem(await on.save(me, id, 1, { title: 'Other' }))).toEqual([409, '/problems#application-not-editable']);
    expect((await on.act(me, id, 'reopen')).body.state).toBe('draft');
    expect((await on.save(me, id, 1, { title: 'Other' })).status).toBe(200);
  });

  it('is not heard before the window opens, nor after it closed', async () => {
    const early = await publishedCall(grants, officer, { opens: { full: 1 } });
    expect(problem(await on.start(await on.person(), { callId: early }))).toEqual([409, '/problems#window-not-open']);
    const late = await publishedCall(grants, officer);
    const { me, id } = await on.draft(late);
    await on.save(me, id, 0, { title: 'T', aims: 'A' });
    await grants.query(`update calls set settings = jsonb_set(settings, '{stages,0,closesAt}', '"2026-01-02T00:00"') where id = $1`, [late]); // prettier-ignore
    expect(problem(await on.act(me, id, 'submit'))).toEqual([409, '/problems#window-closed']);
    const dueAt = new Date(Date.now() + 3_600_000).toISOString();
    expect((await on.act({ personId: officer }, id, 'reopen', { dueAt })).body.dueAt).toBe(dueAt);
    expect((await on.act(me, id, 'submit')).body).toMatchObject({ state: 'submitted', late: true });
  });

  it('begins at no stage the call lacks, at no call that is not public, and with no odd words', async () => {
    const personId = await on.person();
    expect(problem(await on.start(personId, { callId, stage: 'letter' }))).toEqual([409, '/problems#stage-unknown']);
    expect(problem(await on.start(personId, { callId: uuidv7() }))).toEqual([404, '/problems#not-found']);
    const odd = await on.start(personId, { callId: 'x', stage: 'third', more: 1 });
    expect([odd.status, pointers(odd)]).toEqual([400, ['/callId', '/more', '/stage']]);
  });
});

describe('a letter of intent', () => {
  it('is answered by an officer, and the full application goes on from it under its number', async () => {
    const call = await publishedCall(grants, officer, { letter: true, opens: { full: -1, letter: -11.5 } });
    const asker = { personId: officer };
    await grants.query(`update calls set settings = jsonb_set(settings, '{stages,0,closesAt}', '"2099-01-02T00:00"') where id = $1`, [call]); // prettier-ignore
    const { personId, me, id, number } = await on.draft(call);
    expect(problem(await on.start(personId, { callId: call, stage: 'full' }))).toEqual([
      409,
      '/problems#letter-needed',
    ]);
    await on.save(me, id, 0, { title: 'Bedside', abstract: 'What it is about' });
    expect((await on.act(me, id, 'submit')).body).toMatchObject({ state: 'submitted', stage: 'letter' });
    expect(problem(await on.start(personId, { callId: call, letterId: id }))).toEqual([
      409,
      '/problems#letter-not-invited',
    ]);
    expect((await on.act(me, id, 'invite')).status).toBe(403);
    expect((await on.act(asker, id, 'invite')).body.state).toBe('invited');
    const full = await on.start(personId, { callId: call, letterId: id });
    expect([full.status, full.body]).toEqual([
      201,
      expect.objectContaining({ number, stage: 'full', letterId: id, state: 'draft' }),
    ]);
    const answers = await grants.call(me, 'GET', `/applications/${full.body.id}/answers`);
    expect(answers.body.answers).toEqual({ title: 'Bedside', abstract: 'What it is about' });
    expect(problem(await on.start(personId, { callId: call, letterId: id }))).toEqual([
      409,
      '/problems#application-limit',
    ]);
    expect(problem(await on.start(await on.person(), { callId: call, letterId: id }))).toEqual([
      404,
      '/problems#not-found',
    ]);
    await on.act(me, full.body.id, 'withdraw');
    expect(problem(await on.start(personId, { callId: call, letterId: id }))).toEqual([
      409,
      '/problems#letter-continued',
    ]);
  });

  it('may be declined, with a reason that its applicant reads', async () => {
    const call = await publishedCall(grants, officer, { letter: true });
    const { me, id } = await on.draft(call);
    await on.save(me, id, 0, { title: 'Bedside' });
    await on.act(me, id, 'submit');
    const asker = { personId: officer };
    expect(pointers(await on.act(asker, id, 'decline-letter', {}))).toContain('/reason');
    expect((await on.act(asker, id, 'decline-letter', { reason: 'Outside the aims.' })).body.state).toBe('not-invited');
    expect((await grants.call(me, 'GET', `/applications/${id}`)).body.reason).toBe('Outside the aims.');
  });
});
