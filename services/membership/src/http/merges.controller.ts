import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentCaller, IdParam, Idempotent, Permit, type Caller } from '@chiron/http';
import { ListMerges } from '../features/list-merges.js';
import { MergePeople } from '../features/merge-people.js';
import { UndoMerge } from '../features/undo-merge.js';
import { MergeBody, MergeFilter, MergeItem, MergePage } from './merge-shapes.js';

@ApiTags('merges')
@Controller('api/v1/merges')
export class MergesController {
  constructor(
    private readonly mergePeople: MergePeople,
    private readonly undoMerge: UndoMerge,
    private readonly listMerges: ListMerges,
  ) {}

  @Post()
  @Permit('people:write')
  @Idempotent()
  @ApiOperation({ summary: 'Merge two records of one person' })
  @ApiCreatedResponse({ type: MergeItem })
  async merge(
    @Body() { personId, intoPersonId }: MergeBody,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MergeItem> {
    const [away, into] = [personId.toLowerCase(), intoPersonId.toLowerCase()];
    const mergeId = await this.mergePeople.run({ personId: away, intoPersonId: into, by: caller.subject });
    void reply.header('location', `/api/v1/merges/${mergeId}`);
    return this.listMerges.one(mergeId);
  }

  @Get()
  @Permit('people:read')
  @ApiOperation({ summary: 'Merges, the newest first' })
  @ApiOkResponse({ type: MergePage })
  list(@Query() filter: MergeFilter): Promise<MergePage> {
    return this.listMerges.run(filter);
  }

  @Get(':id')
  @Permit('people:read')
  @ApiOperation({ summary: 'One merge' })
  @ApiOkResponse({ type: MergeItem })
  get(@IdParam() id: string): Promise<MergeItem> {
    return this.listMerges.one(id);
  }

  @Post(':id/undo')
  @HttpCode(200)
  @Permit('people:write')
  @Idempotent()
  @ApiOperation({
    summary: 'Undo a merge',
    description: 'Its references go back as they were, with those that came since because of them; others stay.',
  })
  @ApiOkResponse({ type: MergeItem })
  async undo(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<MergeItem> {
    await this.undoMerge.run({ mergeId: id, by: caller.subject });
    return this.listMerges.one(id);
  }
}
