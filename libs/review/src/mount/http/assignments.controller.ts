import { Body, Controller, Get, Header, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Idempotent, Permit } from '@chiron/http';
import { AssignReviewer } from '../features/assign-reviewer.js';
import { EndAssignment } from '../features/end-assignment.js';
import { ListAssignments } from '../features/list-assignments.js';
import { ActingPerson } from './acting.js';
import { AssignmentBody, AssignmentFilter, AssignmentMade, AssignmentPage, PinBody } from './assignment-shapes.js';
import { ReasonBody } from './conflict-shapes.js';

@ApiTags('committees')
@Controller(':id/assignments')
@Permit('self')
export class AssignmentsController {
  constructor(
    private readonly listAssignments: ListAssignments,
    private readonly assignReviewer: AssignReviewer,
    private readonly endAssignment: EndAssignment,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Your assignments; all of them for chair and officers' })
  @ApiOkResponse({ type: AssignmentPage })
  list(@IdParam() id: string, @Query() filter: AssignmentFilter, @ActingPerson() by: string): Promise<AssignmentPage> {
    return this.listAssignments.run({ committeeId: id, personId: by, ...filter });
  }

  @Post()
  @Idempotent()
  @ApiOperation({ summary: 'Assign a member by hand; whoever chairs the application' })
  @ApiCreatedResponse({ type: AssignmentMade })
  async assign(
    @IdParam() id: string,
    @Body() body: AssignmentBody,
    @ActingPerson() by: string,
  ): Promise<AssignmentMade> {
    return { id: await this.assignReviewer.run({ committeeId: id, ...body, by }) };
  }

  @Post(':assignmentId/refuse')
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
    return this.endAssignment.refuse({ committeeId: id, assignmentId, reason, by });
  }

  @Post(':assignmentId/withdraw')
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
    return this.endAssignment.withdraw({ committeeId: id, assignmentId, reason, by });
  }

  @Put(':assignmentId/pin')
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
    return this.endAssignment.pin({ committeeId: id, assignmentId, pinned, by });
  }
}
