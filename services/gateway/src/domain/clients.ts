import type { AuditEntry } from './audit.js';
import type { Client, ClientDecision } from './client.js';

/** What is kept of a secret: its SHA-256. */
export type SecretHash = Uint8Array;

export interface Credentials {
  readonly client: Client;
  readonly secretHash: SecretHash;
  /** of the secret that the configuration gave last; null for all but its administrators */
  readonly configuredHash: SecretHash | null;
}

/** The registered clients. A change and its audit entry are stored together. */
export abstract class Clients {
  abstract add(client: Client, secretHash: SecretHash, entry: AuditEntry): Promise<void>;
  abstract get(id: string): Promise<Client | undefined>;
  abstract credentials(id: string): Promise<Credentials | undefined>;
  /** In the order of ids, those after `after`. */
  abstract list(after: string | undefined, limit: number): Promise<Client[]>;
  /** Locks the client, decides, stores. Refused `not-found` where there is none. */
  abstract change(
    id: string,
    decide: (client: Client) => ClientDecision,
    by: Pick<AuditEntry, 'clientId' | 'subject'>,
    secretHash?: SecretHash,
  ): Promise<Client>;
  /** Makes or replaces the client that the configuration names, and remembers the secret that it gave. */
  abstract put(client: Client, secretHash: SecretHash, configuredHash: SecretHash): Promise<void>;
}

/** Which clients' tokens are no longer taken, known without asking the database. */
export abstract class Revocations {
  abstract isRevoked(clientId: string): boolean;
  /** Reads them again, at once. */
  abstract refresh(): Promise<void>;
}
