import { Wake, pause, regularly, within } from './wake.js';

const hour = 3_600_000;

describe('a wait', () => {
  it('ends at a wake, and says so', async () => {
    const wake = new Wake();
    const waiting = wake.wait(hour);
    wake.wake();
    expect(await waiting).toBe(true);
  });

  it('ends at once where the wake came before it, but only the next one', async () => {
    const wake = new Wake();
    wake.wake();
    expect([await wake.wait(hour), await wake.wait(1)]).toEqual([true, false]);
  });
});

describe('a pause', () => {
  it('ends when its signal is aborted, and does not begin after that', async () => {
    const over = new AbortController();
    const pausing = pause(hour, over.signal);
    over.abort();
    await pausing;
    await pause(hour, over.signal);
    expect(over.signal.aborted).toBe(true);
  });
});

describe('waiting for an ending', () => {
  it('takes what fails as ended, and what never ends for so long and no longer', async () => {
    const ended: string[] = [];
    await within(hour, Promise.reject(new Error('lost'))).then(() => ended.push('failed'));
    await within(1, new Promise(() => undefined)).then(() => ended.push('never ended'));
    expect(ended).toEqual(['failed', 'never ended']);
  });
});

describe('work that is done regularly', () => {
  it('goes on after a turn that failed, which is told', async () => {
    const over = new AbortController();
    const turns: string[] = [];
    const work = (): Promise<void> => {
      turns.push('turn');
      if (turns.length === 1) throw new Error('a bad day');
      over.abort();
      return Promise.resolve();
    };
    await regularly(1, over.signal, work, (error) => turns.push((error as Error).message));
    expect(turns).toEqual(['turn', 'a bad day', 'turn']);
  });

  it('ends with the turn that runs, however that ends, and tells nothing of it', async () => {
    const over = new AbortController();
    const told: unknown[] = [];
    const work = (): Promise<void> => {
      over.abort();
      return Promise.reject(new Error('the connection is closed'));
    };
    await regularly(1, over.signal, work, (error) => told.push(error));
    expect(told).toEqual([]);
  });
});
