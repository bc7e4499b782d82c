import { findIdentity, searchFor } from './find-identity.js';
import type { PersonName, TeamMemberFacts } from './team-facts.js';

const member = (facts: Partial<TeamMemberFacts>): TeamMemberFacts => ({
  personId: 'p1',
  names: [],
  emails: [],
  orcid: null,
  institutions: [],
  ...facts,
});
const named = (...names: PersonName[]) => searchFor([member({ names })]);
const written = (search: ReturnType<typeof searchFor>, text: string, as: 'prose' | 'label' = 'prose') =>
  findIdentity(search, text, as).map((match) => match.written);

const sara = { given: 'Sara', middle: 'Jane', family: "O'Brien" };

describe('a name in an application that must be anonymous', () => {
  it.each([
    ['Sara O’Brien leads the work.', 'Sara O’Brien'],
    ["The team of SARA O'BRIEN, MD", "SARA O'BRIEN"],
    ['by Sara Jane OBrien', 'Sara Jane OBrien'],
    ["O'Brien, Sara (2024)", "O'Brien, Sara"],
    ["as S. O'Brien has shown", "S. O'Brien"],
    ["as S. J. O'Brien has shown", "S. J. O'Brien"],
    ["O'Brien SJ, Wu K. Teaching.", "O'Brien SJ"],
    ["O'Brien, S.J.", "O'Brien, S.J"],
    ["O'Brien SJK", "O'Brien SJK"],
    ["Sara O'Bri-\nen", "Sara O'Bri- en"],
    ['Sara O’Br\u00adien', 'Sara O’Br\u00adien'],
    ['Sara O\u200b’Brien', 'Sara O\u200b’Brien'],
    ["in O'Brien's laboratory", "O'Brien"],
    ["earlier work (O'Brien et al.)", "O'Brien"],
    ['follow @saraobrien', 'saraobrien'],
  ])('is found in “%s”', (text, found) => expect(written(named(sara), text)).toEqual([found]));

  it.each([
    ['Ng', 'Wei', 'as Ng and others say', ['Ng']],
    ['Ng', 'Wei', 'the NG tube', []],
    ['Do', 'Minh', 'It is done. Do it again; Do so', []],
    ['Παπαδόπουλος', 'Γιώργος', 'το έργο του Παπαδόπουλου', ['Παπαδόπουλου']],
    ['Παπαδόπουλος', 'Γιώργος', 'το έργο του Παπανδρέου', []],
    ['张', '伟', '张先生和张三', ['张先生']],
    ['김', '민수', '김 교수와 김치', ['김 교수']],
  ])('of one family %s (%s) is found in “%s” as %j', (family, given, text, found) =>
    expect(written(named({ given, family }), text)).toEqual(found),
  );

  it.each(['Sarah Brian leads the work.', 'We brief the nurses.', 'Sara and the others', 'S. J. Miller', 'OB rien'])(
    'is not seen in “%s”',
    (text) => expect(written(named(sara), text)).toEqual([]),
  );

  it.each([
    [{ given: 'José', family: 'Muñoz Pérez' }, 'Jose Munoz', 'Jose Munoz'],
    [{ given: 'José', family: 'Muñoz Pérez' }, 'MUÑOZ PÉREZ, JOSÉ', 'MUÑOZ PÉREZ, JOSÉ'],
    [{ given: 'Jürgen', family: 'Müller' }, 'Juergen Mueller', 'Juergen Mueller'],
    [{ given: 'Juergen', family: 'Mueller' }, 'Jürgen Müller', 'Jürgen Müller'],
    [{ given: 'Jan', family: 'van der Berg' }, 'J. Berg', 'J. Berg'],
    [{ given: 'Jan', family: 'van der Berg' }, 'Jan van der Berg', 'Jan van der Berg'],
    [{ given: 'Ann', family: 'Smith-Jones' }, 'Ann Smith Jones', 'Ann Smith Jones'],
    [{ given: 'Ann', family: 'Smith-Jones' }, 'Ann Jones', 'Ann Jones'],
    [{ given: '小明', family: '王' }, '这是王小明教授的课程', '王小明'],
    [{ given: '太郎', family: '田中' }, '田中 太郎による研究', '田中 太郎'],
    [{ given: '太郎', family: '田中' }, '田中先生', '田中'],
    [{ given: '민수', family: '김' }, '김민수는 가르친다', '김민수'],
    [{ given: 'محمد', family: 'الحسن' }, 'الدكتور محمد الحسن', 'محمد الحسن'],
    [{ given: 'שרה', family: 'כהן' }, 'העבודה של שרה כהן', 'שרה כהן'],
    [{ given: 'Анна', family: 'Петров' }, 'работа А. Петрова', 'А. Петрова'],
    [{ given: 'प्रिया', family: 'शर्मा' }, 'डॉ प्रिया शर्मा', 'प्रिया शर्मा'],
    [{ given: 'Γιάννης', family: 'Παπαδόπουλος' }, 'ΓΙΑΝΝΗΣ ΠΑΠΑΔΟΠΟΥΛΟΣ', 'ΓΙΑΝΝΗΣ ΠΑΠΑΔΟΠΟΥΛΟΣ'],
    [{ given: '', family: 'Suharto' }, 'as Suharto has said', 'Suharto'],
  ])('is found in any script and order: %o in “%s”', (name, text, found) =>
    expect(written(named(name), text)).toEqual([found]),
  );

  it('that is also an ordinary word counts where it stands as a name, not at the start of a sentence', () => {
    const search = named({ given: 'Ruth', family: 'Young' });
    expect(written(search, 'Young doctors learn from other young doctors.')).toEqual([]);
    expect(written(search, 'In young doctors, as Young showed.')).toEqual(['Young']);
    expect(written(search, 'Young et al. saw it in young doctors.')).toEqual(['Young']);
    expect(written(search, 'Dr. Young teaches young doctors')).toEqual(['Young']);
  });

  it('is certain with a given name or initials, and only possible where it stands alone', () => {
    const search = named({ given: 'Ruth', family: 'Price' });
    const [alone] = findIdentity(search, 'the group of Price');
    const [full] = findIdentity(search, 'the group of R. Price');
    expect([alone!.certainty, full!.certainty]).toEqual(['possible', 'certain']);
  });

  it.each(['SaraOBrienCV.pdf', 'sara_obrien-cv.pdf', 'OBRIEN.docx', 'Budget (s obrien).pdf'])(
    'is found in the file name %s',
    (label) => expect(written(named(sara), label, 'label')).toHaveLength(1),
  );
  it('is told as the file name writes it', () => {
    expect(written(named(sara), 'CV_SaraOBrienFinal.pdf', 'label')).toEqual(['SaraOBrien']);
    const [match] = findIdentity(named(sara), 'CV_SaraOBrienFinal.pdf', 'label');
    expect([match!.start, match!.end]).toEqual([3, 13]);
  });
  it('is not found in a file name without it', () =>
    expect(written(named(sara), 'Research-plan_final2.pdf', 'label')).toEqual([]));

  it('of a second member is told of that member', () => {
    const search = searchFor([
      member({ names: [sara] }),
      member({ personId: 'p2', names: [{ given: 'Kai', family: 'Wu' }] }),
    ]);
    expect(findIdentity(search, "S. O'Brien and K. Wu").map(({ personId }) => personId)).toEqual(['p1', 'p2']);
  });
});

