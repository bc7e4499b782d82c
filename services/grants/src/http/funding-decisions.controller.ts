import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { outcomes, type Outcome } from '@chiron/contracts/grants';
import { CurrentCaller, IdParam, Permit, type Caller } from '@chiron/http';
import type { BudgetLine } from '../domain/budget.js';
import { GetFundingDecisions } from '../features/get-funding-decisions.js';
import { personOf } from './answers.js';

const uuid = { type: 'string', format: 'uuid' } as const;
const moment = { type: 'string', format: 'date-time' } as const;
const minor = { type: 'integer', description: 'integer minor units of the currency' } as const;

class PaidLineShape implements BudgetLine {
  @ApiProperty({ type: 'string' }) id: string;
  @ApiProperty({ type: 'string' }) category: string;
  @ApiProperty({ type: 'string' }) description: string;
  @ApiProperty({ type: 'integer', description: 'of the project, from 1' }) year: number;
  @ApiProperty(minor) amountMinor: number;
  @ApiProperty(minor) costShareMinor: number;
  @ApiProperty({ type: 'string' }) justification: string;
}
class FundedShape {
  @ApiProperty(uuid) applicationId: string;
  @ApiProperty({ type: 'string' }) number: string;
  @ApiProperty({ ...uuid, nullable: true, description: 'once it is announced' }) grantId: string | null;
  @ApiProperty(uuid) recipientId: string;
  @ApiProperty({ type: 'string', nullable: true }) recipient: string | null;
  @ApiProperty({ enum: outcomes }) outcome: Outcome;
  @ApiProperty(minor) amountMinor: number;
  @ApiProperty({ ...minor, nullable: true }) requestedMinor: number | null;
  @ApiProperty({ type: [PaidLineShape], description: 'what was asked for' }) lines: PaidLineShape[];
}
class FundingDecisionsShape {
  @ApiProperty({ enum: ['decided', 'announced'] }) state: 'decided' | 'announced';
  @ApiProperty(uuid) decidedBy: string;
  @ApiProperty(moment) decidedAt: string;
  @ApiProperty({ ...moment, nullable: true }) announcedAt: string | null;
  @ApiProperty({ type: 'string', example: 'USD' }) currency: string;
  @ApiProperty({ ...minor, nullable: true, description: 'all there is; null where the call names no budget' })
  budgetMinor: number | null;
  @ApiProperty(minor) totalMinor: number;
  @ApiProperty({ ...minor, nullable: true }) leftMinor: number | null;
  @ApiProperty({ type: [FundedShape], description: 'what is paid for, by number' }) items: FundedShape[];
}

@ApiTags('decisions')
@Controller('api/v1/calls')
export class FundingDecisionsController {
  constructor(private readonly getting: GetFundingDecisions) {}

  @Get(':id/funding-decisions')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The money of a decided round: what is paid for, and what is left', description: 'For finance, officers and the approver; before the announcement without a conflict in the round.' }) // prettier-ignore
  @ApiOkResponse({ type: FundingDecisionsShape })
  async get(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<FundingDecisionsShape> {
    const read = await this.getting.run({ callId: id, by: personOf(caller) });
    return { ...read, items: read.items.map((one) => ({ ...one, lines: [...one.lines] })) };
  }
}
