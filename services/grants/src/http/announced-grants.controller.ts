import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { PageQuery, pageOf, Public } from '@chiron/http';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { AnnouncedGrant } from '../domain/announced-grants.js';
import { ListAnnouncedGrants } from '../features/list-announced-grants.js';
import { idAfter } from './answers.js';

class AnnouncedGrantsQuery extends PageQuery {
  @ApiPropertyOptional({ type: 'string', description: 'the code of a call', example: '2027-MECG' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  call?: string;

  @ApiPropertyOptional({ type: 'integer', description: 'the year of the call' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1900)
  @Max(9999)
  year?: number;
}

const uuid = { type: 'string', format: 'uuid' } as const;

class GrantedByShape {
  @ApiProperty(uuid) id: string;
  @ApiProperty({ type: 'string', example: '2027-MECG' }) code: string;
  @ApiProperty({ type: 'string' }) title: string;
  @ApiProperty({ type: 'integer' }) year: number;
}
class AnnouncedGrantShape implements AnnouncedGrant {
  @ApiProperty(uuid) id: string;
  @ApiProperty({ type: 'string' }) number: string;
  @ApiProperty({ type: 'string' }) title: string;
  @ApiProperty({ type: GrantedByShape }) call: GrantedByShape;
  @ApiProperty({ type: 'string', nullable: true }) principalInvestigator: string | null;
  @ApiProperty({ type: 'string', nullable: true }) institution: string | null;
  @ApiProperty({ type: 'string', format: 'date' }) announcedOn: string;
  @ApiProperty({ type: 'integer', nullable: true, description: 'minor units; null where the call keeps it back' })
  amountMinor: number | null;
  @ApiProperty({ type: 'string', nullable: true, example: 'USD' }) currency: string | null;
}
class AnnouncedGrantsPageShape {
  @ApiProperty({ type: [AnnouncedGrantShape], description: 'the newest first' }) items: AnnouncedGrantShape[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

@ApiTags('announced grants')
@Controller('api/v1/announced-grants')
export class AnnouncedGrantsController {
  constructor(private readonly listing: ListAnnouncedGrants) {}

  // kept nowhere on the way: who asks for a privacy hold is gone from the next answer on
  @Get()
  @Public()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Grants that were announced, for everybody', description: 'Whoever has a privacy hold is left out.' }) // prettier-ignore
  @ApiOkResponse({ type: AnnouncedGrantsPageShape })
  async list(@Query() { call, year, limit, cursor }: AnnouncedGrantsQuery): Promise<AnnouncedGrantsPageShape> {
    const found = await this.listing.run({ callCode: call, year, limit: limit + 1, after: idAfter(cursor) });
    return pageOf(found, limit, ({ id }) => [id]) as AnnouncedGrantsPageShape;
  }
}
