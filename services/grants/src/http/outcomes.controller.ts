import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, PageQuery, pageOf, Permit, type Caller } from '@chiron/http';
import type { AuditEntry } from '../domain/audit.js';
import { GetOutcome } from '../features/get-outcome.js';
import { ListAudit } from '../features/list-audit.js';
import { idAfter, personOf } from './answers.js';
import { OutcomeShape, outcomeShape } from './outcome-shapes.js';

class AuditEntryShape implements AuditEntry {
  @ApiProperty({ type: 'string', format: 'uuid' }) id: string;
  @ApiProperty({ type: 'string', format: 'date-time' }) at: string;
  @ApiProperty({ type: 'string', format: 'uuid' }) callId: string;
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true }) applicationId: string | null;
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true, description: 'null: the platform itself' }) by:
    string | null;
  @ApiProperty({ type: 'string', example: 'decided the round' }) act: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'what was given, and what was seen' })
  facts: Record<string, unknown>;
}
class AuditPage {
  @ApiProperty({ type: [AuditEntryShape] }) items: AuditEntryShape[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

@ApiTags('decisions')
@Controller('api/v1')
export class OutcomesController {
  constructor(
    private readonly getting: GetOutcome,
    private readonly auditing: ListAudit,
  ) {}

  @Get('applications/:id/outcome')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Outcome, summary and critiques of an application, once announced' })
  @ApiOkResponse({ type: OutcomeShape })
  async outcome(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<OutcomeShape> {
    return outcomeShape(await this.getting.run({ applicationId: id, by: personOf(caller) }));
  }

  @Get('applications/:id/audit')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Every step with an application, the newest first; for officers without a conflict' })
  @ApiOkResponse({ type: AuditPage })
  ofApplication(@IdParam() id: string, @Query() query: PageQuery, @CurrentCaller() caller: Caller): Promise<AuditPage> {
    return this.list({ applicationId: id }, query, caller);
  }

  @Get('calls/:id/audit')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Every step of a round, the newest first; for officers and the approver without a conflict',
  })
  @ApiOkResponse({ type: AuditPage })
  ofCall(@IdParam() id: string, @Query() query: PageQuery, @CurrentCaller() caller: Caller): Promise<AuditPage> {
    return this.list({ callId: id }, query, caller);
  }

  private async list(
    of: { callId: string } | { applicationId: string },
    { limit, cursor }: PageQuery,
    caller: Caller,
  ): Promise<AuditPage> {
    const found = await this.auditing.run({ of, by: personOf(caller), limit: limit + 1, before: idAfter(cursor) });
    return pageOf(found, limit, ({ id }) => [id]) as AuditPage;
  }
}
