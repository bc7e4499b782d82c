import { Body, Controller, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Idempotent, PageQuery, Permit } from '@chiron/http';
import { GetCommittee } from '../features/get-committee.js';
import { GoToPhase } from '../features/go-to-phase.js';
import { ListLog } from '../features/list-log.js';
import { Sign } from '../features/sign.js';
import { ActingPerson } from './acting.js';
import { LogPage, PhaseBody, PhaseChangeItem, SigningBody } from './committee-shapes.js';

@ApiTags('committees')
@Controller(':id')
@Permit('self')
export class PhasesController {
  constructor(
    private readonly goToPhase: GoToPhase,
    private readonly getCommittee: GetCommittee,
    private readonly sign: Sign,
    private readonly listLog: ListLog,
  ) {}

  @Post('phase')
  @HttpCode(204)
  @Idempotent()
  @ApiOperation({ summary: 'Go to the next phase, or back with a reason; chair and officers' })
  @ApiNoContentResponse()
  async go(@IdParam() id: string, @Body() body: PhaseBody, @ActingPerson() by: string): Promise<void> {
    await this.goToPhase.run({ committeeId: id, ...body, by });
  }

  @Get('phases')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'How the committee came to its phase; chair and officers' })
  @ApiOkResponse({ type: [PhaseChangeItem] })
  phases(@IdParam() id: string, @ActingPerson() by: string): Promise<PhaseChangeItem[]> {
    return this.getCommittee.phases(id, by);
  }

  @Post('signings')
  @HttpCode(204)
  @Idempotent()
  @ApiOperation({ summary: 'Sign conflicts, confidentiality and the rule on AI tools' })
  @ApiNoContentResponse()
  signing(@IdParam() id: string, @Body() { occasion }: SigningBody, @ActingPerson() by: string): Promise<void> {
    return this.sign.run({ committeeId: id, occasion, by });
  }

  @Get('log')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Who did what, the latest first; chair and officers' })
  @ApiOkResponse({ type: LogPage })
  log(@IdParam() id: string, @Query() query: PageQuery, @ActingPerson() by: string): Promise<LogPage> {
    return this.listLog.run({ committeeId: id, personId: by, ...query });
  }
}
