import { Readable } from 'node:stream';
import { Controller, Headers, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiConsumes, ApiHeader, ApiTags, ApiOperation } from '@nestjs/swagger';
import { coreProblems } from '@chiron/contracts/core';
import { programsProblems } from '@chiron/contracts/programs';
import { CurrentCaller, Permit, faultInText, maxIdLength, type Caller } from '@chiron/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ReceiveImport, type ReceiveImportCommand } from '../features/receive-import.js';
import { ImportId, PostImportQuery } from './import-shapes.js';

const types: Record<string, ReceiveImportCommand['contentType']> = {
  'application/zip': 'zip',
  'application/x-zip-compressed': 'zip',
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
};

/** Content types whose bodies are handed on as streams, never held in memory. */
export const streamedTypes = Object.keys(types);

@ApiTags('imports')
@Controller('/api/v1/imports')
export class ImportsController {
  constructor(private readonly receiving: ReceiveImport) {}

  /**
   * Takes a data set in. 202 once its rows are stored; a cut-off body or a wrong digest stores nothing.
   */
  @Post()
  @ApiOperation({
    summary: 'Post a data set: OneRoster archive, CSV or NDJSON',
    description:
      'application/zip: OneRoster 1.1 or 1.2 as CSV. text/csv: one enrollment per row, in the columns sourcedId, status, dateLastModified, offering, offeringTitle, person, givenName, familyName, email, orcid, role, beginDate, endDate (the last day). application/x-ndjson: one enrollment per line, `{sourcedId, status, offering: {sourcedId, title?}, person: {sourcedId, givenName?, familyName?, email?, orcid?}, role, beginDate, endDate, dateLastModified?}`.',
  })
  @HttpCode(202)
  @Permit('enrollments:write')
  @ApiConsumes('application/zip', 'text/csv', 'application/x-ndjson')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  @ApiHeader({ name: 'Content-Digest', required: false, description: 'RFC 9530, sha-256 or sha-512 of the body' })
  @ApiAcceptedResponse({ type: ImportId })
  async post(
    @Query() query: PostImportQuery,
    @Req() request: FastifyRequest,
    @Headers('idempotency-key') key: string | undefined,
    @Headers('content-digest') digest: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportId> {
    if (!caller.mayPostTo(query.source))
      throw programsProblems.refuse('source-not-permitted', { source: query.source }, [
        { pointer: '?source', detail: 'is not one of this client’s sources' },
      ]);
    const contentType = types[(request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase()];
    if (!contentType) throw coreProblems.refuse('unsupported-media-type', { accepted: streamedTypes.join(', ') });
    const body = request.body instanceof Readable ? request.body : Readable.from([]);
    const { id, replayed } = await this.receiving.run({
      source: query.source,
      mode: query.mode,
      scope: query.scope ?? null,
      dryRun: query.dryRun,
      expectedRows: query.expectedRows ?? null,
      contentType,
      clientId: caller.clientId,
      idempotencyKey: keyOf(key),
      digest: digestOf(digest),
      body,
    });
    void reply.header('location', `/api/v1/imports/${id}`);
    if (replayed) void reply.header('idempotency-replayed', 'true');
    return { id };
  }
}

function keyOf(key: string | undefined): string | null {
  if (key === undefined) return null;
  if (key.length > 0 && key.length <= maxIdLength && faultInText(key) === undefined) return key;
  throw coreProblems.refuse('validation-failed', {}, [
    { pointer: 'header:Idempotency-Key', detail: `must have 1 to ${maxIdLength} characters` },
  ]);
}

/** Reads `sha-256=:…:` or `sha-512=:…:` of RFC 9530; the stronger one counts where both stand. */
function digestOf(header: string | undefined): ReceiveImportCommand['digest'] {
  if (header === undefined) return null;
  for (const [name, algorithm, length] of [
    ['sha-512', 'sha512', 64],
    ['sha-256', 'sha256', 32],
  ] as const) {
    const match = new RegExp(`(?:^|,)\\s*${name}=:([A-Za-z0-9+/]+={0,2}):`).exec(header);
    const value = match && Buffer.from(match[1]!, 'base64');
    if (value?.length === length) return { algorithm, value };
  }
  throw programsProblems.refuse('digest-unreadable', {}, [
    { pointer: 'header:Content-Digest', detail: 'is not sha-256=:…: or sha-512=:…:' },
  ]);
}
