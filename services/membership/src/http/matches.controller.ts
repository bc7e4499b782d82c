import { Body, Controller, Get, Header, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentCaller, IdParam, Idempotent, Permit, type Caller } from '@chiron/http';
import { KeepMatchApart } from '../features/keep-match-apart.js';
import { ListMatches } from '../features/list-matches.js';
import { ListMerges } from '../features/list-merges.js';
import { MergeMatch } from '../features/merge-match.js';
import { MatchFilter, MatchPage, MergeItem, MergeMatchBody } from './merge-shapes.js';

@ApiTags('matches')
@Controller('api/v1/matches')
export class MatchesController {
  constructor(
    private readonly listMatches: ListMatches,
    private readonly mergeMatch: MergeMatch,
    private readonly keepMatchApart: KeepMatchApart,
    private readonly listMerges: ListMerges,
  ) {}

  @Get()
  @Permit('people:read')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Pairs of people who may be one; the oldest doubt first' })
  @ApiOkResponse({ type: MatchPage })
  list(@Query() filter: MatchFilter): Promise<MatchPage> {
    return this.listMatches.run(filter);
  }

  @Post(':id/merge')
  @Permit('people:write')
  @Idempotent()
  @ApiOperation({ summary: 'The two are one person' })
  @ApiCreatedResponse({ type: MergeItem })
  async merge(
    @IdParam() id: string,
    @Body() body: MergeMatchBody,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MergeItem> {
    const mergeId = await this.mergeMatch.run({
      matchId: id,
      survivorId: body?.survivorId?.toLowerCase(),
      by: caller.subject,
    });
    void reply.header('location', `/api/v1/merges/${mergeId}`);
    return this.listMerges.one(mergeId);
  }

  @Post(':id/keep-apart')
  @HttpCode(204)
  @Permit('people:write')
  @Idempotent()
  @ApiOperation({ summary: 'The two are two people; nobody is asked about them again' })
  @ApiNoContentResponse()
  keepApart(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<void> {
    return this.keepMatchApart.run({ matchId: id, by: caller.subject });
  }
}
