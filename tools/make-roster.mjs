// Writes a deterministic, realistic roster: a OneRoster 1.2 CSV zip, or the same enrollments as NDJSON.
//
//   node tools/make-roster.mjs --out roster.zip --people 20000 --offerings 400 --enrollments 100000 --seed 1
//     --format ndjson    enrollments only, one JSON object a line
//     --domain D         of the people's e-mail addresses (default example.edu)
//     --mode delta       what the manifest says (default bulk)
//     --defects 0.01     plants that share of known defects: unknown user, unknown class, bad date, bad role,
//                        a sourcedId seen in the line before, a missing sourcedId
//     --churn 0.05 --seed-next 2   the next delivery of the same base, with that share of rows changed
//
// Prints one JSON line: what it wrote, and how many rows of each defect it planted.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deflateRawSync } from 'node:zlib';

function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
}

const out = option('out', 'roster.zip');
const people = Number(option('people', 20000));
const offerings = Number(option('offerings', 400));
const enrollments = Number(option('enrollments', 100000));
const defects = Number(option('defects', 0));
const churn = Number(option('churn', 0));
const mode = option('mode', 'bulk');
const format = option('format', 'zip');

/** mulberry32: the same seed gives the same roster on every machine. */
function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const random = generator(Number(option('seed', 1)));
const next = generator(Number(option('seed-next', 2)));
const pick = (list) => list[Math.floor(random() * list.length)];

// Names as they are: accents, spaces, apostrophes, letters outside of Latin-1.
const givenNames = words(`
  Amara Aiyana Ángel Beatriz Björn Camila Chidi Chloë Dalisay Elena Emeka Farah Fatima Gabriela Giang Hana Hiroshi
  Ibrahim Imani Inés Jamal Jiho José Kai Kateryna Lakshmi Leilani Lucía Mateo Maryam Mei Minh Nahia Nizhoni Noor
  Oluwaseun Olga Óscar Priya Quinn Rafael Rashid Renée Sana Siobhán Søren Tadesse Tala Tomás Uchenna Valentina Wanjiru
  Xochitl Yara Yusuf Zainab Zoë Ana David Grace Mary Robert Ruth William`);
const familyNames = words(`
  Abara Aguilar Ahmed Álvarez Begay Baca Björnsson Chávez Chen Cruz da_Silva Diallo Díaz El-Sayed Fernández García
  González Gutiérrez Hassan Hoang Ibáñez Ivanova Johnson Kapoor Kim Kovács Lee López Lucero Martínez Mbeki Montoya
  Müller Nakamura Ñáñez Nguyễn Njoroge O’Brien Okafor Ortiz Park Patel Pérez Petrović Quispe Ramírez Rao Rivera
  Rodríguez Sánchez Schröder Singh Smith Suzuki Tafoya Torres Trujillo Tsosie van_den_Berg Vigil Wang Williams Yazzie
  Zhang`);
const programs = [
  'Program for Educators in Health Professions',
  'Systems Approach to Assessment',
  'Leading Innovations in Health Care and Education',
  'Health Care Education 2.0',
  'Artificial Intelligence in Medical Education',
  'Clinician Educator Certificate',
  'Faculty Development Series',
  'Junior Faculty Educator Certificate',
  'Scholarly Year',
  'Education Research Day',
  'Medical Education Scholars',
  'Teaching at the Bedside',
  'Feedback and Coaching',
  'Simulation Facilitation',
  'Curriculum Design Studio',
  'Community Preceptor Program',
];
const departments = [
  'Anesthesiology',
  'Dermatology',
  'Emergency Medicine',
  'Family and Community Medicine',
  'Geriatrics',
  'Internal Medicine',
  'Medical Education',
  'Neurology',
  'Nursing',
  'Obstetrics and Gynecology',
  'Pathology',
  'Pediatrics',
  'Pharmacy',
  'Physical Therapy',
  'Psychiatry',
  'Radiology',
  'Surgery',
];

function words(text) {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll('_', ' '));
}

