import { Body, Controller, Get, Header, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { coreProblems } from '@chiron/contracts/core';
import { CurrentCaller, IdParam, Idempotent, PageQuery, pageOf, Permit, type Caller } from '@chiron/http';
import { CheckEligibility } from '../features/check-eligibility.js';
import { GetCall } from '../features/get-call.js';
import { ListWaivers } from '../features/list-waivers.js';
import { WaiveEligibility } from '../features/waive-eligibility.js';
import { idAfter, personOf } from './answers.js';
import { EligibilityQuery, EligibilityShape } from './call-shapes.js';
import { NewWaiver, WaiverShape, WaiversPage } from './eligibility-shapes.js';

@ApiTags('calls')
@Controller('api/v1/calls/:id')
export class CallEligibilityController {
  constructor(
    private readonly getting: GetCall,
    private readonly checking: CheckEligibility,
    private readonly waiving: WaiveEligibility,
    private readonly listing: ListWaivers,
  ) {}

  @Get('eligibility')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Whether you may apply, and why or why not, rule by rule; officers may ask about others' })
  @ApiOkResponse({ type: EligibilityShape })
  async check(
    @IdParam() id: string,
    @Query() { personId }: EligibilityQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<EligibilityShape> {
    const by = personOf(caller);
    const { call, officer } = await this.getting.run({ id, by });
    if (personId !== undefined && personId !== by && !officer)
      throw coreProblems.refuse('forbidden', { needs: 'a grants officer' });
    const { eligible, rules } = await this.checking.run({ call, personId: personId ?? by });
    return { eligible, rules: [...rules] };
  }

  @Post('eligibility-waivers')
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Let a person pass a rule, or all of them, with a reason and an end' })
  @ApiCreatedResponse({ type: WaiverShape })
  waive(@IdParam() id: string, @Body() body: NewWaiver, @CurrentCaller() caller: Caller): Promise<WaiverShape> {
    const { personId, rule = null, reason, until } = body;
    return this.waiving.run({ callId: id, personId, rule, reason: reason.trim(), until, by: personOf(caller) });
  }

  @Get('eligibility-waivers')
  @Permit('self')
  @ApiOperation({ summary: 'Who was let pass and why; for officers' })
  @ApiOkResponse({ type: WaiversPage })
  async list(
    @IdParam() id: string,
    @Query() { limit, cursor }: PageQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<WaiversPage> {
    const after = idAfter(cursor);
    const rows = await this.listing.run({ callId: id, by: personOf(caller), limit, ...(after && { after }) });
    return pageOf(rows, limit, ({ id: last }) => [last]);
  }
}
