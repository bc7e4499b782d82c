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
  async run(asked: string, by: Caller): Promise<{ token: string; expiresIn: number }> {
    const personId = await this.people.whoIs(asked, await this.sign.ownToken());
    if (personId === undefined) throw coreProblems.refuse('not-found', { kind: 'person', id: asked });
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
      details: { tokenId: id, seconds: tokenLife, ...(asked !== personId && { asked }) },
    });
    return { token, expiresIn: tokenLife };
  }
}
