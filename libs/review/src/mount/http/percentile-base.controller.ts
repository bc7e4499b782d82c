import { Body, Controller, Get, Header, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsUUID } from 'class-validator';
import { IdParam, Idempotent, Permit } from '@chiron/http';
import { GetPercentileBase } from '../features/get-percentile-base.js';
import { SetPercentileBase } from '../features/set-percentile-base.js';
import { ActingPerson } from './acting.js';

class BaseBody {
  @ApiProperty({ type: [String], format: 'uuid', maxItems: 2, description: 'of the previous two rounds' })
  @IsArray()
  @ArrayMaxSize(2)
  @IsUUID(undefined, { each: true })
  committeeIds: readonly string[];
}

@ApiTags('ranking')
@Controller(':id/percentile-base')
export class PercentileBaseController {
  constructor(
    private readonly getPercentileBase: GetPercentileBase,
    private readonly setPercentileBase: SetPercentileBase,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Permit('self')
  @ApiOperation({ summary: 'Committees of earlier rounds in whose applications percentiles are taken' })
  @ApiOkResponse({ type: BaseBody })
  async show(@IdParam() committeeId: string, @ActingPerson() personId: string): Promise<BaseBody> {
    return { committeeIds: await this.getPercentileBase.run(committeeId, personId) };
  }

  @Put()
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Name them; percentiles show where the base has 25 applications or more' })
  @ApiOkResponse({ type: BaseBody })
  async set(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Body() { committeeIds }: BaseBody,
  ): Promise<BaseBody> {
    const ids = committeeIds.map((id) => id.toLowerCase());
    return { committeeIds: await this.setPercentileBase.run(committeeId, personId, ids) };
  }
}
