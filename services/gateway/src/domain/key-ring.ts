/** A public key as RFC 7517 writes it. */
export type PublicJwk = Readonly<Record<string, unknown>> & { readonly kid: string };

/** A key that signs: the whole key, and its id. */
export interface SigningKey {
  readonly kid: string;
  readonly alg: 'ES256';
  readonly privateJwk: Readonly<Record<string, string>>;
}

/** The signing keys, held in memory, encrypted in the database, the same in every instance of the gateway. */
export abstract class KeyRing {
  abstract signing(): SigningKey;
  /** What the JWKS shows, read again where it is older than a second. */
  abstract published(): Promise<readonly PublicJwk[]>;
  /**
   * Makes the next key. The old ones stay published until their tokens have expired, or are withdrawn at once where
   * one of them may be known to others: their tokens are worthless then.
   */
  abstract rotate(withdraw: boolean): Promise<{ readonly kid: string }>;
  /** Rotates if it is time to. */
  abstract rotateIfDue(): Promise<void>;
  /** Calls back after keys were withdrawn. */
  abstract onWithdrawn(follow: () => void): void;
}
