import { take } from '../../test/uploads.js';
import { zipOf } from '../../test/zip.js';

const manifest = (files: Record<string, string>, version = '1.2') =>
  [
    'propertyName,value',
    'manifest.version,1.0',
    `oneroster.version,${version}`,
    ...Object.entries(files).map(([name, as]) => `file.${name},${as}`),
  ].join('\n');
const enrollments =
  'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\ne1,active,2026-09-01T06:00:00Z,c1,s1,u1,student,false,2026-09-01,2026-12-21\n';
const users =
  'sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,password,primaryOrgSourcedId,metadata.ferpa\nu1,,,true,ana,"{LDAP:12},{ORCID:0000-0002-1825-0097}",Ana,Cruz,Secret1,o1,TRUE\n';
const all = { 'enrollments.csv': enrollments, 'users.csv': users };
const refusal = (files: Record<string, string>) =>
  take('zip', zipOf(files)).then(
    () => null,
    (error: unknown) => error,
  );

describe('Posting a OneRoster archive', () => {
  const full = {
    'enrollments.csv': enrollments,
    'roles.csv':
      'sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId\nr1,,,u1,primary,teacher,2026-09-01,,o1,\nr2,,,u1,secondary,aide,,,o2,\n',
    'users.csv': users,
    'classes.csv':
      'sourcedId,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds\nc1,"Studio, cohort 1",,k1,C1,scheduled,,s1,"t1, t2,"\n',
    'courses.csv': 'sourcedId,title,courseCode\nk1,Studio,P1\n',
    'academicSessions.csv':
      'sourcedId,title,type,startDate,endDate,parentSourcedId,schoolYear\nt1,Fall,term,2026-09-01,2026-12-21,,2027\n',
    'orgs.csv': 'sourcedId,name,type,identifier,parentSourcedId\no1,Institute,school,I1,\n',
    'manifest.csv': manifest({
      orgs: 'bulk',
      academicSessions: 'bulk',
      courses: 'bulk',
      classes: 'bulk',
      users: 'bulk',
      roles: 'bulk',
      enrollments: 'bulk',
      results: 'absent',
    }),
  };

  test('its kinds come in one order, however it is packed', async () => {
    const taken = await take('zip', zipOf(full));
    expect(taken.batches.map((batch) => batch.kind)).toEqual([
      'org',
      'term',
      'program',
      'offering',
      'person',
      'affiliation',
      'enrollment',
    ]);
    expect(taken.of('org')).toMatchObject([
      { sourcedId: 'o1', name: 'Institute', type: 'school', identifier: 'I1', parent: null },
    ]);
    expect(taken.of('term')).toMatchObject([
      { sourcedId: 't1', title: 'Fall', type: 'term', beginDate: '2026-09-01', endDate: '2026-12-21' },
    ]);
    expect(taken.of('program')).toMatchObject([{ sourcedId: 'k1', title: 'Studio', code: 'P1' }]);
    expect(taken.of('offering')).toMatchObject([
      { sourcedId: 'c1', title: 'Studio, cohort 1', code: 'C1', program: 'k1', terms: 't1,t2', school: 's1' },
    ]);
    expect(taken.of('person')).toMatchObject([
      {
        sourcedId: 'u1',
        givenName: 'Ana',
        familyName: 'Cruz',
        orcid: '0000-0002-1825-0097',
        orgs: 'o1',
        privacyHold: 'true',
      },
    ]);
    expect(taken.of('affiliation')).toMatchObject([
      { sourcedId: 'r1', person: 'u1', org: 'o1', role: 'teacher', primary: 'true', beginDate: '2026-09-01' },
      { sourcedId: 'r2', person: 'u1', org: 'o2', role: 'aide', primary: 'false', beginDate: null },
    ]);
    expect(taken.of('enrollment')).toMatchObject([
      {
        line: 1,
        sourcedId: 'e1',
        status: 'active',
        modified: '2026-09-01T06:00:00Z',
        offering: 'c1',
        person: 'u1',
        role: 'student',
        endDate: '2026-12-21',
        personGivenName: null,
        fault: null,
      },
    ]);
    expect(taken.dataset).toMatchObject({
      version: '1.2',
      exclusiveEnd: true,
      files: { users: 'bulk', results: 'absent' },
    });
    expect(taken.bytes).toBe(zipOf(full).length);
    expect(taken.warned).toEqual(['bulk-read-as-delta']);
    expect((await take('zip', zipOf(full), { mode: 'canonical' })).warned).toEqual([]);
  });

  test('passwords and demographics reach nobody', async () => {
    const demographics = 'sourcedId,birthDate,sex\nu1,1999-09-09,female\n';
    const taken = await take('zip', zipOf({ ...all, 'demographics.csv': demographics }));
    expect(JSON.stringify([taken.batches, taken.dataset])).not.toMatch(/Secret1|1999-09-09|female/);
    expect(taken.warned).toContain('demographics-dropped');
    expect((await take('zip', zipOf(all))).warned).not.toContain('demographics-dropped');
  });

  test('OneRoster 1.1 says in users.csv where people belong: one affiliation for each organisation', async () => {
    const old =
      'sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,givenName,familyName\nu1,active,2026-09-01,true,"o1, o2",teacher,Ana,Cruz\nu2,,,true,,student,Bo,Lee\n';
    const taken = await take('zip', zipOf({ 'manifest.csv': manifest({ users: 'delta' }, '1.1'), 'users.csv': old }));
    expect(taken.of('person').map((l) => [l.sourcedId, l.orgs])).toEqual([
      ['u1', 'o1,o2'],
      ['u2', null],
    ]);
    expect(taken.of('affiliation')).toMatchObject([
      {
        line: 1,
        sourcedId: 'u1/o1',
        status: 'active',
        modified: '2026-09-01',
        person: 'u1',
        org: 'o1',
        role: 'teacher',
        primary: null,
      },
      { line: 1, sourcedId: 'u1/o2', person: 'u1', org: 'o2', role: 'teacher' },
    ]);
    expect(taken.dataset).toMatchObject({
      version: '1.1',
      files: { users: 'delta', roles: 'missing', enrollments: 'missing' },
    });
  });

  test('a faulty row of users.csv is told of once, as a person', async () => {
    const old = 'sourcedId,orgSourcedIds,role,givenName\nu1,o1,teacher,"Ana\nu2,o1,student,Bo\n';
    const taken = await take('zip', zipOf({ 'users.csv': old }));
    expect(taken.of('person').map((l) => [l.sourcedId, l.fault])).toEqual([
      ['u1', 'malformed-row'],
      ['u2', null],
    ]);
    expect(taken.of('affiliation').map((l) => [l.line, l.sourcedId])).toEqual([[2, 'u2/o1']]);
  });

  test.each([
    ['yes', 'true', null],
    ['0', 'false', null],
    ['', null, null],
    ['maybe', null, 'bad-value'],
  ])('a privacy hold of “%s” is %s', async (text, privacyHold, fault) => {
    const file = `sourcedId,givenName,metadata.privacyHold\nu1,Ana,${text}\n`;
    const [line] = (await take('zip', zipOf({ 'users.csv': file }))).of('person');
    expect(line).toMatchObject({ sourcedId: 'u1', privacyHold, fault, faultField: fault && 'metadata.privacyHold' });
  });

  test('a hold under any of its names counts, and one yes outweighs a no', async () => {
    const file = 'sourcedId,givenName,ferpa,metadata.privacyHold\nu1,Ana,Y,no\nu2,Bo,,\nu3,Cy,n,\n';
    const people = (await take('zip', zipOf({ 'users.csv': file }))).of('person');
    expect(people.map((l) => l.privacyHold)).toEqual(['true', null, 'false']);
  });

  test('files may stand in one folder, in any letter case, with a word about it', async () => {
    const taken = await take(
      'zip',
      zipOf({ 'export/Manifest.csv': manifest({ enrollments: 'bulk' }), 'export/ENROLLMENTS.CSV': enrollments }),
    );
    expect(taken.of('enrollment')).toHaveLength(1);
    expect(taken.warned).toContain('folder-tolerated');
  });

  test('a header that cannot be used is refused with the file’s name', async () => {
    expect(await refusal({ 'enrollments.csv': 'sourcedId,classSourcedId,role\n' })).toMatchObject({
      code: 'header-unusable',
      detail: 'enrollments.csv lacks the column userSourcedId.',
    });
    expect(await refusal({ 'users.csv': '' })).toMatchObject({
      code: 'header-unusable',
      detail: expect.stringContaining('users.csv'),
    });
    expect(await refusal({ 'users.csv': Buffer.from('sourcedId', 'utf16le').toString('latin1') })).toMatchObject({
      code: 'encoding-unusable',
    });
  });
});

