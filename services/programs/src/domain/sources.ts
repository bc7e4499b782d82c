import type { Source } from './source.js';

/** The sources. Every method joins the open transaction, where there is one. */
export abstract class Sources {
  /**
   * Takes the source's lock until the transaction ends: whoever writes people, enrollments or catalogue rows of a source
   * holds it, so one writer of a source plans on what stands. Needs an open transaction; take it before any row's lock.
   */
  abstract lock(name: string): Promise<void>;

  /** `ensure` and `lock` in one. */
  abstract ensureLocked(name: string): Promise<Source>;

  /** The source of that name, made with defaults where there is none. Refuses a name that no source can have. */
  abstract ensure(name: string): Promise<Source>;
}
