import { Body, Controller, Get, Header, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Idempotent, Permit } from '@chiron/http';
import { ListNotDiscussed } from '../features/list-not-discussed.js';
import { ProposeNotDiscussed } from '../features/propose-not-discussed.js';
import { PullBack } from '../features/pull-back.js';
import { SetNotDiscussed } from '../features/set-not-discussed.js';
import { ActingPerson } from './acting.js';
import { ApplicationsBody, NotDiscussedItem, ProposalAnswer, ProposalQuery, PullBackBody } from './meeting-shapes.js';

@ApiTags('meeting')
@Controller(':id')
export class NotDiscussedController {
  constructor(
    private readonly proposeNotDiscussed: ProposeNotDiscussed,
    private readonly setNotDiscussed: SetNotDiscussed,
    private readonly listNotDiscussed: ListNotDiscussed,
    private readonly pullBack: PullBack,
  ) {}

  @Get('not-discussed')
  @Header('cache-control', 'no-store')
  @Permit('self')
  @ApiOperation({ summary: 'What is not discussed, and what was pulled back' })
  @ApiOkResponse({ type: [NotDiscussedItem] })
  async list(@IdParam() committeeId: string, @ActingPerson() personId: string): Promise<NotDiscussedItem[]> {
    return [...(await this.listNotDiscussed.run(committeeId, personId))];
  }

  @Get('not-discussed/proposal')
  @Header('cache-control', 'no-store')
  @Permit('self')
  @ApiOperation({ summary: 'The worse share by the mean of reviews; keeps nothing' })
  @ApiOkResponse({ type: ProposalAnswer })
  async propose(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Query() { share }: ProposalQuery,
  ): Promise<ProposalAnswer> {
    return { applicationIds: await this.proposeNotDiscussed.run(committeeId, personId, share) };
  }

  @Put('not-discussed')
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Set what is not discussed; what was pulled back stays in' })
  @ApiOkResponse({ type: [NotDiscussedItem] })
  async set(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Body() { applicationIds }: ApplicationsBody,
  ): Promise<NotDiscussedItem[]> {
    await this.setNotDiscussed.run(
      committeeId,
      personId,
      applicationIds.map((id) => id.toLowerCase()),
    );
    return this.list(committeeId, personId);
  }

  @Post('applications/:applicationId/pull-back')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Pull an application back into the discussion' })
  @ApiOkResponse({ type: [NotDiscussedItem] })
  async pull(
    @IdParam() committeeId: string,
    @IdParam('applicationId') applicationId: string,
    @ActingPerson() personId: string,
    @Body() { reason }: PullBackBody,
  ): Promise<NotDiscussedItem[]> {
    await this.pullBack.run(committeeId, personId, applicationId, reason);
    return this.list(committeeId, personId);
  }
}
