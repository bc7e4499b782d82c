import { Body, Controller, Get, Headers, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags, ApiOperation } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, IfMatch, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { ChangeProgram } from '../features/change-program.js';
import { CreateProgram } from '../features/create-program.js';
import { GetProgram } from '../features/get-program.js';
import { ListPrograms } from '../features/list-programs.js';
import { handOf, idAfter, made, pageById, tagged } from './answers.js';
import { NewProgram, ProgramChange, ProgramShape, ProgramsPage, ProgramsQuery } from './program-shapes.js';
import { referenceFrom } from './references.js';

const address = '/api/v1/programs';

@ApiTags('programs')
@Controller(address)
export class ProgramsController {
  constructor(
    private readonly creating: CreateProgram,
    private readonly changing: ChangeProgram,
    private readonly getting: GetProgram,
    private readonly listing: ListPrograms,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Create a program' })
  @Permit('programs:write')
  @Idempotent()
  @ApiCreatedResponse({ type: ProgramShape })
  async create(
    @Body() { source, sourcedId, ...given }: NewProgram,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProgramShape> {
    const fields = {
      title: given.title,
      code: given.code ?? null,
      description: given.description ?? null,
      status: given.status ?? ('draft' as const),
    };
    const program = await this.creating.run({ fields, reference: referenceFrom(source, sourcedId, caller) });
    return made(reply, `${address}/${program.id}`, program);
  }

  @Get()
  @ApiOperation({ summary: 'List programs' })
  @Permit('programs:read')
  @ApiOkResponse({ type: ProgramsPage })
  async list(@Query() { cursor, limit, ...filters }: ProgramsQuery): Promise<ProgramsPage> {
    return pageById(await this.listing.run({ ...filters, limit, after: idAfter(cursor) }), limit);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a program' })
  @Permit('programs:read')
  @ApiOkResponse({ type: ProgramShape })
  async get(@IdParam() id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<ProgramShape> {
    return tagged(reply, await this.getting.run(id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change a program; needs If-Match' })
  @Permit('programs:write')
  @Idempotent()
  @IfMatch()
  @ApiOkResponse({ type: ProgramShape })
  async change(
    @IdParam() id: string,
    @Body() change: ProgramChange,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProgramShape> {
    return tagged(reply, await this.changing.run({ id, change: { ...change }, hand: handOf(caller, ifMatch) }));
  }
}
