import fc from 'fast-check';
import { dateEvidence, inferDateOrder, readDate, readInstant } from './dates.js';

describe('Reading a day', () => {
  test.each([
    ['2026-09-01', '2026-09-01'],
    ['2026/9/1', '2026-09-01'],
    ['2026.09.01', '2026-09-01'],
    ['2028-02-29', '2028-02-29'],
    ['25/12/2026', '2026-12-25'],
    ['12/25/2026', '2026-12-25'],
    ['05-05-2026', '2026-05-05'],
    ['2026-09-01T00:00:00.000Z', '2026-09-01'],
    ['2026-09-01 00:00', '2026-09-01'],
  ])('%s needs no setting', (text, date) => expect(readDate(text, null)).toEqual({ date }));

  test.each([
    '31/02/2026',
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '01/09/26',
    '26-09-01',
    '1/9',
    '2026-09/01',
    '0000-01-01',
    '13/13/2026',
    '2026-09-01T08:00:00Z',
    '45231',
    'yesterday',
    '',
  ])('“%s” is no day', (text) => expect(readDate(text, null)).toEqual({ bad: true }));

  test('what two orders read differently is ambiguous until the order is known', () => {
    expect(readDate('01/05/2023', null)).toEqual({ ambiguous: true });
    expect(readDate('01/05/2023', 'YMD')).toEqual({ ambiguous: true });
    expect(readDate('01/05/2023', 'DMY')).toEqual({ date: '2023-05-01' });
    expect(readDate('01/05/2023', 'MDY')).toEqual({ date: '2023-01-05' });
  });

  test('a day that the settled order cannot read is bad, and one with its year first stays readable', () => {
    expect(readDate('12/25/2026', 'DMY')).toEqual({ bad: true });
    expect(readDate('25/12/2026', 'MDY')).toEqual({ bad: true });
    expect(readDate('2026-12-25', 'MDY')).toEqual({ date: '2026-12-25' });
  });

  test('every day of the calendar is read in every order it is written in', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        fc.constantFrom('-', '.', '/'),
        (moment, separator) => {
          const date = moment.toISOString().slice(0, 10);
          const [year, month, day] = date.split('-') as [string, string, string];
          expect(readDate([year, month, day].join(separator), null)).toEqual({ date });
          expect(readDate([day, month, year].join(separator), 'DMY')).toEqual({ date });
          expect(readDate([Number(month), Number(day), year].join(separator), 'MDY')).toEqual({ date });
        },
      ),
    );
  });
});

describe('Inferring the order of a column', () => {
  test('one unambiguous value settles it', () => {
    expect(inferDateOrder(['01/05/2023', null, '25/05/2023'])).toBe('DMY');
    expect(inferDateOrder(['01/05/2023', '05/25/2023'])).toBe('MDY');
    expect(dateEvidence('25/05/2023 10:30')).toBe('DMY');
  });

  test('nothing settles it where every value can be read both ways, or none can be read', () => {
    expect(inferDateOrder(['01/05/2023', '02/05/2023', '2026-05-25', 'soon', null])).toBeNull();
    expect(inferDateOrder(['31/02/2026'])).toBeNull();
    expect(inferDateOrder([])).toBeNull();
  });

  test('two values that contradict each other settle nothing', () => {
    expect(inferDateOrder(['25/05/2023', '05/25/2023'])).toBeNull();
  });
});

describe('Reading a moment', () => {
  test.each([
    ['2023-05-01T18:25:43.511Z', 'UTC', '2023-05-01T18:25:43.511Z'],
    ['2023-05-01t18:25:43z', 'UTC', '2023-05-01T18:25:43.000Z'],
    ['2023-05-01T18:25:43.5119999+02:00', 'America/Denver', '2023-05-01T16:25:43.511Z'],
    ['2023-05-01 18:25', 'America/Denver', '2023-05-02T00:25:00.000Z'],
    ['2023-05-01', 'America/Denver', '2023-05-01T06:00:00.000Z'],
    ['2023-05-01', 'UTC', '2023-05-01T00:00:00.000Z'],
    ['2023-01-15', 'Asia/Kolkata', '2023-01-14T18:30:00.000Z'],
    ['25/05/2023 6:05 PM', 'UTC', '2023-05-25T18:05:00.000Z'],
    ['25/05/2023 12:05am', 'UTC', '2023-05-25T00:05:00.000Z'],
    ['2026-07-01T00:00:00-0600', 'UTC', '2026-07-01T06:00:00.000Z'],
  ])('%s in %s', (text, zone, instant) => expect(readInstant(text, null, zone)).toEqual({ instant }));

  test('a slashed day follows the order, and without one is ambiguous', () => {
    expect(readInstant('1/05/2023', null, 'UTC')).toEqual({ ambiguous: true });
    expect(readInstant('1/05/2023', 'DMY', 'UTC')).toEqual({ instant: '2023-05-01T00:00:00.000Z' });
    expect(readInstant('1/05/2023', 'MDY', 'UTC')).toEqual({ instant: '2023-01-05T00:00:00.000Z' });
  });

  test.each([
    '2023-02-30T00:00:00Z',
    '2023-05-01T24:00:00Z',
    '2023-05-01T10:60Z',
    '2023-05-01 Z',
    '2023-05-01T',
    '2023-05-01T10:00+99:00',
    '2023-05-01 13:00 PM',
    'now',
  ])('“%s” is no moment', (text) => expect(readInstant(text, null, 'UTC')).toEqual({ bad: true }));

  test('the hour that spring skips is read as if the clocks had not moved, the one autumn has twice as its first', () => {
    expect(readInstant('2026-03-08 02:30', null, 'America/Denver')).toEqual({ instant: '2026-03-08T09:30:00.000Z' });
    expect(readInstant('2026-11-01 01:30', null, 'America/Denver')).toEqual({ instant: '2026-11-01T07:30:00.000Z' });
    expect(readInstant('2026-11-01 02:30', null, 'America/Denver')).toEqual({ instant: '2026-11-01T09:30:00.000Z' });
  });

  test('any moment comes back whatever the offset it was written with', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }),
        fc.integer({ min: -12 * 60, max: 14 * 60 }),
        (moment, minutes) => {
          const local = new Date(moment.getTime() + minutes * 60_000).toISOString().slice(0, -1);
          const two = (n: number) => String(Math.floor(Math.abs(n))).padStart(2, '0');
          const text = `${local}${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
          expect(readInstant(text, null, 'UTC')).toEqual({ instant: moment.toISOString() });
        },
      ),
    );
  });
});
