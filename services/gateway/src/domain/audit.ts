import type { Instant } from '@chiron/contracts/core';

export const auditActions = [
  'client.registered',
  'client.changed',
  'client.secret-rotated',
  'client.revoked',
  'person-token.issued',
  'signing-key.rotated',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** Somebody did something that an officer may have to explain later. */
export interface AuditEntry {
  readonly action: AuditAction;
  /** the client that did it */
  readonly clientId: string;
  /** whom its token stood for: the client itself or a person */
  readonly subject: string;
  /** the client, person or key it was done to */
  readonly target: string;
  readonly details: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

export interface AuditRecord extends AuditEntry {
  readonly id: string;
  readonly at: Instant;
}

export interface AuditFilter {
  readonly action?: string;
  readonly clientId?: string;
  readonly target?: string;
}

/** The log of what was done to clients, keys and in persons' names; it only grows. */
export abstract class Audit {
  abstract record(entry: AuditEntry): Promise<void>;
  /** Newest first, those before the record with id `before`. */
  abstract list(filter: AuditFilter, before: string | undefined, limit: number): Promise<AuditRecord[]>;
}
