import { AccessTokens, HealthChecks, Log, describeApi, runAlone, serve, type RunningService } from '@chiron/http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module.js';
import { readConfig, type Config } from './config.js';
import { EnsureAdministrator } from './features/ensure-administrator.js';
import type { ApiDocument } from './features/merge-openapi.js';
import { ApiDocuments, withTokenEndpoint } from './http/api-document.js';
import { guardEdge } from './http/edge.js';
import { owners } from './http/owners.js';
import { addPages } from './http/pages.js';
import { passOn } from './http/proxy.js';
import { TokenEndpoint } from './http/token-endpoint.js';
import { Upstreams } from './http/upstream.js';

/** Starts the gateway; whoever starts it also closes it. Handles no signals. */
export async function start(env: Readonly<Record<string, string | undefined>>): Promise<RunningService> {
  const config = readConfig(
    env,
    owners.map(({ service }) => service),
  );
  return serve({
    name: 'gateway',
    module: AppModule.forRoot(config),
    env,
    openApi: false,
    bodyLimit: config.jsonLimit,
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
    configure: (app) => configure(app, config),
  });
}

async function configure(app: NestFastifyApplication, config: Config): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const upstreams = app.get(Upstreams);
  await guardEdge(fastify, app.get(AccessTokens), config);
  app.get(TokenEndpoint).routes(fastify, config.tokensPerSecond);
  await addPages(fastify);

  const own = (): ApiDocument =>
    withTokenEndpoint(describeApi(app, { title: 'Chiron', description: '' }) as unknown as ApiDocument);
  const documents = new ApiDocuments(own, upstreams, app.get(Log));
  fastify.get('/openapi.json', () => documents.current());

  const limits = { json: config.jsonLimit, bulk: config.importLimit };
  const health = app.get(HealthChecks);
  for (const owner of owners) {
    const upstream = upstreams.of(owner.service);
    await passOn(fastify, owner, upstream, limits);
    health.register(owner.service, async () => {
      const { status } = await upstream.get('/health/ready');
      if (status !== 200) throw new Error(`${owner.service} is not ready`);
    });
  }
  if (config.administrator)
    await app.get(EnsureAdministrator).run(config.administrator.id, config.administrator.secret);
}

if (import.meta.main) await runAlone(start);
