import { eventually } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import { applying, pointers, problem } from './applying.js';
import { publishedCall } from './calls-made.js';
import { administrator, runningGrants, type RunningGrants } from './running-grants.js';

let grants: RunningGrants;
let officer: string;
let callId: string;
let on: ReturnType<typeof applying>;
beforeAll(async () => {
  grants = await runningGrants();
  officer = await grants.officer();
  callId = await publishedCall(grants, officer, { rules: { teamMost: 3 } });
  on = applying(grants, callId);
});
afterAll(() => grants.close());

/** The link that the last letter to this address holds. */
const linkTo = (email: string, count = 1): Promise<string> =>
  eventually(`a letter to ${email} went out`, async () => {
    const { body } = await grants.call(administrator, 'GET', `/mailbox?to=${encodeURIComponent(email)}`);
    if (body.items.length < count) throw new Error(`${body.items.length} letters`);
    return /\/application-links\/[\w-]{43}/.exec(body.items[0].text)![0];
  });
const wanted = (more: object = {}) => ({ name: 'Bo Li', email: `${uuidv7()}@example.org`, role: 'mentor', ...more });
const add = (personId: string, id: string, body: object) =>
  grants.call({ personId }, 'POST', `/applications/${id}/team`, { body });
const asked = async (more: object = {}) => {
  const one = await on.draft();
  const body = wanted(more);
  const member = await add(one.personId, one.id, body);
  if (member.status !== 201) throw new Error(member.text);
  return { ...one, memberId: member.body.id as string, email: body.email, link: await linkTo(body.email) };
};

