// Writes examples/sample-roster.zip: a small OneRoster 1.2 archive with the faults that real ones have. The same bytes on
// every machine. Prints what its 25 enrollment rows should come to.
//   node tools/make-sample.mjs [--out examples/sample-roster.zip]
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

const bom = '\ufeff';
const files = {
  'manifest.csv': `propertyName,value
manifest.version,1.0
oneroster.version,1.2
file.academicSessions,bulk
file.categories,absent
file.classes,bulk
file.classResources,absent
file.courses,bulk
file.courseResources,absent
file.demographics,absent
file.enrollments,bulk
file.lineItems,absent
file.orgs,bulk
file.resources,absent
file.results,absent
file.roles,bulk
file.userProfiles,absent
file.users,bulk
source.systemName,Sample SIS
source.systemCode,SAMPLE
`,
  'orgs.csv': `sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId
org-institute,,,Institute for Health Professions Education,school,IHPE,
org-emergency,,,Emergency Medicine,department,D1,org-institute
org-nursing,,,Nursing,department,D2,org-institute
`,
  'academicSessions.csv': `sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear
term-2026-fall,,,Fall 2026,term,2026-09-01,2026-12-20,,2027
`,
  'courses.csv': `sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes
crs-1,,,,Curriculum Design Studio,P100,,org-institute,,
crs-2,,,,"Feedback, Assessment and Coaching",P101,,org-institute,,
`,
  'classes.csv': `sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods
cls-1,,,"Curriculum Design Studio, cohort 1",,crs-1,C1000,scheduled,,org-institute,term-2026-fall,,,
cls-2,,,"Feedback, Assessment and Coaching, cohort 1",,crs-2,C1001,scheduled,,org-institute,term-2026-fall,,,
`,
  // A byte order mark, a misspelt header, a blank line, a wrong check digit, an address that cannot be one.
  'users.csv': `${bom}sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,prefferedGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns
usr-1,,,true,sobrien,{ORCID:0000-0002-1825-0097},Siobhán,O’Brien,,,siobhan.obrien@example.edu,,,,,,,,,,org-emergency,she/her
usr-2,,,true,mdangelo,,Marco,D'Angelo,,,marco.dangelo@example.edu,,,,,Hunter2!,,,,,org-emergency,
usr-3,,,true,ytanaka,,陽子,田中,,,yoko.tanaka@example.edu,,,,,,,Yoko,,Tanaka,org-nursing,

usr-4,,,true,osokolova,,Ольга,Соколова,Петровна,,olga.sokolova@example.edu,,,,,,,,,,org-nursing,
usr-5,,,true,malhassan,,محمد,الحسن,,,mohammed.alhassan@example.edu,,,,,,,,,,org-emergency,
usr-6,,,true,hnguyen,,Hương,Nguyễn,Thị,,huong.nguyen@example.edu,,,,,,,,,,org-emergency,they/them
usr-7,,,true,lkealoha,,Leilani,Kealoha-Kaʻahumanu,,,leilani@@example.edu,,,,,,,,,,org-nursing,
usr-8,,,true,rsmith,{ORCID:0000-0002-1825-0098},"Robert ""Bob""",Smith,,,robert.smith@example.edu,,,,,,,,,,org-nursing,
usr-9,,,true,nquispe,,Ñusta,Quispe Mamani,,,nusta.quispe@example.edu,,,,,,,,,,org-emergency,
usr-10,,,true,sukarni,,Sukarni,,,,sukarni@example.edu,,,,,,,,,,org-emergency,
`,
  'roles.csv': `sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId
rol-1,,,usr-1,primary,teacher,2026-09-01,,org-emergency,
rol-2,,,usr-2,primary,teacher,2026-09-01,,org-emergency,
rol-3,,,usr-3,primary,student,2026-09-01,,org-nursing,
rol-4,,,usr-4,primary,student,2026-09-01,,org-nursing,
`,
  // Two writings of dates in one column: 15/09/2026 settles that 1/09/2026 is the first of September.
  'enrollments.csv': `sourcedId,status,dateLastModified,classSourceId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
enr-1,,,cls-1,org-institute,usr-1,teacher,true,2026-09-01,2026-12-20
enr-2,,,cls-1,org-institute,usr-2,teacher,false,2026-09-01,2026-12-20
enr-3,,,cls-1,org-institute,usr-3,student,false,1/09/2026,2026-12-20
enr-4,,,cls-1,org-institute,usr-4,student,false,15/09/2026,2026-12-20
enr-5,,,cls-1,org-institute,usr-5,Student,false,2026-09-01,2026-12-20

enr-6,,,cls-1,org-institute,usr-6,student,false,2026-09-01,
enr-7,,,cls-1,org-institute,usr-7,student,false,,
enr-8,,,cls-2,org-institute,usr-1,student,false,2026-09-01,2026-12-20
enr-9,,,cls-2,org-institute,usr-2,proctor,false,2026-09-01,2026-12-20
enr-10,,,cls-2,org-institute,usr-8,student,false,2026-09-01,2026-12-20
enr-11,,,cls-2,org-institute,usr-9,student,false,2026-09-01,2026-12-20
enr-12,,,cls-2,org-institute,usr-10,student,false,2026-09-01,2026-12-20
enr-13,,,cls-2,org-institute,usr-3,aide,false,2026-09-01,2026-12-20
enr-14,,,cls-2,org-institute,usr-4,student,false,2026-09-01,2026-12-20
enr-15,,,cls-2,org-institute,usr-left,student,false,2026-09-01,2026-12-20
enr-16,,,cls-gone,org-institute,usr-5,student,false,2026-09-01,2026-12-20
enr-17,,,cls-2,org-institute,usr-5,student,false,31/02/2026,2026-12-20
enr-18,,,cls-2,org-institute,usr-6,wizard,false,2026-09-01,2026-12-20
,,,cls-2,org-institute,usr-6,student,false,2026-09-01,2026-12-20
enr-1,,,cls-2,org-institute,usr-7,student,false,2026-09-01,2026-12-20
enr-21,,,cls-1,org-institute,usr-3,student,false,2026-09-01,2026-12-20
enr-22,,,cls-2,org-institute,usr-7,student,false,2026-09-01,2026-12-20,stray,cells,of,a,spreadsheet
enr-23,,,cls-2
enr-24,,,cls-2,org-institute,usr-9,teacher,false,2026-12-20,2026-09-01
=2+3,,,cls-2,org-institute,usr-9,wizard,false,2026-09-01,2026-12-20
`,
};

