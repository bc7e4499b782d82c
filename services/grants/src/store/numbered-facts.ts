import type { Fact } from '@chiron/contracts/core';
import type { Tx } from '@chiron/postgres';

/** Facts of committees and rounds, which no one row counts, each with the next number. */
export async function numbered(tx: Tx, facts: readonly Fact[]): Promise<{ fact: Fact; revision: number }[]> {
  if (facts.length === 0) return [];
  const next = await tx.query<{ n: number }>(
    `select nextval('committee_facts')::int as n from generate_series(1, $1)`,
    [facts.length],
  );
  return facts.map((fact, i) => ({ fact, revision: next[i]!.n }));
}
