import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { AccessTokens, JwksAccessTokens, type Caller } from '@chiron/http';
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { Revocations } from '../domain/clients.js';
import { Issuer } from '../domain/issuer.js';
import { KeyRing } from '../domain/key-ring.js';

/** Checks tokens at the door: by the gateway's own keys, and refusing revoked clients' at once. */
@Injectable()
export class VerifyToken extends AccessTokens {
  private readonly signed: JwksAccessTokens;

  constructor(
    keys: KeyRing,
    issuer: Issuer,
    private readonly revocations: Revocations,
  ) {
    super();
    const published: JWTVerifyGetKey = async (header, token) => {
      const jwks = { keys: await keys.published() } as unknown as JSONWebKeySet;
      return createLocalJWKSet(jwks)(header, token);
    };
    this.signed = new JwksAccessTokens(issuer.url, published);
    keys.onWithdrawn(() => this.signed.forget());
  }

  verify(token: string): Caller | Promise<Caller> {
    const caller = this.signed.verify(token);
    return caller instanceof Promise ? caller.then((known) => this.living(known)) : this.living(caller);
  }

  private living(caller: Caller): Caller {
    if (this.revocations.isRevoked(caller.clientId)) throw coreProblems.refuse('unauthorized');
    return caller;
  }
}