/** What an import of the archive into an empty catalogue should come to. */
export const expected = {
  rows: 25,
  outcomes: { created: 14, pending: 1, rejected: 10 },
  codes: {
    'unknown-person': 1,
    'unknown-offering': 1,
    'bad-date': 1,
    'bad-role': 2,
    'missing-id': 1,
    'duplicate-id': 1,
    'duplicate-enrollment': 1,
    'too-many-columns': 1,
    'too-few-columns': 1,
    'dates-reversed': 1,
  },
};

/** The archive, its entries stored without compression, so that no library's version shows in the bytes. */
export function sample() {
  return zip(Object.entries(files).map(([name, text]) => [name, Buffer.from(text.replaceAll('\n', '\r\n'), 'utf8')]));
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function zip(entries) {
  const bodies = [];
  const directory = [];
  let offset = 0;
  for (const [name, bytes] of entries) {
    const path = Buffer.from(name);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4); // version 2.0
    head.writeUInt16LE(0x0800, 6); // names in UTF-8
    head.writeUInt32LE(0x5d210000, 10); // 2026-09-01 00:00
    head.writeUInt32LE(crc32(bytes), 14);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt32LE(bytes.length, 22);
    head.writeUInt16LE(path.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    head.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(offset, 42);
    bodies.push(head, path, bytes);
    directory.push(entry, path);
    offset += head.length + path.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const at = process.argv.indexOf('--out');
  const out = at < 0 ? 'examples/sample-roster.zip' : process.argv[at + 1];
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, sample());
  console.log(JSON.stringify({ out, ...expected }));
}
