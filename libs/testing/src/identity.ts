import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** What a token says about its bearer. */
export interface TokenClaims {
  readonly scopes: readonly string[];
  /** sources the bearer may post to; default `*`, all */
  readonly sources?: readonly string[];
  /** default `test-client` */
  readonly clientId?: string;
  /** makes it a person's token */
  readonly personId?: string;
  /** seconds, default 600; negative for one that has run out */
  readonly expiresIn?: number;
  /** default `chiron` */
  readonly audience?: string;
}

/** A real issuer with a key of its own: a JWKS and a discovery document over HTTP on the loopback. */
export interface Identity {
  readonly issuer: string;
  readonly jwksUrl: string;
  token(claims: TokenClaims): Promise<string>;
  close(): Promise<void>;
}

/** Starts an issuer for one test file; `close` it in `afterAll`. */
export async function identity(): Promise<Identity> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256', use: 'sig' };
  let issuer = '';
  const server = createServer((request, response) => {
    const answers: Record<string, unknown> = {
      '/jwks': { keys: [jwk] },
      '/.well-known/openid-configuration': {
        issuer,
        jwks_uri: `${issuer}/jwks`,
        token_endpoint: `${issuer}/oauth/token`,
      },
    };
    const answer = answers[request.url ?? ''];
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    issuer,
    jwksUrl: `${issuer}/jwks`,
    token: ({ scopes, sources = ['*'], clientId = 'test-client', personId, expiresIn = 600, audience = 'chiron' }) => {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({
        client_id: clientId,
        scope: scopes.join(' '),
        sources: [...sources],
        ...(personId ? { person_id: personId } : {}),
      })
        .setProtectedHeader({ alg: 'ES256', kid: 'test', typ: 'at+jwt' })
        .setIssuer(issuer)
        .setSubject(personId ?? clientId)
        .setAudience(audience)
        .setIssuedAt(Math.min(now, now + expiresIn))
        .setExpirationTime(now + expiresIn)
        .sign(privateKey);
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
