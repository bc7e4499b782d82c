import { Body, Controller, Delete, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, type Caller } from '@chiron/http';
import { RequestBlindingCheck } from '../features/request-blinding-check.js';
import { WaiveFinding } from '../features/waive-finding.js';
import { personOf } from './answers.js';
import { BlindingShape, FindingShape, WaiverBody } from './blinding-shapes.js';

@ApiTags('blinding')
@Controller('api/v1/applications/:id/blinding')
export class BlindingController {
  constructor(
    private readonly checking: RequestBlindingCheck,
    private readonly waiving: WaiveFinding,
  ) {}

  @Get()
  @Permit('self')
  @ApiOperation({ summary: 'What the last check found that names the team' })
  @ApiOkResponse({ type: BlindingShape })
  async get(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<BlindingShape> {
    return BlindingShape.of(await this.checking.get(id, personOf(caller)));
  }

  @Post('checks')
  @HttpCode(200)
  @Permit('self')
  @ApiOperation({
    summary: 'Check the application as it stands now',
    description: 'Before it is handed in, its team may do so as often as it likes; afterwards it is checked by itself.',
  })
  @ApiOkResponse({ type: BlindingShape })
  async check(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<BlindingShape> {
    return BlindingShape.of(await this.checking.run(id, personOf(caller)));
  }

  @Put('findings/:findingId/waiver')
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Let a finding pass, with a reason; for officers' })
  @ApiOkResponse({ type: FindingShape })
  async waive(
    @IdParam() id: string,
    @IdParam('findingId') findingId: string,
    @Body() { reason }: WaiverBody,
    @CurrentCaller() caller: Caller,
  ): Promise<FindingShape> {
    const command = { applicationId: id, findingId, personId: personOf(caller), reason: reason.trim() };
    return FindingShape.of(await this.waiving.run(command), true);
  }

  @Delete('findings/:findingId/waiver')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Take back that a finding may pass; for officers' })
  @ApiOkResponse({ type: FindingShape })
  async restore(
    @IdParam() id: string,
    @IdParam('findingId') findingId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<FindingShape> {
    const command = { applicationId: id, findingId, personId: personOf(caller), reason: null };
    return FindingShape.of(await this.waiving.run(command), true);
  }
}
