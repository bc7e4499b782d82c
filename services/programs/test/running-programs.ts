import type { ChironEvent, EventDefinition } from '@chiron/contracts/core';
import { ReferenceReleased, ReferenceResolved, membershipTopics } from '@chiron/contracts/membership';
import { programsTopics } from '@chiron/contracts/programs';
import type { RunningService } from '@chiron/http';
import { eventText, openBus, type Bus } from '@chiron/messaging';
import { identity, postgres, type Identity, type TestDatabase } from '@chiron/testing';
import { Client } from 'pg';
import { start } from '../src/main.js';

export interface Answer<B = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: B;
}

export interface Call {
  readonly token?: string;
  readonly body?: unknown;
  readonly ifMatch?: string | null;
  readonly key?: string;
}

/** The whole service with a database, a bus and an issuer of its own; what it publishes is kept, in order. */
export class RunningPrograms {
  readonly events: ChironEvent<Record<string, unknown>>[] = [];
  private everything = '';

  private constructor(
    readonly service: RunningService,
    readonly database: Client,
    private readonly bus: Bus,
    private readonly issuer: Identity,
    private readonly made: readonly TestDatabase[],
  ) {}

  static async start(): Promise<RunningPrograms> {
    const [database, log, issuer] = await Promise.all([postgres(), postgres(), identity()]);
    const service = await start({
      PORT: '0',
      DATABASE_URL: database.url,
      EVENT_BUS: log.url,
      CHIRON_PUBLIC_URL: issuer.issuer,
      CHIRON_JWKS_URL: issuer.jwksUrl,
      LOG_LEVEL: 'error',
    });
    const client = new Client({ connectionString: database.url });
    client.on('error', () => undefined);
    await client.connect();
    const bus = openBus(log.url, 'a listener');
    const running = new RunningPrograms(service, client, bus, issuer, [database, log]);
    await bus.prepare([...programsTopics, ...membershipTopics]);
    bus.subscribe({
      group: 'a-listener',
      topics: programsTopics.map((topic) => topic.name),
      handle: async ({ messages }) => {
        for (const { value } of messages) if (value !== null) running.events.push(JSON.parse(value));
      },
    });
    running.everything = await issuer.token({
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
    return running;
  }

  /** A token with fewer rights than the default one, which has all of programs' scopes and every source. */
  token(scopes: readonly string[], sources: readonly string[] = ['*']): Promise<string> {
    return this.issuer.token({ scopes, sources });
  }

  async call<B = Record<string, never>>(method: string, path: string, call: Call = {}): Promise<Answer<B>> {
    const response = await fetch(`${this.service.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${call.token ?? this.everything}`,
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(call.ifMatch == null ? {} : { 'if-match': call.ifMatch }),
        ...(call.key === undefined ? {} : { 'idempotency-key': call.key }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as B };
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
    const response = await fetch(`${this.service.url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${call.token ?? this.everything}`,
        'content-type': call.type,
        ...(call.key === undefined ? {} : { 'idempotency-key': call.key }),
        ...call.headers,
      },
      body: call.body,
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as B };
  }

  /** A body that is not JSON. */
  async text(method: string, path: string): Promise<string> {
    const response = await fetch(`${this.service.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.everything}` },
    });
    return response.text();
  }

  /** The events of one aggregate, oldest first. */
  of(subject: string): ChironEvent<Record<string, unknown>>[] {
    return this.events.filter((event) => event.subject === subject);
  }

  /** Events of other services arrive. */
  async hear<D>(definition: EventDefinition<D>, data: D, revision: number): Promise<void> {
    const { topic, key, text } = eventText(definition.of(data), revision, { time: new Date().toISOString() } as never);
    await this.bus.send([{ topic, key, value: text }]);
  }

  resolved(source: string, sourcedId: string, personId: string, revision = 1): Promise<void> {
    return this.hear(ReferenceResolved, { source, sourcedId, personId }, revision);
  }

  released(source: string, sourcedId: string, revision: number): Promise<void> {
    return this.hear(ReferenceReleased, { source, sourcedId }, revision);
  }

  /** A connection of its own to the service's database, for a writer that takes its time. */
  connection(): Client {
    return new Client({ connectionString: this.made[0]!.url });
  }

  async stop(): Promise<void> {
    await this.bus.close();
    await this.database.end();
    await this.service.close();
    await this.issuer.close();
    for (const database of this.made) await database.drop();
  }
}
