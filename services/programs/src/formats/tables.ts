import type { Table } from './headers.js';

const common = { sourcedId: 'sourcedId', status: 'status', dateLastModified: 'modified' };

/** The documented columns of `text/csv`. */
export const enrollmentTable: Table = {
  kind: 'enrollment',
  reads: {
    ...common,
    offering: 'offering',
    offeringTitle: 'offeringTitle',
    person: 'person',
    givenName: 'personGivenName',
    familyName: 'personFamilyName',
    email: 'personEmail',
    orcid: 'personOrcid',
    role: 'role',
    beginDate: 'beginDate',
    endDate: 'endDate',
  },
  ignores: ['password'],
  required: ['sourcedId', 'offering', 'person', 'role'],
};

const list = (text: string | null): string | null =>
  text
    ?.split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
    .join(',') || null;

const yes = new Set(['true', 't', 'yes', 'y', '1']);
const holdNames = ['metadata.privacyHold', 'metadata.ferpa', 'privacyHold', 'ferpa'];
const no = new Set(['false', 'f', 'no', 'n', '0']);

const orgs: Table = {
  kind: 'org',
  reads: { ...common, name: 'name', type: 'type', identifier: 'identifier', parentSourcedId: 'parent' },
  ignores: [],
  required: ['sourcedId', 'name'],
};

const academicSessions: Table = {
  kind: 'term',
  reads: {
    ...common,
    title: 'title',
    type: 'type',
    startDate: 'beginDate',
    endDate: 'endDate',
    parentSourcedId: 'parent',
  },
  ignores: ['schoolYear'],
  required: ['sourcedId', 'title'],
};

const courses: Table = {
  kind: 'program',
  reads: { ...common, title: 'title', courseCode: 'code' },
  ignores: ['schoolYearSourcedId', 'grades', 'orgSourcedId', 'subjects', 'subjectCodes'],
  required: ['sourcedId', 'title'],
};

const classes: Table = {
  kind: 'offering',
  reads: {
    ...common,
    title: 'title',
    classCode: 'code',
    courseSourcedId: 'program',
    termSourcedIds: 'terms',
    schoolSourcedId: 'school',
  },
  ignores: ['grades', 'classType', 'location', 'subjects', 'subjectCodes', 'periods'],
  required: ['sourcedId', 'title'],
  finish: (line) => {
    line[9] = list(line[9] as string | null);
    return null;
  },
};

const unreadOfUsers = [
  'enabledUser',
  'username',
  'identifier',
  'sms',
  'phone',
  'agentSourcedIds',
  'agents',
  'grades',
  'password',
  'userMasterIdentifier',
  'preferredMiddleName',
];

const users: Table = {
  kind: 'person',
  reads: {
    ...common,
    givenName: 'givenName',
    middleName: 'middleName',
    familyName: 'familyName',
    preferredGivenName: 'preferredGivenName',
    preferredFamilyName: 'preferredFamilyName',
    pronouns: 'pronouns',
    email: 'email',
    orcid: 'orcid',
    orgSourcedIds: 'orgs',
    'metadata.orcid': '+orcid',
    userIds: '+userIds',
    primaryOrgSourcedId: '+primaryOrg',
    'metadata.privacyHold': '+privacyHold',
    'metadata.ferpa': '+ferpa',
    privacyHold: '+plainHold',
    ferpa: '+plainFerpa',
  },
  ignores: [...unreadOfUsers, 'role'],
  required: ['sourcedId'],
  extras: ['+orcid', '+userIds', '+primaryOrg', '+privacyHold', '+ferpa', '+plainHold', '+plainFerpa'],
  finish: (line, [orcid, userIds, primaryOrg, ...holds]) => {
    line[13] ??= orcid ?? /\{\s*orcid\s*:\s*([^{}]*?)\s*\}/i.exec(userIds ?? '')?.[1] ?? null;
    if (line[13] === '') line[13] = null;
    line[14] = list((line[14] as string | null) ?? primaryOrg ?? null);
    // Any of its names sets the hold. A value that says neither yes nor no must not pass for a no.
    let hold: string | null = null;
    let unclear: string | null = null;
    holds.forEach((text, i) => {
      if (text === null) return;
      if (yes.has(text.toLowerCase())) hold = 'true';
      else if (no.has(text.toLowerCase())) hold ??= 'false';
      else unclear = holdNames[i]!;
    });
    line[15] = hold;
    return unclear;
  },
};

const roles: Table = {
  kind: 'affiliation',
  reads: {
    ...common,
    userSourcedId: 'person',
    orgSourcedId: 'org',
    role: 'role',
    roleType: 'primary',
    beginDate: 'beginDate',
    endDate: 'endDate',
  },
  ignores: ['userProfileSourcedId'],
  required: ['sourcedId', 'userSourcedId', 'role', 'orgSourcedId'],
  finish: (line) => {
    const type = (line[9] as string | null)?.toLowerCase();
    line[9] = type === 'primary' ? 'true' : type === 'secondary' ? 'false' : null;
    return null;
  },
};

/** OneRoster 1.1 has no roles.csv: what a user is, and where, stands in users.csv, read a second time for it. */
export const rolesOfUsers: Table = {
  kind: 'affiliation',
  reads: { ...common, orgSourcedIds: 'org', role: 'role' },
  ignores: [
    ...unreadOfUsers,
    ...Object.keys(users.reads).filter((name) => !(name in common) && name !== 'orgSourcedIds'),
  ],
  required: ['sourcedId'],
  expand: (line) =>
    (list(line[7] as string | null)?.split(',') ?? []).map((org) => {
      const made = line.slice();
      made[3] = line[3] === null ? null : `${line[3]}/${org}`;
      made[6] = line[3]!;
      made[7] = org;
      return made;
    }),
};

const enrollments: Table = {
  kind: 'enrollment',
  reads: {
    ...common,
    classSourcedId: 'offering',
    userSourcedId: 'person',
    role: 'role',
    beginDate: 'beginDate',
    endDate: 'endDate',
  },
  ignores: ['schoolSourcedId', 'primary'],
  required: ['sourcedId', 'classSourcedId', 'userSourcedId', 'role'],
};

/** OneRoster's files that become lines, by their names without `.csv`, in the order in which they are read. */
export const rosterTables: Readonly<Record<string, Table>> = {
  orgs,
  academicSessions,
  courses,
  classes,
  users,
  roles,
  enrollments,
};

/** Every file OneRoster 1.1 and 1.2 know. */
export const rosterFiles: readonly string[] = [
  ...Object.keys(rosterTables),
  'categories',
  'classResources',
  'courseResources',
  'demographics',
  'lineItems',
  'lineItemLearningObjectiveIds',
  'lineItemScoreScales',
  'resources',
  'results',
  'resultLearningObjectiveIds',
  'resultScoreScales',
  'scoreScales',
  'userProfiles',
  'userResources',
];
