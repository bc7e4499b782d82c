import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Refusal } from '@chiron/contracts/core';
import { programsProblems } from '@chiron/contracts/programs';
import type { DataSet } from '../domain/import.js';
import { Receiving, type ImportRequest } from '../domain/imports.js';
import { readScope, scopeText } from '../domain/scope.js';
import { refuseUnusableName } from '../domain/source.js';
import { columns, encodeLines, type Batch } from '../formats/lines.js';
import { readUpload } from '../formats/read-upload.js';
import { dateEvidence } from '../formats/dates.js';

export interface ReceiveImportCommand extends ImportRequest {
  readonly body: Readable;
  /** what the sender says the body's digest is; checked before anything shows */
  readonly digest: { readonly algorithm: 'sha256' | 'sha512'; readonly value: Buffer } | null;
}

/** How many chunks may be on their way to the database while the next is read. */
const chunksInFlight = 3;
const dateColumns = ['beginDate', 'endDate', 'modified'] as const;

/** Takes an upload in: parsed, filtered and stored before it is answered; a cut or falsified body leaves nothing. */
@Injectable()
export class ReceiveImport {
  constructor(private readonly receiving: Receiving) {}

  async run(command: ReceiveImportCommand): Promise<{ id: string; replayed: boolean }> {
    const request = { ...command, scope: command.mode === 'canonical' ? scopeText(readScope(command.scope)) : null };
    refuseUnusableName(command.source, '?source');
    const body = new DigestedBody(command.body, request);
    const earlier =
      command.idempotencyKey === null
        ? undefined
        : await this.receiving.byKey(command.clientId, command.idempotencyKey);
    if (earlier) {
      await body.drain();
      body.check(command.digest);
      return replay(earlier, body.requestHash());
    }
    const id = await this.receiving.begin(request);
    try {
      const intake = new Intake((chunk) => this.receiving.add(id, chunk));
      const read = await readUpload(
        { contentType: request.contentType, body: body.stream, workDir: tmpdir(), mode: request.mode },
        (batch) => intake.take(batch),
      );
      await intake.settle();
      body.check(command.digest);
      const lines = Object.values(intake.lines).reduce((sum, count) => sum + count, 0);
      if (lines === 0 && request.mode === 'delta') throw programsProblems.refuse('empty-import');
      const { version, files, exclusiveEnd, warnings } = read.dataset;
      const dataset: DataSet = {
        version,
        files,
        exclusiveEnd,
        warnings,
        lines: intake.lines,
        unreadableIds: intake.unreadableIds,
        deletions: intake.deletions,
      };
      const requestHash = body.requestHash();
      const committed = await this.receiving.commit(id, {
        requestHash,
        dataset,
        evidence: intake.evidence,
        rows: intake.lines['enrollment'] ?? 0,
        chunks: intake.chunks,
      });
      return committed.id === id ? { id, replayed: false } : replay(committed, requestHash);
    } catch (error) {
      await this.receiving.discard(id).catch(() => undefined);
      throw body.cut(error);
    }
  }
}

function replay(earlier: { id: string; requestHash: string }, requestHash: string): { id: string; replayed: boolean } {
  if (earlier.requestHash !== requestHash) throw programsProblems.refuse('import-key-reused');
  return { id: earlier.id, replayed: true };
}

/** The body, hashed while it passes. */
class DigestedBody {
  readonly stream: Readable;
  private readonly sha256 = createHash('sha256');
  private readonly sha512 = createHash('sha512');
  private failed = false;

  constructor(
    private readonly body: Readable,
    private readonly request: ReceiveImportCommand,
  ) {
    this.stream = Readable.from(this.pass(), { objectMode: true });
  }

  private async *pass(): AsyncGenerator<Buffer> {
    try {
      for await (const piece of this.body as AsyncIterable<Buffer>) {
        this.sha256.update(piece);
        if (this.request.digest?.algorithm === 'sha512') this.sha512.update(piece);
        yield piece;
      }
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }

  async drain(): Promise<void> {
    try {
      for await (const piece of this.stream) void piece;
    } catch (error) {
      throw this.cut(error);
    }
  }

  /** The error to answer: a body that broke off is the sender's, whatever it made fail here. */
  cut(error: unknown): unknown {
    return this.failed && !(error instanceof Refusal) ? programsProblems.refuse('body-cut-off') : error;
  }

  private digests: { sha256: Buffer; sha512: Buffer } | undefined;

  private finish(): { sha256: Buffer; sha512: Buffer } {
    this.digests ??= { sha256: this.sha256.digest(), sha512: this.sha512.digest() };
    return this.digests;
  }

  check(digest: ReceiveImportCommand['digest']): void {
    if (digest && !this.finish()[digest.algorithm].equals(digest.value)) {
      throw programsProblems.refuse('digest-mismatch', {}, [
        { pointer: 'header:Content-Digest', detail: 'is not the digest of this body' },
      ]);
    }
  }

  /** Names the whole request: what is asked, and of which bytes. */
  requestHash(): string {
    const { source, mode, scope, dryRun, expectedRows, contentType } = this.request;
    const asked = JSON.stringify([source, mode, scope, dryRun, expectedRows, contentType]);
    return createHash('sha256').update(asked).update(this.finish().sha256).digest('hex');
  }
}

/** Stores batches as they come, some at a time on their way, and remembers what planning wants to know beforehand. */
class Intake {
  readonly lines: Record<string, number> = {};
  readonly evidence: Record<string, 'YMD' | 'DMY' | 'MDY' | 'mixed'> = {};
  unreadableIds = 0;
  deletions = 0;
  chunks = 0;
  private readonly underway = new Set<Promise<void>>();
  private fault: unknown;

  constructor(
    private readonly store: (chunk: { seq: number; kind: string; rows: number; lines: Buffer }) => Promise<void>,
  ) {}

  async take(batch: Batch): Promise<void> {
    this.look(batch);
    const seq = this.chunks++;
    const storing = encodeLines(batch)
      .then((lines) => this.store({ seq, kind: batch.kind, rows: batch.lines.length, lines }))
      .catch((error: unknown) => {
        this.fault ??= error;
      })
      .finally(() => this.underway.delete(storing));
    this.underway.add(storing);
    while (this.underway.size >= chunksInFlight) await Promise.race(this.underway);
    if (this.fault) throw this.fault;
  }

  async settle(): Promise<void> {
    await Promise.all(this.underway);
    if (this.fault) throw this.fault;
  }

  private look(batch: Batch): void {
    this.lines[batch.kind] = (this.lines[batch.kind] ?? 0) + batch.lines.length;
    const names: readonly string[] = columns[batch.kind];
    const places = dateColumns.map((column) => [column, names.indexOf(column) + 3] as const).filter(([, at]) => at > 2);
    for (const line of batch.lines) {
      for (const [column, at] of places) {
        const text = line[at] as string | null;
        if (text !== null && text.charCodeAt(4) !== 45) this.weigh(`${batch.kind}.${column}`, text);
      }
      if (batch.kind !== 'enrollment') continue;
      if (line[3] === null) this.unreadableIds++;
      if ((line[4] as string | null)?.toLowerCase() === 'tobedeleted') this.deletions++;
    }
  }

  private weigh(column: string, text: string): void {
    const order = dateEvidence(text);
    if (order !== null) this.evidence[column] = (this.evidence[column] ?? order) === order ? order : 'mixed';
  }
}
