import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { decodeCursor, pageOf, type Page } from '@chiron/http';
import type { Client } from '../domain/client.js';
import { Clients } from '../domain/clients.js';

/** All clients in the order they were registered in, or one; never a secret. */
@Injectable()
export class ListClients {
  constructor(private readonly clients: Clients) {}

  async run({ limit, cursor }: { limit: number; cursor?: string }): Promise<Page<Client>> {
    const after = cursor === undefined ? undefined : String(decodeCursor(cursor, 1)[0]);
    return pageOf(await this.clients.list(after, limit + 1), limit, ({ id }) => [id]);
  }

  async one(id: string): Promise<Client> {
    const client = await this.clients.get(id);
    if (!client) throw coreProblems.refuse('not-found', { kind: 'client', id });
    return client;
  }
}
