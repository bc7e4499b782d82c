import { Body, Controller, Get, Header, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Idempotent, Permit } from '@chiron/http';
import { AssignReviewer } from '../features/assign-reviewer.js';
import { ListAssignments } from '../features/list-assignments.js';
import { ActingPerson } from './acting.js';
import { AssignmentBody, AssignmentFilter, AssignmentMade, AssignmentPage } from './assignment-shapes.js';

@ApiTags('committees')
@Controller(':id/assignments')
@Permit('self')
export class AssignmentsController {
  constructor(
    private readonly listAssignments: ListAssignments,
    private readonly assignReviewer: AssignReviewer,
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
  @ApiOperation({
    summary: 'Assign a member by hand; whoever chairs the application and is in conflict with nothing in the round',
  })
  @ApiCreatedResponse({ type: AssignmentMade })
  async assign(
    @IdParam() id: string,
    @Body() body: AssignmentBody,
    @ActingPerson() by: string,
  ): Promise<AssignmentMade> {
    return { id: await this.assignReviewer.run({ committeeId: id, ...body, by }) };
  }
}
