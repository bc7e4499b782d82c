import { Body, Controller, Get, Header, Headers, HttpCode, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { IdParam, Idempotent, Permit, etag } from '@chiron/http';
import { CreateCommittee } from '../features/create-committee.js';
import { GetCommittee } from '../features/get-committee.js';
import { ListCommittees } from '../features/list-committees.js';
import { RenameCommittee } from '../features/rename-committee.js';
import { ActingPerson } from './acting.js';
import { CommitteeDetail, CommitteeFilter, CommitteePage, CreateCommitteeBody, RenameCommitteeBody } from './committee-shapes.js'; // prettier-ignore

@ApiTags('committees')
@Controller()
@Permit('self')
export class CommitteesController {
  constructor(
    private readonly createCommittee: CreateCommittee,
    private readonly listCommittees: ListCommittees,
    private readonly getCommittee: GetCommittee,
    private readonly renameCommittee: RenameCommittee,
  ) {}

  @Post()
  @Idempotent()
  @ApiOperation({ summary: 'Set up a committee for a round; officers of the round' })
  @ApiCreatedResponse({ type: CommitteeDetail })
  async create(
    @Body() body: CreateCommitteeBody,
    @ActingPerson() by: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommitteeDetail> {
    const id = await this.createCommittee.run({ ...body, by });
    return this.shown(id, by, reply);
  }

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Your committees; with `roundId` all of a round you run' })
  @ApiOkResponse({ type: CommitteePage })
  list(@Query() filter: CommitteeFilter, @ActingPerson() by: string): Promise<CommitteePage> {
    return this.listCommittees.run({ ...filter, personId: by });
  }

  @Get(':id')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'One committee as it stands for you' })
  @ApiOkResponse({ type: CommitteeDetail })
  get(
    @IdParam() id: string,
    @ActingPerson() by: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommitteeDetail> {
    return this.shown(id, by, reply);
  }

  @Patch(':id')
  @HttpCode(200)
  @Idempotent()
  @ApiHeader({ name: 'If-Match', required: true })
  @ApiOperation({ summary: 'Give it another name; officers of the round' })
  @ApiOkResponse({ type: CommitteeDetail })
  async rename(
    @IdParam() id: string,
    @Body() { name }: RenameCommitteeBody,
    @Headers('if-match') ifMatch: string | undefined,
    @ActingPerson() by: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommitteeDetail> {
    await this.renameCommittee.run({ committeeId: id, name, ifMatch, by });
    return this.shown(id, by, reply);
  }

  private async shown(id: string, personId: string, reply: FastifyReply): Promise<CommitteeDetail> {
    const view = await this.getCommittee.run(id, personId);
    void reply.header('etag', etag(view.revision));
    return view;
  }
}
