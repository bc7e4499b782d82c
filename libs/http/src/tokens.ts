import { coreProblems, scopes as known, type Scope } from '@chiron/contracts/core';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { AccessTokens, Caller } from './access.js';

/** The audience of every access token of the platform. */
export const audience = 'chiron';

/** The caller that verified claims name; unknown scopes are dropped. */
export function callerFrom(claims: JWTPayload): Caller {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const granted = text(claims['scope'])
    .split(' ')
    .filter((scope): scope is Scope => scope in known);
  const sources = Array.isArray(claims['sources']) ? claims['sources'].filter((name) => typeof name === 'string') : [];
  const personId = text(claims['person_id']) || undefined;
  const clientId = text(claims['client_id']);
  if (!clientId || !claims.sub) throw coreProblems.refuse('unauthorized');
  return new Caller(clientId, claims.sub, new Set(granted), sources as string[], personId);
}

interface Remembered {
  readonly caller: Caller;
  /** milliseconds since the epoch */
  readonly until: number;
}

/** A verified token is trusted without checking its signature again for this long, so that a withdrawn key ends soon. */
const rememberMs = 60_000;
const rememberAtMost = 5_000;

/**
 * Checks access tokens against a JWKS that is fetched when the first token arrives and again when a key is unknown
 * (at most every five seconds). A JWKS that cannot be fetched is a 503, not a 401.
 */
export class JwksAccessTokens extends AccessTokens {
  private readonly remembered = new Map<string, Remembered>();
  private readonly keys: JWTVerifyGetKey;

  constructor(
    private readonly issuer: string,
    jwks: URL | JWTVerifyGetKey,
  ) {
    super();
    this.keys =
      jwks instanceof URL
        ? createRemoteJWKSet(jwks, { cooldownDuration: 5_000, timeoutDuration: 3_000, cacheMaxAge: 600_000 })
        : jwks;
  }

  verify(token: string): Caller | Promise<Caller> {
    const hit = this.remembered.get(token);
    if (hit && hit.until > Date.now()) return hit.caller;
    return this.check(token);
  }

  /** Checks every token anew from now on, after a key was withdrawn. */
  forget(): void {
    this.remembered.clear();
  }

  private async check(token: string): Promise<Caller> {
    const claims = await this.claims(token);
    const caller = callerFrom(claims);
    if (this.remembered.size >= rememberAtMost) this.remembered.clear();
    this.remembered.set(token, { caller, until: Math.min((claims.exp ?? 0) * 1000, Date.now() + rememberMs) });
    return caller;
  }

  private async claims(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        issuer: this.issuer,
        audience,
        algorithms: ['EdDSA', 'Ed25519', 'ES256', 'RS256'],
        requiredClaims: ['exp', 'sub', 'client_id'],
        clockTolerance: 5,
      });
      return payload;
    } catch (error) {
      if (tellsOfToken(error)) throw coreProblems.refuse('unauthorized');
      throw coreProblems.refuse('service-unavailable', { service: 'The sign-in service' });
    }
  }
}

/** The token is at fault; anything else means that the keys could not be fetched and nothing is known about it. */
const tellsOfToken = (error: unknown): boolean =>
  error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout) && error.code !== 'ERR_JOSE_GENERIC';
