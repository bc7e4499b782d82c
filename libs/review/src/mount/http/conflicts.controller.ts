import { Body, Controller, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'; // prettier-ignore
import { IdParam, Idempotent, Permit } from '@chiron/http';
import { AskWhatIf } from '../features/ask-what-if.js';
import { DeclareConflict } from '../features/declare-conflict.js';
import { FindConflicts } from '../features/find-conflicts.js';
import { ListConflicts } from '../features/list-conflicts.js';
import { ActingPerson } from './acting.js';
import { ConflictBody, ConflictFilter, ConflictPage, DeclaredConflict, WhatIfItem, WhatIfQuery } from './conflict-shapes.js'; // prettier-ignore

@ApiTags('committees')
@Controller(':id/conflicts')
@Permit('self')
export class ConflictsController {
  constructor(
    private readonly listConflicts: ListConflicts,
    private readonly declareConflict: DeclareConflict,
    private readonly askWhatIf: AskWhatIf,
    private readonly findConflicts: FindConflicts,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Conflicts of interest; chair and officers' })
  @ApiOkResponse({ type: ConflictPage })
  list(@IdParam() id: string, @Query() filter: ConflictFilter, @ActingPerson() by: string): Promise<ConflictPage> {
    return this.listConflicts.run({ committeeId: id, personId: by, ...filter });
  }

  @Post()
  @Idempotent()
  @ApiOperation({ summary: 'Declare your own conflict; or set one for a member, where you chair or administer' })
  @ApiCreatedResponse({ type: DeclaredConflict })
  async declare(
    @IdParam() id: string,
    @Body() body: ConflictBody,
    @ActingPerson() by: string,
  ): Promise<DeclaredConflict> {
    return { id: await this.declareConflict.run({ committeeId: id, ...body, by }) };
  }

  @Get('what-if')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Which applications somebody could not see, before an invitation; chair and officers' })
  @ApiOkResponse({ type: [WhatIfItem] })
  whatIf(@IdParam() id: string, @Query() { personId }: WhatIfQuery, @ActingPerson() by: string): Promise<WhatIfItem[]> {
    return this.askWhatIf.run({ committeeId: id, personId, by });
  }

  @Post('find')
  @HttpCode(204)
  @Idempotent()
  @ApiOperation({ summary: 'Look for conflicts in the platform’s record again; chair and officers' })
  @ApiNoContentResponse()
  find(@IdParam() id: string, @ActingPerson() by: string): Promise<void> {
    return this.findConflicts.run({ committeeId: id, by });
  }
}
