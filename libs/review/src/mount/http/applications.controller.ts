import { Body, Controller, Delete, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Idempotent, Permit } from '@chiron/http';
import { DropApplication } from '../features/drop-application.js';
import { ListApplications } from '../features/list-applications.js';
import { TakeApplications } from '../features/take-applications.js';
import { ActingPerson } from './acting.js';
import { ApplicationDetail, ApplicationFilter, ApplicationPage, TakeApplicationsBody } from './application-shapes.js';

@ApiTags('committees')
@Controller(':id/applications')
@Permit('self')
export class CommitteeApplicationsController {
  constructor(
    private readonly listApplications: ListApplications,
    private readonly takeApplications: TakeApplications,
    private readonly dropApplication: DropApplication,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The applications you see now' })
  @ApiOkResponse({ type: ApplicationPage })
  list(
    @IdParam() id: string,
    @Query() filter: ApplicationFilter,
    @ActingPerson() by: string,
  ): Promise<ApplicationPage> {
    return this.listApplications.run({ committeeId: id, personId: by, ...filter });
  }

  @Get(':applicationId')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'What reviewers read of one application; after signing' })
  @ApiOkResponse({ type: ApplicationDetail })
  open(
    @IdParam() id: string,
    @IdParam('applicationId') applicationId: string,
    @ActingPerson() by: string,
  ): Promise<ApplicationDetail> {
    return this.listApplications.open(id, applicationId, by);
  }

  @Post()
  @HttpCode(204)
  @Idempotent()
  @ApiOperation({ summary: 'The committee gets applications of its round; officers of the round' })
  @ApiNoContentResponse()
  take(@IdParam() id: string, @Body() body: TakeApplicationsBody, @ActingPerson() by: string): Promise<void> {
    const { applicationIds } = body ?? {};
    return this.takeApplications.run({ committeeId: id, applicationIds, by });
  }

  @Delete(':applicationId')
  @HttpCode(204)
  @Idempotent()
  @ApiOperation({ summary: 'The committee does not have it any longer; officers of the round' })
  @ApiNoContentResponse()
  drop(
    @IdParam() id: string,
    @IdParam('applicationId') applicationId: string,
    @ActingPerson() by: string,
  ): Promise<void> {
    return this.dropApplication.run({ committeeId: id, applicationId, by });
  }
}
