import { Body, Controller, Get, Headers, Patch, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags, ApiOperation } from '@nestjs/swagger';
import { coreProblems } from '@chiron/contracts/core';
import { CurrentCaller, IdParam, Idempotent, Permit, IfMatch, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { AmendEnrollment } from '../features/amend-enrollment.js';
import { GetEnrollment } from '../features/get-enrollment.js';
import { ListEnrollments } from '../features/list-enrollments.js';
import { cursorOf, handOf, positionAfter, tagged } from './answers.js';
import { EnrollmentChange, EnrollmentShape, EnrollmentsPage, EnrollmentsQuery } from './enrollment-shapes.js';

@ApiTags('enrollments')
@Controller('/api/v1/enrollments')
export class EnrollmentsController {
  constructor(
    private readonly listing: ListEnrollments,
    private readonly getting: GetEnrollment,
    private readonly amending: AmendEnrollment,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List enrollments by offering, person, source, status or what changed since' })
  @Permit('enrollments:read')
  @ApiOkResponse({ type: EnrollmentsPage })
  async list(@Query() { cursor, limit, ...filters }: EnrollmentsQuery): Promise<EnrollmentsPage> {
    refuseIdWithoutSource(filters);
    const after = positionAfter(cursor, filters.changedSince !== undefined);
    const { rows, asOf } = await this.listing.run({ ...filters, limit, after });
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    const items = rows.slice(0, limit).map(({ position: _, ...enrollment }) => enrollment);
    return { items, next: last ? cursorOf(last.position) : null, asOf };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read an enrollment' })
  @Permit('enrollments:read')
  @ApiOkResponse({ type: EnrollmentShape })
  async get(@IdParam() id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<EnrollmentShape> {
    return tagged(reply, await this.getting.run(id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change role or dates by hand; needs If-Match' })
  @Permit('enrollments:write')
  @Idempotent()
  @IfMatch()
  @ApiOkResponse({ type: EnrollmentShape })
  async amend(
    @IdParam() id: string,
    @Body() change: EnrollmentChange,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EnrollmentShape> {
    await this.amending.run({ id, change, hand: handOf(caller, ifMatch) });
    return tagged(reply, await this.getting.run(id));
  }
}

/** An id of a source means nothing without the source's name. */
function refuseIdWithoutSource({ source, sourcedId, personSourcedId }: Omit<EnrollmentsQuery, 'limit'>): void {
  if (source !== undefined) return;
  const given = [sourcedId === undefined ? [] : 'sourcedId', personSourcedId === undefined ? [] : 'personSourcedId'];
  const errors = given.flat().map((name) => ({ pointer: `?${name}`, detail: 'needs the name of its `source`' }));
  if (errors.length > 0) throw coreProblems.refuse('validation-failed', {}, errors);
}
