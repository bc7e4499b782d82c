import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answersHere, type RunningService } from '@chiron/http';
import { postgres } from '@chiron/testing';
import { start } from '../src/main.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
export type Body = Record<string, unknown>;

export const adminSecret = 'the administrator keeps this to herself';
export const person = '018f0000-0000-7000-8000-000000000001';

/** A service behind the door, told by each test how to behave. */
export class Behind {
  server!: Server;
  url = '';
  handle: Handler = (_, response) => response.end();
  readonly seen: { method?: string; url?: string; headers: IncomingMessage['headers'] }[] = [];
  /** how many requests came over a connection of their own */
  byWire = 0;
  private leave?: () => void;

  /** `neighbours`: whether it says that it runs in the gateway's process, as services do that really run there. */
  constructor(private readonly neighbours: boolean) {}

  async start(port = 0): Promise<void> {
    const answer: Handler = (request, response) => {
      this.seen.push({ method: request.method, url: request.url, headers: { ...request.headers } });
      if (request.url === '/health/ready') return void response.end('{}');
      this.handle(request, response);
    };
    this.server = createServer((request, response) => {
      if (request.url !== '/health/ready') this.byWire += 1;
      answer(request, response);
    });
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    if (this.neighbours) this.leave = answersHere(this.url, answer);
  }

  async stop(): Promise<void> {
    this.leave?.();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get last() {
    return this.seen.at(-1)!;
  }
}

export const json = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

export const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

export const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
});

/** The gateway with a database of its own and the services behind it, and how a client talks to it. */
export class Platform {
  readonly programs: Behind;
  readonly membership: Behind;
  readonly grants: Behind;
  env: Record<string, string> = {};
  databaseUrl = '';
  private gateway: RunningService | undefined;
  private drop: (() => Promise<void>) | undefined;

  constructor({ oneProcess = false } = {}) {
    [this.programs, this.membership, this.grants] = [
      new Behind(oneProcess),
      new Behind(oneProcess),
      new Behind(oneProcess),
    ];
  }

  async start(changes: Record<string, string> = {}): Promise<void> {
    const [database, port] = await Promise.all([
      postgres(),
      freePort(),
      this.programs.start(),
      this.membership.start(),
      this.grants.start(),
    ]);
    this.databaseUrl = database.url;
    this.drop = () => database.drop();
    this.env = {
      PORT: String(port),
      LOG_LEVEL: 'silent',
      DATABASE_URL: database.url,
      CHIRON_PUBLIC_URL: `http://127.0.0.1:${port}`,
      CHIRON_SECRET_KEY: 'a key of more than thirty-two characters',
      CHIRON_BOOTSTRAP_CLIENT_ID: 'admin',
      CHIRON_BOOTSTRAP_CLIENT_SECRET: adminSecret,
      CHIRON_CORS_ORIGINS: 'https://institute.example',
      CHIRON_IMPORT_LIMIT: '3000000',
      CHIRON_REQUESTS_PER_SECOND: '1000',
      PROGRAMS_URL: this.programs.url,
      MEMBERSHIP_URL: this.membership.url,
      GRANTS_URL: this.grants.url,
      ...changes,
    };
    this.gateway = await start(this.env);
    this.behave();
  }

  /** Lets the services behind the door behave as usual. */
  behave(): void {
    this.programs.handle = (_, response) => json(response, 200, { from: 'programs' });
    this.grants.handle = (_, response) => json(response, 200, { from: 'grants' });
    this.membership.handle = (request, response) =>
      request.url === `/api/v1/people/${person}` ? json(response, 200, { id: person }) : json(response, 404, {});
  }

  async stop(): Promise<void> {
    await this.gateway?.close();
    await Promise.all([this.programs.stop(), this.membership.stop(), this.grants.stop()]);
    await this.drop?.();
  }

  get url(): string {
    return this.gateway!.url;
  }

  readonly ask = async (path: string, init: RequestInit & { token?: string; json?: unknown } = {}) => {
    const headers = new Headers(init.headers);
    if (init.token) headers.set('authorization', `Bearer ${init.token}`);
    if (init.json !== undefined) headers.set('content-type', 'application/json');
    const body = init.json === undefined ? init.body : JSON.stringify(init.json);
    const response = await fetch(`${this.url}${path}`, { ...init, headers, ...(body !== undefined && { body }) });
    const text = await response.text();
    const parsed = text.startsWith('{') ? (JSON.parse(text) as Body) : {};
    return { status: response.status, headers: response.headers, body: parsed, text };
  };

  readonly form = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    this.ask('/oauth/token', { method: 'POST', body: new URLSearchParams(fields), headers });

  readonly tokenOf = async (id: string, secret: string, scope?: string): Promise<string> => {
    const { body } = await this.form({ grant_type: 'client_credentials', ...(scope && { scope }) }, basic(id, secret));
    return String(body['access_token']);
  };

  readonly admin = () => this.tokenOf('admin', adminSecret);

  /** Registers a client, as the administrator or by the token given. */
  readonly made = async (wish: Body, token?: string) =>
    this.ask('/api/v1/clients', {
      method: 'POST',
      token: token ?? (await this.admin()),
      json: { name: 'a system', ...wish },
    });
}
