import { seeded, type Random } from '../src/random.js';
import { mounted, type Answer, type Mounted } from './mounted.js';
import { expectDone, panel, type Panel } from './panel.js';

let on: Mounted;
beforeAll(async () => {
  on = await mounted();
});
afterAll(() => on?.close());

/** Every list, count and page that a person can ask of a committee; whoever may not is refused, and that is compared as well. */
const lists = [
  '',
  '/phases',
  '/members',
  '/applications?limit=500',
  '/applications?assigned=true',
  '/applications?assigned=false',
  '/applications?review=none&limit=500',
  '/applications?bid=true',
  '/applications?text=title%20',
  '/applications?notDiscussed=false',
  '/conflicts?limit=500',
  '/conflicts?state=potential',
  '/conflicts?state=confirmed',
  '/assignments?limit=500',
  '/assignments?state=assigned',
  '/assignments?state=withdrawn',
  '/apart',
  '/log?limit=500',
];

const said = ({ status, text, headers }: Answer) => ({
  status,
  etag: headers.get('etag'),
  length: headers.get('content-length'),
  // the number of the occurrence is new each time
  text: text.replace(/"instance":"[^"]*"/, ''),
});

/** Page by page, as a client would walk, with two on a page. */
async function walk(p: Panel, person: string, path: string): Promise<unknown[]> {
  const pages: unknown[] = [];
  let cursor: string | null = '';
  while (cursor !== null && pages.length < 50) {
    const answer: Answer = await p.call('GET', `${path}?limit=2${cursor && `&cursor=${cursor}`}`, person);
    pages.push(said(answer));
    cursor = answer.body.next ?? null;
  }
  return pages;
}

async function everything(p: Panel, person: string, applications: readonly string[], guest: string) {
  const answers: unknown[] = [];
  for (const path of [...lists, `/conflicts/what-if?personId=${guest}`]) {
    answers.push([path, said(await p.call('GET', path, person))]);
  }
  for (const path of ['/applications', '/conflicts', '/assignments', '/log']) {
    answers.push([path, await walk(p, person, path)]);
  }
  answers.push(said(await on.call('GET', `?roundId=${p.round.id}`, person)));
  for (const id of applications) {
    for (const path of [`/applications/${id}`, `/conflicts?applicationId=${id}`, `/assignments?applicationId=${id}`]) {
      answers.push([path, said(await p.call('GET', path, person))]);
    }
  }
  return answers;
}

const pick = <T>(from: readonly T[], random: Random): T => from[Math.floor(random() * from.length)]!;

/** A committee where much has happened, drawn with the seed; the first four people each may be the conflicted one. */
async function world(seed: number) {
  const random = seeded(seed);
  const applicant = await on.person('Applicant');
  const guest = await on.person('Guest', { coApplicants: [{ person: applicant }] });
  const p = await panel(
    on,
    [
      { name: 'Rita' },
      { name: 'Carla', role: 'chair' },
      { name: 'Ada', role: 'acting-chair' },
      { name: 'Mia', facts: { coApplicants: [{ person: applicant }] } },
      { name: 'Ben' },
    ],
    { reviewsPerApplication: 2, conflictRules: { coApplicantYears: 3 } },
  );
  const people = [...p.people, p.officer];
  const ids: string[] = [];
  for (let i = 0; i < 6; i++) {
    ids.push(await on.application(p.round.id, { title: `Title ${i}`, team: random() < 0.4 ? [applicant] : [] }));
  }
  await p.take();
  for (const person of p.people) await p.sign(person);
  for (let i = 0; i < 10; i++) {
    await p.call('PUT', `/applications/${pick(ids, random)}/bid`, pick(p.people, random), { bid: pick([-1, 1, 2], random) }); // prettier-ignore
  }
  for (let i = 0; i < 4; i++) {
    await p.call('POST', '/conflicts', pick(p.people, random), { applicationId: pick(ids, random), kind: 'other' });
  }
  await expectDone(p.call('POST', '/assignment-runs', p.officer, { mode: 'all' }));
  for (const { id } of (await p.assigned()).filter(() => random() < 0.3)) {
    await p.call('POST', `/assignments/${id}/withdraw`, p.officer, { reason: 'Drawn.' });
  }
  await on.settled();
  return { p, people, ids, guest, random };
}

/** The ways to come into conflict. */
const ways: Record<string, (p: Panel, person: string, application: string) => Promise<unknown>> = {
  'belongs to the team': async (_, person, application) => {
    const team = await on.database.query<{ id: string }>(
      'select person_id as id from review_teams where application_id = $1',
      [application],
    );
    await on.teams.set(application, [...team.map(({ id }) => id), person]);
  },
  'is named by the applicant': (_, person, application) =>
    on.teams.declareByApplicant(application, { personId: person, kind: 'competing', by: person }),
  'declared it': async (p, person, application) =>
    on.database.query(
      `insert into review_conflicts (id, application_id, person_id, kind, source, state)
       values (gen_random_uuid(), $1, $2, 'other', 'declared-by-reviewer', 'confirmed')
       on conflict (application_id, person_id, kind, source) do update set state = 'confirmed'`,
      [application, person],
    ),
  'was found': async (p, person, application) =>
    on.database.query(
      `insert into review_conflicts (id, application_id, person_id, kind, source, state)
       values (gen_random_uuid(), $1, $2, 'institutional', 'found', 'potential') on conflict do nothing`,
      [application, person],
    ),
};

