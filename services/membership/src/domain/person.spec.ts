import { Refusal } from '@chiron/contracts/core';
import { correct, liftHold, placeHold, shown, withdrawCorrection, type Person, type Said } from './person.js';

const person: Person = { id: 'p', corrections: {}, privacyHold: false, holdBy: null, mergedInto: null, revision: 1 };
const at = '2026-09-01T00:00:00.000Z';
const said = (more: Partial<Said> = {}): Said => ({
  source: 'sis',
  sourcedId: '1',
  at,
  givenName: 'Ana',
  familyName: 'Silva',
  ...more,
});
const refusal = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as Refusal).code;
  }
};

describe('what is shown of a person', () => {
  it('is what was said last', () =>
    expect(
      shown([said(), said({ source: 'hr', at: '2026-09-02T00:00:00.000Z', familyName: 'Costa' })], {}).familyName,
    ).toBe('Costa'));
  it('never mixes the names of two sources', () =>
    expect(
      shown(
        [said({ middleName: 'Rita' }), said({ source: 'hr', at: '2026-09-02T00:00:00.000Z', givenName: 'Anna' })],
        {},
      ),
    ).toMatchObject({
      givenName: 'Anna',
      middleName: null,
    }));
  it('keeps the name when a later word has none', () =>
    expect(
      shown([said(), said({ source: 'hr', at: '2026-09-02T00:00:00.000Z', givenName: null, familyName: null })], {})
        .familyName,
    ).toBe('Silva'));
  it('is the same in whatever order equal words are read', () => {
    const [one, other] = [said(), said({ source: 'hr', familyName: 'Costa' })];
    expect(shown([one, other], {})).toEqual(shown([other, one], {}));
  });
  it("is staff's correction before anything later", () => {
    const corrections = correct(person, { familyName: 'Sousa' }, 'staff', at).next.corrections;
    expect(shown([said({ at: '2027-01-01T00:00:00.000Z' })], corrections).familyName).toBe('Sousa');
  });
  it('is nothing where staff say that there is none', () => {
    const corrections = correct(person, { familyName: null }, 'staff', at).next.corrections;
    expect(shown([said()], corrections)).toMatchObject({ givenName: 'Ana', familyName: null });
  });
});

describe('a correction', () => {
  it('names its fields, never their values', () => {
    const { events } = correct(person, { familyName: 'Sousa', pronouns: 'she/her' }, 'staff', at);
    expect(events.map(({ data }) => data)).toEqual([{ personId: 'p', fields: ['familyName', 'pronouns'] }]);
  });
  it('that says what was corrected already changes nothing', () => {
    const { next } = correct(person, { familyName: 'Sousa' }, 'staff', at);
    expect(correct(next, { familyName: ' Sousa ' }, 'other', at).events).toEqual([]);
  });
  it('of an ORCID iD keeps the bare form', () =>
    expect(
      correct(person, { orcid: 'https://orcid.org/0000-0002-1825-0097' }, 's', at).next.corrections.orcid?.value,
    ).toBe('0000-0002-1825-0097'));
  it('of an ORCID iD is refused when the check digit is wrong', () =>
    expect(refusal(() => correct(person, { orcid: '0000-0002-1825-0098' }, 's', at))).toBe('validation-failed'));
  it('of a merged record is refused', () =>
    expect(refusal(() => correct({ ...person, mergedInto: 'q' }, { familyName: 'X' }, 's', at))).toBe('person-merged'));
  it('is withdrawn, so that the sources show again', () => {
    const { next } = correct(person, { familyName: 'Sousa' }, 'staff', at);
    expect(shown([said()], withdrawCorrection(next, 'familyName').next.corrections).familyName).toBe('Silva');
  });
  it('that was never made is not withdrawn', () =>
    expect(refusal(() => withdrawCorrection(person, 'familyName'))).toBe('field-not-corrected'));
});

describe('a privacy hold', () => {
  it('is placed once', () => {
    const { next, events } = placeHold(person, 'staff');
    expect(next).toMatchObject({ privacyHold: true, holdBy: 'staff' });
    expect(events).toHaveLength(1);
    expect(placeHold(next, 'other')).toEqual({ next, events: [] });
  });
  it('is lifted by staff', () => expect(liftHold(placeHold(person, 's').next).next.privacyHold).toBe(false));
  it('that does not stand is not lifted', () => expect(refusal(() => liftHold(person))).toBe('hold-not-placed'));
});
