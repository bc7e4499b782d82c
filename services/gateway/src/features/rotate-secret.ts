import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import type { Caller } from '@chiron/http';
import { rotateSecret, type Client } from '../domain/client.js';
import { Clients } from '../domain/clients.js';
import { hashSecret, newSecret } from './hash-secret.js';

/** Gives a client a new secret, told this once; the old one ends at once. */
@Injectable()
export class RotateSecret {
  constructor(
    private readonly clients: Clients,
    private readonly clock: Clock,
  ) {}

  async run(id: string, by: Caller): Promise<{ client: Client; secret: string }> {
    const secret = newSecret();
    const decide = (client: Client) => rotateSecret(client, by, this.clock.now());
    return { client: await this.clients.change(id, decide, by, hashSecret(secret)), secret };
  }
}
