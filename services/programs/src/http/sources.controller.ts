import { Body, Controller, Get, Headers, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags, ApiOperation } from '@nestjs/swagger';
import { Idempotent, Permit, pageOf, requireMatch, IfMatch } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { fieldPolicyOf, guardsOf, type Source } from '../domain/source.js';
import { ChangeSource } from '../features/change-source.js';
import { CreateSource } from '../features/create-source.js';
import { GetSource } from '../features/get-source.js';
import { ListSources } from '../features/list-sources.js';
import { made, nameAfter, tagged } from './answers.js';
import { NewSource, SourceChange, SourceShape, SourcesPage, SourcesQuery } from './source-shapes.js';

const address = '/api/v1/sources';

@ApiTags('sources')
@Controller(address)
export class SourcesController {
  constructor(
    private readonly creating: CreateSource,
    private readonly changing: ChangeSource,
    private readonly getting: GetSource,
    private readonly listing: ListSources,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Name a source before its first import' })
  @Permit('sources:write')
  @Idempotent()
  @ApiCreatedResponse({ type: SourceShape })
  async create(@Body() { name }: NewSource, @Res({ passthrough: true }) reply: FastifyReply): Promise<SourceShape> {
    return made(reply, `${address}/${name}`, shown(await this.creating.run(name)));
  }

  @Get()
  @ApiOperation({ summary: 'List sources' })
  @Permit('sources:read')
  @ApiOkResponse({ type: SourcesPage })
  async list(@Query() { cursor, limit }: SourcesQuery): Promise<SourcesPage> {
    const sources = await this.listing.run({ limit, after: nameAfter(cursor) });
    return pageOf(sources.map(shown), limit, ({ name }) => [name]);
  }

  @Get(':name')
  @ApiOperation({ summary: 'Read the settings of a source' })
  @Permit('sources:read')
  @ApiOkResponse({ type: SourceShape })
  async get(@Param('name') name: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<SourceShape> {
    return tagged(reply, shown(await this.getting.run(name)));
  }

  @Patch(':name')
  @ApiOperation({ summary: 'Change the settings of a source; needs If-Match' })
  @Permit('sources:write')
  @Idempotent()
  @IfMatch()
  @ApiOkResponse({ type: SourceShape })
  async change(
    @Param('name') name: string,
    @Body() { guards, fieldPolicy, ...rest }: SourceChange,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SourceShape> {
    const change = { ...rest, ...(guards ? { guards } : {}), ...(fieldPolicy ? { fieldPolicy } : {}) };
    const match = (revision: number) => requireMatch(ifMatch, revision);
    return tagged(reply, shown(await this.changing.run({ name, change, match })));
  }
}

const shown = (source: Source): SourceShape => ({
  ...source,
  guards: guardsOf(source),
  fieldPolicy: fieldPolicyOf(source),
});
