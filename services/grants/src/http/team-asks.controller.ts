import { Body, Controller, HttpCode, Post, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, type Caller } from '@chiron/http';
import { AskMemberAgain } from '../features/ask-member-again.js';
import { SetContributions } from '../features/set-contributions.js';
import { personOf } from './answers.js';
import { LeadContributions } from './team-shapes.js';

@ApiTags('application team')
@Controller('/api/v1/applications/:id/team')
export class TeamAsksController {
  constructor(
    private readonly asking: AskMemberAgain,
    private readonly contributing: SetContributions,
  ) {}

  @Put('applicant')
  @HttpCode(204)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Say what the applicant contributes' })
  @ApiNoContentResponse()
  contribute(
    @IdParam() id: string,
    @Body() { contributions }: LeadContributions,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    return this.contributing.run(id, personOf(caller), contributions);
  }

  @Post(':memberId/ask')
  @HttpCode(204)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Send somebody who has not consented a new link; the earlier one ends' })
  @ApiNoContentResponse()
  ask(@IdParam() id: string, @IdParam('memberId') memberId: string, @CurrentCaller() caller: Caller): Promise<void> {
    return this.asking.run(id, personOf(caller), memberId);
  }
}
