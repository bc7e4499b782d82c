import type { PoolClient } from 'pg';

/** What of pg's connection a copy speaks to. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/**
 * COPY of one block in a single round trip: command, data and end are sent without waiting for the server to ask for
 * them. Where the command fails, the server passes over the rest (PostgreSQL: message flow, COPY operations).
 */
export function copyAtOnce(client: PoolClient, text: string, block: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const submitted = {
      submit(connection: CopyConnection): void {
        connection.query(text);
        connection.sendCopyFromChunk(block);
        connection.endCopyFrom();
      },
      handleCopyInResponse(): void {},
      handleCommandComplete(): void {},
      handleError: reject,
      handleReadyForQuery(): void {
        resolve();
      },
      // pg puts its time-out here
      callback(): void {},
    };
    client.query(submitted as never);
  });
}
