import { Log, audience } from '@chiron/http';
import { mergeOpenApi, type ApiDocument, type ApiPart } from '../features/merge-openapi.js';
import { owners, owns } from './owners.js';
import type { Upstreams } from './upstream.js';

const info = {
  title: 'Chiron',
  version: '1',
  description:
    'The open platform for institutes of health-professions education: one API over all services. ' +
    'Ask for a token at `/oauth/token` with client credentials; every refusal is a problem (RFC 9457) that /problems explains.',
};

/** oidc-provider answers it and not Nest, so it is described by hand. */
const tokenEndpoint = {
  post: {
    operationId: 'Token_post',
    summary: 'Get an access token of ten minutes by client credentials',
    description: 'The client’s id and secret come by HTTP Basic, or as client_id and client_secret in the body.',
    tags: ['tokens'],
    security: [],
    requestBody: {
      required: true,
      content: {
        'application/x-www-form-urlencoded': {
          schema: {
            type: 'object',
            required: ['grant_type'],
            properties: {
              grant_type: { type: 'string', enum: ['client_credentials'] },
              scope: { type: 'string', description: 'separated by spaces; every registered one where it is left out' },
              resource: { type: 'string', enum: [audience] },
              client_id: { type: 'string' },
              client_secret: { type: 'string' },
            },
          },
        },
      },
    },
    responses: {
      '200': {
        description: 'The token',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/TokenAnswer' } } },
      },
      default: {
        description: 'An error in the words of OAuth (RFC 6749, 5.2)',
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['error'],
              properties: { error: { type: 'string' }, error_description: { type: 'string' } },
            },
          },
        },
      },
    },
  },
};

export const withTokenEndpoint = (document: ApiDocument): ApiDocument => ({
  ...document,
  paths: { ...document.paths, '/oauth/token': tokenEndpoint },
});

const freshFor = 60_000;
const retryAfter = 5_000;

/** The description of the public API, from what each service says of itself; one that is down keeps what it said last. */
export class ApiDocuments {
  private readonly parts = new Map<string, ApiDocument>();
  private merged: ApiDocument | undefined;
  private readAt = -freshFor;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly own: () => ApiDocument,
    private readonly upstreams: Upstreams,
    private readonly log: Log,
  ) {}

  async current(): Promise<ApiDocument> {
    const whole = owners.every(({ service }) => this.parts.has(service));
    if (Date.now() - this.readAt > (whole ? freshFor : retryAfter)) {
      this.reading ??= this.read().finally(() => (this.reading = undefined));
      if (!whole || !this.merged) await this.reading;
    }
    return (this.merged ??= this.merge());
  }

  private async read(): Promise<void> {
    await Promise.all(
      owners.map(async ({ service }) => {
        try {
          const { status, body } = await this.upstreams.of(service).get('/openapi.json');
          if (status === 200) this.parts.set(service, body as ApiDocument);
        } catch {
          this.log.warn({ upstream: service }, 'did not tell its OpenAPI document');
        }
      }),
    );
    this.readAt = Date.now();
    this.merged = undefined;
  }

  private merge(): ApiDocument {
    const gateway: ApiPart = { service: 'gateway', document: this.own(), owns: () => true };
    const parts = owners.flatMap((owner): ApiPart[] => {
      const document = this.parts.get(owner.service);
      return document ? [{ service: owner.service, document, owns: (path) => owns(owner, path) }] : [];
    });
    return mergeOpenApi(info, [gateway, ...parts]);
  }
}
