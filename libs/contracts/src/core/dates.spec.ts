import { addDays, dayIn, isIsoDate, isTimeZone } from './dates.js';

describe('a calendar day', () => {
  it.each(['2026-02-28', '2024-02-29', '2026-12-31'])('%s exists', (text) => expect(isIsoDate(text)).toBe(true));
  it.each(['2026-02-29', '2026-13-01', '2026-00-10', '26-01-01', '2026-1-1', '2026-01-01T00:00:00Z', ''])(
    '%s does not',
    (text) => expect(isIsoDate(text)).toBe(false),
  );
  it('moves over the end of a month', () => expect(addDays('2026-12-31', 1)).toBe('2027-01-01'));
  it('moves back over a leap day', () => expect(addDays('2024-03-01', -1)).toBe('2024-02-29'));
  it("is the institute's, not Greenwich's", () => {
    expect(dayIn('America/Denver', new Date('2026-11-22T05:00:00Z'))).toBe('2026-11-21');
    expect(dayIn('Asia/Manila', new Date('2026-11-22T17:00:00Z'))).toBe('2026-11-23');
  });
});

describe('a time zone', () => {
  it.each(['UTC', 'America/Chicago', 'Etc/GMT+12'])('is %s', (name) => expect(isTimeZone(name)).toBe(true));
  it.each(['+05:30', '-0300', 'Mars/Base', ''])('is not “%s”', (name) => expect(isTimeZone(name)).toBe(false));
});
