import { PrivacyHoldLifted, PrivacyHoldPlaced } from '@chiron/contracts/membership';
import { PersonDescribed } from '@chiron/contracts/programs';
import { eventually } from '@chiron/testing';
import { problem } from './applying.js';
import { ok, roundOf, type Round } from './deciding.js';
import { administrator, runningGrants, type Answer, type Asker, type RunningGrants } from './running-grants.js';

let grants: RunningGrants;
let on: Round;
let code: string;
let finance: Asker;

/** Three applications, of which two are funded; not yet decided. */
beforeAll(async () => {
  grants = await runningGrants();
  on = await roundOf(grants);
  await on.recommended();
  finance = { personId: await grants.officer('finance') };
  code = ok(await grants.call(on.by, 'GET', `/calls/${on.callId}`)).body.code;
}, 120_000);
afterAll(() => grants.close());

const listed = async (query = ''): Promise<Answer> => grants.call('public', 'GET', `/announced-grants${query}`);
const money = (asker: Asker): Promise<Answer> => grants.call(asker, 'GET', `/calls/${on.callId}/funding-decisions`);
const announced = async (): Promise<string[]> =>
  ok(await listed(`?call=${code}`)).body.items.map(({ number }: { number: string }) => number);

describe('finance', () => {
  it('reads nothing of a round that nobody has decided, and neither acts nor reads anything else of it', async () => {
    expect(problem(await money(finance))).toEqual([409, '/problems#round-not-decided']);
    ok(await on.round('PUT', 'decisions', on.by, {}));
    expect(problem(await money(finance))).toEqual([409, '/problems#round-not-decided']);
    for (const path of ['decisions', 'appeals', 'audit', 'administrative-reviews', 'letter-templates'])
      expect(problem(await grants.call(finance, 'GET', `/calls/${on.callId}/${path}`))).toEqual([
        403,
        '/problems#forbidden',
      ]);
    for (const { id } of on.applications)
      for (const part of ['', '/outcome', '/budget', '/answers'])
        expect((await grants.call(finance, 'GET', `/applications/${id}${part}`)).status).toBe(404);
  });

  it('reads amounts and budget once it is decided, and nobody who is not funded', async () => {
    ok(await on.round('POST', 'decisions/decide', on.dean));
    const { body, text } = ok(await money(finance));
    const [first, second, declined] = on.applications as [Round['applications'][0], Round['applications'][0], Round['applications'][0]]; // prettier-ignore
    expect(body).toMatchObject({
      state: 'decided',
      currency: 'USD',
      budgetMinor: 5_000_000,
      totalMinor: 4_000_000,
      leftMinor: 1_000_000,
      announcedAt: null,
      decidedBy: on.approver,
    });
    const item = { outcome: 'fund', amountMinor: 2_000_000, requestedMinor: null, recipient: 'Ana Silva', grantId: null, lines: [] }; // prettier-ignore
    expect(body.items).toEqual(
      [first, second]
        .map(({ id, number, personId }) => ({ ...item, applicationId: id, number, recipientId: personId }))
        .toSorted((a, b) => (a.number < b.number ? -1 : 1)),
    );
    for (const secret of [declined.id, declined.number, 'place', 'reason', 'recommended', 'score'])
      expect(text).not.toContain(secret);
    for (const asker of [on.by, on.dean]) expect((await money(asker)).body).toEqual(body);
    expect(problem(await money(declined.me))).toEqual([403, '/problems#forbidden']);
    expect((await money(administrator)).status).toBe(403);
    expect((await money('public')).status).toBe(401);
  });

  it('learns nothing before the announcement of a round they have a part in', async () => {
    const { personId } = on.applications[2]!;
    ok(await grants.call(administrator, 'POST', '/grants-officers', { body: { personId, role: 'finance' } }), 201);
    expect(problem(await money({ personId }))).toEqual([403, '/problems#conflict-in-round']);
  });
});

