import type { Instant } from '@chiron/contracts/core';

/** One step of a round: who did what, when, and what they had before them. */
export interface Step {
  readonly callId: string;
  /** null for a step of the whole round */
  readonly applicationId: string | null;
  /** the person who acted; null where the platform did by itself */
  readonly by: string | null;
  /** in words: `decided the round` */
  readonly act: string;
  /** what they gave, and what they saw when they gave it */
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface AuditEntry extends Step {
  readonly id: string;
  readonly at: Instant;
}

/** The audit trail: only ever added to, in the transaction of the step itself. */
export abstract class Audit {
  abstract note(...steps: readonly Step[]): Promise<void>;
  /** The newest first; those of the whole round, or of one application. */
  abstract list(of: {
    readonly callId: string;
    readonly applicationId?: string | undefined;
    readonly limit: number;
    readonly before?: string | undefined;
  }): Promise<AuditEntry[]>;
}
