import { Body, Controller, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Idempotent, PageQuery, Permit } from '@chiron/http';
import { ApplyRun } from '../features/apply-run.js';
import { GetLoads } from '../features/get-loads.js';
import { ListRuns } from '../features/list-runs.js';
import { RunAssignment } from '../features/run-assignment.js';
import { ActingPerson } from './acting.js';
import { Loads, RunBody, RunDetail, RunPage } from './assignment-shapes.js';

@ApiTags('committees')
@Controller(':id')
@Permit('self')
export class RunsController {
  constructor(
    private readonly runAssignment: RunAssignment,
    private readonly applyRun: ApplyRun,
    private readonly listRuns: ListRuns,
    private readonly getLoads: GetLoads,
  ) {}

  @Post('assignment-runs')
  @Idempotent()
  @ApiOperation({ summary: 'Assign reviewers; chair and officers without a conflict in the round' })
  @ApiCreatedResponse({ type: RunDetail, description: 'also where there is no such assignment: it says why' })
  async run(@IdParam() id: string, @Body() body: RunBody, @ActingPerson() by: string): Promise<RunDetail> {
    return this.listRuns.one(id, await this.runAssignment.run({ committeeId: id, ...body, by }), by);
  }

  @Get('assignment-runs')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The runs, the latest first; chair and officers without a conflict in the round' })
  @ApiOkResponse({ type: RunPage })
  list(@IdParam() id: string, @Query() query: PageQuery, @ActingPerson() by: string): Promise<RunPage> {
    return this.listRuns.run({ committeeId: id, personId: by, ...query });
  }

  @Get('assignment-runs/:runId')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'One run; chair and officers without a conflict in the round' })
  @ApiOkResponse({ type: RunDetail })
  one(@IdParam() id: string, @IdParam('runId') runId: string, @ActingPerson() by: string): Promise<RunDetail> {
    return this.listRuns.one(id, runId, by);
  }

  @Post('assignment-runs/:runId/apply')
  @HttpCode(204)
  @Idempotent()
  @ApiOperation({ summary: 'Put a dry run into effect; chair and officers without a conflict in the round' })
  @ApiNoContentResponse()
  apply(@IdParam() id: string, @IdParam('runId') runId: string, @ActingPerson() by: string): Promise<void> {
    return this.applyRun.run({ committeeId: id, runId, by });
  }

  @Get('loads')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Who has how much, what is short; chair and officers without a conflict in the round' })
  @ApiOkResponse({ type: Loads })
  loads(@IdParam() id: string, @ActingPerson() by: string): Promise<Loads> {
    return this.getLoads.run(id, by);
  }
}