describe('a team', () => {
  it('is asked by links, joins as who they are, and waits for nobody once all have consented', async () => {
    const { me, id, memberId, link, email } = await asked({ access: 'edit' });
    const opened = await grants.call('public', 'GET', link);
    expect([opened.status, opened.body]).toEqual([
      200,
      expect.objectContaining({
        purpose: 'consent',
        application: expect.objectContaining({ applicant: 'Ana Silva' }),
        asked: { name: 'Bo Li', role: 'mentor', access: 'edit', contributions: [], orcid: null, consent: 'asked' },
      }),
    ]);
    expect(opened.headers.get('cache-control')).toBe('no-store');
    await on.save(me, id, 0, { title: 'T', aims: 'A' });
    expect(pointers(await on.act(me, id, 'submit'))).toEqual(['/team/0/consent']);
    const bo = await grants.person({ email });
    expect((await grants.call({ personId: bo }, 'GET', `/applications/${id}`)).status).toBe(404);
    expect((await grants.call({ personId: bo }, 'POST', `${link}/claim`)).body).toEqual({
      consent: 'given',
      orcid: null,
    });
    const { body } = await grants.call(me, 'GET', `/applications/${id}/team`);
    expect(body.items).toMatchObject([{ id: memberId, personId: bo, consent: 'given' }]);
    expect((await grants.call({ personId: bo }, 'GET', `/applications/${id}`)).body.as).toBe('editor');
    expect((await on.save({ personId: bo }, id, 1, { title: 'T', aims: 'Better' })).status).toBe(200);
    expect((await on.act({ personId: bo }, id, 'submit')).status).toBe(403);
    expect((await on.act(me, id, 'submit')).body.state).toBe('submitted');
    await eventually('the others are told of who joined', () => {
      const told = grants.bus.heard.filter(({ subject }) => subject === id);
      expect(told.map(({ type }) => type.split('.')[3])).toEqual(['started', 'team-member-joined', 'submitted']);
      expect(told[2]!.data).toMatchObject({ team: [{ personId: bo, role: 'mentor' }] });
    });
    expect(JSON.stringify(grants.bus.heard)).not.toMatch(/Bo Li|example.org/);
  });

  it('may answer without an account; who it is follows from the address that the link went to', async () => {
    const email = `${uuidv7()}@example.org`;
    const bo = await grants.person({ email });
    const { me, id, link } = await asked({ email });
    const given = await grants.call('public', 'POST', `${link}/consent`, {
      body: { given: true, orcid: '0000-0002-1825-0097' },
    });
    expect(given.body).toEqual({ consent: 'given', orcid: '0000-0002-1825-0097' });
    expect((await grants.call(me, 'GET', `/applications/${id}/team`)).body.items[0]).toMatchObject({ personId: bo });
    const again = await grants.call('public', 'POST', `${link}/consent`, { body: { given: true } });
    expect(problem(again)).toEqual([409, '/problems#consent-answered']);
    const back = await grants.call('public', 'POST', `${link}/consent`, { body: { given: false } });
    expect(back.body.consent).toBe('declined');
    expect(
      pointers(await grants.call('public', 'POST', `${link}/consent`, { body: { given: true, orcid: 'x' } })),
    ).toEqual(['/orcid']);
    expect(pointers(await grants.call('public', 'POST', `${link}/consent`, { body: { given: 'yes' } }))).toEqual([
      '/given',
    ]);
  });

  it('is corrected, asked anew for another role, and asked again by a link that ends the one before', async () => {
    const { me, id, memberId, email, link } = await asked();
    await grants.call('public', 'POST', `${link}/consent`, { body: { given: true } });
    const at = `/applications/${id}/team/${memberId}`;
    const change = (body: object, revision: number) =>
      grants.call(me, 'PATCH', at, { body, headers: { 'if-match': `"${revision}"` } });
    expect((await change({ name: 'Bo Q. Li' }, 2)).body).toMatchObject({
      name: 'Bo Q. Li',
      consent: 'given',
      revision: 3,
    });
    expect(problem(await change({ name: 'X' }, 2))).toEqual([412, '/problems#precondition-failed']);
    expect((await change({ role: 'statistician' }, 3)).body).toMatchObject({ consent: 'asked', revision: 4 });
    const second = await linkTo(email, 2);
    expect((await grants.call('public', 'GET', link)).status).toBe(404);
    expect((await grants.call(me, 'POST', `${at}/ask`)).status).toBe(204);
    const third = await linkTo(email, 3);
    expect((await grants.call('public', 'GET', second)).status).toBe(404);
    expect((await grants.call('public', 'GET', third)).body.asked.role).toBe('statistician');
    expect((await grants.call(me, 'DELETE', at)).status).toBe(204);
    expect((await grants.call('public', 'GET', third)).status).toBe(404);
    expect((await grants.call(me, 'DELETE', at)).status).toBe(404);
  });

  it('takes nobody twice, nor the applicant, nor more than the call allows, nor what is no address', async () => {
    const { personId, id, email } = await asked();
    expect(problem(await add(personId, id, wanted({ email: email.toUpperCase() })))).toEqual([
      409,
      '/problems#member-exists',
    ]);
    const own = await grants.person({ email: 'self@example.edu' });
    const mine = (await on.start(own)).body.id;
    expect(problem(await add(own, mine, wanted({ email: 'Self@example.edu' })))).toEqual([
      409,
      '/problems#member-is-applicant',
    ]);
    const odd = await add(personId, id, {
      name: ' ',
      email: 'a@b.c, d@e.f',
      role: 'king',
      contributions: ['magic'],
      access: 'all',
    });
    expect([odd.status, pointers(odd)]).toEqual([400, ['/access', '/contributions', '/email', '/name', '/role']]);
    expect(problem(await add(personId, id, wanted({ orcid: '0000-0002-1825-0098' })))).toEqual([
      400,
      '/problems#member-unusable',
    ]);
    for (const name of ['Bo\nLi', 'Bo https://example.org', 'bo@example.org', 'Bo\u2028Li'])
      expect(pointers(await add(personId, id, wanted({ name })))).toEqual(['/name']);
    expect((await add(personId, id, wanted({ name: 'Þórdís O’Neil-박 III' }))).status).toBe(201);
    await add(personId, id, wanted());
    expect(problem(await add(personId, id, wanted()))).toEqual([409, '/problems#team-full']);
  });

  it('says what its applicant contributes, as the others do', async () => {
    const personId = await on.person({ orcid: '0000-0002-1825-0097' });
    const { id } = (await on.start(personId)).body;
    const put = (contributions: unknown, asker = { personId }) =>
      grants.call(asker, 'PUT', `/applications/${id}/team/applicant`, { body: { contributions } });
    expect((await put(['supervision', 'software'])).status).toBe(204);
    expect((await grants.call({ personId }, 'GET', `/applications/${id}/team`)).body.applicant).toEqual({
      personId,
      name: 'Ana Silva',
      orcid: '0000-0002-1825-0097',
      contributions: ['software', 'supervision'],
    });
    expect(pointers(await put(['magic']))).toEqual(['/contributions']);
    expect((await put([], { personId: await on.person() })).status).toBe(404);
  });

  it('reads no more than it consented to, and nobody else anything', async () => {
    const { me, id, link } = await asked({ access: 'read' });
    const reader = { personId: await on.person() };
    await grants.call(reader, 'POST', `${link}/claim`);
    expect((await grants.call(reader, 'GET', `/applications/${id}/answers`)).status).toBe(200);
    expect((await on.save(reader, id, 0, { title: 'x' })).status).toBe(403);
    expect((await grants.call(reader, 'GET', '/applications')).body.items).toMatchObject([{ id, as: 'reader' }]);
    expect((await add(reader.personId, id, wanted())).status).toBe(403);
    const { link: none, id: other } = await asked({ access: 'none' });
    const member = { personId: await on.person() };
    await grants.call(member, 'POST', `${none}/claim`);
    expect((await grants.call(member, 'GET', `/applications/${other}`)).status).toBe(404);
    expect((await grants.call(member, 'GET', '/applications')).body.items).toEqual([]);
    const stranger = { personId: await on.person() };
    for (const path of ['team', 'budget', 'approval', 'references'])
      expect((await grants.call(stranger, 'GET', `/applications/${id}/${path}`)).status).toBe(404);
    expect((await grants.call(me, 'GET', `/applications/${id}/team`)).status).toBe(200);
  });
});

