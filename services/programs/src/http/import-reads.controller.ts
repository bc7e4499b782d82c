import { Readable } from 'node:stream';
import { Controller, Get, Headers, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags, ApiOperation } from '@nestjs/swagger';
import { receiptCodes } from '@chiron/contracts/programs';
import { CurrentCaller, IdParam, Permit, decodeCursor, encodeCursor, type Caller } from '@chiron/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Import } from '../domain/import.js';
import { GetImport } from '../features/get-import.js';
import { ListImports } from '../features/list-imports.js';
import { ListReceipts } from '../features/list-receipts.js';
import { WatchImport } from '../features/watch-import.js';
import {
  ImportShape,
  ImportsPage,
  ListImportsQuery,
  ReceiptsPage,
  ReceiptsQuery,
  importShape,
} from './import-shapes.js';

@ApiTags('imports')
@Controller('/api/v1/imports')
export class ImportReadsController {
  constructor(
    private readonly getting: GetImport,
    private readonly listing: ListImports,
    private readonly receipts: ListReceipts,
    private readonly watching: WatchImport,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List imports, newest first' })
  @Permit('imports:read')
  @ApiOkResponse({ type: ImportsPage })
  async list(@Query() query: ListImportsQuery, @CurrentCaller() caller: Caller): Promise<ImportsPage> {
    const before =
      query.cursor === undefined
        ? undefined
        : String(decodeCursor(query.cursor, 1)[0]).replace(/\D/g, '').slice(0, 18) || '0';
    const rows = await this.listing.run({
      limit: query.limit + 1,
      ...(query.source === undefined ? {} : { source: query.source }),
      ...(query.state === undefined ? {} : { state: query.state }),
      ...(before === undefined ? {} : { before }),
      ...(caller.sources.includes('*') ? {} : { sources: caller.sources }),
    });
    const items = rows.slice(0, query.limit);
    return {
      items: items.map(importShape),
      next: rows.length > items.length ? encodeCursor([items.at(-1)!.position]) : null,
    };
  }

  /** One import; with `Accept: text/event-stream` a full snapshot each time it has moved, until it is over. */
  @Get(':id')
  @ApiOperation({ summary: 'Read an import: state, progress, counts' })
  @Permit('imports:read')
  @ApiProduces('application/json', 'text/event-stream')
  @ApiOkResponse({ type: ImportShape })
  async get(
    @IdParam() id: string,
    @CurrentCaller() caller: Caller,
    @Headers('accept') accept: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const one = await this.getting.run(id, (source) => caller.mayPostTo(source));
    return accept?.includes('text/event-stream') ? this.stream(id, request, reply) : importShape(one);
  }

  /** Server-Sent Events: each message is a full snapshot. */
  @Get(':id/events')
  @ApiOperation({ summary: 'Watch an import: Server-Sent Events, each a full snapshot' })
  @Permit('imports:read')
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'until the import is over', schema: { type: 'string' } })
  async events(
    @IdParam() id: string,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    await this.getting.run(id, (source) => caller.mayPostTo(source));
    return this.stream(id, request, reply);
  }

  private stream(id: string, request: FastifyRequest, reply: FastifyReply): Readable {
    const gone = new AbortController();
    request.raw.once('close', () => gone.abort());
    reply.raw.once('close', () => gone.abort());
    void reply
      .header('content-type', 'text/event-stream')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no');
    return Readable.from(messages(this.watching.run(id, gone.signal)));
  }

  @Get(':id/receipts')
  @ApiOperation({ summary: 'Receipts of an import: what became of each row' })
  @Permit('imports:read')
  @ApiProduces('application/json', 'text/csv')
  @ApiOkResponse({ type: ReceiptsPage })
  async listReceipts(
    @IdParam() id: string,
    @CurrentCaller() caller: Caller,
    @Query() query: ReceiptsQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    await this.getting.run(id, (source) => caller.mayPostTo(source));
    const filter = {
      ...(query.outcome ? { outcome: query.outcome } : {}),
      ...(query.kind ? { kind: query.kind } : {}),
    };
    if (query.format === 'csv' || (query.format === undefined && accept?.startsWith('text/csv'))) {
      void reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="receipts-${id}.csv"`);
      return Readable.from(this.receipts.csv(id, filter), { objectMode: false });
    }
    const page = await this.receipts.run(id, { ...filter, limit: query.limit, ...from(query.cursor) });
    const items = page.receipts.map((receipt) => ({
      ...receipt,
      advice: receipt.code ? receiptCodes[receipt.code] : null,
    }));
    return { items, next: page.next ? encodeCursor([page.next.seq, page.next.place]) : null };
  }
}

const largest = 2 ** 31 - 1;
const isPlace = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= largest;

function from(cursor: string | undefined): { from?: { seq: number; place: number } } {
  if (cursor === undefined) return {};
  const [seq, place] = decodeCursor(cursor, 2, (values) => values.every(isPlace)) as [number, number];
  return { from: { seq, place } };
}

async function* messages(snapshots: AsyncIterable<Import | null>): AsyncGenerator<string> {
  for await (const one of snapshots)
    yield one ? `event: import\ndata: ${JSON.stringify(importShape(one))}\n\n` : ': still here\n\n';
}
