import type { EventEmitter } from 'node:events';
import { neighbourAt, type Answering } from '@chiron/http';
import { Pool, type Dispatcher } from 'undici';

/** Under this key a request's headers carry what says “abort” to end it; it never goes over the wire. */
export const endsWith = Symbol('ends with');

type Options = Omit<Dispatcher.RequestOptions, 'origin'> & { origin?: string };
type Callback = (error: Error | null, data: Dispatcher.ResponseData) => void;

/** How long a service may think about an answer, in milliseconds. */
export const patience = { usual: 30_000, bulk: 900_000 };

/** A service behind the door: a pool of kept connections. It is down where it cannot be reached within a second. */
export class Upstream {
  private readonly pool: Pool;
  /** Event streams stay open for hours: they take no connection away from anybody. */
  private readonly streams: Pool;
  private readonly origin: string;

  constructor(
    readonly service: string,
    readonly url: string,
  ) {
    const { origin } = new URL(url);
    this.origin = origin;
    const options = {
      pipelining: 1,
      connect: { timeout: 1_000, keepAlive: true },
      headersTimeout: patience.usual,
      // A stream of events may be silent between two of them.
      bodyTimeout: 300_000,
      keepAliveTimeout: 20_000,
      keepAliveMaxTimeout: 60_000,
    };
    this.pool = new Pool(origin, { ...options, connections: 64 });
    this.streams = new Pool(origin, { ...options, connections: null });
  }

  /** As `reply.from` asks; `bulk` waits longer for the answer. */
  requester(bulk: boolean): { request(options: Options, callback: Callback): void } {
    return {
      request: (options, callback) => {
        const headers = options.headers as Record<PropertyKey, unknown>;
        const signal = headers[endsWith] as EventEmitter | undefined;
        delete headers[endsWith];
        const streamed = String(headers['accept'] ?? '').includes('text/event-stream');
        (streamed ? this.streams : this.pool).request(
          { ...options, signal, headersTimeout: bulk ? patience.bulk : patience.usual } as Dispatcher.RequestOptions,
          callback,
        );
      },
    };
  }

  /** The service itself where this very process runs it: it needs no connection to be asked. */
  get neighbour(): Answering | undefined {
    return neighbourAt(this.origin);
  }

  /** A short call of the gateway's own. */
  async get(
    path: string,
    headers: Record<string, string> = {},
    within = 2_000,
  ): Promise<{ status: number; body: unknown }> {
    const signal = AbortSignal.timeout(within);
    const { statusCode, body } = await this.pool.request({ method: 'GET', path, headers, signal });
    const text = await body.text();
    return { status: statusCode, body: text ? (JSON.parse(text) as unknown) : undefined };
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.destroy(), this.streams.destroy()]);
  }
}

/** Every service behind the door. */
export class Upstreams {
  private readonly all: ReadonlyMap<string, Upstream>;

  constructor(urls: Readonly<Record<string, string>>) {
    this.all = new Map(Object.entries(urls).map(([service, url]) => [service, new Upstream(service, url)]));
  }

  of(service: string): Upstream {
    const upstream = this.all.get(service);
    if (!upstream) throw new Error(`No address is configured for ${service}.`);
    return upstream;
  }

  [Symbol.iterator](): IterableIterator<Upstream> {
    return this.all.values();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.all.values()].map((upstream) => upstream.close()));
  }
}
