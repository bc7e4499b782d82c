import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import type { Caller } from '@chiron/http';
import { Audit } from '../domain/audit.js';
import { People } from '../domain/people.js';
import { SignAccessToken, tokenLife } from './sign-access-token.js';

/** Mints a token that stands for one person, for a client that vouches for having signed the person in. */
@Injectable()
export class MintPersonToken {
  constructor(
    private readonly people: People,
    private readonly sign: SignAccessToken,
    private readonly audit: Audit,
  ) {}

  /** The token leaves only after its audit entry is stored. */
  async run(personId: string, by: Caller): Promise<{ token: string; expiresIn: number }> {
    if (!(await this.people.has(personId, await this.sign.ownToken()))) {
      throw coreProblems.refuse('not-found', { kind: 'person', id: personId });
    }
    const { token, id } = await this.sign.run({
      clientId: by.clientId,
      subject: personId,
      scopes: ['self'],
      sources: [],
      personId,
    });
    await this.audit.record({
      action: 'person-token.issued',
      clientId: by.clientId,
      subject: by.subject,
      target: personId,
      details: { tokenId: id, seconds: tokenLife },
    });
    return { token, expiresIn: tokenLife };
  }
}
