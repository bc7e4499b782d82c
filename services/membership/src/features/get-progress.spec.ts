import { Clock } from '@chiron/contracts/core';
import type { Database } from '@chiron/postgres';
import { GetProgress } from './get-progress.js';

class SetClock extends Clock {
  at = Date.parse('2026-11-22T08:00:00.000Z');
  override now(): string {
    return new Date(this.at).toISOString();
  }
}

function counting(takesMs: number) {
  const clock = new SetClock('UTC');
  const counted: (string | null)[] = [];
  let broken = false;
  const database = {
    query: async (_: string, [source]: [string | null]) => {
      counted.push(source);
      await Promise.resolve();
      clock.at += takesMs;
      if (broken) throw new Error('the database is away');
      return [{ references: 1, people: 1, entries: counted.length }];
    },
  } as unknown as Database;
  return { clock, counted, progress: new GetProgress(database, clock), breakIt: (now: boolean) => (broken = now) };
}

describe('the progress of a source', () => {
  it('that takes a second to count is counted once in twenty seconds, and says of when it is', async () => {
    const { clock, counted, progress } = counting(1_000);
    const first = await progress.run('sis');
    expect(first).toMatchObject({ entries: 1, asOf: '2026-11-22T08:00:00.000Z' });
    clock.at += 19_999;
    expect(await progress.run('sis')).toBe(first);
    clock.at += 1;
    expect(await progress.run('sis')).toMatchObject({ entries: 2, asOf: '2026-11-22T08:00:21.000Z' });
    expect(counted).toHaveLength(2);
  });

  it('is counted once for all who ask meanwhile, and for each source by itself', async () => {
    const { counted, progress } = counting(1_000);
    await Promise.all([progress.run('sis'), progress.run('sis'), progress.run('lms'), progress.run()]);
    expect(counted).toEqual(['sis', 'lms', null]);
  });

  it('is counted anew at once where the count is quick', async () => {
    const { counted, progress } = counting(0);
    await progress.run('sis');
    await progress.run('sis');
    expect(counted).toHaveLength(2);
  });

  it('that could not be counted is not remembered', async () => {
    const { progress, breakIt } = counting(1_000);
    breakIt(true);
    await expect(progress.run('sis')).rejects.toThrow('the database is away');
    breakIt(false);
    expect(await progress.run('sis')).toMatchObject({ people: 1 });
  });

  it('of more than a hundred sources forgets the one counted longest ago', async () => {
    const { counted, progress } = counting(1_000);
    for (let n = 0; n <= 100; n++) await progress.run(`sis-${n}`);
    await progress.run('sis-100');
    expect(counted).toHaveLength(101);
    await progress.run('sis-0');
    expect(counted).toHaveLength(102);
  });
});
