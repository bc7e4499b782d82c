import { placesOfRecord, type Placed } from './order.js';

const placed = (scores: Record<string, number | null>): Placed[] =>
  Object.entries(scores).map(([application, value]) => ({ application, value, mean: value ?? 5 }));
const ids = (places: readonly { application: string }[]): string => places.map((p) => p.application).join('');

describe('the order of record', () => {
  test('is best first, whichever end is best; what has no score comes last, by its mean', () => {
    expect(ids(placesOfRecord(placed({ a: 30, b: 20, c: null }), 'least'))).toBe('bac');
    expect(ids(placesOfRecord(placed({ a: 30, b: 20, c: null }), 'most'))).toBe('abc');
    const none = [
      { application: 'a', value: null, mean: null },
      { application: 'b', value: null, mean: 7 },
      { application: 'c', value: null, mean: 6 },
    ];
    expect(ids(placesOfRecord(none, 'least'))).toBe('cba');
  });
  test('shares the rank of those who stand level until somebody decides', () => {
    const scores = placed({ a: 20, b: 20, c: 10, d: 20 });
    expect(placesOfRecord(scores, 'least').map(({ rank, level }) => [rank, level])).toEqual([
      [1, false],
      [3, true],
      [3, true],
      [3, true],
    ]);
    expect(placesOfRecord(scores, 'least', [['d', 'b', 'a']])).toEqual([
      { application: 'c', rank: 1, level: false },
      { application: 'd', rank: 2, level: false },
      { application: 'b', rank: 3, level: false },
      { application: 'a', rank: 4, level: false },
    ]);
  });
  test('holds level what differs by a rounding error alone', () => {
    const sums = placed({ a: 0.1 + 0.2, b: 0.3, c: 0.300001 });
    expect(placesOfRecord(sums, 'least').map(({ level }) => level)).toEqual([true, true, false]);
  });
  test('puts five thousand applications in order at once, level or not', () => {
    const many = Array.from({ length: 5_000 }, (_, i) => ({ application: `A${i}`, value: i % 1_000, mean: null }));
    const began = performance.now();
    expect(placesOfRecord(many, 'most').filter(({ level }) => level)).toHaveLength(5_000);
    expect(performance.now() - began).toBeLessThan(500);
  });
  test('takes a decision inside the bubble onto the places held before', () => {
    expect(ids(placesOfRecord(placed({ a: 10, b: 20, c: 25, d: 30 }), 'least', [['d', 'b']]))).toBe('adcb');
  });
  test('takes the later of two decisions', () => {
    expect(
      ids(
        placesOfRecord(placed({ a: 1, b: 1, c: 1 }), 'least', [
          ['c', 'b', 'a'],
          ['b', 'c'],
        ]),
      ),
    ).toBe('bca');
  });
  test('is for whoever may not know of one the order without it', () => {
    const all = placed({ a: 20, b: 20, c: 20, d: 30 });
    const without = all.filter((one) => one.application !== 'b');
    const decisions = [
      ['c', 'b', 'a'],
      ['d', 'b'],
    ];
    expect(placesOfRecord(without, 'least', decisions)).toEqual(placesOfRecord(without, 'least', [['c', 'a']]));
  });
});
