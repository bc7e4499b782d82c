import { Injectable } from '@nestjs/common';
import { faultInText, maxIdLength } from '@chiron/http';
import { Clients, type Credentials } from '../domain/clients.js';

/** Finds what a client proves itself with; nothing of a revoked one. */
@Injectable()
export class AuthenticateClient {
  constructor(private readonly clients: Clients) {}

  async run(id: string): Promise<Credentials | undefined> {
    if (id.length > maxIdLength || faultInText(id)) return undefined;
    const found = await this.clients.credentials(id);
    return found?.client.revokedAt === null ? found : undefined;
  }
}
