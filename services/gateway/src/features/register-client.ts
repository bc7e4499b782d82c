import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import type { Caller } from '@chiron/http';
import { uuidv7 } from 'uuidv7';
import { register, type Client, type ClientWish } from '../domain/client.js';
import { Clients } from '../domain/clients.js';
import { hashSecret, newSecret } from './hash-secret.js';

/** Registers a client and tells its secret, this once. */
@Injectable()
export class RegisterClient {
  constructor(
    private readonly clients: Clients,
    private readonly clock: Clock,
  ) {}

  async run(wish: Required<ClientWish>, by: Caller): Promise<{ client: Client; secret: string }> {
    const client = register(wish, uuidv7(), by, this.clock.now());
    const secret = newSecret();
    await this.clients.add(client, hashSecret(secret), {
      action: 'client.registered',
      clientId: by.clientId,
      subject: by.subject,
      target: client.id,
      details: { scopes: client.scopes, sources: client.sources, revision: 1 },
    });
    return { client, secret };
  }
}
