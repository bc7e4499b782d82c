import { checkIdentifiers, makesKnown, mergeDescription, nameless } from './person-description.js';

describe('a person of whom a source speaks', () => {
  it.each([
    { givenName: 'Aiyana' },
    { familyName: "O'Brien" },
    { email: 'a@example.edu' },
    { orcid: '0000-0002-1825-0097' },
  ])('is known by %o', (said) => expect(makesKnown({ ...nameless, ...said })).toBe(true));
  it('is not known by pronouns, a middle name or a hold alone', () => {
    expect(makesKnown({ ...nameless, pronouns: 'she/her', middleName: 'J.', privacyHold: true })).toBe(false);
  });
  it('keeps what a row in passing does not mention', () => {
    const before = { ...nameless, givenName: 'José', email: 'jose@example.edu' };
    expect(mergeDescription(before, { ...nameless, familyName: 'Núñez' }, true)).toEqual({
      ...before,
      familyName: 'Núñez',
    });
  });
  it('is replaced by a line of their own', () => {
    const before = { ...nameless, givenName: 'José', email: 'jose@example.edu' };
    expect(mergeDescription(before, { ...nameless, givenName: 'José' }, false).email).toBeNull();
  });
  it.each([true, false])('keeps a privacy hold that is not mentioned, or denied (in passing: %s)', (inPassing) => {
    const held = { ...nameless, privacyHold: true };
    expect(mergeDescription(held, nameless, inPassing).privacyHold).toBe(true);
    expect(mergeDescription(held, { ...nameless, privacyHold: false }, inPassing).privacyHold).toBe(true);
    expect(mergeDescription(nameless, held, inPassing).privacyHold).toBe(true);
  });
});

describe('an identifier that cannot be one', () => {
  it.each(['no-at.example.edu', 'a@b', 'a b@example.edu', '=cmd|@x.', `${'a'.repeat(250)}@example.edu`])(
    '%s is left out',
    (email) => {
      expect(checkIdentifiers({ ...nameless, email })).toMatchObject({ said: { email: null }, warning: 'bad-email' });
    },
  );
  it.each(["siobhan.o'brien@example.edu", 'josé@exämple.edu', 'x+y@a.b.example.org'])('%s can be one', (email) => {
    expect(checkIdentifiers({ ...nameless, email })).toMatchObject({ said: { email }, warning: null });
  });
  it('an ORCID iD with a wrong check digit is left out, a right one is kept bare', () => {
    expect(checkIdentifiers({ ...nameless, orcid: '0000-0002-1825-0098' })).toMatchObject({
      said: { orcid: null },
      warning: 'bad-orcid',
    });
    expect(checkIdentifiers({ ...nameless, orcid: 'https://orcid.org/0000-0002-1825-0097' }).said.orcid).toBe(
      '0000-0002-1825-0097',
    );
  });
});
