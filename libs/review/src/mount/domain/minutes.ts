import type { Minute } from '../../meeting/minutes.js';
import { reviewProblems } from '../../problems.js';
import type { View } from './view.js';

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
  abstract change(committeeId: string, by: string, decide: (minutes: Minutes | null) => Minutes): Promise<Minutes>;
}

/** Writes up what happened in a meeting; refuses `not-found` where none was planned. */
export abstract class MinutesWriter {
  abstract draft(view: View): Promise<readonly Minute[]>;
}

/** Refuses `minutes-approved`: nobody changes those. */
export function mustBeDraft(minutes: Minutes | null): void {
  if (minutes?.state === 'approved') throw reviewProblems.refuse('minutes-approved');
}

/** The next draft after what is there. */
export const redraft = (present: Minutes | null, paragraphs: readonly Minute[]): Minutes => ({
  state: 'draft',
  paragraphs,
  revision: (present?.revision ?? 0) + 1,
});
