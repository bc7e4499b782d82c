import { eventually } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import { pointers, problem } from './applying.js';
import { holds, ok, roundOf, type Round } from './deciding.js';
import { administrator, runningGrants, type RunningGrants } from './running-grants.js';

let grants: RunningGrants;
beforeAll(async () => (grants = await runningGrants()));
afterAll(() => grants.close());

const mailTo = async (personId: string, kind = ''): Promise<{ subject: string; text: string; kind: string }[]> => {
  const { body } = await grants.call(administrator, 'GET', `/mailbox?personId=${personId}${kind && `&kind=${kind}`}`);
  // That it was handed in is told as well, elsewhere.
  return body.items.filter(({ kind: of }: { kind: string }) => of !== 'application-submitted');
};

describe('a round', () => {
  it('goes from recommendation to decision to announcement, and everybody is told at once', async () => {
    const on = await roundOf(grants);
    const committeeId = await on.recommended();
    const [first, second, third] = on.applications as [Round['applications'][0], Round['applications'][0], Round['applications'][0]]; // prettier-ignore

    // as recommended, but in part for the second: it departs, and says why
    const dry = await on.round('PUT', 'decisions?dryRun=true', on.by, {});
    expect(dry.body.plan).toMatchObject({
      funded: 2,
      totalMinor: 4_000_000,
      leftMinor: 1_000_000,
      open: [],
      faults: [],
    });
    expect((await grants.call(on.by, 'GET', `/calls/${on.callId}/decisions`)).body.plan.items).toEqual([]);
    const items = [
      { applicationId: first.id, outcome: 'fund', amountMinor: 2_000_000 },
      { applicationId: second.id, outcome: 'fund-in-part', amountMinor: 1_500_000 },
      { applicationId: third.id, outcome: 'decline' },
    ];
    const bare = await on.round('PUT', 'decisions', on.by, { items });
    expect([...problem(bare), pointers(bare)]).toEqual([400, '/problems#decisions-unusable', ['/items/1/reason']]);
    items[1] = { ...items[1]!, reason: 'The second year can wait.' } as never;
    ok(await on.round('PUT', 'decisions', on.by, { items }));

    // only the approver decides, and nobody hears of it
    expect(problem(await on.round('POST', 'announcement'))).toEqual([409, '/problems#round-not-decided']);
    expect(problem(await on.round('POST', 'decisions/decide'))).toEqual([403, '/problems#approver-needed']);
    const decided = ok(await on.round('POST', 'decisions/decide', on.dean));
    expect(decided.body).toMatchObject({ state: 'decided', decidedBy: on.approver });
    expect((await grants.call(first.me, 'GET', `/applications/${first.id}/outcome`)).status).toBe(404);
    expect((await grants.call(first.me, 'GET', `/applications/${first.id}`)).body.state).toBe('submitted');
    expect(await mailTo(first.personId)).toEqual([]);

    // the announcement
    expect(problem(await on.round('POST', 'announcement', on.dean))).toEqual([403, '/problems#forbidden']);
    const rehearsed = ok(await on.round('POST', 'announcement?dryRun=true'));
    expect(rehearsed.body).toMatchObject({ state: 'decided', unreachable: [] });
    expect(await mailTo(first.personId)).toEqual([]);
    const announced = ok(await on.round('POST', 'announcement'));
    expect(announced.body).toMatchObject({ state: 'announced', unreachable: [] });
    for (const [one, outcome, amountMinor] of [
      [first, 'fund', 2_000_000],
      [second, 'fund-in-part', 1_500_000],
      [third, 'decline', null],
    ] as const) {
      const told = await grants.call(one.me, 'GET', `/applications/${one.id}/outcome`);
      expect(told.body).toMatchObject({ number: one.number, outcome, amountMinor, critiques: [], summary: null });
      expect(JSON.stringify(told.body)).not.toContain('second year');
      const [letter, ...more] = await mailTo(one.personId);
      expect([letter!.kind, more]).toEqual([`decision-${outcome}`, []]);
      expect(letter!.text).toContain(`/api/v1/applications/${one.id}/outcome`);
      expect(letter!.text).toMatch(/You may appeal this decision until/);
    }
    expect((await mailTo(first.personId))[0]!.text).toContain('$20,000.00');
    await eventually('the outcomes and two grants are told, the decline as such', () => {
      const heard = grants.bus.heard.filter(({ data }) => (data as { callId?: string }).callId === on.callId);
      const of = (type: string) => heard.filter((event) => event.type === type).map(({ data }) => data);
      expect(of('chiron.grants.application.outcome-announced.v1')).toHaveLength(3);
      expect(of('chiron.grants.grant.awarded.v1')).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ recipientId: first.personId, amountMinor: 2_000_000, currency: 'USD' }),
          expect.objectContaining({ recipientId: second.personId, amountMinor: 1_500_000 }),
        ]),
      );
    });
    expect(problem(await on.round('PUT', 'decisions', on.by, { items }))).toEqual([409, '/problems#round-announced']);
    expect(problem(await on.round('POST', 'announcement'))).toEqual([409, '/problems#round-announced']);
    expect(problem(await on.recommend(committeeId, []))).toEqual([409, '/problems#not-in-this-phase']);
    await expect(
      grants.query(`update decisions set outcome = 'decline', amount_minor = null where application_id = $1`, [
        first.id,
      ]),
    ).rejects.toThrow('an announced decision stands');

    // the trail
    const trail = (await grants.call(on.by, 'GET', `/calls/${on.callId}/audit?limit=500`)).body.items;
    const acts = trail.map(({ act }: { act: string }) => act);
    for (const act of [
      'reviewed administratively',
      'recommended',
      'prepared decisions',
      'decided the round',
      'decided',
      'announced the round',
      'announced',
    ])
      expect(acts).toContain(act);
    const seen = trail.find(({ act }: { act: string }) => act === 'decided the round');
    expect(seen).toMatchObject({ by: on.approver, facts: { saw: { plan: { funded: 2, totalMinor: 3_500_000 } } } });
    const ofOne = (await grants.call(on.by, 'GET', `/applications/${second.id}/audit`)).body.items;
    expect(ofOne.map(({ act }: { act: string }) => act)).toEqual([
      'announced',
      'decided',
      'reviewed administratively',
      'handed it in',
      'began the application',
    ]);
    await expect(grants.query('delete from audit_entries')).rejects.toThrow('only added to');
    expect((await grants.call(first.me, 'GET', `/calls/${on.callId}/audit`)).status).toBe(403);
    expect((await grants.call(first.me, 'GET', `/applications/${first.id}/audit`)).status).toBe(403);
  });

  it('is refused money that is not there, applications that are not before it, and outcomes left open', async () => {
    const on = await roundOf(grants);
    await on.recommended();
    const [a, b, c] = on.applications.map(({ id }) => id) as [string, string, string];
    const at = async (items: object[]) => {
      const answer = await on.round('PUT', 'decisions', on.by, { items });
      return [answer.status, pointers(answer)];
    };
    const fund = (applicationId: string, amountMinor: number | undefined = 2_000_000, more: object = {}) => ({
      applicationId, outcome: 'fund', amountMinor, reason: 'so', ...more,
    }); // prettier-ignore
    expect(await at([fund(a), fund(b, 3_000_001)])).toEqual([400, ['/items', '/items/1/amountMinor']]);
    expect(await at([fund(a), { applicationId: c, outcome: 'decline', amountMinor: 5 }])).toEqual([400, ['/items/1/amountMinor']]); // prettier-ignore
    expect(await at([fund(a), { ...fund(b), amountMinor: undefined }])).toEqual([400, ['/items/1/amountMinor']]);
    expect(await at([fund(a, 3_000_000), fund(b, 2_000_001)])).toEqual([400, ['/items']]);
    expect(await at([fund(a, 1_000), fund(b, 1_000), fund(c, 1_000)])).toEqual([400, ['/items']]);
    expect(await at([fund(a), fund(a)])).toEqual([400, ['/items/1/applicationId']]);
    expect(await at([fund(uuidv7())])).toEqual([400, ['/items/0/applicationId']]);
    ok(await on.round('PUT', 'decisions', on.by, { items: [fund(a, 3_000_000), fund(b, 2_000_000)] }));
    const left = await on.round('POST', 'decisions/decide', on.dean);
    expect([...problem(left), left.body.errors]).toEqual([
      400,
      '/problems#decisions-unusable',
      [{ pointer: '/items', detail: `has nothing on ${on.applications[2]!.number}` }],
    ]);
    const stale = await grants.call(on.by, 'PUT', `/calls/${on.callId}/decisions`, {
      body: {},
      headers: { 'if-match': '"1"' },
    });
    expect(stale.status).toBe(412);
    expect((await grants.call(on.by, 'PUT', `/calls/${on.callId}/decisions`, { body: {} })).status).toBe(428);
  });

  it('is decided anew when somebody new comes before it, and goes on when somebody withdraws', async () => {
    const on = await roundOf(grants);
    await on.recommended();
    ok(await on.round('PUT', 'decisions', on.by, {}));
    ok(await on.round('POST', 'decisions/decide', on.dean));
    const late = await on.submitted();
    const unseen = await on.round('POST', 'announcement');
    expect([...problem(unseen), unseen.body.errors[0].detail]).toEqual([
      409,
      '/problems#round-moved',
      `cannot be all: nobody has looked at ${late.number}`,
    ]);
    ok(await on.look(late.id));
    const moved = await on.round('POST', 'announcement');
    expect([...problem(moved), moved.body.errors[0].detail]).toEqual([
      409,
      '/problems#round-moved',
      `has nothing on ${late.number}`,
    ]);
    ok(await on.act(late.me, late.id, 'withdraw', {}));
    const { me, id, personId } = on.applications[2]!;
    ok(await on.act(me, id, 'withdraw', {}));
    const announced = ok(await on.round('POST', 'announcement'));
    expect(announced.body.plan.items).toHaveLength(2);
    const tooLate = await on.submitted();
    expect(problem(await on.look(tooLate.id))).toEqual([409, '/problems#round-announced']);
    ok(await on.look(tooLate.id, { ...holds, eligible: { holds: false }, reason: 'The round is over.' }));
    expect((await grants.call(me, 'GET', `/applications/${id}/outcome`)).status).toBe(404);
    expect(await mailTo(personId)).toEqual([]);
  });

  it('is announced once, also when ten ask at once', async () => {
    const on = await roundOf(grants);
    await on.recommended();
    ok(await on.round('PUT', 'decisions', on.by, {}));
    const { headers } = ok(await on.round('POST', 'decisions/decide', on.dean));
    const etag = { 'if-match': headers.get('etag')! };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        grants.call(on.by, 'POST', `/calls/${on.callId}/announcement`, { headers: etag }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 412)]);
    expect(await mailTo(on.applications[0]!.personId)).toHaveLength(1);
    expect(await grants.query('select from grants where call_id = $1', [on.callId])).toHaveLength(2);
  });

  it('is told to everybody or to nobody: where one letter cannot be queued, nothing has happened', async () => {
    const on = await roundOf(grants, { applications: 2 });
    await on.recommended();
    ok(await on.round('PUT', 'decisions', on.by, {}));
    ok(await on.round('POST', 'decisions/decide', on.dean));
    const lastOne = `decision:${on.applications[1]!.id}`;
    await grants.query(`alter table letters add constraint breaks check (key <> '${lastOne}')`);
    expect((await on.round('POST', 'announcement')).status).toBe(500);
    expect((await grants.call(on.by, 'GET', `/calls/${on.callId}/decisions`)).body.state).toBe('decided');
    for (const { id, me, personId } of on.applications) {
      expect((await grants.call(me, 'GET', `/applications/${id}`)).body.state).toBe('submitted');
      expect((await grants.call(me, 'GET', `/applications/${id}/outcome`)).status).toBe(404);
      expect(await mailTo(personId)).toEqual([]);
    }
    expect(await grants.query('select from grants where call_id = $1', [on.callId])).toEqual([]);
    await grants.query('alter table letters drop constraint breaks');
    ok(await on.round('POST', 'announcement'));
    expect(await mailTo(on.applications[1]!.personId)).toHaveLength(1);
  });

  it('is nobody’s who has a conflict in it, and is closed to others', async () => {
    const on = await roundOf(grants, { applications: 2 });
    const committeeId = await on.recommended();
    const other = await grants.officer();
    const asker = { personId: other };
    expect((await grants.call(asker, 'GET', `/calls/${on.callId}/decisions`)).status).toBe(200);
    await grants.merge(on.applications[0]!.personId, other);
    for (const [method, path] of [
      ['GET', 'decisions'],
      ['GET', 'audit'],
      ['GET', 'appeals'],
      ['PUT', 'decisions'],
    ] as const)
      // prettier-ignore
      expect(problem(await on.round(method, path, asker, method === 'PUT' ? {} : undefined))).toEqual([
        403,
        '/problems#conflict-in-round',
      ]);
    const third = { personId: await grants.officer() };
    const looks = async (): Promise<string[]> =>
      (await grants.call(third, 'GET', `/calls/${on.callId}/administrative-reviews`)).body.items.map(
        ({ applicationId }: { applicationId: string }) => applicationId,
      );
    expect(await looks()).toHaveLength(2);
    const declared = { applicationId: on.applications[1]!.id, kind: 'personal' };
    ok(await grants.call(third, 'POST', `/grant-committees/${committeeId}/conflicts`, { body: declared }), 201);
    expect(await looks()).toEqual([on.applications[0]!.id]);
    expect(problem(await on.round('GET', 'decisions', third))).toEqual([403, '/problems#conflict-in-round']);
    const hidden = on.applications[1]!.id;
    expect((await grants.call(third, 'GET', `/applications/${hidden}`)).status).toBe(404);
    expect((await on.look(hidden, holds, third)).status).toBe(404);
    const listed = await grants.call(third, 'GET', `/applications?callId=${on.callId}`);
    expect(listed.body.items.map(({ id }: { id: string }) => id)).toEqual([on.applications[0]!.id]);
    const stranger = { personId: await grants.person() };
    expect((await grants.call(stranger, 'GET', `/calls/${uuidv7()}/decisions`)).status).toBe(404);
    expect(problem(await grants.call(stranger, 'GET', `/calls/${on.callId}/decisions`))).toEqual([403, '/problems#forbidden']); // prettier-ignore
  });
});

