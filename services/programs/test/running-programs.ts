import type { ChironEvent, EventDefinition } from '@chiron/contracts/core';
import { ReferenceReleased, ReferenceResolved, membershipTopics } from '@chiron/contracts/membership';
import { programsTopics } from '@chiron/contracts/programs';
import type { RunningService } from '@chiron/http';
import { ask, surroundings, testBus, type Answer, type Surroundings, type TestBus } from '@chiron/testing';
import { Client } from 'pg';
import { start } from '../src/main.js';

export interface Call {
  readonly token?: string;
  readonly body?: unknown;
  readonly ifMatch?: string | null;
  readonly key?: string;
}

/** The whole service with a database, a bus and an issuer of its own; what it publishes is kept, in order. */
export class RunningPrograms {
  private constructor(
    readonly service: RunningService,
    readonly database: Client,
    private readonly bus: TestBus,
    private readonly around: Surroundings,
    private readonly everything: string,
  ) {}

  static async start(): Promise<RunningPrograms> {
    const around = await surroundings();
    const bus = await testBus(around.bus.url, membershipTopics, programsTopics);
    const service = await start({ ...around.env, LOG_LEVEL: 'error' });
    const client = new Client({ connectionString: around.database.url });
    client.on('error', () => undefined);
    await client.connect();
    const everything = await around.issuer.token({
      scopes: [
        'programs:read',
        'programs:write',
        'enrollments:read',
        'enrollments:write',
        'sources:read',
        'sources:write',
        'imports:read',
        'imports:release',
      ],
      clientId: 'registrar',
    });
    return new RunningPrograms(service, client, bus, around, everything);
  }

  get events(): readonly ChironEvent<Record<string, unknown>>[] {
    return this.bus.heard as ChironEvent<Record<string, unknown>>[];
  }

  /** A token with fewer rights than the default one, which has all of programs' scopes and every source. */
  token(scopes: readonly string[], sources: readonly string[] = ['*']): Promise<string> {
    return this.around.issuer.token({ scopes, sources });
  }

  async call<B = Record<string, never>>(method: string, path: string, call: Call = {}): Promise<Answer<B>> {
    return ask<B>(method, `${this.service.url}${path}`, {
      token: call.token ?? this.everything,
      body: call.body,
      headers: {
        ...(call.ifMatch == null ? {} : { 'if-match': call.ifMatch }),
        ...(call.key === undefined ? {} : { 'idempotency-key': call.key }),
      },
    });
  }

  /** Posts a body as it is: a data set, or what pretends to be one. */
  async post<B = Record<string, never>>(
    path: string,
    call: {
      type: string;
      body: string | Uint8Array<ArrayBuffer>;
      token?: string;
      key?: string;
      headers?: Record<string, string>;
    },
  ): Promise<Answer<B>> {
    return ask<B>('POST', `${this.service.url}${path}`, {
      token: call.token ?? this.everything,
      body: call.body,
      headers: {
        'content-type': call.type,
        ...(call.key === undefined ? {} : { 'idempotency-key': call.key }),
        ...call.headers,
      },
    });
  }

  /** A body that is not JSON. */
  async text(method: string, path: string): Promise<string> {
    return (await ask(method, `${this.service.url}${path}`, { token: this.everything })).text;
  }

  /** The events of one aggregate, oldest first. */
  of(subject: string): ChironEvent<Record<string, unknown>>[] {
    return this.events.filter((event) => event.subject === subject);
  }

  /** Events of other services arrive. */
  async hear<D>(definition: EventDefinition<D>, data: D, revision: number): Promise<void> {
    await this.bus.publish(definition, data, revision);
  }

  resolved(source: string, sourcedId: string, personId: string, revision = 1): Promise<void> {
    return this.hear(ReferenceResolved, { source, sourcedId, personId }, revision);
  }

  released(source: string, sourcedId: string, revision: number): Promise<void> {
    return this.hear(ReferenceReleased, { source, sourcedId }, revision);
  }

  /** A connection of its own to the service's database, for a writer that takes its time. */
  connection(): Client {
    return new Client({ connectionString: this.around.database.url });
  }

  async stop(): Promise<void> {
    await this.bus.close();
    await this.database.end();
    await this.service.close();
    await this.around.close();
  }
}
