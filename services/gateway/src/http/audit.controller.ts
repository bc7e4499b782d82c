import { Controller, Get, Query } from '@nestjs/common';
import { PageQuery, Permit } from '@chiron/http';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { ListAudit } from '../features/list-audit.js';
import { AuditPage } from './answer-shapes.js';

class AuditQuery extends PageQuery {
  @IsOptional()
  @IsString()
  @MaxLength(100)
  action?: string;

  @IsOptional()
  @IsString()
  @MaxLength(255)
  clientId?: string;

  @IsOptional()
  @IsString()
  @MaxLength(255)
  target?: string;
}

@ApiTags('operations')
@Controller('api/v1/audit')
export class AuditController {
  constructor(private readonly audit: ListAudit) {}

  @Get()
  @Permit('operations:read')
  @ApiOkResponse({ type: AuditPage })
  @ApiOperation({ summary: "What was done to clients, signing keys and in persons' names, newest first" })
  list(@Query() query: AuditQuery) {
    return this.audit.run(query);
  }
}
