import { Body, Controller, Get, Headers, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags, ApiOperation } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, IfMatch, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { ChangeOffering } from '../features/change-offering.js';
import { CreateOffering } from '../features/create-offering.js';
import { GetOffering } from '../features/get-offering.js';
import { ListOfferings } from '../features/list-offerings.js';
import { handOf, idAfter, made, pageById, tagged } from './answers.js';
import { NewOffering, OfferingChange, OfferingShape, OfferingsPage, OfferingsQuery } from './offering-shapes.js';
import { referenceFrom } from './references.js';

const address = '/api/v1/offerings';

@ApiTags('offerings')
@Controller(address)
export class OfferingsController {
  constructor(
    private readonly creating: CreateOffering,
    private readonly changing: ChangeOffering,
    private readonly getting: GetOffering,
    private readonly listing: ListOfferings,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Create an offering' })
  @Permit('programs:write')
  @Idempotent()
  @ApiCreatedResponse({ type: OfferingShape })
  async create(
    @Body() { source, sourcedId, ...given }: NewOffering,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OfferingShape> {
    const fields = {
      programId: given.programId ?? null,
      termIds: [...new Set(given.termIds ?? [])],
      code: given.code ?? null,
      title: given.title,
      status: given.status ?? ('draft' as const),
      beginDate: given.beginDate ?? null,
      endDate: given.endDate ?? null,
      seats: given.seats ?? null,
    };
    const offering = await this.creating.run({ fields, reference: referenceFrom(source, sourcedId, caller) });
    return made(reply, `${address}/${offering.id}`, offering);
  }

  @Get()
  @ApiOperation({ summary: 'List offerings' })
  @Permit('programs:read')
  @ApiOkResponse({ type: OfferingsPage })
  async list(@Query() { cursor, limit, ...filters }: OfferingsQuery): Promise<OfferingsPage> {
    return pageById(await this.listing.run({ ...filters, limit, after: idAfter(cursor) }), limit);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read an offering' })
  @Permit('programs:read')
  @ApiOkResponse({ type: OfferingShape })
  async get(@IdParam() id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<OfferingShape> {
    return tagged(reply, await this.getting.run(id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change an offering; needs If-Match' })
  @Permit('programs:write')
  @Idempotent()
  @IfMatch()
  @ApiOkResponse({ type: OfferingShape })
  async change(
    @IdParam() id: string,
    @Body() change: OfferingChange,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OfferingShape> {
    return tagged(reply, await this.changing.run({ id, change: { ...change }, hand: handOf(caller, ifMatch) }));
  }
}
