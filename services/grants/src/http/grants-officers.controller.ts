import { Body, Controller, Delete, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, pageOf, Permit, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { AppointOfficer } from '../features/appoint-officer.js';
import { ListOfficers } from '../features/list-officers.js';
import { RelieveOfficer } from '../features/relieve-officer.js';
import { idAfter } from './answers.js';
import { NewOfficer, OfficerShape, OfficersPage, OfficersQuery } from './officer-shapes.js';

const address = '/api/v1/grants-officers';

@ApiTags('grants officers')
@Controller(address)
export class GrantsOfficersController {
  constructor(
    private readonly appointing: AppointOfficer,
    private readonly relieving: RelieveOfficer,
    private readonly listing: ListOfficers,
  ) {}

  @Post()
  @Permit('grants:administer')
  @Idempotent()
  @ApiOperation({ summary: 'Appoint a grants officer, or somebody for the money' })
  @ApiCreatedResponse({ type: OfficerShape })
  async appoint(
    @Body() { personId, role }: NewOfficer,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OfficerShape> {
    const appointment = await this.appointing.run({ personId: personId.toLowerCase(), role, by: caller.subject });
    void reply.header('location', `${address}/${appointment.id}`);
    return appointment;
  }

  @Get()
  @Permit('grants:administer')
  @ApiOperation({ summary: 'Appointments, the newest first' })
  @ApiOkResponse({ type: OfficersPage })
  async list(@Query() { limit, cursor, present }: OfficersQuery): Promise<OfficersPage> {
    const after = idAfter(cursor);
    return pageOf(await this.listing.run({ limit, present, ...(after && { after }) }), limit, ({ id }) => [id]);
  }

  @Delete(':id')
  @HttpCode(204)
  @Permit('grants:administer')
  @Idempotent()
  @ApiOperation({ summary: 'End an appointment; it stays on record' })
  @ApiNoContentResponse()
  relieve(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<void> {
    return this.relieving.run({ id, by: caller.subject });
  }
}
