import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Database } from '@chiron/postgres';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { AccessTokens } from './access.js';
import { ProblemAdapter, ProblemFilter } from './adapter.js';
import { AccessGuard, undeclaredRoutes } from './guard.js';
import { HealthChecks } from './health.js';
import { Idempotency, dropOldKeys } from './idempotency.js';
import { Log, NestLog, makeLog } from './log.js';
import { Metrics } from './metrics.js';
import { answersHere } from './neighbours.js';
import { observe } from './observe.js';
import { describeApi, type ApiTitle } from './openapi.js';
import { JwksAccessTokens } from './tokens.js';
import { Transport } from './transport.js';
import { watchUploads } from './uploads.js';
import { RequestValidation } from './validation.js';

export type Env = Readonly<Record<string, string | undefined>>;

export interface ServeOptions {
  /** the service's name, as in logs and health */
  readonly name: string;
  readonly module: Type | DynamicModule;
  /**
   * `HOST` (127.0.0.1), `PORT` (0: any free), `LOG_LEVEL` (info), `CHIRON_PUBLIC_URL` (the tokens' issuer) and
   * `CHIRON_JWKS_URL` (where their keys are; default `/jwks` of the issuer)
   */
  readonly env: Env;
  /** describes the service's own routes at /openapi.json; `false` leaves that path to the module */
  readonly openApi?: ApiTitle | false;
  /** instead of `PORT` */
  readonly port?: number;
  /** bytes of a JSON body at most; default 1 MiB */
  readonly bodyLimit?: number;
  /** proxies whose X-Forwarded-* are believed (Fastify's `trustProxy`); default true: services stand behind the gateway */
  readonly trustProxy?: boolean | string | readonly string[];
  /** what Fastify needs before it starts: parsers, plugins, routes outside of Nest */
  readonly configure?: (app: NestFastifyApplication) => void | Promise<void>;
}

export interface RunningService {
  readonly name: string;
  /** `http://host:port`, without a slash at its end */
  readonly url: string;
  readonly app: NestFastifyApplication;
  /** Ends requests that run, within two seconds, then everything else; a second call waits for the first. */
  close(): Promise<void>;
}

/** What `serve` gives to every module of an application. */
@Module({})
class Platform {
  static with(log: Log): DynamicModule {
    const providers = [HealthChecks, Metrics, { provide: Log, useValue: log }];
    return { module: Platform, global: true, providers, exports: [HealthChecks, Metrics, Log] };
  }
}

@Module({})
class Root {}

const closeWithin = 2_000;
const hour = 3_600_000;

/**
 * Starts a service: Nest on Fastify, deny by default, every error an RFC 9457 problem, input validated, unsafe calls
 * repeatable, logs, trace context, metrics and health. It takes no signals and never ends the process.
 */
export async function serve(options: ServeOptions): Promise<RunningService> {
  const { name, module, env } = options;
  const log = makeLog(name, env['LOG_LEVEL'] || 'info');
  const adapter = new ProblemAdapter(log, {
    bodyLimit: options.bodyLimit ?? 1_048_576,
    // A long upload that flows must not be cut; stalled ones are ended by watchUploads and the idle limit.
    requestTimeout: 0,
    connectionTimeout: 120_000,
    keepAliveTimeout: 75_000,
    forceCloseConnections: 'idle' as unknown as boolean,
    trustProxy: (options.trustProxy ?? true) as boolean,
    routerOptions: { maxParamLength: 2_000, ignoreTrailingSlash: true },
  });
  const root: DynamicModule = { module: Root, imports: [Platform.with(log), module as Type] };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: new NestLog(log),
    bodyParser: false,
    abortOnError: false,
  });
  try {
    return await started(app, adapter, log, options);
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
}

async function started(
  app: NestFastifyApplication,
  adapter: ProblemAdapter,
  log: Log,
  options: ServeOptions,
): Promise<RunningService> {
  const { name, env } = options;
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  const server = fastify.server as Server;
  const database = provided<Database>(app, Database);

  const undeclared = undeclaredRoutes(app.get(ModulesContainer));
  if (undeclared.length > 0)
    throw new Error(`${name} has routes without @Permit or @Public: ${undeclared.join(', ')}.`);
  observe(fastify, log, app.get(Metrics, { strict: false }));
  app.useGlobalFilters(new ProblemFilter(adapter));
  app.useGlobalGuards(new AccessGuard(provided<AccessTokens>(app, AccessTokens) ?? tokensFrom(name, env)));
  app.useGlobalPipes(new RequestValidation());
  app.useGlobalInterceptors(new Idempotency(database));
  platformRoutes(app, fastify, options);
  if (database) app.get(HealthChecks, { strict: false }).register('database', () => database.query('select 1'));
  await options.configure?.(app);
  await app.init();

  const transport = provided<Transport>(app, Transport);
  if (transport) app.connectMicroservice({ strategy: transport });
  server.headersTimeout = 60_000;
  const unwatch = watchUploads(server);
  await app.listen(options.port ?? portFrom(name, env), env['HOST'] || '127.0.0.1');
  if (transport) await app.startAllMicroservices();

  const cleaning = database && setInterval(() => void dropOldKeys(database).catch(() => undefined), hour);
  cleaning?.unref();
  const url = urlOf(server);
  const leave = answersHere(url, (request, response) => fastify.routing(request, response));
  log.info({ port: (server.address() as AddressInfo).port }, 'listening');

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    clearInterval(cleaning);
    leave();
    unwatch();
    const cut = setTimeout(() => server.closeAllConnections(), closeWithin);
    cut.unref();
    try {
      await app.close();
    } finally {
      clearTimeout(cut);
    }
  };
  return { name, url, app, close: () => (closing ??= close()) };
}

function platformRoutes(app: NestFastifyApplication, fastify: FastifyInstance, { name, openApi }: ServeOptions): void {
  const health = app.get(HealthChecks, { strict: false });
  const { registry } = app.get(Metrics, { strict: false });
  fastify.get('/health/live', () => ({ status: 'live', service: name }));
  fastify.get('/health/ready', async (_, reply) => {
    const readiness = await health.readiness();
    return reply.code(readiness.status === 'ready' ? 200 : 503).send({ service: name, ...readiness });
  });
  fastify.get('/metrics', async (_, reply) => reply.type(registry.contentType).send(await registry.metrics()));
  if (openApi === false) return;
  let document: OpenAPIObject | undefined;
  fastify.get('/openapi.json', () => (document ??= describeApi(app, openApi ?? { title: name, description: '' })));
}

/** What a module of the application provides under this class; asking Nest for what is not there logs an error. */
function provided<T>(app: NestFastifyApplication, token: abstract new (...args: never[]) => T): T | undefined {
  const modules = [...app.get(ModulesContainer).values()];
  const there = modules.some(({ providers }) => providers.has(token as never));
  return there ? app.get<T>(token as unknown as Type<T>, { strict: false }) : undefined;
}

function tokensFrom(name: string, env: Env): AccessTokens {
  const issuer = env['CHIRON_PUBLIC_URL'];
  if (!issuer) throw new Error(`${name} needs CHIRON_PUBLIC_URL, the address under which tokens are issued.`);
  const jwks = env['CHIRON_JWKS_URL'] || new URL('/jwks', issuer).href;
  if (!URL.canParse(jwks)) throw new Error(`${name} cannot use CHIRON_JWKS_URL: it is not a URL.`);
  return new JwksAccessTokens(issuer, new URL(jwks));
}

function portFrom(name: string, env: Env): number {
  const port = Number(env['PORT'] || 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`${name} cannot use PORT: it must be a number from 0 to 65535.`);
  return port;
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
