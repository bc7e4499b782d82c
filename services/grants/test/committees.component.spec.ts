import { eventually } from '@chiron/testing';
import { holds, ok, roundOf } from './deciding.js';
import { runningGrants, type RunningGrants } from './running-grants.js';

let grants: RunningGrants;
beforeAll(async () => {
  grants = await runningGrants();
});
afterAll(() => grants?.close());

type Round = Awaited<ReturnType<typeof roundOf>>;
const at = (organisation: string, organisationType: string) => ({ organisation, organisationType });

/** A committee of the round that has all its applications, with these members. */
async function reviewing(round: Round, ...members: string[]) {
  for (const { id } of round.applications) ok(await round.look(id, holds));
  const id = await round.committee();
  for (const member of members) await seat(round, id, member);
  const seen = async (personId: string): Promise<string[]> =>
    ok(await grants.call({ personId }, 'GET', `/grant-committees/${id}/applications`)).body.items.map(
      (item: { applicationId: string }) => item.applicationId,
    );
  return { id, seen, call: (personId: string, method: string, path: string, body?: object) => grants.call({ personId }, method, `/grant-committees/${id}${path}`, { ...(body && { body }) }) }; // prettier-ignore
}

const seat = async (round: Round, id: string, person: string, role = 'member') =>
  ok(await grants.call(round.by, 'PUT', `/grant-committees/${id}/members/${person}`, { body: { role, capacity: 5 } }), 204); // prettier-ignore

