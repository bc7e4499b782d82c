import type { Database, Tx } from '@chiron/postgres';

interface Kept<T> {
  /** what there is now */
  readonly present: (applicationId: string) => Promise<T | null>;
  readonly keep: (tx: Tx, after: T, before: T | null) => Promise<void>;
}

/** Changes what a committee has of one application: one change after another, and nothing is kept where nothing changed. */
export function lockedChange<T>(
  database: Database,
  applicationId: string,
  decide: (before: T | null) => T,
  { present, keep }: Kept<T>,
): Promise<T> {
  return database.transaction(async (tx) => {
    await tx.query('select from review_applications where application_id = $1 for update', [applicationId]);
    const before = await present(applicationId);
    const after = decide(before);
    if (after !== before) await keep(tx, after, before);
    return after;
  });
}
