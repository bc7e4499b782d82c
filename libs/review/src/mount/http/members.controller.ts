import { Body, Controller, Delete, Get, Header, Headers, HttpCode, Put, Res } from '@nestjs/common';
import { ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { IdParam, Idempotent, Permit, etag } from '@chiron/http';
import { AppointMember } from '../features/appoint-member.js';
import { DismissMember } from '../features/dismiss-member.js';
import { LimitSeason } from '../features/limit-season.js';
import { ListMembers } from '../features/list-members.js';
import { ActingPerson } from './acting.js';
import { MemberBody, MemberItem, SeasonCapacityBody } from './committee-shapes.js';

@ApiTags('committees')
@Controller(':id/members')
@Permit('self')
export class MembersController {
  constructor(
    private readonly listMembers: ListMembers,
    private readonly appointMember: AppointMember,
    private readonly dismissMember: DismissMember,
    private readonly limitSeason: LimitSeason,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Who sits in the committee' })
  @ApiOkResponse({ type: [MemberItem] })
  list(@IdParam() id: string, @ActingPerson() by: string): Promise<MemberItem[]> {
    return this.listMembers.run(id, by);
  }

  @Put(':personId')
  @HttpCode(204)
  @Idempotent()
  @ApiHeader({ name: 'If-Match', required: false, description: 'needed to change a present member' })
  @ApiOperation({ summary: 'Appoint a member, or change one; officers of the round' })
  @ApiNoContentResponse()
  async put(
    @IdParam() id: string,
    @IdParam('personId') personId: string,
    @Body() body: MemberBody,
    @Headers('if-match') ifMatch: string | undefined,
    @ActingPerson() by: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { revision } = await this.appointMember.run({ committeeId: id, personId, ...body, ifMatch, by });
    void reply.header('etag', etag(revision));
  }

  @Delete(':personId')
  @HttpCode(204)
  @Idempotent()
  @ApiOperation({ summary: 'A member leaves; what was assigned is balanced again; officers of the round' })
  @ApiNoContentResponse()
  leave(@IdParam() id: string, @IdParam('personId') personId: string, @ActingPerson() by: string): Promise<void> {
    return this.dismissMember.run({ committeeId: id, personId, by });
  }

  @Put(':personId/season-capacity')
  @HttpCode(204)
  @Idempotent()
  @ApiOperation({
    summary: 'What this person takes on in the season over all committees; officers of the round',
    description: 'Not more than membership allots; without a limit here, what it allots holds.',
  })
  @ApiNoContentResponse()
  limit(
    @IdParam() id: string,
    @IdParam('personId') personId: string,
    @Body() { capacity }: SeasonCapacityBody,
    @ActingPerson() by: string,
  ): Promise<void> {
    return this.limitSeason.run({ committeeId: id, personId, capacity, by });
  }
}
