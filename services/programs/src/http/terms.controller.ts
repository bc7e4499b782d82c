import { Body, Controller, Get, Headers, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags, ApiOperation } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, IfMatch, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { ChangeTerm } from '../features/change-term.js';
import { CreateTerm } from '../features/create-term.js';
import { GetTerm } from '../features/get-term.js';
import { ListTerms } from '../features/list-terms.js';
import { handOf, idAfter, made, pageById, tagged } from './answers.js';
import { NewTerm, TermChange, TermShape, TermsPage, TermsQuery } from './term-shapes.js';
import { referenceFrom } from './references.js';

const address = '/api/v1/terms';

@ApiTags('terms')
@Controller(address)
export class TermsController {
  constructor(
    private readonly creating: CreateTerm,
    private readonly changing: ChangeTerm,
    private readonly getting: GetTerm,
    private readonly listing: ListTerms,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Create a term' })
  @Permit('programs:write')
  @Idempotent()
  @ApiCreatedResponse({ type: TermShape })
  async create(
    @Body() { source, sourcedId, ...given }: NewTerm,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TermShape> {
    const fields = {
      title: given.title,
      type: given.type ?? null,
      beginDate: given.beginDate ?? null,
      endDate: given.endDate ?? null,
    };
    const term = await this.creating.run({ fields, reference: referenceFrom(source, sourcedId, caller) });
    return made(reply, `${address}/${term.id}`, term);
  }

  @Get()
  @ApiOperation({ summary: 'List terms' })
  @Permit('programs:read')
  @ApiOkResponse({ type: TermsPage })
  async list(@Query() { cursor, limit, ...filters }: TermsQuery): Promise<TermsPage> {
    return pageById(await this.listing.run({ ...filters, limit, after: idAfter(cursor) }), limit);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a term' })
  @Permit('programs:read')
  @ApiOkResponse({ type: TermShape })
  async get(@IdParam() id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<TermShape> {
    return tagged(reply, await this.getting.run(id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change a term; needs If-Match' })
  @Permit('programs:write')
  @Idempotent()
  @IfMatch()
  @ApiOkResponse({ type: TermShape })
  async change(
    @IdParam() id: string,
    @Body() change: TermChange,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TermShape> {
    return tagged(reply, await this.changing.run({ id, change: { ...change }, hand: handOf(caller, ifMatch) }));
  }
}
