import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Clock } from '@chiron/contracts/core';
import { PageQuery, pageOf, Public } from '@chiron/http';
import { ListOpenCalls } from '../features/list-open-calls.js';
import { idAfter } from './answers.js';
import { openCall, OpenCallsPage, OpenCallWithForms } from './call-shapes.js';

@ApiTags('open calls')
@Controller('api/v1/open-calls')
export class OpenCallsController {
  constructor(
    private readonly listing: ListOpenCalls,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Public()
  @Header('cache-control', 'public, max-age=60')
  @ApiOperation({ summary: 'Calls that take applications now, or will; for everybody' })
  @ApiOkResponse({ type: OpenCallsPage })
  async list(@Query() { limit, cursor }: PageQuery): Promise<OpenCallsPage> {
    const after = idAfter(cursor);
    const page = pageOf(await this.listing.run({ limit, ...(after && { after }) }), limit, ({ id }) => [id]);
    const now = this.clock.now();
    return { ...page, items: page.items.map((call) => openCall(call, now)) };
  }

  @Get(':code')
  @Public()
  @Header('cache-control', 'public, max-age=60')
  @ApiOperation({ summary: 'A published call by its code, with its forms' })
  @ApiOkResponse({ type: OpenCallWithForms })
  async get(@Param('code') code: string): Promise<OpenCallWithForms> {
    const { call, forms } = await this.listing.one(code);
    const shown = forms.map(({ stage, version, form }) => [stage, { version, form }] as const);
    return { ...openCall(call, this.clock.now()), forms: Object.fromEntries(shown) };
  }
}
