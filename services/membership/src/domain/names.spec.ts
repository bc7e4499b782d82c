import { compareNames, normaliseEmail, searchTerms, searchWords, type PersonName } from './names.js';

const name = (givenName?: string, familyName?: string, more: PersonName = {}): PersonName => ({
  givenName,
  familyName,
  ...more,
});

describe('two names are one when', () => {
  it.each<[string, PersonName, PersonName]>([
    ['they are equal', name('Ana', 'Silva'), name('Ana', 'Silva')],
    ['only the case differs', name('ANA', 'SILVA'), name('ana', 'silva')],
    ['only the apostrophe differs', name('Siobhán', 'O’Brien'), name('Siobhán', "O'Brien")],
    ['one leaves the apostrophe out', name('Siobhán', 'O’Brien'), name('Siobhan', 'OBrien')],
    ['one writes a space for the apostrophe', name('Siobhán', 'O Brien'), name('Siobhan', 'O’Brien')],
    ['one has no accents', name('José', 'Núñez'), name('Jose', 'Nunez')],
    ['accents are composed or not', name('Jose\u0301', 'Núñez'), name('José', 'Nu\u0301n\u0303ez')],
    ['one writes ø as o and ß as ss', name('Søren', 'Weiß'), name('Soren', 'Weiss')],
    ['one writes a Turkish dotless i', name('Işıl', 'Yıldız'), name('Isil', 'Yildiz')],
    ['only the hyphen differs', name('Jean-Luc', 'Smith-Jones'), name('Jean Luc', 'Smith Jones')],
    ['one joins what the other hyphenates', name('Jean-Luc', 'Martin'), name('Jeanluc', 'Martin')],
    ['given and family name are swapped', name('Wei', 'Zhang'), name('Zhang', 'Wei')],
    ['the middle name stands with the given name', name('Mary Ann', 'Lee'), name('Mary', 'Lee', { middleName: 'Ann' })],
    ['one uses the preferred name', name('William', 'Oslo', { preferredGivenName: 'Bill' }), name('Bill', 'Oslo')],
    ['both are Chinese', name('小明', '王'), name('小明', '王')],
    ['both are Arabic, one with vowel marks', name('مُحَمَّد', 'علي'), name('محمد', 'علي')],
    ['both are one word', name('Sukarno'), name(undefined, 'Sukarno')],
    ['both are in full-width letters or not', name('Ｙｕｋｉ', 'Ｓａｔｏ'), name('Yuki', 'Sato')],
  ])('%s', (_, a, b) => {
    expect(compareNames(a, b)).toBe('agrees');
    expect(compareNames(b, a)).toBe('agrees');
  });
});

describe('it is unclear when', () => {
  it.each<[string, PersonName, PersonName]>([
    ['one has no name', name(), name('Ana', 'Silva')],
    ['neither has a name', name(), name()],
    ['one lacks the family name', name('Ana'), name('Ana', 'Silva')],
    ['the family name changed', name('Ana', 'Silva'), name('Ana', 'Costa')],
    ['one has an initial only', name('A.', 'Silva'), name('Ana', 'Silva')],
    ['one is a short form', name('Alex', 'Silva'), name('Alexandra', 'Silva')],
    ['the scripts differ', name('小明', '王'), name('Xiaoming', 'Wang')],
    ['one has a second given name more', name('Ana', 'Silva'), name('Ana Maria', 'Silva')],
  ])('%s', (_, a, b) => {
    expect(compareNames(a, b)).toBe('unclear');
    expect(compareNames(b, a)).toBe('unclear');
  });
});

describe('two names clearly disagree when', () => {
  it.each<[string, PersonName, PersonName]>([
    ['nothing is alike', name('Ana', 'Silva'), name('Tomás', 'Herrera')],
    ['the family name is shared by siblings', name('Ana', 'Silva'), name('João', 'Silva')],
    ['both are Chinese and differ', name('小明', '王'), name('伟', '李')],
    ['Indic vowel signs differ', name('राम', 'शर्मा'), name('रमा', 'शर्मा')],
    ['a patient letter differs', name('Maria', 'Berg'), name('Karin', 'Burg')],
  ])('%s', (_, a, b) => {
    expect(compareNames(a, b)).toBe('disagrees');
    expect(compareNames(b, a)).toBe('disagrees');
  });
});

describe('a person is found', () => {
  const finds = (typed: string, who: PersonName) =>
    searchTerms(typed).length > 0 &&
    searchTerms(typed).every((term) => searchWords(who).some((word) => word.startsWith(term)));
  const siobhan = name('Siobhán', 'O’Brien-Lee');
  it.each(['Siobhán', 'siob', 'OBRIEN', "o'brien", 'Brien', 'lee', 'obrien-lee', 'lee siob'])('by %s', (typed) =>
    expect(finds(typed, siobhan)).toBe(true),
  );
  it.each(['iobhan', 'siobhan murphy', '', '  ', '’'])('not by %s', (typed) =>
    expect(finds(typed, siobhan)).toBe(false),
  );
  it.each(['王', '小明', '明', '王小明'])('by any part of a Chinese name: %s', (typed) =>
    expect(finds(typed, name('小明', '王'))).toBe(true),
  );
  it('not by another Chinese name', () => expect(finds('王小红', name('小明', '王'))).toBe(false));
});

it('an e-mail address is compared without case and blanks', () =>
  expect(normaliseEmail('  Ana.Silva@Example.EDU ')).toBe('ana.silva@example.edu'));
