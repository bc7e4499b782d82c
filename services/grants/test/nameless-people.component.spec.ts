import { uuidv7 } from 'uuidv7';
import { pointers, problem } from './applying.js';
import { ok, roundOf, type Round } from './deciding.js';
import { administrator, runningGrants, type RunningGrants } from './running-grants.js';

let grants: RunningGrants;
let on: Round;
beforeAll(async () => {
  grants = await runningGrants();
  on = await roundOf(grants, { applications: 0 });
});
afterAll(() => grants.close());

const mailTo = async (email: string) =>
  (await grants.call(administrator, 'GET', `/mailbox?to=${encodeURIComponent(email)}`)).body.items[0].text as string;

describe('somebody of whom no source has told a name', () => {
  it('is appointed all the same, and shown by an ORCID iD or a neutral word, never by an address', async () => {
    const [bare, orcid] = [
      await grants.person({ email: `${uuidv7()}@example.edu` }),
      await grants.person({ orcid: '0000-0002-1825-0097' }),
    ];
    for (const personId of [bare, orcid]) {
      const body = { personId, role: 'finance' };
      ok(await grants.call(administrator, 'POST', '/grants-officers', { body }), 201);
    }
    const committee = `/grant-committees/${await on.committee()}`;
    const seat = { body: { role: 'member', capacity: 3 } };
    for (const personId of [bare, orcid])
      expect((await grants.call(on.by, 'PUT', `${committee}/members/${personId}`, seat)).status).toBeLessThan(300);
    const { body } = ok(await grants.call(on.by, 'GET', `${committee}/members`));
    const items = body as { personId: string; name: string }[];
    expect(Object.fromEntries(items.map(({ personId, name }) => [personId, name]))).toEqual({
      [bare]: 'Somebody whose name is not known yet',
      [orcid]: '0000-0002-1825-0097',
    });
    expect((await grants.call(on.by, 'PUT', `${committee}/members/${uuidv7()}`, seat)).status).toBe(404);
  });

  it('applies, and those who are asked for something are told so without a name', async () => {
    const personId = await grants.person({ email: `${uuidv7()}@example.edu` });
    const { body } = ok(await on.start(personId), 201);
    const email = `${uuidv7()}@example.org`;
    const member = { name: 'Ñusta 李', email, role: 'mentor' };
    ok(await grants.call({ personId }, 'POST', `/applications/${body.id}/team`, { body: member }), 201);
    expect(await mailTo(email)).toMatch(/^Dear Ñusta 李,\n\nthe applicant has named you/i);
  });

  it('is nobody where membership knows no such person', async () => {
    const refused = await grants.call(administrator, 'POST', '/grants-officers', {
      body: { personId: uuidv7(), role: 'officer' },
    });
    expect([...problem(refused), ...pointers(refused)]).toEqual([422, '/problems#person-not-registered', '/personId']);
  });
});

describe('somebody who prefers another name', () => {
  it('is called by it wherever people are shown to each other', async () => {
    const told = { givenName: 'Siobhán', preferredGivenName: 'Shiv', familyName: 'O’Brien' };
    const personId = await grants.person({ ...told, email: `${uuidv7()}@example.edu` });
    const committee = `/grant-committees/${await on.committee('Second')}`;
    const seat = { body: { role: 'member', capacity: 3 } };
    expect((await grants.call(on.by, 'PUT', `${committee}/members/${personId}`, seat)).status).toBeLessThan(300);
    expect((await grants.call(on.by, 'GET', `${committee}/members`)).body[0].name).toBe('Shiv O’Brien');
    const application = ok(await on.start(await grants.person(told)), 201).body.id as string;
    const list = await grants.call(on.by, 'GET', `/applications?callId=${on.callId}`);
    const mine = (list.body.items as { id: string; applicantName: string }[]).find(({ id }) => id === application)!;
    expect(mine.applicantName).toBe('Shiv O’Brien');
  });
});
