// From the organisations of a OneRoster archive to the conflicts that a committee finds: programs, membership and grants,
// each with a database of its own, on one bus.
import { start as startMembership } from '@chiron/membership';
import { start as startPrograms } from '@chiron/programs';
import { ask, eventually, surroundings, type Surroundings } from '@chiron/testing';
import { ok, roundOf, type Round } from '../services/grants/test/deciding.js';
import { administrator, runningGrants, type RunningGrants } from '../services/grants/test/running-grants.js';
import { zipOf } from '../services/programs/test/zip.js';

type Service = Awaited<ReturnType<typeof startPrograms>>;

const headers = {
  orgs: 'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId',
  users: 'sourcedId,status,dateLastModified,enabledUser,username,givenName,familyName,email,primaryOrgSourcedId',
  roles:
    'sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId',
};
const org = (id: string, type: string, parent = '') => `${id},,,The ${id},${type},,${parent}`;
const units = [
  org('university', 'district'),
  org('school', 'school', 'university'),
  org('medicine', 'department', 'school'),
  org('cardiology', 'division', 'medicine'),
  org('renal', 'division', 'medicine'),
  org('northlake', 'district'),
  org('law', 'department', 'northlake'),
  org('pharmacy', 'department', 'northlake'),
];
/** Who is there: each in the unit they are named for. */
const people = {
  officer: 'school',
  dean: 'school',
  cardiologist: 'cardiology',
  lawyer: 'law',
  'second cardiologist': 'cardiology',
  internist: 'medicine',
  nephrologist: 'renal',
  pharmacist: 'pharmacy',
};

let programs: Surroundings & { service: Service };
let membership: Surroundings & { service: Service };
let grants: RunningGrants;
let on: Round;
let committeeId: string;
const numbers: string[] = [];

/** Posts an archive of these files and waits until it is applied. */
async function deliver(files: Partial<Record<keyof typeof headers, readonly string[]>>): Promise<void> {
  const named = Object.keys(headers).map((name) => `file.${name},${name in files ? 'bulk' : 'absent'}`);
  const manifest = ['propertyName,value', 'manifest.version,1.0', 'oneroster.version,1.2', ...named, ''].join('\n');
  const entries = Object.entries(files).map(([name, lines]) => [
    `${name}.csv`,
    [headers[name as keyof typeof headers], ...lines, ''].join('\n'),
  ]);
  const token = await programs.issuer.token({ scopes: ['enrollments:write', 'imports:read'], sources: ['*'] });
  const posted = await ask('POST', `${programs.service.url}/api/v1/imports?source=directory&mode=delta`, {
    token,
    headers: { 'content-type': 'application/zip' },
    body: new Uint8Array(zipOf({ 'manifest.csv': manifest, ...Object.fromEntries(entries) })),
  });
  if (posted.status !== 202) throw new Error(posted.text);
  await eventually('the import is applied', async () => {
    const { body } = await ask('GET', `${programs.service.url}/api/v1/imports/${posted.body.id}`, { token });
    if (body.state !== 'applied') throw new Error(body.state);
  });
}

/** The person whom membership made of an archive's user, once grants knows them. */
async function personOf(sourcedId: string): Promise<string> {
  const token = await membership.issuer.token({ scopes: ['people:read'] });
  const url = `${membership.service.url}/api/v1/people?source=directory&sourcedId=${encodeURIComponent(sourcedId)}`;
  return eventually(`grants knows the ${sourcedId}`, async () => {
    const { body } = await ask('GET', url, { token });
    const [told] = await grants.query<{ known: boolean }>(
      `select exists (select from people_told p join references_told r using (key)
                       join person_aliases a on a.person_id = r.person_id where p.key = $1) as known`,
      [`directory/${sourcedId}`],
    );
    if (body.items?.length !== 1 || !told!.known) throw new Error('not yet');
    return body.items[0].id as string;
  });
}

beforeAll(async () => {
  const [one, other] = await Promise.all([surroundings(), surroundings()]);
  const EVENT_BUS = one.bus.url;
  grants = await runningGrants({ EVENT_BUS });
  membership = { ...other, service: await startMembership({ ...other.env, EVENT_BUS }) };
  programs = { ...one, service: await startPrograms({ ...one.env, EVENT_BUS }) };
  await deliver({
    orgs: units,
    users: Object.entries(people).map(
      ([id, at]) => `${id},,,true,${id},Given,${id},${id.replace(' ', '')}@mail.example,${at}`,
    ),
    roles: Object.entries(people).map(([id, at]) => `${id},,,${id},primary,teacher,2020-09-01,,${at},`),
  });
  const fromArchive = {
    ...grants,
    person: ({ sourcedId = 'dean' }: { sourcedId?: string } = {}) => personOf(sourcedId),
    officer: async () => {
      const personId = await personOf('officer');
      ok(await grants.call(administrator, 'POST', '/grants-officers', { body: { personId, role: 'officer' } }), 201);
      return personId;
    },
  };
  const conflicts = {
    unit: { level: 'division', years: 3 },
    host: { institution: 'directory/university', domains: ['example.edu'] },
  };
  on = await roundOf(fromArchive, { applications: 0, settings: { review: { conflicts } } });
  for (const sourcedId of ['cardiologist', 'lawyer']) {
    const personId = await on.person({ sourcedId });
    const { id, number } = ok(await on.start(personId), 201).body;
    ok(await on.save({ personId }, id, 0, { title: `By a ${sourcedId}`, aims: 'To teach well' }));
    ok(await on.act({ personId }, id, 'submit'));
    ok(await on.look(id));
    numbers.push(number);
  }
  committeeId = await on.committee();
}, 120_000);
afterAll(async () => {
  await programs.service.close();
  await membership.service.close();
  await grants.close();
  await Promise.all([programs.close(), membership.close()]);
});

/** The applications that this person could not see. */
async function conflictsOf(sourcedId: string): Promise<string[]> {
  const path = `/grant-committees/${committeeId}/conflicts/what-if?personId=${await personOf(sourcedId)}`;
  const { body } = ok(await grants.call(on.by, 'GET', path));
  expect(body.every(({ kinds }: { kinds: string[] }) => kinds.join() === 'institutional')).toBe(true);
  return body.map(({ number }: { number: string }) => number);
}

describe('the organisations of a OneRoster archive', () => {
  it('say who is in conflict: with the same division of the host, and with everybody of one institution elsewhere', async () => {
    const [cardiology, law] = numbers;
    expect(await conflictsOf('second cardiologist')).toEqual([cardiology]);
    expect(await conflictsOf('internist')).toEqual([]);
    expect(await conflictsOf('nephrologist')).toEqual([]);
    expect(await conflictsOf('pharmacist')).toEqual([law]);
  });

  it('that lie elsewhere from now on say it of everybody beneath, without a word about the people', async () => {
    const [cardiology] = numbers;
    await deliver({ orgs: [org('pharmacy', 'department', 'school'), org('renal', 'section', 'cardiology')] });
    await eventually('the section of cardiology is in conflict, pharmacy of the host is not', async () => {
      expect(await conflictsOf('nephrologist')).toEqual([cardiology]);
      expect(await conflictsOf('pharmacist')).toEqual([]);
    });
    expect(await conflictsOf('internist')).toEqual([]);
  });
});