describe('a committee of a call', () => {
  it('has the applications that an officer accepted, and no other', async () => {
    const round = await roundOf(grants, { applications: 2 });
    const [accepted] = round.applications;
    ok(await round.look(accepted!.id));
    const id = await round.committee();
    const listed = ok(await grants.call(round.by, 'GET', `/grant-committees/${id}/applications`));
    expect(listed.body.items).toMatchObject([{ applicationId: accepted!.id, title: 'Bedside teaching' }]);
  });

  it('shows nothing of their own application to those who apply', async () => {
    const round = await roundOf(grants, { applications: 2 });
    const [own, other] = round.applications as [Round['applications'][0], Round['applications'][0]];
    const committee = await reviewing(round, own.personId);
    expect(await committee.seen(own.personId)).toEqual([other.id]);
  });

  it('finds who shares a division with an applicant, a mail domain of another house, and earlier applications', async () => {
    const round = await roundOf(grants, { applications: 1, settings: { review: { conflicts: { unit: { level: 'division', years: 3 }, coApplicantYears: 3, domainYears: 3, host: { institution: 'sis/house', domains: ['example.edu'] } } } } }); // prettier-ignore
    const [application] = round.applications as [Round['applications'][0]];
    await grants.publish((await import('@chiron/contracts/programs')).PersonDescribed, {
      source: 'sis',
      sourcedId: `usr-${application.personId}`,
      emailAuthoritative: true,
      givenName: 'Ana',
      familyName: 'Silva',
      email: 'ana@elsewhere.test',
      affiliations: [at('cardio', 'division'), at('medicine', 'department'), at('house', 'institution')],
    });
    await eventually('the applicant is described', async () => {
      const [row] = await grants.query<{ told: { email: string } }>('select told from people_told where key = $1', [
        `sis/usr-${application.personId}`,
      ]);
      if (row!.told.email !== 'ana@elsewhere.test') throw new Error('not yet');
    });
    const person = (familyName: string, email: string, ...affiliations: object[]) =>
      grants.person({ givenName: 'R.', familyName, email, affiliations: affiliations as never });
    const division = await person('Division', 'd@example.edu', at('cardio', 'division'));
    const department = await person('Department', 'e@example.edu', at('medicine', 'department'));
    const house = await person('House', 'h@example.edu', at('house', 'institution'));
    const domain = await person('Domain', 'x@elsewhere.test');
    const earlier = await person('Earlier', 'o@example.edu');
    const old = await round.draft();
    await grants.query(`update applications set state = 'withdrawn', submitted_at = now(), withdrawn_at = now() where id = $1`, [old.id]); // prettier-ignore
    await grants.query('insert into review_teams values ($1, $2), ($1, $3)', [old.id, earlier, application.personId]);
    const everybody = [division, department, house, domain, earlier];
    const committee = await reviewing(round, ...everybody);
    const found = ok(await committee.call(round.officer, 'GET', '/conflicts?state=potential')).body.items;
    const kinds = (id: string) =>
      found.filter((one: { personId: string }) => one.personId === id).map(({ kind }: { kind: string }) => kind);
    expect(everybody.map(kinds)).toEqual([['institutional'], [], [], ['institutional'], ['collaborator']]);
    for (const id of everybody) expect(await committee.seen(id)).toEqual(kinds(id).length > 0 ? [] : [application.id]);
  });

  it('where the call names no host, being of the same institution says nothing', async () => {
    const round = await roundOf(grants, { applications: 1 });
    const colleague = await grants.person({ givenName: 'C.', familyName: 'Colleague', affiliations: [at('house', 'school')] as never }); // prettier-ignore
    const committee = await reviewing(round, colleague);
    expect(await committee.seen(colleague)).toHaveLength(1);
  });

  it('a reviewer who turns out to be the applicant loses the assignment and the sight of it', async () => {
    const round = await roundOf(grants, { applications: 1 });
    const [application] = round.applications as [Round['applications'][0]];
    const reviewer = await grants.person({ givenName: 'Rita', familyName: 'Ramos' });
    const committee = await reviewing(round, reviewer);
    const body = { applicationId: application.id, personId: reviewer };
    ok(await committee.call(round.officer, 'POST', '/assignments', body), 201);
    await grants.merge(reviewer, application.personId);
    await eventually('nothing is assigned', async () => {
      const { body: listed } = ok(await committee.call(round.officer, 'GET', '/assignments?state=assigned'));
      if (listed.items.length > 0) throw new Error('still assigned');
    });
    expect(await committee.seen(reviewer)).toEqual([]);
    expect((await committee.call(round.officer, 'POST', '/assignments', body)).body.type).toBe('/problems#team-never-reviews'); // prettier-ignore
  });

  it('reads what was handed in, without a name before the decision, and only after signing', async () => {
    const round = await roundOf(grants, { applications: 1 });
    const [application] = round.applications as [Round['applications'][0]];
    const reviewer = await grants.person({ givenName: 'Rita', familyName: 'Ramos' });
    const committee = await reviewing(round, reviewer);
    const open = () => committee.call(reviewer, 'GET', `/applications/${application.id}`);
    expect((await open()).body.type).toBe('/problems#not-signed');
    const signed = { occasion: 'before', conflictsDeclared: true, confidentiality: true, aiRule: true };
    ok(await committee.call(reviewer, 'POST', '/signings', signed), 204);
    const read = ok(await open());
    expect(read.body.content.fields).toContainEqual(expect.objectContaining({ name: 'aims', answer: 'To teach well' }));
    expect(read.text).not.toContain('Silva');
    expect(read.text).not.toContain(application.personId);
  });

  it('assigns, and a withdrawn application leaves it', async () => {
    const round = await roundOf(grants, { applications: 2, settings: { review: { reviewsPerApplication: 2 } } });
    const people = await Promise.all(['Ada', 'Ben', 'Cleo'].map((givenName) => grants.person({ givenName, familyName: 'R.' }))); // prettier-ignore
    const committee = await reviewing(round, ...people);
    const run = ok(await committee.call(round.officer, 'POST', '/assignment-runs', { mode: 'all' }), 201);
    expect(run.body).toMatchObject({ feasible: true, report: { added: 4 } });
    const [first, second] = round.applications as [Round['applications'][0], Round['applications'][0]];
    ok(await round.act(first.me, first.id, 'withdraw', { reason: 'We go elsewhere.' }));
    const left = ok(await committee.call(round.officer, 'GET', '/assignments?state=assigned')).body.items;
    expect(left.map((one: { applicationId: string }) => one.applicationId)).toEqual([second.id, second.id]);
  });

  it('is matched as the call says: kinds of reviewers, weights', async () => {
    const affinity = { bid: 1, topics: 0, text: 0 };
    const kindsWanted = [{ kind: 'statistician', atLeast: 1 }];
    const round = await roundOf(grants, { applications: 1, settings: { review: { reviewsPerApplication: 1, kindsWanted, affinity, gap: 0 } } }); // prettier-ignore
    const [ada, ben] = await Promise.all(['Ada', 'Ben'].map((givenName) => grants.person({ givenName, familyName: 'R.' }))); // prettier-ignore
    const committee = await reviewing(round, ada!);
    const body = { role: 'member', kinds: ['statistician'] };
    ok(await grants.call(round.by, 'PUT', `/grant-committees/${committee.id}/members/${ben}`, { body }), 204);
    const [{ id: application }] = round.applications as [Round['applications'][0]];
    ok(await committee.call(ada!, 'PUT', `/applications/${application}/bid`, { bid: 2 }), 204);
    const run = ok(await committee.call(round.officer, 'POST', '/assignment-runs', { mode: 'all' }), 201);
    expect(run.body.pairs).toMatchObject([{ reviewer: ben, application }]);
    const at = `/calls/${round.callId}`;
    const { headers } = await grants.call(round.by, 'GET', at);
    const refused = await grants.call(round.by, 'PATCH', at, {
      body: { review: { affinity: { ...affinity, text: 2 }, gap: -1, kindsWanted: [{ kind: '', atLeast: 0 }] } },
      headers: { 'if-match': headers.get('etag')! },
    });
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/review/affinity/text',
      '/review/gap',
      '/review/kindsWanted/0/atLeast',
      '/review/kindsWanted/0/kind',
    ]);
  });

  it('is matched by the words of what was handed in', async () => {
    const affinity = { bid: 0, topics: 0, text: 1 };
    const round = await roundOf(grants, { applications: 1, settings: { review: { reviewsPerApplication: 1, affinity } } }); // prettier-ignore
    const [ada, ben] = await Promise.all(['Ada', 'Ben'].map((givenName) => grants.person({ givenName, familyName: 'R.' }))); // prettier-ignore
    const committee = await reviewing(round, ada!, ben!);
    for (const [person, expertise] of [
      [ada!, 'Molecular genetics.'],
      [ben!, 'I study how clinicians teach.'],
    ] as const)
      // prettier-ignore
      ok(await committee.call(person, 'PUT', '/expertise', { topics: [], expertise }), 204);
    const run = ok(await committee.call(round.officer, 'POST', '/assignment-runs', { mode: 'all' }), 201);
    expect(run.body.pairs).toMatchObject([{ reviewer: ben }]);
  });

  it('is nobody’s business who neither sits in it nor runs calls', async () => {
    const round = await roundOf(grants, { applications: 1 });
    const committee = await reviewing(round);
    const stranger = await grants.person({ givenName: 'S.', familyName: 'Stranger' });
    expect((await committee.call(stranger, 'GET', '')).status).toBe(404);
    expect((await committee.call(round.applications[0]!.personId, 'GET', '')).status).toBe(404);
    expect((await grants.call({ scopes: ['grants:administer'] }, 'GET', `/grant-committees/${committee.id}`)).status).toBe(403); // prettier-ignore
  });
});
