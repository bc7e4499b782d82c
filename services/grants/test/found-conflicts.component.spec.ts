import { ok, roundOf, type Round } from './deciding.js';
import { administrator, runningGrants, type RunningGrants } from './running-grants.js';

const unit = (organisation: string, organisationType: string) => ({
  organisation,
  organisationName: organisation,
  organisationType,
  position: 'faculty',
});

describe('conflicts are found from what grants is told of people', () => {
  let grants: RunningGrants;
  let on: Round;
  let committeeId: string;
  let applicants: string[];
  beforeAll(async () => {
    grants = await runningGrants();
    on = await roundOf(grants, { applications: 0 });
    applicants = [];
    const apply = async (more: object): Promise<{ id: string; personId: string }> => {
      const personId = await on.person(more);
      const id = ok(await on.start(personId), 201).body.id as string;
      ok(await on.save({ personId }, id, 0, { title: 'Bedside teaching', aims: 'To teach well' }));
      ok(await on.act({ personId }, id, 'submit'));
      ok(await on.look(id));
      applicants.push(id);
      return { id, personId };
    };
    await apply({ affiliations: [unit('uni', 'school'), unit('peds', 'department'), unit('neo', 'division')] });
    await apply({ affiliations: [unit('uni', 'school'), unit('surgery', 'department')] });
    committeeId = await on.committee();
  });
  afterAll(() => grants.close());

  const whatIf = async (more: object): Promise<[string, string[]][]> => {
    const personId = await on.person(more);
    const path = `/grant-committees/${committeeId}/conflicts/what-if?personId=${personId}`;
    const { body } = ok(await grants.call(on.by, 'GET', path));
    return body.map(({ number, kinds }: { number: string; kinds: string[] }) => [number, kinds]);
  };

  it('the same division is one; the same institution, department or e-mail domain of an internal call is none', async () => {
    expect(await whatIf({ affiliations: [unit('neo', 'division')] })).toEqual([
      [expect.any(String), ['institutional']],
    ]);
    expect(await whatIf({ affiliations: [unit('uni', 'school'), unit('surgery', 'department')] })).toEqual([]);
    expect(await whatIf({})).toEqual([]);
  });

  it('in a call with a host units meet by what they lie within, which may be told of one side only', async () => {
    const school = [unit('som', 'school'), unit('uni', 'district')];
    const cardiology = { ...unit('cardio', 'division'), within: [unit('med', 'department'), ...school] };
    const lawElsewhere = { ...unit('law', 'department'), within: [unit('lake', 'district')] };
    const conflicts = { unit: { level: 'division', years: 3 }, host: { institution: 'sis/uni', domains: [] } };
    const round = await roundOf(grants, { applications: 0, settings: { review: { conflicts } } });
    const numbers: string[] = [];
    for (const affiliation of [cardiology, lawElsewhere]) {
      const personId = await round.person({ affiliations: [affiliation] });
      const { id, number } = ok(await round.start(personId), 201).body;
      ok(await round.save({ personId }, id, 0, { title: 'Bedside teaching', aims: 'To teach well' }));
      ok(await round.act({ personId }, id, 'submit'));
      ok(await round.look(id));
      numbers.push(number);
    }
    const committee = await round.committee();
    const [ours, elsewhere] = numbers;
    const found = async (affiliation: object): Promise<string[]> => {
      const personId = await round.person({ affiliations: [affiliation] });
      const path = `/grant-committees/${committee}/conflicts/what-if?personId=${personId}`;
      const { body } = ok(await grants.call(round.by, 'GET', path));
      return body.map(({ number }: { number: string }) => number);
    };
    expect(await found(cardiology)).toEqual([ours]);
    expect(await found(unit('cardio', 'division'))).toEqual([ours]);
    expect(await found({ ...unit('renal', 'division'), within: cardiology.within })).toEqual([]);
    expect(await found({ ...unit('surgery', 'department'), within: school })).toEqual([]);
    expect(await found({ ...unit('pharmacy', 'department'), within: lawElsewhere.within })).toEqual([elsewhere]);
    expect(await found(unit('lake', 'district'))).toEqual([elsewhere]);
    expect(await found(unit('pharmacy', 'department'))).toEqual([]);
    const units = await grants.query<{ host_unit: string }>(
      'select host_unit from review_applications where committee_id = $1 order by number = $2 desc',
      [committee, ours],
    );
    expect(units.map(({ host_unit }) => host_unit)).toEqual(['sis/med', 'sis/law']);
  });

  it('whoever applied together is one, under any of their names', async () => {
    const [first] = applicants as [string];
    const helper = await on.person();
    await grants.query('insert into review_teams (application_id, person_id) values ($1, $2)', [first, helper]);
    const other = await on.person();
    await grants.merge(helper, other);
    const own = await grants.call(on.by, 'GET', `/grant-committees/${committeeId}/conflicts/what-if?personId=${other}`);
    expect(own.body).toMatchObject([{ kinds: ['personal'] }]);
    const together = await on.person();
    const draft = ok(await on.start(together), 201).body.id;
    await grants.query('insert into review_teams (application_id, person_id) values ($1, $2)', [draft, other]);
    const path = `/grant-committees/${committeeId}/conflicts/what-if?personId=${together}`;
    expect((await grants.call(on.by, 'GET', path)).body).toEqual([]);
    ok(await on.save({ personId: together }, draft, 0, { title: 'Together', aims: 'To teach well' }));
    ok(await on.act({ personId: together }, draft, 'submit'));
    await grants.query('insert into review_teams (application_id, person_id) values ($1, $2) on conflict do nothing', [
      draft,
      other,
    ]);
    expect((await grants.call(on.by, 'GET', path)).body).toMatchObject([{ kinds: ['collaborator'] }]);
  });

  it('an institution elsewhere is one also where the call names no host, to those who are certainly from there', async () => {
    const theirs = { affiliations: [unit('elsewhere', 'school')] };
    const personId = await on.person({ ...theirs, email: 'ana@elsewhere.example.org' });
    const id = ok(await on.start(personId), 201).body.id as string;
    ok(await on.save({ personId }, id, 0, { title: 'From elsewhere', aims: 'To teach well' }));
    ok(await on.act({ personId }, id, 'submit'));
    ok(await on.look(id));
    ok(await grants.call(on.by, 'POST', `/grant-committees/${committeeId}/applications`, { body: {} }), 204);
    const { number } = ok(await grants.call({ personId }, 'GET', `/applications/${id}`)).body;
    const there = { ...theirs, email: 'ben@elsewhere.example.org' };
    // nothing tells yet where those are from who run grants
    expect(await whatIf(there)).toEqual([]);
    const officer = await grants.person({ email: 'olga@institute.example.edu', affiliations: [unit('uni', 'school')] });
    const appointment = { personId: officer, role: 'officer' };
    ok(await grants.call(administrator, 'POST', '/grants-officers', { body: appointment }), 201);
    expect(await whatIf(there)).toEqual([[number, ['institutional']]]);
    expect(await whatIf({ email: 'cy@mail.elsewhere.example.org' })).toEqual([[number, ['institutional']]]);
    expect(await whatIf({ ...theirs, email: 'dee@gmail.com' })).toEqual([]);
    expect(await whatIf({ ...theirs, email: 'eve@institute.example.edu' })).toEqual([]);
  });
});
