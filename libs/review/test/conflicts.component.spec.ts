import { uuidv7 } from 'uuidv7';
import { mounted, type Mounted } from './mounted.js';
import { expectDone, panel, told } from './panel.js';

let on: Mounted;
beforeAll(async () => {
  on = await mounted();
});
afterAll(() => on?.close());

const sharing = { coApplicantYears: 3, unit: { level: 'division', years: 3 } } as const;

describe('a conflict of interest', () => {
  it('that a reviewer declares stands at once: the application does not exist for them', async () => {
    const on_ = await panel(on, [{ name: 'Rita' }, { name: 'Carla', role: 'chair' }]);
    const [rita, carla] = on_.people as [string, string];
    const application = await on.application(on_.round.id);
    const other = await on.application(on_.round.id);
    await on_.take();
    await on_.sign(rita);
    const body = { applicationId: application, kind: 'personal', note: 'my cousin' };
    const declared = await expectDone(on_.call('POST', '/conflicts', rita, body));
    expect(await on_.seen(rita)).toEqual([other]);
    const missing = uuidv7();
    const opened = await on_.call('GET', `/applications/${application}`, rita);
    expect(told(opened, application)).toEqual(told(await on_.call('GET', `/applications/${missing}`, rita), missing));
    const again = await on_.call('POST', '/conflicts', rita, body);
    expect(told(again, application)).toEqual(
      told(await on_.call('POST', '/conflicts', rita, { ...body, applicationId: missing }), missing),
    );
    const listed = await on_.call('GET', '/conflicts', carla);
    expect(listed.body.items).toMatchObject([
      { id: declared.body.id, personId: rita, state: 'confirmed', source: 'declared-by-reviewer', note: 'my cousin' },
    ]);
  });

  it('that was a mistake is taken back by its reviewer, with a reason', async () => {
    const on_ = await panel(on, [{ name: 'Rita' }, { name: 'Mia' }]);
    const [rita, mia] = on_.people as [string, string];
    const application = await on.application(on_.round.id);
    await on_.take();
    const { id } = (await on_.call('POST', '/conflicts', rita, { applicationId: application, kind: 'other' })).body;
    const back = (person: string, reason: string) => on_.call('POST', `/conflicts/${id}/withdraw`, person, { reason });
    expect((await back(rita, ' ')).body).toMatchObject({ status: 422, errors: [{ pointer: '/reason' }] });
    expect((await back(mia, 'For her.')).status).toBe(403);
    expect(await on_.seen(rita)).toEqual([]);
    expect((await back(rita, 'Another person of that name.')).status).toBe(204);
    expect(await on_.seen(rita)).toEqual([application]);
  });

  it('is set for another by whoever chairs there, not by a member', async () => {
    const on_ = await panel(on, [{ name: 'Rita' }, { name: 'Mia' }, { name: 'Carla', role: 'chair' }]);
    const [rita, mia, carla] = on_.people as [string, string, string];
    const application = await on.application(on_.round.id);
    await on_.take();
    const body = { applicationId: application, personId: rita, kind: 'competing' };
    expect((await on_.call('POST', '/conflicts', mia, body)).status).toBe(403);
    expect(await on_.seen(rita)).toEqual([application]);
    await expectDone(on_.call('POST', '/conflicts', carla, body));
    expect(await on_.seen(rita)).toEqual([]);
    const field = await on_.call('POST', '/conflicts', carla, { ...body, kind: 'dislike', since: '2027-02-30' });
    expect(field.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(['/kind', '/since']);
  });

  it('holds within its dates only', async () => {
    const on_ = await panel(on, [{ name: 'Rita' }, { name: 'Carla', role: 'chair' }]);
    const [rita, carla] = on_.people as [string, string];
    const [past, last] = [await on.application(on_.round.id), await on.application(on_.round.id)];
    await on_.take();
    const set = (applicationId: string, until: string) =>
      expectDone(on_.call('POST', '/conflicts', carla, { applicationId, personId: rita, kind: 'other', until }));
    await set(past, '2027-02-28');
    await set(last, '2027-03-01');
    expect(await on_.seen(rita)).toEqual([past]);
  });

  it('that is found blocks until it is decided; the private fact behind it is told to nobody', async () => {
    const applicant = await on.person('Ana');
    const on_ = await panel(
      on,
      [
        { name: 'Rita', facts: { coApplicants: [{ person: applicant, until: '2026-06-01' }], household: [applicant] } },
        { name: 'Carla', role: 'chair' },
      ],
      { conflictRules: { ...sharing, household: true } },
    );
    const [rita, carla] = on_.people as [string, string];
    const application = await on.application(on_.round.id, { team: [applicant] });
    await on_.take();
    expect(await on_.seen(rita)).toEqual([]);
    const list = async (query = '') => (await on_.call('GET', `/conflicts${query}`, carla)).body.items;
    const found = await list('?state=potential');
    expect(found.map(({ kind }: { kind: string }) => kind).sort()).toEqual(['collaborator', 'personal']);
    expect(JSON.stringify(found)).not.toContain(applicant);
    const decide = (at: number, verdict: string, reason: string, ifMatch = '"1"') =>
      on_.call('POST', `/conflicts/${found[at].id}/${verdict}`, carla, { reason }, { 'if-match': ifMatch });
    expect((await decide(0, 'waive', 'Long ago.', '"9"')).status).toBe(412);
    expect((await decide(0, 'waive', '')).body.type).toBe('/problems#reason-needed');
    const waived = await decide(0, 'waive', 'Long ago.');
    expect(waived.status).toBe(204);
    expect((await decide(0, 'waive', 'Again.', waived.headers.get('etag')!)).body.type).toBe(
      '/problems#conflict-not-potential',
    );
    expect(await on_.seen(rita)).toEqual([]);
    expect((await decide(1, 'waive', 'They parted.')).status).toBe(204);
    expect(await on_.seen(rita)).toEqual([application]);
    await expectDone(on_.call('POST', '/conflicts/find', carla));
    expect(await on_.seen(rita)).toEqual([application]);
  });

  it('that is found no longer goes, unless somebody decided it', async () => {
    const applicant = await on.person('Ana');
    const on_ = await panel(on, [{ name: 'Rita', facts: { coApplicants: [{ person: applicant }] } }], {
      conflictRules: sharing,
    });
    const [rita] = on_.people as [string];
    const application = await on.application(on_.round.id, { team: [applicant] });
    await on_.take();
    expect(await on_.seen(rita)).toEqual([]);
    await on.database.query(`update facts set facts = '{}' where person_id = $1`, [rita]);
    await expectDone(on_.call('POST', '/conflicts/find', on_.officer));
    expect(await on_.seen(rita)).toEqual([application]);
  });

  it('that is decided is somebody else’s: nobody decides their own, and they are not told that there is one', async () => {
    const applicant = await on.person('Ana');
    const on_ = await panel(on, [{ name: 'Carla', role: 'chair', facts: { coApplicants: [{ person: applicant }] } }], {
      conflictRules: sharing,
    });
    const [carla] = on_.people as [string];
    await on.application(on_.round.id, { team: [applicant] });
    await on_.take();
    const [found] = (await on_.call('GET', '/conflicts', on_.officer)).body.items;
    expect(found).toMatchObject({ personId: carla, source: 'found' });
    expect((await on_.call('GET', '/conflicts', carla)).body.items).toEqual([]);
    const missing = uuidv7();
    const waive = (id: string) =>
      on_.call('POST', `/conflicts/${id}/waive`, carla, { reason: 'It is nothing.' }, { 'if-match': '"1"' });
    expect(told(await waive(found.id), found.id)).toEqual(told(await waive(missing), missing));
  });

  it('that the chair pinned is changed by nobody else', async () => {
    const on_ = await panel(on, [{ name: 'Rita' }, { name: 'Carla', role: 'chair' }]);
    const [rita, carla] = on_.people as [string, string];
    const application = await on.application(on_.round.id);
    await on_.take();
    const { id } = (await on_.call('POST', '/conflicts', rita, { applicationId: application, kind: 'other' })).body;
    const pin = (verb: string, person: string, ifMatch: string) =>
      on_.call('POST', `/conflicts/${id}/${verb}`, person, undefined, { 'if-match': ifMatch });
    expect((await pin('pin', on_.officer, '"1"')).body.type).toBe('/problems#conflict-pinned');
    expect((await pin('pin', carla, '"1"')).status).toBe(204);
    const back = () => on_.call('POST', `/conflicts/${id}/withdraw`, rita, { reason: 'A mistake.' });
    expect((await back()).body.type).toBe('/problems#conflict-pinned');
    expect((await pin('unpin', carla, '"2"')).status).toBe(204);
    expect((await back()).status).toBe(204);
  });
});

describe('the team of an application', () => {
  it('never sees it in the committee, and the database itself forbids that a member of it reviews', async () => {
    const on_ = await panel(on, [{ name: 'Rita' }]);
    const [rita] = on_.people as [string];
    const application = await on.application(on_.round.id, { team: [rita] });
    await on_.take();
    expect(await on_.seen(rita)).toEqual([]);
    const byHand = await on_.call('POST', '/assignments', on_.officer, { applicationId: application, personId: rita });
    expect(byHand.body).toMatchObject({ status: 409, type: '/problems#team-never-reviews' });
    const insert = on.database.query(
      `insert into review_assignments (id, committee_id, application_id, person_id, state)
       values ($1, $2, $3, $4, 'assigned')`,
      [uuidv7(), on_.id, application, rita],
    );
    await expect(insert).rejects.toMatchObject({ constraint: 'review_team_never_reviews' });
  });

  it('is one person under every id they had', async () => {
    const on_ = await panel(on, [{ name: 'Rita' }]);
    const [rita] = on_.people as [string];
    const alias = await on.person('Rita R.');
    const application = await on.application(on_.round.id, { team: [alias] });
    await on_.take();
    expect(await on_.seen(rita)).toEqual([application]);
    await expectDone(on_.call('POST', '/assignments', on_.officer, { applicationId: application, personId: rita }));
    await on.merge(alias, rita);
    await on.teams.merged(rita);
    expect(await on_.seen(rita)).toEqual([]);
    expect(await on_.assigned()).toEqual([]);
    expect((await on_.call('POST', '/assignments', on_.officer, { applicationId: application, personId: rita })).body.type).toBe('/problems#team-never-reviews'); // prettier-ignore
  });

  it('may grow: what was assigned to a new member of it ends, and the database forbids the row otherwise', async () => {
    const on_ = await panel(on, [{ name: 'Rita' }]);
    const [rita] = on_.people as [string];
    const application = await on.application(on_.round.id);
    await on_.take();
    await expectDone(on_.call('POST', '/assignments', on_.officer, { applicationId: application, personId: rita }));
    const bare = on.database.query('insert into review_teams values ($1, $2)', [application, rita]);
    await expect(bare).rejects.toMatchObject({ constraint: 'review_team_never_reviews' });
    await on.teams.set(application, [rita]);
    expect(await on_.assigned()).toEqual([]);
    expect(await on_.seen(rita)).toEqual([]);
    await on.teams.set(application, []);
    expect(await on_.seen(rita)).toEqual([application]);
  });

  it('and the reviewers of an application never meet, whichever is written first, however often at once', async () => {
    const on_ = await panel(on, [{ name: 'Rita', capacity: 100 }]);
    const [rita] = on_.people as [string];
    const ids: string[] = [];
    for (let i = 0; i < 10; i++) ids.push(await on.application(on_.round.id));
    await on_.take();
    await Promise.all(
      ids.flatMap((applicationId) => [
        on_.call('POST', '/assignments', on_.officer, { applicationId, personId: rita }),
        on.teams.set(applicationId, [rita]),
      ]),
    );
    const [both] = await on.database.query<{ n: number }>(
      `select count(*)::int as n from review_assignments a join review_teams t using (application_id, person_id)
        where a.state = 'assigned' and a.committee_id = $1`,
      [on_.id],
    );
    expect(both!.n).toBe(0);
    expect(await on_.seen(rita)).toEqual([]);
  });

  it('names whom it does not want; a withdrawn application leaves its committee', async () => {
    const on_ = await panel(on, [{ name: 'Rita' }]);
    const [rita] = on_.people as [string];
    const application = await on.application(on_.round.id);
    await on_.take();
    await on.teams.declareByApplicant(application, { personId: rita, kind: 'competing', by: uuidv7() });
    expect(await on_.seen(rita)).toEqual([]);
    expect(await on_.seen(on_.officer)).toEqual([application]);
    await on.teams.left(application);
    expect(await on_.seen(on_.officer)).toEqual([]);
  });
});

describe('what if somebody were invited', () => {
  it('says which applications they could not see, by kind, and names no fact', async () => {
    const applicant = await on.person('Ana');
    const guest = await on.person('Guest', { mentors: [{ person: applicant }] });
    const on_ = await panel(on, [{ name: 'Mia' }], { conflictRules: { mentoringYears: 5 } });
    const application = await on.application(on_.round.id, { team: [applicant] });
    await on.application(on_.round.id);
    await on_.take();
    const asked = await on_.call('GET', `/conflicts/what-if?personId=${guest}`, on_.officer);
    expect(asked.body).toEqual([{ applicationId: application, number: expect.any(String), kinds: ['advisor-advisee'] }]); // prettier-ignore
    expect((await on_.call('GET', `/conflicts/what-if?personId=${guest}`, on_.people[0]!)).status).toBe(403);
    expect((await on_.call('GET', '/conflicts/what-if', on_.officer)).body.errors).toMatchObject([
      { pointer: '?personId' },
    ]);
  });
});

describe('an application whose chair is in conflict', () => {
  it('or whose officer is: they declare it, and figures of the whole round are somebody else’s', async () => {
    const on_ = await panel(on, [{ name: 'Carla', role: 'chair' }]);
    const [carla] = on_.people as [string];
    const [first, second] = [await on.application(on_.round.id), await on.application(on_.round.id)];
    await on_.take();
    expect((await on_.call('GET', '/loads', on_.officer)).status).toBe(200);
    await expectDone(on_.call('POST', '/conflicts', on_.officer, { applicationId: first, kind: 'personal' }));
    expect(await on_.seen(on_.officer)).toEqual([second]);
    expect((await on_.call('GET', '/loads', on_.officer)).body.type).toBe('/problems#conflict-of-interest');
    expect((await on_.call('GET', '/loads', carla)).status).toBe(200);
  });

  it('is handed to the acting chair who comes first and is free', async () => {
    const on_ = await panel(on, [
      { name: 'Carla', role: 'chair' },
      { name: 'Ada', role: 'acting-chair' },
      { name: 'Rita' },
    ]);
    const [carla, ada, rita] = on_.people as [string, string, string];
    const [hers, other] = [await on.application(on_.round.id, { team: [carla] }), await on.application(on_.round.id)];
    await on_.take();
    const set = (person: string, applicationId: string) =>
      on_.call('POST', '/conflicts', person, { applicationId, personId: rita, kind: 'other' });
    expect((await set(carla, hers)).status).toBe(404);
    expect((await set(ada, other)).status).toBe(403);
    expect((await set(ada, hers)).status).toBe(201);
    expect((await set(carla, other)).status).toBe(201);
    expect((await on_.call('POST', '/assignment-runs', carla, { mode: 'all' })).body.type).toBe('/problems#conflict-of-interest'); // prettier-ignore
  });
});
