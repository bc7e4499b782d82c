const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Asks again and again until `check` neither throws nor answers `false`, and answers what it answered.
 *
 * @param sentence what should become true, in the user's words: 'the badge is issued'
 * @param options `within` milliseconds, default 10 000
 * @throws an error that says the sentence, how long was waited, and why the last check failed
 */
export async function eventually<T>(
  sentence: string,
  check: () => Promise<T> | T,
  { within = 10_000 }: { within?: number } = {},
): Promise<Exclude<T, false>> {
  const started = performance.now();
  let wait = 5;
  for (;;) {
    let cause: unknown;
    try {
      const answer = await check();
      if (answer !== false) return answer as Exclude<T, false>;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() - started > within) {
      const last = cause instanceof Error ? `: ${cause.message}` : '';
      throw new Error(`Waited ${within / 1000} s in vain until ${sentence}${last}`, { cause });
    }
    await pause(wait);
    wait = Math.min(wait * 1.5, 200);
  }
}
