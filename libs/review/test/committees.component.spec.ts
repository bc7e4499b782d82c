import { uuidv7 } from 'uuidv7';
import { mounted, type Answer, type Mounted } from './mounted.js';

let on: Mounted;
beforeAll(async () => {
  on = await mounted();
});
afterAll(() => on?.close());

/** What an answer says, apart from the number of the occurrence and the id that was asked for. */
const told = ({ status, body }: Answer, id: string) => [status, { ...body, instance: '' , detail: body.detail.replace(id, '…') }]; // prettier-ignore
const tagged = (answer: Answer) => ({ 'if-match': answer.headers.get('etag')! });

async function committee(round?: { id: string; officer: string }) {
  const made = round ?? (await on.round());
  const created = await on.call('POST', '', made.officer, { body: { roundId: made.id, name: 'Education' } });
  return { round: made, officer: made.officer, id: created.body.id as string, created };
}

describe('a committee', () => {
  it('is set up by an officer of the round, and by nobody else: the round is not theirs to know', async () => {
    const { created, round, id } = await committee();
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ name: 'Education', phase: 'bidding', officer: true, role: null });
    const [other, missing] = [await on.person('Nobody'), uuidv7()];
    const refused = await on.call('POST', '', other, { body: { roundId: round.id, name: 'Mine' } });
    const unknown = await on.call('POST', '', other, { body: { roundId: missing, name: 'Mine' } });
    expect(refused.status).toBe(404);
    expect(told(refused, round.id)).toEqual(told(unknown, missing));
    const [seen, none] = [await on.call('GET', `/${id}`, other), await on.call('GET', `/${missing}`, other)];
    expect(told(seen, id)).toEqual(told(none, missing));
  });

  it('needs a name, and the field is told', async () => {
    const round = await on.round();
    const refused = await on.call('POST', '', round.officer, { body: { roundId: round.id, name: '  ' } });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/name' }] } });
  });

  it('is renamed with the ETag that was read', async () => {
    const { id, officer, created } = await committee();
    expect((await on.call('PATCH', `/${id}`, officer, { body: { name: 'New' } })).status).toBe(428);
    const headers = tagged(created);
    const renamed = await on.call('PATCH', `/${id}`, officer, { body: { name: 'New' }, headers });
    expect(renamed).toMatchObject({ status: 200, body: { name: 'New', revision: 2 } });
    expect((await on.call('PATCH', `/${id}`, officer, { body: { name: 'Old' }, headers })).status).toBe(412);
  });

  it('is listed to its members, and to officers by round', async () => {
    const { id, officer, round } = await committee();
    const other = await committee(round);
    const member = await on.person('Mia');
    await on.call('PUT', `/${id}/members/${member}`, officer, { body: { role: 'member', capacity: 3 } });
    const ids = (answer: Answer) => answer.body.items.map((item: { id: string }) => item.id);
    expect(ids(await on.call('GET', '', member))).toEqual([id]);
    expect(ids(await on.call('GET', `?roundId=${round.id}`, officer))).toEqual([id, other.id]);
    expect(ids(await on.call('GET', `?roundId=${round.id}`, await on.person('Nobody')))).toEqual([]);
    const first = await on.call('GET', `?roundId=${round.id}&limit=1`, officer);
    expect(ids(await on.call('GET', `?roundId=${round.id}&limit=1&cursor=${first.body.next}`, officer))).toEqual([
      other.id,
    ]);
  });

  it('a client that stands for no person is refused', async () => {
    const { id } = await committee();
    expect((await on.call('GET', `/${id}`, '')).status).toBe(403);
  });
});

