import { Body, Controller, HttpCode, Post, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Idempotent, Permit } from '@chiron/http';
import { PinAssignment } from '../features/pin-assignment.js';
import { RefuseAssignment } from '../features/refuse-assignment.js';
import { WithdrawAssignment } from '../features/withdraw-assignment.js';
import { ActingPerson } from './acting.js';
import { PinBody } from './assignment-shapes.js';
import { ReasonBody } from './conflict-shapes.js';

/** What becomes of one assignment. */
@ApiTags('committees')
@Controller(':id/assignments/:assignmentId')
@Permit('self')
export class OneAssignmentController {
  constructor(
    private readonly refuseAssignment: RefuseAssignment,
    private readonly withdrawAssignment: WithdrawAssignment,
    private readonly pinAssignment: PinAssignment,
  ) {}

  @Post('refuse')
  @HttpCode(204)
  @Idempotent()
  @ApiOperation({ summary: 'You cannot review it; it is given to others with the fewest changes' })
  @ApiNoContentResponse()
  refuse(
    @IdParam() id: string,
    @IdParam('assignmentId') assignmentId: string,
    @Body() { reason }: ReasonBody,
    @ActingPerson() by: string,
  ): Promise<void> {
    return this.refuseAssignment.run({ committeeId: id, assignmentId, reason, by });
  }

  @Post('withdraw')
  @HttpCode(204)
  @Idempotent()
  @ApiOperation({ summary: 'Somebody does not review it any longer; whoever chairs the application' })
  @ApiNoContentResponse()
  withdraw(
    @IdParam() id: string,
    @IdParam('assignmentId') assignmentId: string,
    @Body() { reason }: ReasonBody,
    @ActingPerson() by: string,
  ): Promise<void> {
    return this.withdrawAssignment.run({ committeeId: id, assignmentId, reason, by });
  }

  @Put('pin')
  @HttpCode(204)
  @Idempotent()
  @ApiOperation({ summary: 'Every later run keeps it, or may change it again; whoever chairs the application' })
  @ApiNoContentResponse()
  pin(
    @IdParam() id: string,
    @IdParam('assignmentId') assignmentId: string,
    @Body() { pinned }: PinBody,
    @ActingPerson() by: string,
  ): Promise<void> {
    return this.pinAssignment.run({ committeeId: id, assignmentId, pinned, by });
  }
}
