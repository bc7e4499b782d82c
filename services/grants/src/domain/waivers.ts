import type { Instant } from '@chiron/contracts/core';
import type { Waiver } from './eligibility.js';

export interface GrantedWaiver extends Waiver {
  readonly id: string;
  readonly callId: string;
  readonly personId: string;
  readonly grantedBy: string;
  readonly grantedAt: Instant;
}

/** What officers let people pass, with the reason and an end. */
export abstract class Waivers {
  /** Refuses `not-found` for a call there is not, `call-over`, and `due-in-past` where it would end before today. */
  abstract grant(waiver: Omit<GrantedWaiver, 'grantedAt'>): Promise<GrantedWaiver>;
  /** Of this person, under every alias. */
  abstract of(callId: string, personId: string): Promise<GrantedWaiver[]>;
  /** Of everybody, the newest first; one more than `limit`, where there are more. */
  abstract list(callId: string, page: { readonly limit: number; readonly after?: string }): Promise<GrantedWaiver[]>;
}
