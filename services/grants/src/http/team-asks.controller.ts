import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, type Caller } from '@chiron/http';
import { AskMemberAgain } from '../features/ask-member-again.js';
import { personOf } from './answers.js';

@ApiTags('application team')
@Controller('/api/v1/applications/:id/team')
export class TeamAsksController {
  constructor(private readonly asking: AskMemberAgain) {}

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
