import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Revocations } from '../domain/clients.js';

/** How soon another instance of the gateway knows of a revocation; the one that revokes knows at once. */
const every = 1_000;

/** Reads the clients revoked within the life of a token each second; while the database is away it knows the last. */
@Injectable()
export class RevocationsPg extends Revocations implements OnModuleInit, OnApplicationShutdown {
  private revoked: ReadonlySet<string> = new Set();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database) {
    super();
  }

  isRevoked(clientId: string): boolean {
    return this.revoked.has(clientId);
  }

  async refresh(): Promise<void> {
    const rows = await this.database.query<{ id: string }>(
      "select id from clients where revoked_at > now() - interval '1 hour'",
    );
    this.revoked = new Set(rows.map(({ id }) => id));
  }

  async onModuleInit(): Promise<void> {
    await this.refresh();
    this.next();
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private next(): void {
    this.timer = setTimeout(() => {
      const again = () => this.timer && this.next();
      this.refresh().then(again, again);
    }, every);
    this.timer.unref();
  }
}
