import { affinities, textLikeness } from './affinity.js';

const only = (part: 'bid' | 'topics' | 'text') => ({ bid: 0, topics: 0, text: 0, [part]: 1 });
const reviewer = (more = {}) => ({ personId: 'p', topics: [], words: [], ...more });
const application = (more = {}) => ({ applicationId: 'a', topics: [], words: [], ...more });

describe('affinity', () => {
  it.each([
    [-1, -1],
    [0, 0],
    [1, 0.5],
    [2, 1],
  ])('counts a bid of %d as %d', (bid, worth) => {
    const bids = [{ personId: 'p', applicationId: 'a', bid }];
    expect(affinities([reviewer()], [application()], bids, only('bid'))).toEqual([[worth]]);
  });

  it('without a bid is as with a bid of nothing', () => {
    expect(affinities([reviewer()], [application()], [], only('bid'))).toEqual([[0]]);
  });

  it('counts the share of the topics that are known, whatever their case', () => {
    const known = reviewer({ topics: ['Simulation', 'surgery'] });
    const both = application({ topics: ['simulation', 'Assessment'] });
    expect(affinities([known], [both, application()], [], only('topics'))).toEqual([[0.5, 0]]);
  });

  it('is largest where the rare words are shared, and none where no word is', () => {
    const [row] = textLikeness(
      [{ words: ['student', 'suture'] }],
      [{ words: ['student', 'suture'] }, { words: ['student', 'ethic'] }, { words: ['ethic'] }],
    );
    expect(row![0]).toBeCloseTo(1);
    expect(row![1]).toBeGreaterThan(0);
    expect(row![1]).toBeLessThan(0.5);
    expect(row![2]).toBe(0);
  });

  it('of somebody who says nothing is none', () => {
    expect([...textLikeness([{ words: [] }], [{ words: ['a'] }, { words: [] }])[0]!]).toEqual([0, 0]);
  });
});
