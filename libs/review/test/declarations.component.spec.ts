import { uuidv7 } from 'uuidv7';
import { mounted, type Mounted } from './mounted.js';
import { expectDone, panel, type Panel } from './panel.js';

let on: Mounted;
beforeAll(async () => {
  on = await mounted();
});
afterAll(() => on?.close());

const declare = async (p: Panel, person: string, applicationId: string, more: object = {}) =>
  (await expectDone(p.call('POST', '/conflicts', person, { applicationId, kind: 'other', ...more }))).body.id as string;
const back = (p: Panel, id: string, person: string, ifMatch?: string) =>
  p.call('POST', `/conflicts/${id}/withdraw`, person, { reason: 'Another of that name.' }, ifMatch ? { 'if-match': ifMatch } : {}); // prettier-ignore
const log = async (p: Panel) => (await p.call('GET', '/log', p.officer)).body.items;

/** Rita, Mia, and Carla in the chair, with one application. */
async function three(settings = {}) {
  const p = await panel(on, [{ name: 'Rita' }, { name: 'Mia' }, { name: 'Carla', role: 'chair' }], settings);
  const [rita, mia, carla] = p.people as [string, string, string];
  const application = await on.application(p.round.id);
  await p.take();
  return { p, rita, mia, carla, application };
}

describe('a conflict that a reviewer declared', () => {
  it('is taken back by themselves while the committee bids, from then on by whoever chairs there', async () => {
    const { p, rita, carla, application } = await three();
    const id = await declare(p, rita, application);
    await p.go('review');
    expect((await back(p, id, rita)).body.type).toBe('/problems#not-in-this-phase');
    expect((await back(p, id, carla)).status).toBe(428);
    expect((await back(p, id, carla, '"1"')).status).toBe(204);
    expect((await back(p, id, carla, '"2"')).body.type).toBe('/problems#conflict-not-potential');
    await p.go('discussion');
    expect(await p.seen(rita)).toEqual([application]);
    expect((await log(p)).find(({ act }: { act: string }) => act === 'conflict-withdrawn')).toMatchObject({
      by: carla,
      applicationId: application,
      personId: rita,
      facts: { source: 'declared-by-reviewer', reason: 'Another of that name.' },
    });
  });

  it('ends no earlier than it begins, and the field is told', async () => {
    const { p, rita, application } = await three();
    const body = { applicationId: application, kind: 'other', since: '2027-03-02', until: '2027-03-01' };
    expect((await p.call('POST', '/conflicts', rita, body)).body.errors).toMatchObject([{ pointer: '/until' }]);
    await declare(p, rita, application, { ...body, until: '2027-03-02' });
  });
});

describe('a conflict that the chair pinned', () => {
  it('stays as it is when somebody declares it once more', async () => {
    const { p, rita, carla, application } = await three();
    const id = await declare(p, carla, application, { personId: rita });
    await expectDone(back(p, id, carla, '"1"'));
    await expectDone(p.call('POST', `/conflicts/${id}/pin`, carla, undefined, { 'if-match': '"2"' }));
    const again = { applicationId: application, personId: rita, kind: 'other' };
    expect((await p.call('POST', '/conflicts', p.officer, again)).body.type).toBe('/problems#conflict-pinned');
    expect(await p.seen(rita)).toEqual([application]);
  });

  it('is pinned by a chair who is an officer as well, not by an officer who is not', async () => {
    const { p, rita, carla, application } = await three();
    await on.database.query('insert into officers values ($1, $2)', [p.round.id, carla]);
    const id = await declare(p, rita, application);
    const pin = (person: string) => p.call('POST', `/conflicts/${id}/pin`, person, undefined, { 'if-match': '"1"' });
    expect((await pin(p.officer)).body.type).toBe('/problems#conflict-pinned');
    expect((await pin(carla)).status).toBe(204);
  });
});

describe('a conflict that the applicant declared', () => {
  const named = (application: string, personId: string, note?: string) =>
    on.teams.declareByApplicant(application, { personId, kind: 'competing', by: uuidv7(), ...(note && { note }) });
  const takeBack = (application: string, personId: string) =>
    on.teams.takeBackByApplicant(application, { personId, kind: 'competing' });

  it('is taken back until the committee begins to review; the log names no applicant', async () => {
    const { p, rita, application } = await three();
    await named(application, rita);
    expect(await p.seen(rita)).toEqual([]);
    await on.teams.mustNotBeReviewed(application);
    await takeBack(application, rita);
    expect(await p.seen(rita)).toEqual([application]);
    const acts = (await log(p)).filter(({ facts }: { facts: object }) => 'source' in facts);
    expect(acts.map(({ act, by }: { act: string; by: unknown }) => [act, by])).toEqual([
      ['conflict-withdrawn', null],
      ['conflict-declared', null],
    ]);
    await named(application, rita);
    await p.go('review');
    await expect(on.teams.mustNotBeReviewed(application)).rejects.toThrow('not-in-this-phase');
    await expect(on.teams.mustNotBeReviewed(uuidv7())).resolves.toBeUndefined();
  });

  it('and that the committee has decided or pinned is the committee’s', async () => {
    const { p, rita, mia, carla, application } = await three();
    await named(application, rita);
    await named(application, mia);
    const found = (await p.call('GET', '/conflicts', carla)).body.items as { id: string; personId: string }[];
    const of = (person: string) => found.find(({ personId }) => personId === person)!.id;
    await expectDone(back(p, of(rita), carla, '"1"'));
    await expectDone(p.call('POST', `/conflicts/${of(mia)}/pin`, carla, undefined, { 'if-match': '"1"' }));
    for (const person of [rita, mia]) await takeBack(application, person);
    await named(application, rita);
    expect(await p.seen(rita)).toEqual([application]);
    expect(await p.seen(mia)).toEqual([]);
  });

  it('says why only to those who may know who applies', async () => {
    const { p, rita, carla, application } = await three();
    await named(application, rita, 'She supervised my thesis in Graz.');
    const note = async (person: string) => (await p.call('GET', '/conflicts', person)).body.items[0].note;
    expect(await note(carla)).toBeNull();
    expect(await note(p.officer)).toBe('She supervised my thesis in Graz.');
    await p.go('review', 'discussion', 'decision');
    expect(await note(carla)).toBe('She supervised my thesis in Graz.');
  });
});