const institute = 'org-institute';
const changedAt = '2026-09-01T06:00:00.000Z';
const status = mode === 'delta' ? ['active', changedAt] : ['', ''];
const inFall = (cls) => (cls - 1) % 2 === 0;
const teaches = (user) => user % 40 === 1;
const ascii = (name) =>
  name
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();

/** Every file is `{ header, rows }`; rows are arrays in the header's order. */
const orgs = {
  header: 'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId',
  rows: [
    [institute, ...status, 'Institute for Health Professions Education', 'school', 'IHPE', ''],
    ...departments.map((name, i) => [`org-dept-${i + 1}`, ...status, name, 'department', `D${i + 1}`, institute]),
  ],
};

const academicSessions = {
  header: 'sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear',
  rows: [
    ['term-2026-fall', ...status, 'Fall 2026', 'term', '2026-09-01', '2026-12-20', '', '2027'],
    ['term-2027-spring', ...status, 'Spring 2027', 'term', '2027-01-11', '2027-05-28', '', '2027'],
  ],
};

const courses = {
  header:
    'sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes',
  rows: programs.map((title, i) => [`crs-${i + 1}`, ...status, '', title, `P${100 + i}`, '', institute, '', '']),
};

const classTitle = (i) => `${programs[i % programs.length]}, cohort ${Math.floor(i / programs.length) + 1}`;
const classes = {
  header:
    'sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods',
  rows: Array.from({ length: offerings }, (_, i) => [
    `cls-${i + 1}`,
    ...status,
    classTitle(i),
    '',
    `crs-${(i % programs.length) + 1}`,
    `C${1000 + i}`,
    'scheduled',
    '',
    institute,
    inFall(i + 1) ? 'term-2026-fall' : 'term-2027-spring',
    '',
    '',
    '',
  ]),
};

const persons = Array.from({ length: people }, (_, i) => {
  const givenName = pick(givenNames);
  const familyName = pick(familyNames);
  const username = `${ascii(givenName)}.${ascii(familyName)}.${i + 1}`;
  return {
    sourcedId: `usr-${i + 1}`,
    givenName,
    familyName,
    username,
    email: `${username}@${option('domain', 'example.edu')}`,
  };
});

const users = {
  header:
    'sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns',
  rows: persons.map(({ sourcedId, givenName, familyName, username, email }, i) => [
    ...[sourcedId, ...status, 'true', username, `{LDAP:${100000 + i}}`, givenName, familyName, '', `${200000 + i}`],
    ...[email, '', '', '', '', '', '', '', '', '', `org-dept-${(i % departments.length) + 1}`, ''],
  ]),
};

const roles = {
  header:
    'sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId',
  rows: persons.map(({ sourcedId }, i) => [
    ...[`rol-${i + 1}`, ...status, sourcedId, 'primary', teaches(i + 1) ? 'teacher' : 'student'],
    ...['2026-09-01', '', institute, ''],
  ]),
};

const planted = { unknownUser: 0, unknownClass: 0, badDate: 0, badRole: 0, duplicate: 0, missing: 0 };
const column = { sourcedId: 0, class: 3, user: 5, role: 6, beginDate: 8, endDate: 9 };

/** Spoils a row on purpose; `before` is the row ahead of it. */
function plant(row, before, i) {
  const kind = pick(Object.keys(planted));
  if (kind === 'duplicate' && !before?.[column.sourcedId]) return; // nothing there to repeat
  planted[kind]++;
  if (kind === 'unknownUser') row[column.user] = `usr-gone-${i}`;
  if (kind === 'unknownClass') row[column.class] = `cls-gone-${i}`;
  if (kind === 'badDate') row[column.beginDate] = '31/02/2026';
  if (kind === 'badRole') row[column.role] = 'wizard';
  if (kind === 'duplicate') row[column.sourcedId] = before[column.sourcedId];
  if (kind === 'missing') row[column.sourcedId] = '';
}

