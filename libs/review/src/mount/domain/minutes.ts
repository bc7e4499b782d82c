import type { Minute } from '../../meeting/minutes.js';

export interface Minutes {
  readonly state: 'draft' | 'approved';
  readonly paragraphs: readonly Minute[];
  readonly revision: number;
  readonly approvedBy?: string;
  readonly approvedAt?: string;
}

/** The minutes of each committee's meeting. */
export abstract class MinutesBook {
  /** Null until drafted. */
  abstract present(committeeId: string): Promise<Minutes | null>;
  /** Decides under the committee's lock. */
  abstract change(committeeId: string, decide: (minutes: Minutes | null) => Minutes): Promise<Minutes>;
}