describe('whoever is in conflict gets what there would be without that application', () => {
  const cases: [way: string, phase: string][] = [
    ['belongs to the team', 'bidding'],
    ['is named by the applicant', 'review'],
    ['declared it', 'review'],
    ['declared it', 'discussion'],
    ['was found', 'decision'],
    ['belongs to the team', 'announced'],
  ];

  it.each(cases)('who %s, in phase %s', async (way, phase) => {
    const { p, people, ids, guest, random } = await world(way.length + phase.length);
    const phases = ['review', 'discussion', 'decision', 'announced'];
    await p.go(...phases.slice(0, phases.indexOf(phase) + 1));
    const hidden = pick(ids, random);
    for (const person of people) await ways[way]!(p, person, hidden);
    await on.settled();
    const all = () => Promise.all(people.map((person) => everything(p, person, ids, guest)));
    const asked = await all();
    await on.forget(hidden);
    const without = await all();
    expect(asked).toEqual(without);
  });

  it('and this would be noticed: somebody without a conflict sees a difference', async () => {
    const { p, people, ids, guest } = await world(99);
    await p.go('review', 'discussion');
    const ben = people[4]!;
    const seen = await p.seen(ben);
    const before = await everything(p, ben, ids, guest);
    await on.forget(seen[0]!);
    expect(await everything(p, ben, ids, guest)).not.toEqual(before);
  });

  it('nobody who is in conflict learns from an assignment by hand whose capacity a hidden application uses', async () => {
    const p = await panel(on, [{ name: 'Rita', capacity: 1 }, { name: 'Carla', role: 'chair' }, { name: 'Ada', role: 'acting-chair' }]); // prettier-ignore
    const [rita, carla, ada] = p.people as [string, string, string];
    const hidden = await on.application(p.round.id);
    const plain = await on.application(p.round.id);
    await p.take();
    for (const person of p.people) await p.sign(person);
    const assign = (person: string, applicationId: string) =>
      p.call('POST', '/assignments', person, { applicationId, personId: rita });
    const using = (await expectDone(assign(p.officer, hidden))).body.id as string;
    const free = () => p.call('POST', `/assignments/${using}/withdraw`, p.officer, { reason: 'To compare.' });
    // without a conflict in the round the chair is told
    expect((await assign(carla, plain)).body.type).toBe('/problems#capacity-exceeded');
    const colleague = await on.person('Colleague');
    await on.database.query('insert into officers values ($1, $2)', [p.round.id, colleague]);
    for (const person of [carla, ada, colleague]) await ways['declared it']!(p, person, hidden);
    const tries = async () => Promise.all([carla, ada, colleague].map(async (person) => said(await assign(person, plain)))); // prettier-ignore
    const used = await tries();
    expect(used.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(used[0]!.text).toContain('/problems#conflict-of-interest');
    await expectDone(free());
    expect(await tries()).toEqual(used);
    expect((await assign(p.officer, plain)).status).toBe(201);
  });

  it('what a conflicted person tries to do there is answered as for what never was', async () => {
    const { p, people, ids } = await world(7);
    const hidden = ids[0]!;
    const { body } = await p.call('GET', `/assignments?applicationId=${hidden}`, p.officer);
    const assignment = body.items[0].id as string;
    const conflict = (await p.call('GET', '/conflicts', p.officer)).body.items[0]?.id ?? assignment;
    for (const person of people) await ways['is named by the applicant']!(p, person, hidden);
    await on.settled();
    const tries = async () => {
      const answers: unknown[] = [];
      const add = async (answer: Promise<Answer>) => answers.push(said(await answer));
      for (const person of people) {
        await add(p.call('PUT', `/applications/${hidden}/bid`, person, { bid: 1 }));
        await add(p.call('POST', '/conflicts', person, { applicationId: hidden, kind: 'other' }));
        await add(p.call('POST', '/assignments', person, { applicationId: hidden, personId: p.people[0] }));
        await add(p.call('POST', `/assignments/${assignment}/refuse`, person, { reason: 'x' }));
        await add(p.call('POST', `/assignments/${assignment}/withdraw`, person, { reason: 'x' }));
        await add(p.call('PUT', `/assignments/${assignment}/pin`, person, { pinned: true }));
        await add(p.call('POST', `/conflicts/${conflict}/waive`, person, { reason: 'x' }, { 'if-match': '*' }));
        await add(p.call('DELETE', `/applications/${hidden}`, person));
        await add(p.call('POST', '/applications', person, { applicationIds: [hidden] }));
      }
      return answers;
    };
    await on.database.query('delete from review_conflicts where id = $1 and application_id <> $2', [conflict, hidden]);
    const asked = await tries();
    await on.forget(hidden);
    expect(asked).toEqual(await tries());
  });
});
