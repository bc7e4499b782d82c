import type { Described, Reference } from './reference.js';
import type { Present, Resolution } from './resolution.js';

/** All references and the people they mean; the one place where people come into being. */
export abstract class Register {
  /**
   * Reads what the batch may meet, lets `decide` say what follows, writes it and tells it, in the open transaction. Batches
   * are taken one after another, whoever takes them: two can never make one human twice.
   */
  abstract take(batch: ReadonlyMap<string, Described>, decide: (present: Present) => Resolution): Promise<void>;

  /** Forgets what was said of these references; which person they mean stays. */
  abstract forget(references: readonly Reference[]): Promise<void>;
}