describe('a link', () => {
  it('opens nothing else, runs out, and is nowhere kept as it was sent', async () => {
    const { link, memberId } = await asked();
    expect(
      (await grants.call('public', 'POST', `${link}/approval`, { body: { approved: true, budgetRevision: 0 } })).status,
    ).toBe(404);
    expect((await grants.call('public', 'POST', `${link}/letter`, { body: { text: 'x' } })).status).toBe(404);
    expect((await grants.call('public', 'GET', `/application-links/${'x'.repeat(43)}`)).status).toBe(404);
    expect((await grants.call('public', 'GET', '/application-links/short')).status).toBe(404);
    expect((await grants.call('public', 'POST', `${link}/claim`)).status).toBe(401);
    const token = link.split('/').at(-1)!;
    const rows = await grants.query('select * from application_links where subject_id = $1', [memberId]);
    expect(JSON.stringify(rows)).not.toContain(token);
    await grants.query(`update application_links set due_at = now() where subject_id = $1`, [memberId]);
    expect(problem(await grants.call('public', 'GET', link))).toEqual([410, '/problems#link-expired']);
    expect(problem(await grants.call('public', 'POST', `${link}/consent`, { body: { given: true } }))).toEqual([
      410,
      '/problems#link-expired',
    ]);
  });
});

