import { instantAt, wallTime } from './zone.js';

describe('a time on the clocks of a zone', () => {
  it.each([
    ['2026-09-01T09:00', 'America/New_York', '2026-09-01T13:00:00.000Z'],
    ['2026-12-01T17:00', 'America/New_York', '2026-12-01T22:00:00.000Z'],
    ['2026-09-01T09:00', 'Asia/Kolkata', '2026-09-01T03:30:00.000Z'],
    ['2026-01-01T00:00', 'Pacific/Auckland', '2025-12-31T11:00:00.000Z'],
    ['2026-06-30T23:59', 'UTC', '2026-06-30T23:59:00.000Z'],
  ])('%s in %s is one moment', (text, zone, moment) => {
    expect(instantAt(text, zone, 'earlier')).toBe(moment);
    expect(instantAt(text, zone, 'later')).toBe(moment);
    expect(wallTime(Date.parse(moment), zone)).toBe(text);
  });

  it('that they show twice is the earlier or the later one', () => {
    expect(instantAt('2026-11-01T01:30', 'America/New_York', 'earlier')).toBe('2026-11-01T05:30:00.000Z');
    expect(instantAt('2026-11-01T01:30', 'America/New_York', 'later')).toBe('2026-11-01T06:30:00.000Z');
  });

  it.each([
    ['2027-03-14T02:30', 'America/New_York'],
    ['2026-02-29T09:00', 'UTC'],
    ['2026-13-01T09:00', 'UTC'],
    ['2026-01-01T24:00', 'UTC'],
    ['tomorrow', 'UTC'],
  ])('%s in %s is none', (text, zone) => expect(instantAt(text, zone, 'earlier')).toBeUndefined());

  it('just beside the hour that is left out is one', () => {
    expect(instantAt('2027-03-14T01:59', 'America/New_York', 'earlier')).toBe('2027-03-14T06:59:00.000Z');
    expect(instantAt('2027-03-14T03:00', 'America/New_York', 'earlier')).toBe('2027-03-14T07:00:00.000Z');
  });
});
