import type { Affiliation } from '@chiron/contracts/programs';
import { eventually } from '@chiron/testing';
import { Deliveries, newSource } from './delivering.js';
import { RunningPrograms } from './running-programs.js';
import { zipOf } from './zip.js';

let programs: RunningPrograms;
let deliveries: Deliveries;
beforeAll(async () => {
  programs = await RunningPrograms.start();
  deliveries = new Deliveries(programs);
});
afterAll(() => programs.stop());

const headers = {
  orgs: 'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId',
  users: 'sourcedId,status,dateLastModified,enabledUser,username,givenName,familyName,primaryOrgSourcedId',
  roles:
    'sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId',
};
type Files = Partial<Record<keyof typeof headers, readonly string[]>>;

async function deliver(source: string, files: Files) {
  const named = Object.keys(headers).map((name) => `file.${name},${name in files ? 'bulk' : 'absent'}`);
  const manifest = ['propertyName,value', 'manifest.version,1.0', 'oneroster.version,1.2', ...named, ''].join('\n');
  const entries = Object.entries(files).map(([name, lines]) => [
    `${name}.csv`,
    [headers[name as keyof typeof headers], ...lines, ''].join('\n'),
  ]);
  const answer = await programs.post<{ id: string }>(`/api/v1/imports?source=${source}&mode=delta`, {
    type: 'application/zip',
    body: new Uint8Array(zipOf({ 'manifest.csv': manifest, ...Object.fromEntries(entries) })),
  });
  expect(answer.status).toBe(202);
  const one = await deliveries.over(answer.body.id);
  expect(one.state).toBe('applied');
  return one;
}

const org = (id: string, type: string, parent = '', name = `The ${id}`) => `${id},,,${name},${type},,${parent}`;
const user = (id: string, primary = '') => `${id},,,true,${id},Ann,Lee,${primary}`;
const role = (user: string, org: string) => `${user}-${org},,,${user},primary,teacher,2026-09-01,,${org},`;
const orgs = [
  org('university', 'district'),
  org('school', 'school', 'university'),
  org('medicine', 'department', 'school'),
  org('surgery', 'department', 'school'),
  org('cardiology', 'division', 'medicine'),
];

/** What was told of the people of a source, in order: who, and each affiliation with all above it. */
const told = (source: string) =>
  programs.events
    .filter(({ type, data }) => type.includes('person.described') && data['source'] === source)
    .map(({ data }) => [
      data['sourcedId'],
      ...((data['affiliations'] ?? []) as Affiliation[]).map(({ organisation, within = [] }) =>
        [organisation, ...within.map((above) => above.organisationName ?? above.organisation)].join(' < '),
      ),
    ]);
/** Everybody who was to be told has been, and what was told has been heard. */
const allTold = () =>
  eventually('nobody is left to tell', async () => {
    const { rows } = await programs.database.query<{ left: number }>(
      'select (select count(*) from organisations_untold) + (select count(*) from outbox) as left',
    );
    expect(Number(rows[0]!.left)).toBe(0);
  });

describe('people of a OneRoster archive with organisations', () => {
  const people: Files = {
    users: [user('ann', 'cardiology'), user('bo'), user('cy'), user('di', 'surgery')],
    roles: [role('ann', 'cardiology'), role('bo', 'medicine'), role('cy', 'surgery')],
  };

  it('are told what theirs lie within, each once; the same archive again tells nobody', async () => {
    const source = newSource();
    await deliver(source, { orgs, ...people });
    const first = [
      ['ann', 'cardiology < The medicine < The school < The university'],
      ['bo', 'medicine < The school < The university'],
      ['cy', 'surgery < The school < The university'],
      ['di', 'surgery < The school < The university'],
    ];
    await eventually('all four are told', () => expect(told(source)).toEqual(first));
    const again = await deliver(source, { orgs, ...people });
    expect(again.counts!.kinds).toEqual({
      org: { unchanged: 5 },
      person: { unchanged: 4 },
      affiliation: { unchanged: 3 },
    });
    await allTold();
    expect(told(source)).toEqual(first);
  });

  it('are told again when an organisation above them changes, once, and only they; undo tells what was before', async () => {
    const source = newSource();
    await deliver(source, { orgs, ...people });
    await eventually('all four are told', () => expect(told(source)).toHaveLength(4));
    const moved = await deliver(source, {
      orgs: [org('medicine', 'department', 'college', 'Internal Medicine'), org('college', 'school', 'university')],
      ...people,
    });
    expect(moved.counts!.kinds['person']).toEqual({ unchanged: 4 });
    await eventually('they are told', () => expect(told(source)).toHaveLength(6));
    await allTold();
    expect(told(source).slice(4).sort()).toEqual([
      ['ann', 'cardiology < Internal Medicine < The college < The university'],
      ['bo', 'medicine < The college < The university'],
    ]);
    await deliveries.undo(moved.id);
    await eventually('they are told what was before', () =>
      expect(told(source).slice(6).sort()).toEqual([
        ['ann', 'cardiology < The medicine < The school < The university'],
        ['bo', 'medicine < The school < The university'],
      ]),
    );
  });

  it('are told with the bare id of an organisation that comes later, and with it once it has come', async () => {
    const source = newSource();
    await deliver(source, { orgs: orgs.slice(2), ...people });
    await eventually('they are told', () => expect(told(source)[2]).toEqual(['cy', 'surgery < school']));
    await deliver(source, { orgs });
    await eventually('the school is told of', () =>
      expect(told(source).slice(4).sort()).toEqual([
        ['ann', 'cardiology < The medicine < The school < The university'],
        ['bo', 'medicine < The school < The university'],
        ['cy', 'surgery < The school < The university'],
        ['di', 'surgery < The school < The university'],
      ]),
    );
  });

  it('are told once of what an import changes of them and of their organisation together', async () => {
    const source = newSource();
    await deliver(source, { orgs, ...people });
    await deliver(source, {
      orgs: [org('surgery', 'department', 'school', 'Surgery')],
      users: [user('cy', 'medicine'), user('di', 'surgery')],
    });
    await eventually('they are told', () => expect(told(source)).toHaveLength(6));
    await allTold();
    expect(told(source).slice(4)).toEqual([
      ['cy', 'surgery < The school < The university', 'medicine < The school < The university'],
      ['di', 'surgery < The school < The university'],
    ]);
  });

  it('whose organisations lie within one another in a circle are told all the same', async () => {
    const source = newSource();
    await deliver(source, {
      orgs: [org('a', 'department', 'b'), org('b', 'school', 'c'), org('c', 'department', 'a')],
      users: [user('ann', 'a')],
    });
    await eventually('they are told', () => expect(told(source)).toEqual([['ann', 'a < The b < The c']]));
  });
});
