import { unitsOf } from './units.js';

/** Kinds of a chain of types, the nearest first; an empty word is an organisation without a type. */
const kinds = (...types: string[]) =>
  unitsOf(
    'sis',
    types.map((type, i) => ({ organisation: `o${i}`, ...(type && { organisationType: type }) })),
  ).map(({ unit }) => unit);

describe('the kind of a unit', () => {
  it.each([
    ['department', 'department'],
    ['Dept', 'department'],
    ['Academic Department', 'department'],
    ['faculty', 'department'],
    ['Division', 'division'],
    ['section', 'division'],
    ['research group', 'team'],
    ['laboratory', 'team'],
    ['school', 'school'],
    ['College', 'school'],
    ['district', 'institution'],
    ['local', 'institution'],
    ['university', 'institution'],
    ['state', 'region'],
    [' National ', 'region'],
    ['state university', 'institution'],
    ['center', 'institution'],
    ['', 'institution'],
  ])('is by its type “%s” alone: %s', (type, kind) => expect(kinds(type)).toEqual([kind]));

  it.each([
    [
      ['division', 'department', 'school', 'district', 'state'],
      ['division', 'department', 'school', 'institution', 'region'],
    ],
    [
      ['', 'division'],
      ['team', 'division'],
    ],
    [
      ['center', 'department', 'school'],
      ['division', 'department', 'school'],
    ],
    [
      ['center', 'school'],
      ['department', 'school'],
    ],
    [
      ['', 'university'],
      ['school', 'institution'],
    ],
    [
      ['', 'state'],
      ['institution', 'region'],
    ],
    [
      ['', '', '', '', '', '', ''],
      ['team', 'team', 'team', 'division', 'department', 'school', 'institution'],
    ],
    [
      ['department', 'center', 'school'],
      ['department', 'department', 'school'],
    ],
  ])('is where its type says nothing one narrower than what it lies within: %j', (types, expected) =>
    expect(kinds(...types)).toEqual(expected),
  );

  it.each([
    [
      ['hospital', 'department'],
      ['department', 'department'],
    ],
    [
      ['state', 'school'],
      ['school', 'school'],
    ],
    [
      ['hospital', 'university'],
      ['institution', 'institution'],
    ],
    [
      ['department', 'department'],
      ['department', 'department'],
    ],
  ])('is never wider than what it lies within: %j', (types, expected) => expect(kinds(...types)).toEqual(expected));

  it('and each unit is one source’s, called by its id where it has no name', () => {
    expect(unitsOf('hr', [{ organisation: 'd1', organisationName: 'Medicine' }, { organisation: 's1' }])).toMatchObject(
      [
        { organisation: 'hr/d1', name: 'Medicine' },
        { organisation: 'hr/s1', name: 's1' },
      ],
    );
  });
});
