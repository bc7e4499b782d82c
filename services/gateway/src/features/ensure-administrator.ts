import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { administrator } from '../domain/client.js';
import { Clients, Revocations } from '../domain/clients.js';
import { hashSecret, isSecret } from './hash-secret.js';

/**
 * Makes or updates the client that the configuration names, at start. A secret counts when the configuration gives it
 * for the first time: what was rotated away or revoked since does not come back with the next start.
 */
@Injectable()
export class EnsureAdministrator {
  constructor(
    private readonly clients: Clients,
    private readonly revocations: Revocations,
    private readonly clock: Clock,
  ) {}

  async run(id: string, secret: string): Promise<void> {
    const present = await this.clients.credentials(id);
    const same = present !== undefined && isSecret(secret, present.configuredHash ?? present.secretHash);
    const next = administrator(id, present?.client, same, this.clock.now());
    if (next !== present?.client || present.configuredHash === null) {
      const given = hashSecret(secret);
      await this.clients.put(next, same ? present.secretHash : given, given);
    }
    await this.revocations.refresh();
  }
}
