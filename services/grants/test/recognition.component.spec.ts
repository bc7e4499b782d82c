import { eventually } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import { ok, roundOf, type Round } from './deciding.js';
import { administrator, runningGrants, type RunningGrants } from './running-grants.js';

let grants: RunningGrants;
let on: Round;
beforeAll(async () => {
  grants = await runningGrants();
  on = await roundOf(grants, { applications: 0 });
});
afterAll(() => grants.close());

const address = () => `${uuidv7()}@example.org`;
const linkTo = async (email: string): Promise<string> => {
  const { body } = await grants.call(administrator, 'GET', `/mailbox?to=${encodeURIComponent(email)}`);
  return /\/application-links\/[\w-]{43}/.exec(body.items[0].text as string)![0];
};
const teamOf = (id: string) =>
  grants.query<{ person_id: string }>('select person_id from review_teams where application_id = $1', [id]);

describe('somebody named in an application whom nobody knew then', () => {
  it('is the member of the team as soon as a source tells of their address, and never reviews it', async () => {
    const email = address();
    const { me, id, personId } = await on.draft();
    const member = { name: 'Bo Li', email, role: 'mentor', access: 'read' };
    ok(await grants.call(me, 'POST', `/applications/${id}/team`, { body: member }), 201);
    ok(await grants.call('public', 'POST', `${await linkTo(email)}/consent`, { body: { given: true } }));
    await on.save(me, id, 0, { title: 'Bedside teaching', aims: 'To teach well' });
    ok(await on.act(me, id, 'submit'));
    ok(await on.look(id));
    const committee = `/grant-committees/${await on.committee()}`;
    expect(await teamOf(id)).toEqual([{ person_id: personId }]);

    const bo = await grants.person({ givenName: 'Bo', familyName: 'Li', email: email.toUpperCase() });
    await eventually('the member is known', async () =>
      expect((await teamOf(id)).map(({ person_id }) => person_id).sort()).toEqual([personId, bo].sort()),
    );
    expect((await grants.call({ personId: bo }, 'GET', `/applications/${id}`)).body).toMatchObject({ as: 'reader' });
    const seat = { body: { role: 'member', capacity: 3 } };
    expect((await grants.call(on.by, 'PUT', `${committee}/members/${bo}`, seat)).status).toBeLessThan(300);
    ok(await grants.call(on.by, 'POST', `${committee}/phase`, { body: { to: 'review' } }), 204);
    const assigned = { body: { applicationId: id, personId: bo } };
    expect((await grants.call(on.by, 'POST', `${committee}/assignments`, assigned)).status).toBeGreaterThanOrEqual(400);
    await eventually('the others are told who joined', () => {
      const joined = grants.bus.heard.filter(({ subject, type }) => subject === id && type.includes('member-joined'));
      expect(joined.map(({ data }) => (data as { personId?: string }).personId)).toEqual([undefined, bo]);
    });
  });

  it('is known by an ORCID iD too, and once alone; whoever declined is left alone', async () => {
    const { me, id, personId } = await on.draft();
    const orcid = '0000-0001-5109-3700';
    const [one, gone] = [address(), address()];
    ok(await grants.call(me, 'POST', `/applications/${id}/team`, { body: { name: 'Bo', email: one, orcid, role: 'staff' } }), 201); // prettier-ignore
    ok(await grants.call(me, 'POST', `/applications/${id}/team`, { body: { name: 'Cy', email: gone, role: 'staff' } }), 201); // prettier-ignore
    ok(await grants.call('public', 'POST', `${await linkTo(gone)}/consent`, { body: { given: false } }));
    const cy = await grants.person({ email: gone });
    const bo = await grants.person({ orcid });
    await eventually('the member is known', async () =>
      expect((await teamOf(id)).map(({ person_id }) => person_id).sort()).toEqual([personId, bo].sort()),
    );
    expect((await teamOf(id)).map(({ person_id }) => person_id)).not.toContain(cy);
  });

  it('is in conflict as the applicant said, as soon as it is known who is meant', async () => {
    const email = address();
    const { me, id } = await on.draft();
    const body = { name: 'Di Ex', email, kind: 'personal', note: null };
    ok(await grants.call(me, 'POST', `/applications/${id}/declared-conflicts`, { body }), 201);
    const told = () =>
      grants.query<{ person_id: string }>('select person_id from review_conflicts where application_id = $1', [id]);
    expect(await told()).toEqual([]);
    const di = await grants.person({ email });
    await eventually('the committees are told', async () => expect(await told()).toEqual([{ person_id: di }]));
  });
});
