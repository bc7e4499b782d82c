import type { Tx } from '@chiron/postgres';

/**
 * Whoever changes which person a reference means holds this until the transaction ends: batches, merges and links come
 * one after another. Matching needs it: two transactions that cannot see each other would make one human twice.
 */
export async function lockRegister(tx: Tx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('membership.register', 0))`);
}
