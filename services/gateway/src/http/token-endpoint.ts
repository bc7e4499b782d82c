import { Injectable } from '@nestjs/common';
import { Log, audience } from '@chiron/http';
import { isTransient } from '@chiron/postgres';
import type { FastifyInstance } from 'fastify';
import { Provider, errors, type Adapter, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import { clientScopes } from '../domain/client.js';
import { Issuer } from '../domain/issuer.js';
import { KeyRing } from '../domain/key-ring.js';
import { AuthenticateClient } from '../features/authenticate-client.js';
import { isSecret } from '../features/hash-secret.js';
import { tokenLife } from '../features/sign-access-token.js';
import { PerSecond } from './per-second.js';

/** A failure of ours, in OAuth's words; `expose` lets oidc-provider tell it. */
function unable(status: number, description: string): Error {
  const error = new errors.CustomOIDCProviderError('temporarily_unavailable', description);
  return Object.assign(error, { status, statusCode: status, expose: true });
}

interface Grant {
  readonly scope?: string;
  readonly resource?: string | string[];
}

/** What oidc-provider's model of a client has and its types do not tell. */
interface RegisteredClient {
  readonly clientId: string;
  readonly scope?: string;
  readonly sources: readonly string[];
  readonly clientSecret: string;
}

/** The scopes of a token: those asked for, or all that are registered. One that is not registered is refused. */
export function grantedScopes(asked: string | undefined, registered: readonly string[]): string {
  const wanted = asked?.split(' ').filter(Boolean) ?? [];
  const unknown = wanted.filter((scope) => !registered.includes(scope));
  if (unknown.length > 0) {
    throw new errors.InvalidScope('requested scope is not registered for this client', unknown.join(' '));
  }
  return (wanted.length > 0 ? [...new Set(wanted)] : registered).join(' ');
}

/** The one resource there is; it may be left out. */
export function checkResource(resource: Grant['resource']): void {
  for (const asked of [resource ?? []].flat()) {
    if (asked !== audience) throw new errors.InvalidTarget(`the only resource is ${audience}`);
  }
}

/** `POST /oauth/token`: client credentials, by oidc-provider. Its errors are OAuth's (RFC 6749, 5.2). */
@Injectable()
export class TokenEndpoint {
  private provider: { readonly kid: string; readonly of: Provider } | undefined;

  constructor(
    private readonly keys: KeyRing,
    private readonly issuer: Issuer,
    private readonly clients: AuthenticateClient,
    private readonly log: Log,
  ) {}

  /** @param most tokens per second and client */
  routes(fastify: FastifyInstance, most: number): void {
    const rate = new PerSecond(most);
    void fastify.register((bare, _, done) => {
      // oidc-provider reads the body itself.
      bare.removeAllContentTypeParsers();
      bare.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null));
      bare.post('/oauth/token', async (request, reply) => {
        const handle = this.current(rate).callback();
        for (const [name, value] of Object.entries(reply.getHeaders()))
          if (value !== undefined) reply.raw.setHeader(name, value);
        reply.hijack();
        await handle(request.raw, reply.raw);
      });
      done();
    });
    const document = this.discovery();
    for (const path of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']) {
      fastify.get(path, (_, reply) => reply.header('cache-control', 'public, max-age=300').send(document));
    }
    fastify.get('/jwks', async (_, reply) =>
      reply
        .header('cache-control', 'no-cache')
        .type('application/jwk-set+json; charset=utf-8')
        .send(JSON.stringify({ keys: await this.keys.published() })),
    );
  }

  private discovery(): Record<string, unknown> {
    const at = (path: string): string => new URL(path, this.issuer.url).href;
    return {
      issuer: this.issuer.url,
      token_endpoint: at('/oauth/token'),
      jwks_uri: at('/jwks'),
      scopes_supported: [...clientScopes],
      response_types_supported: [],
      grant_types_supported: ['client_credentials'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      service_documentation: at('/docs/'),
    };
  }

  /** oidc-provider holds its keys for life, so the next signing key gets the next provider. */
  private current(rate: PerSecond): Provider {
    const { kid } = this.keys.signing();
    if (this.provider?.kid !== kid) this.provider = { kid, of: this.make(rate) };
    return this.provider.of;
  }

  private make(rate: PerSecond): Provider {
    const { kid, alg, privateJwk } = this.keys.signing();
    const provider = new Provider(this.issuer.url, {
      ...configuration,
      jwks: { keys: [{ ...privateJwk, kid, alg, use: 'sig' } as never] },
      adapter: (model: string) => this.adapter(model),
    });
    const prototype = provider.Client.prototype as unknown as { compareClientSecret(secret: string): boolean };
    prototype.compareClientSecret = function (this: RegisteredClient, secret: string) {
      return isSecret(secret, Buffer.from(this.clientSecret, 'hex'));
    };
    provider.use(keepCors);
    provider.registerGrantType(
      'client_credentials',
      (context) => grant(provider, context, rate, { kid, alg }),
      ['scope', 'resource'],
      ['resource'],
    );
    provider.on('server_error', (_, error) => this.log.error({ err: error }, 'token endpoint failed'));
    return provider;
  }

  private adapter(model: string): Adapter {
    const nothing = () => Promise.resolve(undefined);
    const find = (id: string) => (model === 'Client' ? this.metadata(id) : nothing());
    const none = {
      upsert: nothing,
      findByUserCode: nothing,
      findByUid: nothing,
      consume: nothing,
      destroy: nothing,
      revokeByGrantId: nothing,
    };
    return { ...none, find } as unknown as Adapter;
  }

  private async metadata(id: string): Promise<Record<string, unknown> | undefined> {
    try {
      const found = await this.clients.run(id);
      if (!found) return undefined;
      return {
        client_id: id,
        client_secret: Buffer.from(found.secretHash).toString('hex'),
        scope: found.client.scopes.join(' '),
        sources: found.client.sources,
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
      };
    } catch (error) {
      if (isTransient(error)) throw unable(503, 'the clients cannot be read now; try again shortly');
      throw error;
    }
  }
}

