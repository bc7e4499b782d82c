import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { requireMatch, type Caller } from '@chiron/http';
import { change, type Client, type ClientWish } from '../domain/client.js';
import { Clients } from '../domain/clients.js';

/** Changes name, scopes or sources. Tokens given before keep what they say until they expire. */
@Injectable()
export class ChangeClient {
  constructor(
    private readonly clients: Clients,
    private readonly clock: Clock,
  ) {}

  run(id: string, wish: ClientWish, ifMatch: string | undefined, by: Caller): Promise<Client> {
    return this.clients.change(
      id,
      (client) => {
        requireMatch(ifMatch, client.revision);
        return change(client, wish, by, this.clock.now());
      },
      by,
    );
  }
}
