import { isMomentText } from './fields.js';

describe('a moment', () => {
  it.each([
    '2027-03-01T12:00Z',
    '2027-03-01T12:00:00.123456789+05:30',
    '2028-02-29T23:59:59-08:00',
    '2999-12-31T00:00Z',
  ])('%s is one', (text) => expect(isMomentText(text)).toBe(true));

  it.each([
    ['2027-03-01T12:00', 'has no offset'],
    ['2027-02-29T12:00Z', 'is no day of the calendar'],
    ['2027-03-01T25:00Z', 'is no hour'],
    ['2027-03-01 12:00Z', 'has no T'],
    ['3000-01-01T00:00Z', 'is too far away'],
    [1_772_366_400_000, 'is a number'],
  ])('%s %s', (value, _why) => expect(isMomentText(value)).toBe(false));
});
