import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import type { Caller } from '@chiron/http';
import { revoke, type Client } from '../domain/client.js';
import { Clients, Revocations } from '../domain/clients.js';

/** Ends a client for ever: it gets no token any more, and those it has are refused at the door at once. */
@Injectable()
export class RevokeClient {
  constructor(
    private readonly clients: Clients,
    private readonly revocations: Revocations,
    private readonly clock: Clock,
  ) {}

  async run(id: string, by: Caller): Promise<Client> {
    const client = await this.clients.change(id, (present) => revoke(present, by, this.clock.now()), by);
    await this.revocations.refresh();
    return client;
  }
}
