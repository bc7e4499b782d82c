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

describe('the administrative review', () => {
  let on: Round;
  beforeAll(async () => (on = await roundOf(grants)));

  it('lets through what is complete, eligible and responsive; its applicant learns nothing of it', async () => {
    const [{ id, me }] = on.applications as [Round['applications'][0]];
    const looked = await on.look(id);
    expect([looked.status, looked.body]).toEqual([
      200,
      expect.objectContaining({ applicationId: id, outcome: 'accepted', reason: null, by: on.officer }),
    ]);
    expect((await grants.call(me, 'GET', `/applications/${id}/administrative-review`)).status).toBe(404);
    expect((await grants.call(me, 'GET', `/applications/${id}`)).body.state).toBe('submitted');
  });

  it('returns without review for a reason that the applicant reads, and tells it', async () => {
    const { id, me, personId, number } = await on.submitted();
    const fails = { ...holds, responsive: { holds: false, note: 'about research, not education' } };
    const silent = await on.look(id, fails);
    expect([...problem(silent), pointers(silent)]).toEqual([400, '/problems#return-unexplained', ['/reason']]);
    ok(await on.look(id, { ...fails, reason: 'It is about research.' }));
    const read = await grants.call(me, 'GET', `/applications/${id}/administrative-review`);
    expect(read.body).toMatchObject({ outcome: 'returned-without-review', reason: 'It is about research.' });
    expect(JSON.stringify(read.body)).not.toMatch(/about research, not|checks|"by"/);
    expect((await grants.call(me, 'GET', `/applications/${id}`)).body.state).toBe('concluded');
    const [letter] = await mailTo(personId);
    expect(letter).toMatchObject({ subject: `${number}: returned without review`, kind: 'returned-without-review' });
    expect(letter!.text).toContain('It is about research.');
    await eventually('the others are told', () =>
      grants.bus.heard.some(
        ({ subject, type }) => subject === id && type === 'chiron.grants.application.returned-without-review.v1',
      ),
    );
    expect(problem(await on.look(id))).toEqual([409, '/problems#application-not-submitted']);
  });

  it('names the fields of what cannot be read', async () => {
    const odd = await on.look(on.applications[1]!.id, { complete: { holds: 'yes' }, responsive: null });
    expect([odd.status, [...new Set(pointers(odd))]]).toEqual([400, ['/complete/holds', '/eligible', '/responsive']]);
  });

  it('looks again at what was handed in anew', async () => {
    const { id, me } = on.applications[1]!;
    ok(await on.look(id));
    ok(
      await on.act(on.by, id, 'return', {
        reason: 'Name the site.',
        dueAt: new Date(Date.now() + 86_400_000).toISOString(),
      }),
    );
    ok(await on.act(me, id, 'submit'));
    const open = await grants.call(on.by, 'GET', `/calls/${on.callId}/administrative-reviews?outcome=open`);
    expect(open.body.items.map((item: { applicationId: string }) => item.applicationId)).toContain(id);
  });

  it('is for officers, page by page, who never see their own application among them', async () => {
    const path = `/calls/${on.callId}/administrative-reviews`;
    const [first, second] = [
      (await grants.call(on.by, 'GET', `${path}?limit=2`)).body,
      await grants.call(on.by, 'GET', path),
    ];
    const rest = (await grants.call(on.by, 'GET', `${path}?limit=500&cursor=${first.next}`)).body;
    expect([...first.items, ...rest.items]).toEqual(second.body.items);
    const other = await grants.officer();
    const own = ok(await on.start(other), 201).body.id;
    await on.save({ personId: other }, own, 0, { title: 'Mine', aims: 'To teach well' });
    ok(await on.act({ personId: other }, own, 'submit'));
    expect((await grants.call({ personId: other }, 'GET', path)).body.items).toEqual(second.body.items);
    expect(problem(await on.look(own, holds, { personId: other }))).toEqual([403, '/problems#forbidden']);
    const { me, id } = on.applications[2]!;
    expect(problem(await on.look(id, holds, me))).toEqual([403, '/problems#forbidden']);
    const missing = await on.look(uuidv7(), holds, me);
    const others = await on.look(on.applications[0]!.id, holds, me);
    expect([others.status, others.body.type]).toEqual([missing.status, missing.body.type]);
    expect((await grants.call(me, 'GET', path)).status).toBe(403);
  });
});