describe('phases', () => {
  it('go on one by one, back only with a reason, and are logged', async () => {
    const { id, officer } = await committee();
    const go = (to: string, reason?: string) => on.call('POST', `/${id}/phase`, officer, { body: { to, reason } });
    expect((await go('discussion')).body).toMatchObject({ status: 409, type: '/problems#phase-not-next' });
    expect((await go('review')).status).toBe(204);
    expect((await go('bidding')).body).toMatchObject({ status: 422, errors: [{ pointer: '/reason' }] });
    expect((await go('bidding', 'Two applications came late.')).status).toBe(204);
    const log = await on.call('GET', `/${id}/phases`, officer);
    expect(log.body).toMatchObject([
      { from: 'bidding', to: 'review', back: false, by: officer },
      { from: 'review', to: 'bidding', back: true, reason: 'Two applications came late.' },
    ]);
    expect((await on.call('GET', `/${id}`, officer)).body.phase).toBe('bidding');
  });

  it('settle which score counts before reviews open, whatever the round says later', async () => {
    const scale = { least: 1, most: 9, best: 'least' } as const;
    const rubric = { criteria: [{ id: 'idea', title: 'Idea', kind: 'score', scale } as const] };
    const { id, officer, round } = await committee(await on.round({ rubric, scoreOfRecord: 'mean' }));
    const says = (scoreOfRecord: string, intervalLevel: number) =>
      on.database.query('update rounds set settings = settings || $2 where id = $1', [
        round.id,
        JSON.stringify({ scoreOfRecord, intervalLevel }),
      ]);
    const counts = async () => {
      const { body } = await on.call('GET', `/${id}/ranking`, officer);
      return [body.scoreOfRecord, body.level];
    };
    const go = (to: string, reason?: string) => on.call('POST', `/${id}/phase`, officer, { body: { to, reason } });
    await go('review');
    await says('vote', 0.5);
    expect(await counts()).toEqual(['mean', 0.9]);
    await go('bidding', 'The rules changed.');
    await go('review');
    expect(await counts()).toEqual(['vote', 0.5]);
  });

  it('are moved by the chair and by officers, not by members', async () => {
    const { id, officer } = await committee();
    const [chair, member] = [await on.person('Carla'), await on.person('Mia')];
    await on.call('PUT', `/${id}/members/${chair}`, officer, { body: { role: 'chair', capacity: 0 } });
    await on.call('PUT', `/${id}/members/${member}`, officer, { body: { role: 'member', capacity: 3 } });
    expect((await on.call('POST', `/${id}/phase`, member, { body: { to: 'review' } })).status).toBe(403);
    expect((await on.call('GET', `/${id}/phases`, member)).status).toBe(403);
    expect((await on.call('POST', `/${id}/phase`, chair, { body: { to: 'review' } })).status).toBe(204);
  });
});

describe('members', () => {
  it('are appointed and changed with If-Match; there is one chair', async () => {
    const { id, officer } = await committee();
    const [one, other] = [await on.person('One'), await on.person('Other')];
    const put = (person: string, body: object, headers = {}) =>
      on.call('PUT', `/${id}/members/${person}`, officer, { body, headers });
    const added = await put(one, { role: 'chair', capacity: 2, kinds: ['statistician'] });
    expect(added.status).toBe(204);
    expect((await put(one, { role: 'chair', capacity: 3 })).status).toBe(428);
    expect((await put(one, { role: 'chair', capacity: 3 }, tagged(added))).status).toBe(204);
    expect((await put(other, { role: 'chair', capacity: 3 })).body).toMatchObject({ type: '/problems#chair-taken' });
    expect((await put(other, { role: 'acting-chair', capacity: 3 })).status).toBe(204);
    expect((await put(uuidv7(), { role: 'member', capacity: 3 })).status).toBe(404);
    expect((await put(other, { role: 'king', capacity: -1 })).body.errors).toMatchObject([
      { pointer: '/role' },
      { pointer: '/capacity' },
    ]);
    const listed = await on.call('GET', `/${id}/members`, other);
    expect(listed.body).toMatchObject([
      { personId: one, name: 'One', role: 'chair', capacity: 3 },
      { personId: other, role: 'acting-chair', signed: false },
    ]);
  });

  it('see who sits with them, not what each takes on', async () => {
    const { id, officer } = await committee();
    const member = await on.person('Mia');
    await on.call('PUT', `/${id}/members/${member}`, officer, { body: { role: 'member', capacity: 3 } });
    expect((await on.call('GET', `/${id}/members`, member)).body).toMatchObject([
      { personId: member, name: 'Mia', capacity: null, signed: null },
    ]);
    expect((await on.call('PUT', `/${id}/members/${member}`, member, { body: { role: 'chair', capacity: 9 } })).status).toBe(403); // prettier-ignore
  });

  it('take on what the round says where nothing else is said', async () => {
    const { id, officer } = await committee(await on.round({ reviewsPerReviewer: 4 }));
    const member = await on.person('Mia');
    await on.call('PUT', `/${id}/members/${member}`, officer, { body: { role: 'member' } });
    expect((await on.call('GET', `/${id}/members`, officer)).body).toMatchObject([{ personId: member, capacity: 4 }]);
  });

  it('have one place, whichever of their ids is used', async () => {
    const { id, officer } = await committee();
    const [old, now] = [await on.person('Ana'), await on.person('Ana')];
    await on.call('PUT', `/${id}/members/${old}`, officer, { body: { role: 'member', capacity: 3 } });
    await on.merge(old, now);
    const again = await on.call('PUT', `/${id}/members/${now}`, officer, { body: { role: 'member', capacity: 4 } });
    expect(again.status).toBe(428);
    expect((await on.call('GET', `/${id}`, now)).body.role).toBe('member');
  });

  it('take on no more in a season than they said, over all committees', async () => {
    const first = await committee();
    const second = await committee(first.round);
    const person = await on.person('Busy');
    const put = (id: string, capacity: number) =>
      on.call('PUT', `/${id}/members/${person}`, first.officer, { body: { role: 'member', capacity } });
    const limit = (capacity: number | null) =>
      on.call('PUT', `/${first.id}/members/${person}/season-capacity`, first.officer, { body: { capacity } });
    expect((await limit(5)).status).toBe(204);
    expect((await put(first.id, 3)).status).toBe(204);
    expect((await put(second.id, 3)).body).toMatchObject({ status: 409, type: '/problems#capacity-exceeded' });
    expect((await put(second.id, 2)).status).toBe(204);
    expect((await limit(4)).status).toBe(409);
    expect((await limit(null)).status).toBe(204);
  });

  it('leave, and then the committee is none of their business', async () => {
    const { id, officer } = await committee();
    const member = await on.person('Mia');
    await on.call('PUT', `/${id}/members/${member}`, officer, { body: { role: 'member', capacity: 3 } });
    expect((await on.call('DELETE', `/${id}/members/${member}`, officer)).status).toBe(204);
    expect((await on.call('GET', `/${id}`, member)).status).toBe(404);
    expect((await on.call('DELETE', `/${id}/members/${member}`, officer)).status).toBe(404);
  });
});

