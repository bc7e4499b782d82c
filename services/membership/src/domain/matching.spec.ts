import { doubtAbout, match, type Candidate, type Evidence } from './matching.js';

const ana: Candidate = {
  personId: 'ana',
  via: { source: 'sis', sourcedId: '1' },
  names: [{ givenName: 'Ana', familyName: 'O’Silva' }],
  orcid: null,
};
const said = (more: Partial<Evidence> = {}): Evidence => ({
  givenName: 'Ana',
  familyName: "O'Silva",
  email: 'ana@example.edu',
  emailAuthoritative: true,
  ...more,
});
const stranger = { givenName: 'Tomás', familyName: 'Herrera' };
const nobody = { byOrcid: [], byEmail: [] };

describe('a reference that nothing was said of before', () => {
  it('is a new person when nobody is like it', () => expect(match(said(), nobody)).toEqual({ kind: 'new' }));

  describe('with the ORCID iD of somebody', () => {
    const orcid = (more: Partial<Evidence>) =>
      match(said({ orcid: '0000-0002-1825-0097', ...more }), { byOrcid: [ana], byEmail: [] });
    it('is that person', () =>
      expect(orcid({})).toEqual({ kind: 'same', personId: 'ana', how: 'orcid', via: ana.via }));
    it('is that person after a new family name', () =>
      expect(orcid({ familyName: 'Costa' })).toMatchObject({ kind: 'same' }));
    it('is that person when it bears no name', () =>
      expect(orcid({ givenName: undefined, familyName: undefined })).toMatchObject({ kind: 'same' }));
    it('is that person when the name is in another script', () =>
      expect(orcid({ givenName: 'Анна', familyName: 'Сильва' })).toMatchObject({ kind: 'same' }));
    it('is a new person and a doubt when the names clearly disagree', () =>
      expect(orcid(stranger)).toEqual({ kind: 'new', uncertain: { personId: 'ana', doubt: 'orcid-names-differ' } }));
  });

  describe('with the e-mail address of somebody', () => {
    const email = (more: Partial<Evidence>, who: Candidate = ana) => match(said(more), { byOrcid: [], byEmail: [who] });
    it('is that person when its source owns the domain and the name agrees', () =>
      expect(email({})).toEqual({ kind: 'same', personId: 'ana', how: 'email', via: ana.via }));
    it('is that person when given and family name are swapped', () =>
      expect(email({ givenName: 'O Silva', familyName: 'ANA' })).toMatchObject({ kind: 'same' }));
    it('is a new person and a doubt when its source does not own the domain', () =>
      expect(email({ emailAuthoritative: false })).toEqual({
        kind: 'new',
        uncertain: { personId: 'ana', doubt: 'email-not-authoritative' },
      }));
    it('is a new person and a doubt when the address has passed to another name', () =>
      expect(email(stranger)).toEqual({ kind: 'new', uncertain: { personId: 'ana', doubt: 'email-names-differ' } }));
    it.each([{ givenName: 'A.' }, { familyName: 'Costa' }, { givenName: undefined, familyName: undefined }])(
      'is a new person and a doubt when the name is not clearly the same: %j',
      (more) => expect(email(more)).toMatchObject({ kind: 'new', uncertain: { doubt: 'email-names-differ' } }),
    );
    it('is a new person and a doubt when both have ORCID iDs that differ', () =>
      expect(email({ orcid: '0000-0002-1825-0097' }, { ...ana, orcid: '0000-0001-5109-3700' })).toMatchObject({
        kind: 'new',
        uncertain: { doubt: 'email-orcids-differ' },
      }));
    it('is that person when only one of them has an ORCID iD', () =>
      expect(email({ orcid: '0000-0002-1825-0097' })).toMatchObject({ kind: 'same' }));
    it('is that person when the name agrees with what another source calls them', () =>
      expect(email({}, { ...ana, names: [stranger, ...ana.names] })).toMatchObject({ kind: 'same' }));
  });

  it('is who its e-mail says, and a doubt, when its ORCID iD is that of another name', () => {
    const other: Candidate = { ...ana, personId: 'tom', names: [stranger] };
    expect(match(said({ orcid: '0000-0002-1825-0097' }), { byOrcid: [other], byEmail: [ana] })).toEqual({
      kind: 'same',
      personId: 'ana',
      how: 'email',
      via: ana.via,
      uncertain: { personId: 'tom', doubt: 'orcid-names-differ' },
    });
  });
});

describe('a reference that has its person', () => {
  it('raises no doubt when nobody else is like it', () => expect(doubtAbout(said(), nobody)).toBeUndefined());
  it('raises a doubt, and never merges, when it takes the ORCID iD of another', () =>
    expect(doubtAbout(said(), { byOrcid: [ana], byEmail: [] })).toEqual({
      personId: 'ana',
      doubt: 'orcid-of-another',
    }));
  it('raises a doubt when it takes the address of another of the same name', () =>
    expect(doubtAbout(said(), { byOrcid: [], byEmail: [ana] })).toEqual({
      personId: 'ana',
      doubt: 'email-of-another',
    }));
  it('raises none when an address passes on from another name', () =>
    expect(doubtAbout(said(stranger), { byOrcid: [], byEmail: [ana] })).toBeUndefined());
});
