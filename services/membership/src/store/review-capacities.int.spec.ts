import { opened, saying } from '../../test/opened.js';
import { merge } from '../domain/merging.js';
import { allot } from '../domain/review-capacity.js';

describe('review capacities', () => {
  let on: Awaited<ReturnType<typeof opened>>;
  beforeEach(async () => (on = await opened()));
  afterEach(() => on.close());

  const person = async (sourcedId: string): Promise<string> => {
    await on.describe([saying(sourcedId, { givenName: `G${sourcedId}`, familyName: `F${sourcedId}` })]);
    return (await on.personOf(sourcedId))!;
  };
  const say = (personId: string, capacity: number, seen?: number) =>
    on.reviewCapacities.change(
      { personId, season: '2027' },
      'staff',
      (of, present) => allot(of, present, { capacity, allotments: [{ service: 'grants', reviews: capacity }] }),
      (revision) => {
        if (seen !== undefined && seen !== revision) throw new Error(`has revision ${revision}`);
      },
    );
  const told = async () =>
    (await on.events())
      .filter(({ type }) => type.includes('review-capacity'))
      .map(({ data, revision }) => [data['personId'], data['capacity'], revision]);

  it('are first said once by twenty who race', async () => {
    const ana = await person('1');
    const answers = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => say(ana, i + 1, 0)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await told()).toHaveLength(1);
  });

  it('of whom nothing can be told are not kept', async () => {
    const ana = await person('1');
    await say(ana, 5);
    await expect(
      on.database.transaction(async () => {
        await say(ana, 6);
        throw new Error('and then something failed');
      }),
    ).rejects.toThrow('and then something failed');
    expect(await told()).toEqual([[ana, 5, 1]]);
    expect(await on.count('review_capacities', 'capacity = 5 and revision = 1')).toBe(1);
  });

  it('of two records of one human are each kept, and said anew together', async () => {
    const [away, into] = [await person('1'), await person('2')];
    await say(away, 3);
    await say(into, 8);
    await on.merges.merge(away, into, 'staff', merge);
    expect(await on.count('review_capacities')).toBe(2);
    expect(await say(away, 6, 1)).toEqual({ personId: into, revision: 2 });
    expect(await told()).toEqual([
      [away, 3, 1],
      [into, 8, 1],
      [into, 6, 2],
      [away, 6, 2],
    ]);
    await say(into, 6, 2);
    expect(await told()).toHaveLength(4);
  });
});
