import type { Candidate } from './matching.js';
import { keyOf, type Described, type Identifier, type Saying } from './reference.js';
import { lastWords, resolve, sharedBy, type Present } from './resolution.js';

const at = '2026-09-01T00:00:00.000Z';
const described = (sourcedId: string, more: Partial<Saying> = {}, revision = 1): Described => ({
  said: { source: 'sis', sourcedId, givenName: 'Ana', familyName: 'Silva', emailAuthoritative: true, ...more },
  revision,
  at,
});
const known = (sourcedId: string, more: Partial<Identifier> = {}): Identifier => ({
  source: 'sis',
  sourcedId,
  personId: `person-${sourcedId}`,
  revision: 1,
  resolution: 1,
  email: null,
  orcid: null,
  privacyHold: null,
  ...more,
});
const present = (identifiers: Identifier[] = [], more: Partial<Present> = {}): Present => ({
  references: new Map(identifiers.map((one) => [keyOf(one), one])),
  byOrcid: new Map(),
  byEmail: new Map(),
  ...more,
});
const run = (batch: Described[], before: Present = present()) => {
  let made = 0;
  return resolve(lastWords(batch), before, () => `new-${++made}`);
};
const holder = (personId: string, more: Partial<Candidate> = {}): Candidate => ({
  personId,
  via: { source: 'hr', sourcedId: personId },
  names: [{ givenName: 'Ana', familyName: 'Silva' }],
  ...more,
});

describe('within one batch', () => {
  it('two sources that name one human make one person', () => {
    const { registered, joined } = run([
      described('1', { email: 'ana@example.edu' }),
      described('7', { source: 'hr', email: 'Ana@Example.edu' }),
    ]);
    expect(registered.map(({ personId }) => personId)).toEqual(['new-1']);
    expect(joined).toMatchObject([{ personId: 'new-1', how: 'email', via: { source: 'sis', sourcedId: '1' } }]);
  });

  it('the last word on a reference counts, whatever the order', () => {
    const { registered } = run([described('1', { familyName: 'Costa' }, 5), described('1', {}, 4)]);
    expect(registered).toHaveLength(1);
    expect(registered[0]!.described.said.familyName).toBe('Costa');
  });

  it('two people of one name without anything else in common are two', () =>
    expect(run([described('1'), described('2')]).registered).toHaveLength(2));

  it('an address that was passed on is no evidence of who had it', () => {
    const tom = { givenName: 'Tomás', familyName: 'Herrera' };
    const { registered, joined, closed } = run([
      described('1', { email: 'desk@example.edu' }),
      described('2', { ...tom, email: 'desk@example.edu' }),
      described('3', { ...tom, source: 'hr', email: 'desk@example.edu' }),
    ]);
    expect(registered.map(({ personId }) => personId)).toEqual(['new-1', 'new-2']);
    expect(joined.map(({ personId }) => personId)).toEqual(['new-2']);
    expect(closed).toEqual([{ email: 'desk@example.edu', reference: { source: 'sis', sourcedId: '1' }, at }]);
  });
});

describe('a late or repeated description', () => {
  it.each([0, 1])('of revision %i changes nothing where 1 stands', (revision) => {
    const result = run(
      [described('1', { email: 'new@example.edu', privacyHold: true }, revision)],
      present([known('1')]),
    );
    expect(Object.values(result).flat()).toEqual([]);
  });
  it('of revision 2 amends', () =>
    expect(run([described('1', {}, 2)], present([known('1')])).amended).toMatchObject([{ personId: 'person-1' }]));
  it('of a reference that staff linked before stays with that person', () =>
    expect(run([described('1')], present([known('1', { revision: 0 })])).amended).toMatchObject([
      { personId: 'person-1' },
    ]));
  it('of a reference that staff unlinked finds its person anew', () =>
    expect(
      run([described('1')], present([known('1', { personId: null, revision: 0, resolution: 2 })])).registered,
    ).toMatchObject([{ personId: 'new-1', resolution: 3 }]));
});

describe('an e-mail address', () => {
  const email = 'ana@example.edu';
  it('goes on being held while its source repeats it', () => {
    const { opened, closed } = run([described('1', { email }, 2)], present([known('1', { email })]));
    expect([...opened, ...closed]).toEqual([]);
  });
  it('ends when its source says another', () => {
    const { opened, closed } = run(
      [described('1', { email: 'other@example.edu' }, 2)],
      present([known('1', { email })]),
    );
    expect(opened.map((one) => one.email)).toEqual(['other@example.edu']);
    expect(closed.map((one) => one.email)).toEqual([email]);
  });
  it('is taken from its holder by a source that owns the domain', () => {
    const before = present([], {
      byEmail: new Map([[email, [holder('tom', { names: [{ givenName: 'Tom', familyName: 'Lee' }] })]]]),
    });
    expect(run([described('1', { email })], before).closed).toMatchObject([
      { reference: { source: 'hr', sourcedId: 'tom' } },
    ]);
  });
  it('is shared with its holder when the source does not own the domain', () => {
    const before = present([], { byEmail: new Map([[email, [holder('tom')]]]) });
    const { opened, closed, doubts } = run([described('1', { email, emailAuthoritative: false })], before);
    expect(opened).toHaveLength(1);
    expect(closed).toEqual([]);
    expect(doubts).toMatchObject([{ personId: 'new-1', otherPersonId: 'tom', doubt: 'email-not-authoritative' }]);
  });
  it.each([
    [sharedBy - 1, 1],
    [sharedBy, 0],
  ])('that %i people hold raises %i doubts', (people, doubts) => {
    const holders = Array.from({ length: people }, (_, i) => holder(`p${i}`));
    const before = present([], { byEmail: new Map([[email, holders]]) });
    expect(run([described('1', { email, emailAuthoritative: false })], before).doubts).toHaveLength(doubts);
  });
  it('that one person holds ten times is not shared', () => {
    const holders = Array.from({ length: sharedBy }, (_, i) =>
      holder('p', { via: { source: 'hr', sourcedId: `${i}` } }),
    );
    const before = present([], { byEmail: new Map([[email, holders]]) });
    expect(run([described('1', { email })], before).joined).toMatchObject([{ personId: 'p' }]);
  });
});

describe('a privacy hold', () => {
  const held = (before: boolean | null, now?: boolean) =>
    run([described('1', { privacyHold: now }, 2)], present([known('1', { privacyHold: before })])).holds.length === 1;
  it('is placed when a source begins to say so', () => {
    expect(held(null, true)).toBe(true);
    expect(held(false, true)).toBe(true);
  });
  it('is not placed anew while the source says what it said', () => expect(held(true, true)).toBe(false));
  it('is not touched by an absent or false field', () => {
    expect(held(true)).toBe(false);
    expect(held(true, false)).toBe(false);
  });
  it('stands on a new person from the first word', () =>
    expect(run([described('1', { privacyHold: true })]).holds).toEqual([{ personId: 'new-1', source: 'sis' }]));
});