describe('somebody whom the applicant does not want as a reviewer', () => {
  const declare = (asker: { personId: string }, id: string, more: object = {}) =>
    grants.call(asker, 'POST', `/applications/${id}/declared-conflicts`, {
      body: { name: 'Val Rival', email: `${uuidv7()}@example.org`, kind: 'competing', ...more },
    });
  const told = (id: string) =>
    grants.query('select person_id, kind, source, state from review_conflicts where application_id = $1', [id]);

  it('is in conflict at once where the platform knows them, else as soon as it does; nobody learns which', async () => {
    const email = `${uuidv7()}@example.org`;
    const known = await grants.person({ email });
    const { me, id } = await on.draft();
    const later = `${uuidv7()}@example.org`;
    const [one, two] = [await declare(me, id, { email }), await declare(me, id, { email: later })];
    expect([one.status, Object.keys(one.body).sort()]).toEqual([two.status, Object.keys(two.body).sort()]);
    const stands = { kind: 'competing', source: 'declared-by-applicant', state: 'confirmed' };
    expect(await told(id)).toEqual([{ person_id: known, ...stands }]);
    const came = await grants.person({ email: later });
    await on.save(me, id, 0, { title: 'T', aims: 'A' });
    await on.act(me, id, 'submit');
    expect(await told(id)).toEqual(expect.arrayContaining([{ person_id: came, ...stands }]));
    expect((await grants.call(me, 'GET', `/applications/${id}/declared-conflicts`)).body.items).toHaveLength(2);
    expect((await grants.call({ personId: officer }, 'GET', `/applications/${id}/declared-conflicts`)).status).toBe(
      200,
    );
    expect(problem(await declare(me, id, { email: email.toUpperCase() }))).toEqual([409, '/problems#declared-already']);
    expect(pointers(await declare(me, id, { email: 'x', kind: 'envy', note: ' ' }))).toEqual([
      '/email',
      '/kind',
      '/note',
    ]);
  });

  it('is taken back with a reason, whether or not the platform knows them, and may be named again', async () => {
    const email = `${uuidv7()}@example.org`;
    const known = await grants.person({ email });
    const { me, id } = await on.draft();
    const [one, two] = [await declare(me, id, { email }), await declare(me, id)];
    const back = (of: { body: { id: string } }, reason = 'We made up.', asker = me) =>
      grants.call(asker, 'POST', `/applications/${id}/declared-conflicts/${of.body.id}/withdraw`, { body: { reason } });
    expect(pointers(await back(one, ' '))).toEqual(['/reason']);
    expect((await back(one, 'x', { personId: await on.person() })).status).toBe(404);
    expect(await told(id)).toHaveLength(1);
    const [first, second] = [await back(one), await back(two)];
    expect([first.status, Object.keys(first.body).sort()]).toEqual([second.status, Object.keys(second.body).sort()]);
    expect(first.body.takenBack).toEqual({ at: expect.any(String), reason: 'We made up.' });
    expect(await told(id)).toEqual([]);
    expect(problem(await back(one))).toEqual([409, '/problems#declared-taken-back']);
    const again = await declare(me, id, { email });
    expect(again.status).toBe(201);
    expect(await told(id)).toMatchObject([{ person_id: known, state: 'confirmed' }]);
    await on.save(me, id, 0, { title: 'T', aims: 'A' });
    await on.act(me, id, 'submit');
    expect(await told(id)).toHaveLength(1);
    const acts = await grants.query(
      `select from audit_entries where application_id = $1 and act = 'took a declared conflict back'`,
      [id],
    );
    expect(acts).toHaveLength(2);
  });

  it('is named by the applicant alone, and read by nobody of the team', async () => {
    const { id, link } = await asked({ access: 'edit' });
    const bo = { personId: await on.person() };
    await grants.call(bo, 'POST', `${link}/claim`);
    expect((await declare(bo, id)).status).toBe(403);
    expect((await grants.call(bo, 'GET', `/applications/${id}/declared-conflicts`)).status).toBe(403);
    const stranger = { personId: await on.person() };
    expect((await declare(stranger, id)).status).toBe(404);
    expect((await grants.call(stranger, 'GET', `/applications/${id}/declared-conflicts`)).status).toBe(404);
  });
});