describe('The manifest', () => {
  const withManifest = (text: string) => ({ ...all, 'manifest.csv': text });

  test('may lack: then every file is bulk, with a warning', async () => {
    const taken = await take('zip', zipOf(all), { mode: 'canonical' });
    expect(taken.dataset.files).toMatchObject({ enrollments: 'bulk', users: 'bulk', orgs: 'missing' });
    expect(taken.warned).toEqual(['manifest-missing']);
  });

  test('names what is there: a stated file that lacks is refused by name, one we never read is not', async () => {
    expect(await refusal(withManifest(manifest({ enrollments: 'bulk', users: 'bulk', orgs: 'delta' })))).toMatchObject({
      code: 'manifest-unusable',
      detail: expect.stringContaining('orgs.csv'),
    });
    const taken = await take(
      'zip',
      zipOf(withManifest(manifest({ enrollments: 'bulk', users: 'bulk', results: 'bulk' }))),
    );
    expect(taken.warned).toContain('file-missing');
  });

  test('a file it calls absent is not read, one it does not speak of is; both with a warning', async () => {
    const taken = await take('zip', zipOf(withManifest(manifest({ enrollments: 'absent', users: '' }))), {
      mode: 'canonical',
    });
    expect(taken.of('enrollment')).toEqual([]);
    expect(taken.of('person')).toHaveLength(1);
    expect(taken.dataset.files).toMatchObject({ enrollments: 'absent', users: 'bulk' });
    expect(taken.warned).toEqual(['file-not-in-manifest', 'file-ignored'].sort().reverse());
  });

  test('a delta is reported as one, so that a canonical import can be stopped', async () => {
    const taken = await take('zip', zipOf(withManifest(manifest({ enrollments: 'DELTA', users: 'bulk' }))), {
      mode: 'canonical',
    });
    expect(taken.dataset.files).toMatchObject({ enrollments: 'delta', users: 'bulk' });
    expect(taken.dataset.manifest['oneroster.version']).toBe('1.2');
  });

  test.each([
    ['of another version', manifest({}, '2.0')],
    ['with a word of its own', manifest({ users: 'everything' })],
    ['that says one thing twice', `${manifest({ users: 'bulk' })}\nfile.users,delta`],
    ['without its header', 'file.users,bulk\n'],
    ['that is empty', ''],
    ['with an open quote', `${manifest({})}\nfile.users,"bulk`],
    ['of 2 MiB', manifest({}) + '\n'.repeat(2 ** 21)],
  ])('one %s is refused', async (_, text) => {
    expect(await refusal(withManifest(text))).toMatchObject({ code: 'manifest-unusable' });
  });

  test('a property called __proto__ is just a property', async () => {
    const taken = await take('zip', zipOf(withManifest(`${manifest({})}\n__proto__,x`)));
    expect(Object.getPrototypeOf(taken.dataset.manifest)).toBe(Object.prototype);
    expect(Object.keys(taken.dataset.manifest)).toContain('__proto__');
  });
});