describe('a committee’s recommendation', () => {
  it('covers its applications, stands in order, and says why where it does not', async () => {
    const on = await roundOf(grants, { applications: 2 });
    for (const { id } of on.applications) ok(await on.look(id));
    const committeeId = await on.committee();
    const [a, b] = on.applications.map(({ id }) => id) as [string, string];
    const items = [
      { applicationId: a, place: 1, outcome: 'decline' },
      { applicationId: b, place: 2, outcome: 'fund', amountMinor: 1_000_000 },
    ];
    expect(problem(await on.recommend(committeeId, items))).toEqual([409, '/problems#not-in-this-phase']);
    await on.toPhase(committeeId, 'review', 'discussion', 'decision');
    const bad = async (given: object[]) => {
      const answer = await on.recommend(committeeId, given);
      return [...problem(answer), pointers(answer)];
    };
    const unusable = [400, '/problems#recommendation-unusable'];
    expect(await bad(items)).toEqual([...unusable, ['/items/1/note']]);
    expect(await bad([items[0]!])).toEqual([...unusable, ['/items']]);
    expect(await bad([...items, { ...items[0]!, applicationId: uuidv7() }])).toEqual([...unusable, ['/items/1/note', '/items/2/applicationId']]); // prettier-ignore
    const noted = [items[0]!, { ...items[1]!, note: 'By a lot, seed 4711.' }];
    expect(ok(await on.recommend(committeeId, noted)).body.items).toMatchObject([{ applicationId: a }, { applicationId: b, note: 'By a lot, seed 4711.' }]); // prettier-ignore
    const wrongCall = await grants.call(on.by, 'GET', `/calls/${uuidv7()}/recommendations/${committeeId}`);
    expect(wrongCall.status).toBe(404);
    const applicant = on.applications[0]!.me;
    expect((await grants.call(applicant, 'GET', `/calls/${on.callId}/recommendations/${committeeId}`)).status).toBe(
      404,
    );
  });
});
