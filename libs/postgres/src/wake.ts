/** Waits that somebody else may end early. A wake before the wait is not lost. */
export class Wake {
  private pending = false;
  private resolve: (() => void) | undefined;

  wake(): void {
    this.pending = true;
    this.resolve?.();
  }

  /** Resolves at the next `wake()`, with true, or after `ms`, with false. */
  async wait(ms: number): Promise<boolean> {
    if (!this.pending) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.resolve = resolve;
        timer = setTimeout(resolve, ms);
      });
      clearTimeout(timer);
      this.resolve = undefined;
    }
    const woken = this.pending;
    this.pending = false;
    return woken;
  }
}

/** Resolves after `ms`, or as soon as the signal is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });
}

/** Resolves when `ending` is over, however it ends, and after `ms` at the latest. */
export async function within(ms: number, ending: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  await Promise.race([ending.catch(() => undefined), pause(ms, over.signal)]);
  over.abort();
}

/**
 * Does `work` turn after turn, with a pause of `everyMs` before each, until the signal is aborted; resolves once the last
 * turn is over. A turn that fails is told to `failed`, and the next one comes all the same.
 */
export async function regularly(
  everyMs: number,
  signal: AbortSignal,
  work: () => Promise<unknown>,
  failed: (error: unknown) => void,
): Promise<void> {
  for (;;) {
    await pause(everyMs, signal);
    if (signal.aborted) return;
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) failed(error);
    }
  }
}