describe('a conflict that the platform’s record shows', () => {
  it('is looked for again before the committee reviews, and before it discusses', async () => {
    const applicant = await on.person('Ana');
    const { p, rita, mia } = await three({ conflictRules: { coApplicantYears: 3 } });
    const hers = await on.application(p.round.id, { team: [applicant] });
    await p.take();
    const became = (person: string) =>
      on.database.query('update facts set facts = $2 where person_id = $1', [
        person,
        JSON.stringify({ coApplicants: [{ person: applicant }] }),
      ]);
    const found = async () =>
      (await p.call('GET', '/conflicts?state=potential', p.officer)).body.items.map(
        ({ personId, applicationId }: { personId: string; applicationId: string }) => [personId, applicationId],
      );
    await became(rita);
    expect(await found()).toEqual([]);
    await p.go('review');
    expect(await found()).toEqual([[rita, hers]]);
    await became(mia);
    await p.go('discussion');
    expect(await found()).toEqual([[rita, hers], [mia, hers]]); // prettier-ignore
    expect(await p.seen(mia)).not.toContain(hers);
  });

  it('is looked for by many at once without anybody being refused', async () => {
    const applicant = await on.person('Ana');
    const { p } = await three({ conflictRules: { coApplicantYears: 3 } });
    for (let i = 0; i < 5; i++) await on.application(p.round.id, { team: [applicant] });
    await on.database.query(`update facts set facts = $2 where person_id = any($1)`, [
      p.people,
      JSON.stringify({ coApplicants: [{ person: applicant }] }),
    ]);
    const looks = Array.from({ length: 8 }, (_, i) =>
      i % 2 ? p.call('POST', '/conflicts/find', p.officer) : p.call('POST', '/applications', p.officer, {}),
    );
    for (const { status } of await Promise.all(looks)) expect(status).toBe(204);
  });
});

describe('where applicants’ names do not show', () => {
  it('nobody learns who applies from what somebody could not see, or could not review', async () => {
    const p = await panel(on, [{ name: 'Ana' }, { name: 'Mia' }, { name: 'Carla', role: 'chair' }]);
    const [ana, mia, carla] = p.people as [string, string, string];
    const application = await on.application(p.round.id, { team: [ana] });
    await p.take();
    await declare(p, mia, application);
    const asked = async (person: string, by: string) =>
      (await p.call('GET', `/conflicts/what-if?personId=${person}`, by)).body[0].kinds;
    expect([await asked(ana, carla), await asked(mia, carla)]).toEqual([[], []]);
    expect([await asked(ana, p.officer), await asked(mia, p.officer)]).toEqual([['personal'], ['other']]);
    const assign = async (personId: string, by: string) => {
      const { body } = await p.call('POST', '/assignments', by, { applicationId: application, personId });
      return [body.type, body.errors];
    };
    expect(await assign(ana, carla)).toEqual(await assign(mia, carla));
    expect((await assign(ana, p.officer))[0]).toBe('/problems#team-never-reviews');
  });

  it('who joined the team is told to nobody by what ends', async () => {
    const { p, rita, carla, application } = await three();
    await expectDone(p.call('POST', '/assignments', p.officer, { applicationId: application, personId: rita }));
    await on.teams.set(application, [rita]);
    const [ended] = (await p.call('GET', '/assignments', carla)).body.items;
    expect(ended).toMatchObject({ personId: rita, state: 'withdrawn', reason: 'in conflict' });
    expect(JSON.stringify(await log(p))).not.toContain('team');
  });
});

describe('somebody or something that is named and is not there', () => {
  it('is told by its field', async () => {
    const { p, rita, application } = await three();
    const nobody = uuidv7();
    const answers = [
      await p.call('POST', '/conflicts', p.officer, { applicationId: application, personId: nobody, kind: 'other' }),
      await p.call('PUT', '/apart', p.officer, { one: rita, other: nobody, apart: true }),
      await p.call('PUT', '/apart', p.officer, { one: nobody, other: rita, apart: true }),
      await p.call('POST', '/applications', p.officer, { applicationIds: [application, nobody] }),
    ];
    expect(answers.map(({ status, body }) => [status, body.errors?.[0]?.pointer])).toEqual([
      [404, '/personId'],
      [404, '/other'],
      [404, '/one'],
      [404, '/applicationIds/1'],
    ]);
  });
});