describe('an address', () => {
  const search = searchFor([member({ emails: ['Sara.OBrien+grants@mcw.edu', 'sara@gmail.com'], names: [sara] })]);
  it.each([
    'write to sara.obrien@mcw.edu',
    'write to SARA.OBRIEN+new@MCW.EDU.',
    'sara.obrien (at) mcw (dot) edu',
    'sara.obrien at mcw dot edu',
    'sara@gmail.com',
  ])('of the team is found once in “%s”', (text) =>
    expect(findIdentity(search, text).filter(({ kind }) => kind === 'email')).toHaveLength(1),
  );
  it('of somebody else at the team’s own domain gives the institution away', () =>
    expect(findIdentity(search, 'see labs.mcw.edu/x').map(({ kind }) => kind)).toEqual(['institution']));
  it.each(['someone@gmail.com', 'info@example.org', 'meet at noon'])('of others is none of our business: %s', (text) =>
    expect(findIdentity(search, text)).toEqual([]),
  );
});

describe('an ORCID iD', () => {
  const search = searchFor([member({ orcid: '0000-0002-1825-0097' })]);
  it.each(['0000-0002-1825-0097', 'https://orcid.org/0000-0002-1825-0097', '0000000218250097', '0000 0002 1825 0097'])(
    'of the team is found as %s',
    (text) => expect(findIdentity(search, text).map(({ kind }) => kind)).toEqual(['orcid']),
  );
  it.each(['0000-0001-5109-3700', '10000000218250097'])('of nobody here is passed over: %s', (text) =>
    expect(findIdentity(search, text)).toEqual([]),
  );
});

describe('an institution', () => {
  it.each([
    ['St. Mary’s Hospital', "we work at st. mary's hospital"],
    ['St. Mary’s Hospital', 'we work at St Marys Hospital'],
    ['Children’s Hospital', 'the CHILDREN’S HOSPITAL ward'],
    ['Northlake Medical College', 'at northlake medical college'],
  ])('of %s is found in “%s”', (name, text) =>
    expect(findIdentity(searchFor([member({ institutions: [name] })]), text).map(({ kind }) => kind)).toEqual([
      'institution',
    ]),
  );

  it('of one ordinary word is none where it is written small', () =>
    expect(findIdentity(searchFor([member({ institutions: ['Hope'] })]), 'we hope so')).toEqual([]));

  const search = searchFor([
    member({ institutions: ['The Medical College of Wisconsin', '北京大学', 'Universidad de Málaga'] }),
  ]);
  it.each([
    ['at the Medical College of Wisconsin', 'Medical College of Wisconsin'],
    ['MEDICAL COLLEGE\nOF WISCONSIN', 'MEDICAL COLLEGE OF WISCONSIN'],
    ['the MCW campus', 'MCW'],
    ['在北京大学学习', '北京大学'],
    ['la Universidad de Malaga', 'Universidad de Malaga'],
  ])('of the team is found in “%s”', (text, found) => expect(written(search, text)).toEqual([found]));
  it.each(['a medical college', 'College of Wisconsin', 'mcw'])('is not seen in “%s”', (text) =>
    expect(written(search, text)).toEqual([]),
  );
});

it('a long text is searched quickly', () => {
  const team = Array.from({ length: 10 }, (_, i) =>
    member({ personId: `p${i}`, names: [{ given: `Anna${i}`, family: `Berg${i}` }], institutions: [`College ${i}`] }),
  );
  const text = 'The learners read the cases together, and Berg3 said so. '.repeat(10_000);
  const begin = performance.now();
  expect(findIdentity(searchFor(team), text)).toHaveLength(1_000);
  expect(performance.now() - begin).toBeLessThan(15_000);
});
