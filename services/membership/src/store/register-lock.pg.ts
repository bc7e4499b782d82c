import type { Tx } from '@chiron/postgres';

/**
 * Whoever changes which person a reference means holds this until the transaction ends: batches, merges and links come
 * one after another. Matching needs it: two transactions that cannot see each other would make one human twice.
 *
 * All their statements look up some thousand keys at most. A table that has just been filled has no statistics yet, and
 * the planner would read it whole for each batch: so the ways to do that are closed for this transaction.
 */
export async function lockRegister(tx: Tx): Promise<void> {
  await tx.query(
    `select pg_advisory_xact_lock(hashtextextended('membership.register', 0)), set_config('enable_hashjoin', 'off', true),
            set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'off', true)`,
  );
}
