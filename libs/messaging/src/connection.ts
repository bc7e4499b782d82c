import { Client, type QueryResultRow } from 'pg';
import { within } from '@chiron/postgres';

const settings = [
  'synchronous_commit=off',
  'enable_seqscan=off',
  'enable_bitmapscan=off',
  'plan_cache_mode=force_generic_plan',
  'tcp_keepalives_idle=10',
  'tcp_keepalives_interval=5',
  'tcp_keepalives_count=3',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

/** A statement; with a name it is planned once per connection. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/**
 * One connection of our own to PostgreSQL, for work that hangs on a session's lock: its statements run one after
 * another, `lost` is called once when it breaks, and it can always be ended. Its commits do not wait for the disk:
 * what a crash makes it forget is only done twice. Queues and logs are looked up by position, whatever their statistics,
 * which are always stale, say: by index, with plans made once. A vanished host frees the session's locks within half a minute.
 */
export class Connection {
  private last: Promise<unknown> = Promise.resolve();
  private gone = false;

  private constructor(private readonly client: Client) {}

  static async open(url: string, name: string, lost: () => void): Promise<Connection> {
    const client = new Client({
      connectionString: url,
      application_name: name,
      connectionTimeoutMillis: 5_000,
      query_timeout: 60_000,
      keepAlive: true,
      options: settings,
    });
    const connection = new Connection(client);
    const lose = () => {
      if (connection.gone) return;
      connection.gone = true;
      lost();
    };
    client.on('error', lose);
    client.on('end', lose);
    try {
      await client.connect();
    } catch (error) {
      await connection.end();
      throw error;
    }
    return connection;
  }

  /** Rows of one statement, after those asked for before. */
  query<R extends QueryResultRow = QueryResultRow>({ name, text, values }: Statement): Promise<R[]> {
    const result = this.last.then(
      async () => (await this.client.query<R>({ ...(name ? { name } : {}), text, values: [...(values ?? [])] })).rows,
    );
    this.last = result.catch(() => undefined);
    return result;
  }

  onNotification(heard: (payload: string) => void): void {
    this.client.on('notification', ({ payload }) => heard(payload ?? ''));
  }

  /** Ends it after what was asked for; a server that does not answer is left after a second. */
  async end(): Promise<void> {
    await within(
      1_000,
      this.last.then(() => this.client.end()),
    );
    (this.client as unknown as { connection?: { stream?: { destroy(): void } } }).connection?.stream?.destroy();
  }
}
