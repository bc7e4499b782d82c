// Invented people and what they write. Nobody of these exists; addresses end in .example.
import { strToU8, zipSync } from 'fflate';

const given = `Amara Aiyana Ángel Beatriz Björn Camila Chidi Chloë Dalisay Elena Emeka Farah Fatima Gabriela Giang Hana
  Hiroshi Ibrahim Imani Inés Jamal Jiho José Kateryna Lakshmi Leilani Lucía Mateo Maryam Minh Nahia Nizhoni Noor Oluwaseun
  Priya Rafael Rashid Renée Sana Siobhán Søren Tadesse Tomás Uchenna Valentina Wanjiru Xochitl Yusuf Zainab`.split(
  /\s+/,
);
const family = `Abara Aguilar Ahmed Álvarez Begay Baca Björnsson Chávez Diallo Díaz Fernández García González Gutiérrez
  Hassan Hoang Ibáñez Ivanova Kapoor Kovács Lucero Martínez Mbeki Montoya Müller Nakamura Ñáñez Nguyễn Njoroge O’Brien
  Okafor Ortiz Patel Petrović Quispe Ramírez Rodríguez Sánchez Schröder Suzuki Tafoya Trujillo Tsosie Vigil Yazzie`.split(/\s+/); // prettier-ignore

export const institute = 'Institute for Health Professions Education';
export const domain = 'ihpe.example';
const departments = [
  'Anesthesiology',
  'Dermatology',
  'Emergency Medicine',
  'Geriatrics',
  'Neurology',
  'Nursing',
  'Obstetrics',
  'Pathology',
  'Pharmacy',
  'Psychiatry',
  'Radiology',
  'Surgery',
];
const office = 'Office of Medical Education';

export const topics = [
  { const: 'simulation', title: 'Simulation' },
  { const: 'feedback', title: 'Feedback and coaching' },
  { const: 'assessment', title: 'Assessment' },
  { const: 'well-being', title: 'Well-being' },
  { const: 'community', title: 'Community-based learning' },
  { const: 'ai', title: 'AI in education' },
];
const doings = ['Peer coaching', 'Virtual cases', 'Structured feedback', 'Reflective writing', 'Team debriefs', 'Bedside ultrasound', 'Narrative assessment', 'Interprofessional huddles', 'Deliberate practice', 'Learner-led rounds']; // prettier-ignore
const places = ['on night shifts', 'in rural clinics', 'for first-year learners', 'across professions', 'in the skills laboratory', 'before graduation', 'in telehealth']; // prettier-ignore

export const titleOf = (i) => `${doings[i % doings.length]} ${places[i % places.length]}`;
export const topicsOf = (i) => [topics[i % topics.length].const, topics[(i * 5 + 2) % topics.length].const].filter((one, at, all) => all.indexOf(one) === at); // prettier-ignore
export const abstractOf = (i) =>
  `We will try ${doings[i % doings.length].toLowerCase()} ${places[i % places.length]}, compare it with present teaching in two cohorts, and share what we make.`;
export const aimsOf = (i) =>
  `First, to build the sessions with learners. Second, to teach ${12 + (i % 9)} sessions in a year. Third, to measure what learners do differently after ${3 + (i % 4)} months.`;

const ascii = (name) => name.normalize('NFD').replace(/[^A-Za-z]/g, '').toLowerCase(); // prettier-ignore

/** Everybody of the round, by what they come for; without ids, which membership gives. */
export function castOf({ letters, reviewers, residents, committees }) {
  let made = 0;
  const person = (department, role = 'teacher', names = {}) => {
    const i = made++;
    const one = {
      given: given[i % given.length],
      family: family[(i * 7 + Math.floor(i / 45)) % family.length],
      ...names,
    };
    const email = `${ascii(one.given)}.${ascii(one.family)}${i}@${domain}`;
    return { ...one, name: `${one.given} ${one.family}`, email, department, role, sourcedId: `usr-${i + 1}` };
  };
  const officer = person(office, 'administrator', { given: 'Olga', family: 'Ferreira' });
  const dean = person(office, 'administrator', { given: 'Desmond', family: 'Achterberg' });
  const applicants = Array.from({ length: letters }, (_, i) =>
    person(departments[i % departments.length], 'teacher', i === 1 ? { given: 'Ruth', family: 'Young' } : {}),
  );
  // those who chair come from where nobody applies, so that they are free of conflicts in the whole round
  const panel = Array.from({ length: reviewers }, (_, i) =>
    person(i < committees ? office : departments[(i * 5) % departments.length]),
  );
  const trainees = Array.from({ length: residents }, (_, i) => person(departments[i % departments.length], 'student'));
  const bursar = person(office, 'administrator', { given: 'Ngozi', family: 'Brûlé' });
  return { officer, dean, bursar, applicants, reviewers: panel, residents: trainees };
}

/** The institute's directory as a OneRoster 1.2 archive. */
export function directoryOf(people) {
  const csv = (rows) => `${rows.map((row) => row.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(',')).join('\r\n')}\r\n`; // prettier-ignore
  const units = [...departments, office];
  const unit = (name) => `org-${units.indexOf(name) + 1}`;
  const files = { orgs: 'bulk', users: 'bulk', roles: 'bulk' };
  const names = ['academicSessions', 'categories', 'classes', 'classResources', 'courses', 'courseResources', 'demographics', 'enrollments', 'lineItems', 'orgs', 'resources', 'results', 'roles', 'userProfiles', 'users']; // prettier-ignore
  return zipSync(
    {
      'manifest.csv': strToU8(
        csv([
          ['propertyName', 'value'],
          ['manifest.version', '1.0'],
          ['oneroster.version', '1.2'],
          ...names.map((name) => [`file.${name}`, files[name] ?? 'absent']),
          ['source.systemName', 'Directory'],
          ['source.systemCode', 'DIR'],
        ]),
      ),
      'orgs.csv': strToU8(
        csv([
          ['sourcedId', 'status', 'dateLastModified', 'name', 'type', 'identifier', 'parentSourcedId'],
          ['org-institute', '', '', institute, 'school', 'IHPE', ''],
          ...units.map((name, i) => [unit(name), '', '', name, 'department', `D${i + 1}`, 'org-institute']),
        ]),
      ),
      'users.csv': strToU8(
        csv([
          ['sourcedId', 'status', 'dateLastModified', 'enabledUser', 'username', 'givenName', 'familyName', 'email', 'primaryOrgSourcedId'], // prettier-ignore
          ...people.map((one) => [one.sourcedId, '', '', 'true', one.sourcedId, one.given, one.family, one.email, unit(one.department)]), // prettier-ignore
        ]),
      ),
      'roles.csv': strToU8(
        csv([
          ['sourcedId', 'status', 'dateLastModified', 'userSourcedId', 'roleType', 'role', 'beginDate', 'endDate', 'orgSourcedId'], // prettier-ignore
          ...people.map((one, i) => [`rol-${i + 1}`, '', '', one.sourcedId, 'primary', one.role, '2020-09-01', '', unit(one.department)]), // prettier-ignore
        ]),
      ),
    },
    { mtime: '2026-09-01T12:00:00' },
  ); // the same bytes whenever it is made
}
