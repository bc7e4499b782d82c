/** How often each key may do something within a second; a fixed window for all, so that it costs one map. */
export class PerSecond {
  private window = 0;
  private readonly counts = new Map<string, number>();

  constructor(private readonly most: number) {}

  /** Whether this one is still within the limit at `now` (milliseconds). */
  allows(key: string, now: number): boolean {
    const window = Math.floor(now / 1000);
    if (window !== this.window) {
      this.window = window;
      this.counts.clear();
    }
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    return count <= this.most;
  }
}
