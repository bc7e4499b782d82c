import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { administrator } from '../domain/client.js';
import { Clients, Revocations } from '../domain/clients.js';
import { hashSecret, isSecret } from './hash-secret.js';

/** Makes or updates the client that the configuration names, at start. */
@Injectable()
export class EnsureAdministrator {
  constructor(
    private readonly clients: Clients,
    private readonly revocations: Revocations,
    private readonly clock: Clock,
  ) {}

  async run(id: string, secret: string): Promise<void> {
    const present = await this.clients.credentials(id);
    const same = present !== undefined && isSecret(secret, present.secretHash);
    const next = administrator(id, present?.client, same, this.clock.now());
    if (next !== present?.client) await this.clients.put(next, hashSecret(secret));
    await this.revocations.refresh();
  }
}
