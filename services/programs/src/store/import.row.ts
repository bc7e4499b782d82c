import type { Import, ImportState } from '../domain/import.js';

export const importColumns = `id, position, source, mode, scope, dry_run, expected_rows, state, client_id, content_type, dataset, evidence, rows,
  chunks, progress, retry_of, plan, released_plan, guards, counts, kinds, problem, superseded_by, undo,
  received_at, started_at, planned_at, finished_at, input_removed_at`;

export interface StoredImport extends Record<string, unknown> {
  id: string;
  position: string;
  source: string;
  mode: Import['mode'];
  scope: string | null;
  dry_run: boolean;
  expected_rows: number | null;
  state: ImportState;
  client_id: string;
  content_type: string;
  dataset: Import['dataset'];
  evidence: Import['evidence'];
  rows: number;
  chunks: number;
  progress: number;
  retry_of: string | null;
  plan: string | null;
  released_plan: string | null;
  guards: Import['guards'];
  counts: Import['counts'];
  kinds: Import['kinds'];
  problem: Import['problem'];
  superseded_by: string | null;
  undo: Import['undo'];
  received_at: Date;
  started_at: Date | null;
  planned_at: Date | null;
  finished_at: Date | null;
  input_removed_at: Date | null;
}

export function importFrom(row: StoredImport): Import {
  return {
    id: row.id,
    source: row.source,
    mode: row.mode,
    scope: row.scope,
    dryRun: row.dry_run,
    expectedRows: row.expected_rows,
    state: row.state,
    clientId: row.client_id,
    contentType: row.content_type,
    dataset: row.dataset,
    evidence: row.evidence,
    rows: row.rows,
    chunks: row.chunks,
    progress: row.progress,
    retryOf: row.retry_of,
    plan: row.plan,
    releasedPlan: row.released_plan,
    guards: row.guards,
    counts: row.counts,
    kinds: row.kinds,
    problem: row.problem,
    supersededBy: row.superseded_by,
    undo: row.undo,
    receivedAt: row.received_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    plannedAt: row.planned_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    inputRemovedAt: row.input_removed_at?.toISOString() ?? null,
  };
}
