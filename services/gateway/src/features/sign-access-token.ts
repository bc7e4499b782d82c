import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Scope } from '@chiron/contracts/core';
import { audience } from '@chiron/http';
import { SignJWT, importJWK } from 'jose';
import { Issuer } from '../domain/issuer.js';
import { KeyRing } from '../domain/key-ring.js';

/** Seconds that an access token lives. */
export const tokenLife = 600;

export interface TokenClaims {
  readonly clientId: string;
  readonly subject: string;
  readonly scopes: readonly Scope[];
  readonly sources: readonly string[];
  readonly personId?: string;
}

/** Signs the access tokens that no client asked for at the token endpoint: a person's, and the gateway's own. */
@Injectable()
export class SignAccessToken {
  private own: { readonly token: string; readonly until: number } | undefined;

  constructor(
    private readonly keys: KeyRing,
    private readonly issuer: Issuer,
  ) {}

  async run({ clientId, subject, scopes, sources, personId }: TokenClaims): Promise<{ token: string; id: string }> {
    const { kid, alg, privateJwk } = this.keys.signing();
    const id = randomUUID();
    const claims = {
      client_id: clientId,
      scope: scopes.join(' '),
      sources: [...sources],
      ...(personId && { person_id: personId }),
    };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg, kid, typ: 'at+jwt' })
      .setIssuer(this.issuer.url)
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${tokenLife}s`)
      .setJti(id)
      .sign(await importJWK(privateJwk, alg));
    return { token, id };
  }

  /** The gateway's own token, to ask membership whether a person exists; good for some minutes more. */
  async ownToken(): Promise<string> {
    if (!this.own || this.own.until < Date.now()) {
      const { token } = await this.run({
        clientId: 'gateway',
        subject: 'gateway',
        scopes: ['people:read'],
        sources: [],
      });
      this.own = { token, until: Date.now() + 60_000 };
    }
    return this.own.token;
  }
}