function makeEnrollments() {
  const rows = [];
  const seen = new Set();
  for (let i = 0; rows.length < enrollments; i++) {
    const user = 1 + Math.floor(random() * people);
    const cls = 1 + Math.floor(random() * offerings);
    const pair = user * 1e6 + cls;
    if (seen.has(pair) && seen.size < people * offerings) continue;
    seen.add(pair);
    const fall = inFall(cls);
    const row = [
      ...[`enr-${rows.length + 1}`, ...status, `cls-${cls}`, institute, `usr-${user}`],
      ...[teaches(user) ? 'teacher' : 'student', teaches(user) ? 'true' : 'false'],
      ...(fall ? ['2026-09-01', '2026-12-20'] : ['2027-01-11', '2027-05-28']),
    ];
    if (churn && next() < churn) row[column.endDate] = fall ? '2026-11-30' : '2027-04-30';
    if (defects && random() < defects) plant(row, rows.at(-1), i);
    rows.push(row);
  }
  return {
    header:
      'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate',
    rows,
  };
}

/** One enrollment as the import's NDJSON line. */
function line(row) {
  const offering = row[column.class];
  const person = persons[Number(row[column.user].slice('usr-'.length)) - 1];
  return JSON.stringify({
    sourcedId: row[column.sourcedId],
    status: 'active',
    offering: { sourcedId: offering, title: classes.rows[Number(offering.slice('cls-'.length)) - 1]?.[3] },
    person: {
      sourcedId: row[column.user],
      givenName: person?.givenName,
      familyName: person?.familyName,
      email: person?.email,
    },
    role: row[column.role],
    beginDate: row[column.beginDate],
    endDate: row[column.endDate],
  });
}

/** CSV as RFC 4180 has it. */
function csv({ header, rows }) {
  const cell = (value) => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const lines = [header, ...rows.map((row) => row.map((value) => cell(String(value ?? ''))).join(','))];
  return `${lines.join('\r\n')}\r\n`;
}

function manifest(present) {
  const every = words(`
    academicSessions categories classes classResources courses courseResources demographics enrollments lineItems orgs
    resources results roles userProfiles userResources users`);
  return {
    header: 'propertyName,value',
    rows: [
      ['manifest.version', '1.0'],
      ['oneroster.version', '1.2'],
      ...every.map((name) => [`file.${name}`, present.includes(name) ? mode : 'absent']),
      ['source.systemName', 'Example SIS'],
      ['source.systemCode', 'SIS1'],
    ],
  };
}

/** A zip archive: every entry deflated, names in UTF-8, the same time on each so that equal rosters are equal bytes. */
function zip(files) {
  const table = Uint32Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n >>> 0;
  });
  const crc32 = (bytes) => {
    let sum = 0xffffffff;
    for (const byte of bytes) sum = table[(sum ^ byte) & 0xff] ^ (sum >>> 8);
    return (sum ^ 0xffffffff) >>> 0;
  };
  const entries = [];
  const directory = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const data = Buffer.from(text, 'utf8');
    const body = deflateRawSync(data);
    const path = Buffer.from(name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4); // version that can read it
    local.writeUInt16LE(0x0800, 6); // names are UTF-8
    local.writeUInt16LE(8, 8); // deflate
    local.writeUInt32LE(0x5d210000, 10);
    local.writeUInt32LE(crc32(data), 14);
    local.writeUInt32LE(body.length, 18);
    local.writeUInt32LE(data.length, 22);
    local.writeUInt16LE(path.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(20, 4);
    local.copy(central, 6, 4, 30);
    central.writeUInt32LE(offset, 42);
    entries.push(local, path, body);
    directory.push(central, path);
    offset += local.length + path.length + body.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = Object.keys(files).length;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...entries, ...directory, end]);
}

const made = makeEnrollments();
mkdirSync(dirname(out) || '.', { recursive: true });
if (format === 'ndjson') writeFileSync(out, `${made.rows.map(line).join('\n')}\n`);
else {
  const files = { orgs, academicSessions, courses, classes, users, roles, enrollments: made };
  const named = Object.entries(files).map(([name, file]) => [`${name}.csv`, csv(file)]);
  writeFileSync(out, zip({ 'manifest.csv': csv(manifest(Object.keys(files))), ...Object.fromEntries(named) }));
}
console.log(JSON.stringify({ out, people, offerings, enrollments: made.rows.length, planted }));