describe('the public', () => {
  it('reads nothing of a round before its announcement', async () => {
    expect(await announced()).toEqual([]);
  });

  it('reads then what was granted, to whom and how much, and nothing of what was not', async () => {
    ok(await on.round('POST', 'announcement'));
    const [first, second, declined] = on.applications as [Round['applications'][0], Round['applications'][0], Round['applications'][0]]; // prettier-ignore
    const { body, text } = ok(await listed(`?call=${code.toLowerCase()}`));
    expect(body.items[0]).toEqual({
      id: expect.any(String),
      number: expect.any(String),
      title: 'Bedside teaching',
      call: { id: on.callId, code, title: 'Medical Education Challenge Grants', year: 2027 },
      principalInvestigator: 'Ana Silva',
      institution: null,
      announcedOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      amountMinor: 2_000_000,
      currency: 'USD',
    });
    expect((await announced()).sort()).toEqual([first.number, second.number].sort());
    for (const secret of [declined.number, first.id, first.personId, '@example.edu'])
      expect(text).not.toContain(secret);
    expect(ok(await listed('?year=2026')).body.items).toEqual([]);
    expect(ok(await listed('?call=nothing')).body.items).toEqual([]);
    expect((await listed('?year=soon')).body.errors[0].pointer).toBe('?year');
    const page = ok(await listed(`?call=${code}&limit=1`)).body;
    const rest = ok(await listed(`?call=${code}&limit=1&cursor=${page.next}`)).body;
    expect([page.items.length, rest.items.length, rest.next]).toEqual([1, 1, null]);
    expect(page.items[0].number).not.toBe(rest.items[0].number);
    expect((await money(finance)).body).toMatchObject({ state: 'announced' });
    expect((await money({ personId: declined.personId })).status).toBe(200);
  });

  it('reads where the principal investigator was on that day, as their source tells it', async () => {
    const { personId, number } = on.applications[0]!;
    await grants.publish(PersonDescribed, {
      source: 'sis',
      sourcedId: `usr-${personId}`,
      emailAuthoritative: true,
      givenName: 'Ana',
      familyName: 'Ñandú-O’Neill',
      affiliations: [
        { organisation: 'old', organisationName: 'Elsewhere', organisationType: 'university', endDate: '2020-06-30' },
        {
          organisation: 'med',
          organisationName: 'Pediatrics',
          organisationType: 'department',
          within: [{ organisation: 'u', organisationName: 'Universidad de Chile', organisationType: 'university' }],
          primary: true,
        },
      ],
    });
    await eventually('it is shown', async () => {
      const { items } = ok(await listed(`?call=${code}`)).body;
      const one = items.find((grant: { number: string }) => grant.number === number);
      expect([one.principalInvestigator, one.institution]).toEqual(['Ana Ñandú-O’Neill', 'Universidad de Chile']);
    });
  });

  it('reads no amounts of a call that keeps them back, from then on', async () => {
    const shown = async (amountsShown: boolean): Promise<unknown[]> => {
      const { headers } = await grants.call(on.by, 'GET', `/calls/${on.callId}`);
      ok(await grants.call(on.by, 'PATCH', `/calls/${on.callId}`, { body: { page: { amountsShown } }, headers: { 'if-match': headers.get('etag')! } })); // prettier-ignore
      const { items } = ok(await listed(`?call=${code}`)).body;
      return items.map((one: { amountMinor: number; currency: string }) => [one.amountMinor, one.currency]);
    };
    expect(await shown(false)).toEqual([[null, null], [null, null]]); // prettier-ignore
    expect(await shown(true)).toEqual([[2_000_000, 'USD'], [2_000_000, 'USD']]); // prettier-ignore
  });

  it('reads no grant of somebody who is held, however late that is told, until it is lifted', async () => {
    const [first, second] = on.applications as [Round['applications'][0], Round['applications'][0]];
    const both = [first.number, second.number].sort();
    const nowListed = (sentence: string, numbers: string[]) =>
      eventually(sentence, async () => expect((await announced()).sort()).toEqual(numbers));
    await grants.publish(PrivacyHoldPlaced, { personId: first.personId });
    await nowListed('the held one is gone', [second.number]);
    await grants.publish(PrivacyHoldLifted, { personId: first.personId });
    await nowListed('it is back', both);
    const survivor = await grants.person({ givenName: 'Ana', familyName: 'Silva' });
    await grants.publish(PrivacyHoldPlaced, { personId: second.personId });
    await nowListed('the other is gone', [first.number]);
    await grants.merge(second.personId, survivor);
    expect(await announced()).toEqual([first.number]);
    await grants.publish(PrivacyHoldPlaced, { personId: survivor });
    await grants.publish(PrivacyHoldLifted, { personId: survivor });
    await nowListed('what staff lifted of the survivor holds', both);
  });
});
