import { pointers, problem } from './applying.js';
import { ok, roundOf, type Round } from './deciding.js';
import { letterKinds } from '../src/domain/letter.js';
import { administrator, runningGrants, type RunningGrants } from './running-grants.js';

let grants: RunningGrants;
beforeAll(async () => (grants = await runningGrants()));
afterAll(() => grants.close());

const mailTo = async (personId: string, kind = ''): Promise<{ subject: string; text: string; kind: string }[]> => {
  const { body } = await grants.call(administrator, 'GET', `/mailbox?personId=${personId}${kind && `&kind=${kind}`}`);
  // That it was handed in is told as well, elsewhere.
  return body.items.filter(({ kind: of }: { kind: string }) => of !== 'application-submitted');
};

describe('an appeal', () => {
  it('is made once within its window, and answered by somebody who did not decide', async () => {
    const on = await roundOf(grants);
    await on.recommended();
    const { id, me, personId } = on.applications[2]!;
    const appeal = (asker = me, grounds = 'A reviewer misread the budget.') =>
      grants.call(asker, 'POST', `/applications/${id}/appeal`, { body: { grounds } });
    expect((await appeal()).status).toBe(404);
    ok(await on.round('PUT', 'decisions', on.by, {}));
    ok(await on.round('POST', 'decisions/decide', on.dean));
    ok(await on.round('POST', 'announcement'));
    expect(pointers(await appeal(me, ' '))).toEqual(['/grounds']);
    const made = ok(await appeal(), 201);
    expect(made.body).toMatchObject({ state: 'open', grounds: 'A reviewer misread the budget.' });
    expect(problem(await appeal())).toEqual([409, '/problems#appeal-exists']);
    expect((await appeal(on.applications[0]!.me)).status).toBe(404);
    const listed = await grants.call(on.by, 'GET', `/calls/${on.callId}/appeals`);
    expect(listed.body.items).toHaveLength(1);
    const answer = (asker: { personId: string }) =>
      grants.call(asker, 'PUT', `/applications/${id}/appeal/answer`, {
        body: { upheld: false, reason: 'The budget was read correctly.' },
        headers: { 'if-match': made.headers.get('etag')! },
      });
    expect((await answer(me)).status).toBe(403);
    ok(await answer(on.by));
    expect((await answer(on.by)).status).toBe(412);
    const told = await grants.call(me, 'GET', `/applications/${id}/outcome`);
    expect(told.body.appeal).toEqual({ state: 'dismissed', reason: 'The budget was read correctly.' });
    const [letter] = await mailTo(personId, 'appeal-dismissed');
    expect(letter!.text).toContain('The budget was read correctly.');
  });

  it('comes too late after its window, and not at all where the call takes none', async () => {
    const on = await roundOf(grants);
    await on.recommended();
    ok(await on.round('PUT', 'decisions', on.by, {}));
    ok(await on.round('POST', 'decisions/decide', on.dean));
    ok(await on.round('POST', 'announcement'));
    await grants.query(`update decision_rounds set appeal_until = now() - interval '1 second' where call_id = $1`, [
      on.callId,
    ]);
    const { id, me } = on.applications[2]!;
    const late = await grants.call(me, 'POST', `/applications/${id}/appeal`, { body: { grounds: 'Late.' } });
    expect(problem(late)).toEqual([409, '/problems#appeal-window-closed']);
  });
});

describe('letters', () => {
  it('come in the person’s language and in the call’s own words', async () => {
    const on = await roundOf(grants, { applications: 2 });
    await on.recommended();
    const [es, en] = on.applications as [Round['applications'][0], Round['applications'][0]];
    const preferences = await grants.call(es.me, 'GET', '/mailbox/preferences');
    expect([preferences.headers.get('etag'), preferences.body]).toEqual(['"0"', { language: 'en', digest: true }]);
    const prefer = (body: object, etag: string) =>
      grants.call(es.me, 'PUT', '/mailbox/preferences', { body, headers: { 'if-match': etag } });
    expect(pointers(await prefer({ language: 'fr', digest: true }, '"0"'))).toEqual(['/language']);
    ok(await prefer({ language: 'es', digest: false }, '"0"'));
    expect((await prefer({ language: 'en', digest: true }, '"0"')).status).toBe(412);
    const path = `/calls/${on.callId}/letter-templates/decision-fund/en`;
    const word = (body: object, etag = '"0"') =>
      grants.call(on.by, 'PUT', path, { body, headers: { 'if-match': etag } });
    const wrong = await word({ subject: 'Dear {nmae}', body: 'You have {amount}.' });
    expect([wrong.status, wrong.body.errors[0]]).toEqual([
      400,
      {
        pointer: '/subject',
        detail: 'has {nmae}; this letter knows {name}, {number}, {call}, {amount}, {appeal}, {link}',
      },
    ]);
    ok(await word({ subject: 'Good news, {name}', body: 'It is {amount}, {name}.\n\n{appeal}' }));
    const listed = (await grants.call(on.by, 'GET', `/calls/${on.callId}/letter-templates`)).body.items;
    expect(listed).toHaveLength(2 * Object.keys(letterKinds).length);
    expect(listed.find((one: { revision: number }) => one.revision === 1).subject).toBe('Good news, {name}');
    expect((await grants.call(en.me, 'GET', `/calls/${on.callId}/letter-templates`)).status).toBe(403);
    expect((await grants.call(on.by, 'PUT', path.replace('/en', '/xx'), { body: { subject: 'a', body: 'b' } })).body.errors[0].pointer).toBe('path:language'); // prettier-ignore
    ok(await on.round('PUT', 'decisions', on.by, {}));
    ok(await on.round('POST', 'decisions/decide', on.dean));
    ok(await on.round('POST', 'announcement'));
    const [spanish] = await mailTo(es.personId);
    expect(spanish!.subject).toBe(`${es.number}: su solicitud será financiada`);
    expect(spanish!.text).toMatch(/20\.000,00\s+US\$|20\.000,00\s+USD/);
    const [own] = await mailTo(en.personId);
    expect(own).toMatchObject({
      subject: 'Good news, Ana Silva',
      text: expect.stringMatching(/^It is \$20,000\.00, Ana Silva\.\n\nYou may/),
    });
  });

  it('are read by an administrator, and by nobody else', async () => {
    expect((await grants.call(administrator, 'GET', '/mailbox?limit=1')).body.items).toHaveLength(1);
    expect((await grants.call({ personId: await grants.officer() }, 'GET', '/mailbox')).status).toBe(403);
    expect((await grants.call('public', 'GET', '/mailbox')).status).toBe(401);
  });
});