describe('signing', () => {
  it('stands before anything opens', async () => {
    const { id, officer, round } = await committee();
    const member = await on.person('Mia');
    const application = await on.application(round.id, { title: 'Simulation', abstract: 'We simulate.' });
    await on.call('PUT', `/${id}/members/${member}`, officer, { body: { role: 'member', capacity: 3 } });
    expect((await on.call('POST', `/${id}/applications`, officer, { body: {} })).status).toBe(204);
    expect((await on.call('GET', `/${id}/applications`, member)).body.items).toMatchObject([{ title: 'Simulation' }]);
    const open = () => on.call('GET', `/${id}/applications/${application}`, member);
    expect((await open()).body).toMatchObject({ status: 403, type: '/problems#not-signed' });
    const body = { occasion: 'before', conflictsDeclared: true, confidentiality: true, aiRule: true };
    const half = await on.call('POST', `/${id}/signings`, member, { body: { ...body, aiRule: false } });
    expect(half).toMatchObject({ status: 400, body: { errors: [{ pointer: '/aiRule' }] } });
    expect((await on.call('POST', `/${id}/signings`, member, { body })).status).toBe(204);
    expect(await open()).toMatchObject({ status: 200, body: { names: false, content: { abstract: 'We simulate.' } } });
    expect((await on.call('POST', `/${id}/signings`, member, { body })).status).toBe(204);
    expect((await on.call('POST', `/${id}/signings`, officer, { body })).body.type).toBe('/problems#member-needed');
  });

  it('after the meeting comes once there was one', async () => {
    const { id, officer } = await committee();
    const member = await on.person('Mia');
    await on.call('PUT', `/${id}/members/${member}`, officer, { body: { role: 'member', capacity: 3 } });
    const body = { occasion: 'after', conflictsDeclared: true, confidentiality: true, aiRule: true };
    const early = await on.call('POST', `/${id}/signings`, member, { body });
    expect(early.body).toMatchObject({ status: 409, type: '/problems#not-in-this-phase' });
    for (const to of ['review', 'discussion']) await on.call('POST', `/${id}/phase`, officer, { body: { to } });
    expect((await on.call('POST', `/${id}/signings`, member, { body })).status).toBe(204);
    const [listed] = (await on.call('GET', `/${id}/members`, officer)).body;
    expect(listed).toMatchObject({ personId: member, signed: false, certifiedAfter: true });
  });
});
