import type { Caller } from '@chiron/http';
import { PerSecond } from './per-second.js';

/** Requests within a second. */
export interface RateLimits {
  /** of a client by its own tokens; of an address, where there is no token */
  readonly requestsPerSecond: number;
  /** of one person by tokens that one client minted */
  readonly personRequestsPerSecond: number;
  /** of all people together by tokens that one client minted */
  readonly peopleRequestsPerSecond: number;
}

/**
 * How often who may ask. A web client mints tokens for all its users: each has a share of their own, so that one of them
 * takes nothing from the others, and the client has one for all, so that it cannot ask without end by minting more.
 */
export class Rates {
  private readonly clients: PerSecond;
  private readonly persons: PerSecond;
  private readonly people: PerSecond;

  constructor(limits: RateLimits) {
    this.clients = new PerSecond(limits.requestsPerSecond);
    this.persons = new PerSecond(limits.personRequestsPerSecond);
    this.people = new PerSecond(limits.peopleRequestsPerSecond);
  }

  /** @param now milliseconds */
  allows(caller: Pick<Caller, 'clientId' | 'personId'> | undefined, address: string, now: number): boolean {
    if (caller === undefined) return this.clients.allows(`address ${address}`, now);
    const { clientId, personId } = caller;
    if (personId === undefined) return this.clients.allows(`client ${clientId}`, now);
    // What is refused to one person is not counted against all.
    return this.persons.allows(`${personId} ${clientId}`, now) && this.people.allows(clientId, now);
  }
}
