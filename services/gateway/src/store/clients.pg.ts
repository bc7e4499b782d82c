import { Injectable } from '@nestjs/common';
import { coreProblems, type Scope } from '@chiron/contracts/core';
import { Database, type Tx } from '@chiron/postgres';
import { Audit, type AuditEntry } from '../domain/audit.js';
import type { Client, ClientDecision } from '../domain/client.js';
import { Clients, type Credentials, type SecretHash } from '../domain/clients.js';

interface Row {
  id: string;
  name: string;
  secret_hash: Buffer;
  configured_hash: Buffer | null;
  scopes: Scope[];
  sources: string[];
  revision: number;
  created_at: Date;
  changed_at: Date;
  secret_changed_at: Date;
  revoked_at: Date | null;
}

const clientOf = (row: Row): Client => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes,
  sources: row.sources,
  revision: row.revision,
  createdAt: row.created_at.toISOString(),
  changedAt: row.changed_at.toISOString(),
  secretChangedAt: row.secret_changed_at.toISOString(),
  revokedAt: row.revoked_at?.toISOString() ?? null,
});

const columns =
  'id, name, secret_hash, scopes, sources, revision, created_at, changed_at, secret_changed_at, revoked_at';

const put = `insert into clients (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  on conflict (id) do update set name = excluded.name, secret_hash = excluded.secret_hash, scopes = excluded.scopes,
    sources = excluded.sources, revision = excluded.revision, changed_at = excluded.changed_at,
    secret_changed_at = excluded.secret_changed_at, revoked_at = excluded.revoked_at`;

const write = (tx: Tx, client: Client, secretHash: SecretHash) =>
  tx.run(put, [
    client.id,
    client.name,
    Buffer.from(secretHash),
    client.scopes,
    client.sources,
    client.revision,
    client.createdAt,
    client.changedAt,
    client.secretChangedAt,
    client.revokedAt,
  ]);

@Injectable()
export class ClientsPg extends Clients {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {
    super();
  }

  add(client: Client, secretHash: SecretHash, entry: AuditEntry): Promise<void> {
    return this.database.transaction(async (tx) => {
      await write(tx, client, secretHash);
      await this.audit.record(entry);
    });
  }

  async get(id: string): Promise<Client | undefined> {
    return (await this.credentials(id))?.client;
  }

  async credentials(id: string): Promise<Credentials | undefined> {
    const [row] = await this.database.query<Row>(`select ${columns}, configured_hash from clients where id = $1`, [id]);
    return row && { client: clientOf(row), secretHash: row.secret_hash, configuredHash: row.configured_hash };
  }

  async list(after: string | undefined, limit: number): Promise<Client[]> {
    const rows = await this.database.query<Row>(
      `select ${columns} from clients where $1::text is null or id collate "C" > $1 order by id collate "C" limit $2`,
      [after ?? null, limit],
    );
    return rows.map(clientOf);
  }

  change(
    id: string,
    decide: (client: Client) => ClientDecision,
    by: Pick<AuditEntry, 'clientId' | 'subject'>,
    secretHash?: SecretHash,
  ): Promise<Client> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<Row>(`select ${columns} from clients where id = $1 for update`, [id]);
      if (!row) throw coreProblems.refuse('not-found', { kind: 'client', id });
      const { next, action } = decide(clientOf(row));
      if (next.revision === row.revision) return next;
      await write(tx, next, secretHash ?? row.secret_hash);
      const details = { scopes: next.scopes, sources: next.sources, revision: next.revision };
      await this.audit.record({ ...by, action, target: id, details });
      return next;
    });
  }

  async put(client: Client, secretHash: SecretHash, configuredHash: SecretHash): Promise<void> {
    await this.database.transaction(async (tx) => {
      await write(tx, client, secretHash);
      await tx.run('update clients set configured_hash = $2 where id = $1', [client.id, Buffer.from(configuredHash)]);
    });
  }
}
