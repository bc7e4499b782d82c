import { defaultGuards, judgeDataSet, judgeEnds, type Ends } from './guards.js';

const ends = (live: number, ended: number, offerings: [string, number, number][] = []): Ends => ({
  live,
  ended,
  offerings: new Map(offerings.map(([id, before, gone]) => [id, { live: before, ended: gone }])),
});
const names = (tripped: { guard: string }[]) => tripped.map((one) => one.guard);
const data = { mode: 'canonical' as const, rows: 10, expectedRows: null, files: {}, unreadableIds: 0, emptied: [] };

describe('before anything ends', () => {
  it('a fifth of the live enrollments may end by omission', () => {
    expect(judgeEnds(ends(100, 20), defaultGuards, 'canonical')).toEqual([]);
  });
  it('one more than a fifth waits for a person', () => {
    expect(names(judgeEnds(ends(100, 21), defaultGuards, 'canonical'))).toEqual(['ended-share']);
  });
  it('a thousand may end at once, one more waits', () => {
    expect(judgeEnds(ends(100_000, 1000), defaultGuards, 'canonical')).toEqual([]);
    expect(names(judgeEnds(ends(100_000, 1001), defaultGuards, 'canonical'))).toEqual(['ended-count']);
  });
  it('an offering that loses half its people waits, one that loses less does not', () => {
    expect(names(judgeEnds(ends(100, 5, [['a', 10, 5]]), defaultGuards, 'canonical'))).toEqual(['offering-halved']);
    expect(judgeEnds(ends(100, 4, [['a', 10, 4]]), defaultGuards, 'canonical')).toEqual([]);
  });
  it('who decides is told the share that was set, how many offerings come to it, and one of them', () => {
    const [told] = judgeEnds(ends(100, 4, [['a', 10, 4]]), { ...defaultGuards, offeringShare: 0.4 }, 'canonical');
    expect(told!.detail).toBe('Offerings that would lose 40 % of their people or more: 1; a would lose 4 of 10.');
  });
  it('a delta that ends a few by name is not judged by shares, one that ends twenty is', () => {
    expect(judgeEnds(ends(3, 3, [['a', 3, 3]]), defaultGuards, 'delta')).toEqual([]);
    expect(judgeEnds(ends(25, 19), defaultGuards, 'delta')).toEqual([]);
    expect(names(judgeEnds(ends(25, 20), defaultGuards, 'delta'))).toEqual(['ended-share']);
  });
  it('nothing that ends trips nothing', () => expect(judgeEnds(ends(0, 0), defaultGuards, 'canonical')).toEqual([]));
});

describe('before a data set is taken for the whole truth', () => {
  it('goes on when there is nothing to ask', () => expect(judgeDataSet(data)).toEqual([]));
  it('waits where its rows differ from those expected, in delta mode too', () => {
    expect(judgeDataSet({ ...data, expectedRows: 10 })).toEqual([]);
    expect(names(judgeDataSet({ ...data, expectedRows: 11 }))).toEqual(['expected-rows']);
    expect(names(judgeDataSet({ ...data, mode: 'delta', expectedRows: 11 }))).toEqual(['expected-rows']);
  });
  it('waits where the manifest calls a file delta, but not in delta mode', () => {
    expect(names(judgeDataSet({ ...data, files: { users: 'delta' } }))).toEqual(['delta-file-in-canonical']);
    expect(judgeDataSet({ ...data, mode: 'delta', files: { users: 'delta' } })).toEqual([]);
  });
  it('waits where an id cannot be read', () => {
    expect(names(judgeDataSet({ ...data, unreadableIds: 1 }))).toEqual(['unreadable-id']);
  });
  it('waits where a kind had rows and is now empty', () => {
    expect(names(judgeDataSet({ ...data, emptied: ['enrollments'] }))).toEqual(['kind-emptied']);
  });
});
