import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '@chiron/postgres';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { KeyRing, type PublicJwk, type SigningKey } from '../domain/key-ring.js';
import {
  isDue,
  publishedAfterwards,
  publishedBefore,
  publishedKeys,
  signingKey,
  type KeyTimes,
} from '../domain/signing-key.js';
import type { Seal } from './sealed.js';

interface HeldKey extends KeyTimes, SigningKey {
  readonly publicJwk: PublicJwk;
}

interface Row {
  kid: string;
  public_jwk: PublicJwk;
  sealed_private_jwk: Buffer;
  signs_from: Date;
}

const rotation = 7_246_101;
const freshFor = 1_000;
const checkEvery = 20_000;

/** Signing keys (ES256) in PostgreSQL, sealed; every instance of the gateway reads them again each 20 seconds. */
export class KeyRingPg extends KeyRing implements OnModuleInit, OnApplicationShutdown {
  private keys: readonly HeldKey[] = [];
  private readAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly followers: (() => void)[] = [];

  /** @param every how long a key signs before the next is made, in milliseconds */
  constructor(
    private readonly database: Database,
    private readonly seal: Seal,
    private readonly every: number,
  ) {
    super();
  }

  signing(): SigningKey {
    const key = signingKey(this.keys, Date.now());
    if (!key) throw new Error('There is no signing key.');
    return key;
  }

  async published(): Promise<readonly PublicJwk[]> {
    if (Date.now() - this.readAt > freshFor) await this.read().catch(() => undefined);
    return publishedKeys(this.keys, Date.now()).map(({ publicJwk }) => publicJwk);
  }

  async rotate(withdraw: boolean): Promise<{ kid: string }> {
    const made = await this.exclusively(async (tx) => {
      if (withdraw) await tx.run('delete from signing_keys');
      return this.make(tx, withdraw ? 0 : publishedBefore);
    });
    return { kid: made };
  }

  async rotateIfDue(): Promise<void> {
    if (!isDue(this.keys, this.every, Date.now())) return;
    await this.exclusively(async (tx) => {
      const present = await times(tx);
      if (isDue(present, this.every, Date.now())) await this.make(tx, present.length === 0 ? 0 : publishedBefore);
    });
  }

  onWithdrawn(follow: () => void): void {
    this.followers.push(follow);
  }

  async onModuleInit(): Promise<void> {
    await this.read();
    await this.rotateIfDue();
    this.timer = setInterval(() => void this.check().catch(() => undefined), checkEvery);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async check(): Promise<void> {
    await this.read();
    await this.rotateIfDue();
  }

  /** One rotation at a time over all instances; the ring holds what it left. */
  private async exclusively<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const result = await this.database.ownTransaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock($1)', [rotation]);
      const done = await work(tx);
      const kept = publishedKeys(await times(tx), Date.now()).map(({ kid }) => kid);
      await tx.run("delete from signing_keys where kid <> all($1) and signs_from < now() - $2 * interval '1 ms'", [
        kept,
        publishedAfterwards,
      ]);
      return done;
    });
    await this.read();
    return result;
  }

  private async make(tx: Tx, delay: number): Promise<string> {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(jwk);
    const publicJwk = { ...jwk, kid, alg: 'ES256', use: 'sig' };
    const sealed = this.seal.close(JSON.stringify(await exportJWK(privateKey)), kid);
    await tx.run('insert into signing_keys (kid, public_jwk, sealed_private_jwk, signs_from) values ($1, $2, $3, $4)', [
      kid,
      JSON.stringify(publicJwk),
      sealed,
      new Date(Date.now() + delay),
    ]);
    return kid;
  }

  private async read(): Promise<void> {
    const rows = await this.database.query<Row & Record<string, unknown>>(
      'select kid, public_jwk, sealed_private_jwk, signs_from from signing_keys',
    );
    const known = new Map(this.keys.map((key) => [key.kid, key]));
    const withdrawn = this.keys.some((key) => !rows.some(({ kid }) => kid === key.kid));
    this.keys = rows.map((row) => known.get(row.kid) ?? this.opened(row));
    this.readAt = Date.now();
    if (withdrawn) for (const follow of this.followers) follow();
  }

  private opened({ kid, public_jwk, sealed_private_jwk, signs_from }: Row): HeldKey {
    let privateJwk: Record<string, string>;
    try {
      privateJwk = JSON.parse(this.seal.open(sealed_private_jwk, kid)) as Record<string, string>;
    } catch {
      throw new Error(
        'The signing keys cannot be read with this CHIRON_SECRET_KEY: start with the one they were made under.',
      );
    }
    return { kid, alg: 'ES256', publicJwk: public_jwk, privateJwk, signsFrom: signs_from.getTime() };
  }
}

async function times(tx: Tx): Promise<KeyTimes[]> {
  const rows = await tx.query<{ kid: string; signs_from: Date }>('select kid, signs_from from signing_keys');
  return rows.map(({ kid, signs_from }) => ({ kid, signsFrom: signs_from.getTime() }));
}
