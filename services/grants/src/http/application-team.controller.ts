import { Body, Controller, Delete, Get, Header, Headers, HttpCode, Patch, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, requireMatch, IfMatch, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { AddTeamMember } from '../features/add-team-member.js';
import { ChangeTeamMember } from '../features/change-team-member.js';
import { ListTeam } from '../features/list-team.js';
import { RemoveTeamMember } from '../features/remove-team-member.js';
import { made, personOf, tagged } from './answers.js';
import { changeFrom, NewTeamMember, TeamMemberChange, TeamMemberShape, TeamShape, wantedFrom } from './team-shapes.js';

@ApiTags('application team')
@Controller('/api/v1/applications/:id/team')
export class ApplicationTeamController {
  constructor(
    private readonly listing: ListTeam,
    private readonly adding: AddTeamMember,
    private readonly changing: ChangeTeamMember,
    private readonly removing: RemoveTeamMember,
  ) {}

  @Get()
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Who takes part, what each contributes, and who has consented' })
  @ApiOkResponse({ type: TeamShape })
  list(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<TeamShape> {
    return this.listing.run(id, personOf(caller));
  }

  @Post()
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Name somebody for the team; they are asked by a link of their own' })
  @ApiCreatedResponse({ type: TeamMemberShape })
  async add(
    @IdParam() id: string,
    @Body() given: NewTeamMember,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TeamMemberShape> {
    const member = await this.adding.run({ applicationId: id, personId: personOf(caller), wanted: wantedFrom(given) });
    return made(reply, `/api/v1/applications/${id}/team/${member.id}`, member.revision, member);
  }

  @Patch(':memberId')
  @Permit('self')
  @Idempotent()
  @IfMatch()
  @ApiOperation({ summary: 'Correct a member; another role, address or a wider access asks them anew' })
  @ApiOkResponse({ type: TeamMemberShape })
  async change(
    @IdParam() id: string,
    @IdParam('memberId') memberId: string,
    @Body() given: TeamMemberChange,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TeamMemberShape> {
    const member = await this.changing.run({
      applicationId: id,
      personId: personOf(caller),
      memberId,
      change: changeFrom(given),
      match: (revision) => requireMatch(ifMatch, revision),
    });
    return tagged(reply, member.revision, member);
  }

  @Delete(':memberId')
  @HttpCode(204)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Take somebody out of the team; their link ends' })
  @ApiNoContentResponse()
  remove(@IdParam() id: string, @IdParam('memberId') memberId: string, @CurrentCaller() caller: Caller): Promise<void> {
    return this.removing.run(id, personOf(caller), memberId);
  }
}
