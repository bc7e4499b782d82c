import { Controller, Get, Header, Headers, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiPermanentRedirectResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { coreProblems } from '@chiron/contracts/core';
import { CurrentCaller, faultInText, IdParam, PageQuery, Permit, type Caller } from '@chiron/http';
import { GetProgress } from '../features/get-progress.js';
import { GetRecord } from '../features/get-record.js';
import { ListAccessLog } from '../features/list-access-log.js';
import { MovedPerson } from './person-shapes.js';
import { AccessFilter, AccessPage, ProgressQuery, ProgressView, RecordPage } from './record-shapes.js';

@ApiTags('records')
@Controller('api/v1')
export class RecordsController {
  constructor(
    private readonly getRecord: GetRecord,
    private readonly listAccessLog: ListAccessLog,
    private readonly getProgress: GetProgress,
  ) {}

  @Get('people/:id/record')
  @Permit('records:read', 'self')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'A person’s record, the newest entry first',
    description:
      'Each read by staff is written to the access log; persons read their own unlogged. Applications for grants are shown to the person alone.',
  })
  @ApiHeader({ name: 'Access-Purpose', required: false, description: 'why staff read it; kept in the access log' })
  @ApiOkResponse({ type: RecordPage })
  @ApiPermanentRedirectResponse({ type: MovedPerson, description: 'merged into another record' })
  async record(
    @IdParam() id: string,
    @Query() { limit, cursor }: PageQuery,
    @Headers('access-purpose') purpose: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RecordPage | MovedPerson> {
    const found = await this.getRecord.run({ personId: id, caller, purpose: readPurpose(purpose), limit, cursor });
    if (found.mergedInto === undefined) return found.page;
    void reply.code(308).header('location', `/api/v1/people/${found.mergedInto}/record`);
    return { id, mergedInto: found.mergedInto };
  }

  @Get('access-log')
  @Permit('operations:read')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Who read whose record, when and what for; the newest first' })
  @ApiOkResponse({ type: AccessPage })
  accesses(@Query() filter: AccessFilter): Promise<AccessPage> {
    return this.listAccessLog.run(filter);
  }

  @Get('operations/membership/progress')
  @Permit('operations:read')
  @ApiOperation({ summary: 'How far what a source posted has become people and records' })
  @ApiOkResponse({ type: ProgressView })
  progress(@Query() { source }: ProgressQuery): Promise<ProgressView> {
    return this.getProgress.run(source);
  }
}

function readPurpose(header: string | undefined): string | undefined {
  const purpose = header?.trim() || undefined;
  const detail = purpose && (purpose.length > 500 ? 'must have at most 500 characters' : faultInText(purpose));
  if (detail) throw coreProblems.refuse('validation-failed', {}, [{ pointer: 'header:Access-Purpose', detail }]);
  return purpose;
}