const corsHeaders = ['access-control-allow-origin', 'access-control-expose-headers'];

/** oidc-provider lets every origin read its answers; who may is a setting of the gateway, which has answered already. */
async function keepCors({ res }: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  const ours = corsHeaders.map((name) => [name, res.getHeader(name)] as const);
  await next();
  for (const [name, value] of ours) {
    if (value === undefined) res.removeHeader(name);
    else res.setHeader(name, value);
  }
}

const configuration: Configuration = {
  scopes: [...clientScopes],
  clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
  responseTypes: [],
  routes: { token: '/oauth/token', jwks: '/jwks' },
  clientDefaults: { id_token_signed_response_alg: 'ES256', grant_types: ['client_credentials'], response_types: [] },
  extraClientMetadata: { properties: ['sources'] },
  extraTokenClaims: (_, token) => ({ sources: (token as unknown as { client: RegisteredClient }).client.sources }),
  // refusing a request for its Origin would shut out those that are configured; see keepCors
  clientBasedCORS: () => true,
  ttl: { ClientCredentials: tokenLife },
  features: {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: { enabled: true, defaultResource: () => audience },
  },
  renderError: (context, out) => {
    context.type = 'json';
    context.body = out;
  },
};

async function grant(
  provider: Provider,
  context: KoaContextWithOIDC,
  rate: PerSecond,
  sign: { readonly kid: string; readonly alg: string },
): Promise<void> {
  const client = context.oidc.client as unknown as RegisteredClient;
  const { scope, resource } = context.oidc.params as Grant;
  if (!rate.allows(client.clientId, Date.now())) {
    context.set('retry-after', '1');
    throw unable(429, 'too many tokens; try again in a second, and keep a token for its ten minutes');
  }
  checkResource(resource);
  const granted = grantedScopes(scope, client.scope?.split(' ') ?? []);
  const token = new provider.ClientCredentials({ client: context.oidc.client!, scope: granted });
  token.resourceServer = new provider.ResourceServer(audience, {
    audience,
    scope: granted,
    accessTokenFormat: 'jwt',
    accessTokenTTL: tokenLife,
    jwt: { sign: sign as never },
  });
  const value = await token.save();
  context.body = { access_token: value, token_type: 'Bearer', expires_in: tokenLife, scope: granted };
}
