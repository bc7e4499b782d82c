import { Injectable } from '@nestjs/common';
import type { Caller } from '@chiron/http';
import { Audit } from '../domain/audit.js';
import { KeyRing, type PublicJwk } from '../domain/key-ring.js';

/** Makes the next signing key by command; withdraws the old ones where one may be known to others. */
@Injectable()
export class RotateKeys {
  constructor(
    private readonly keys: KeyRing,
    private readonly audit: Audit,
  ) {}

  async run(withdraw: boolean, by: Caller): Promise<{ kid: string; published: readonly PublicJwk[] }> {
    const { kid } = await this.keys.rotate(withdraw);
    const { clientId, subject } = by;
    await this.audit.record({ action: 'signing-key.rotated', clientId, subject, target: kid, details: { withdraw } });
    return { kid, published: await this.keys.published() };
  }
}
