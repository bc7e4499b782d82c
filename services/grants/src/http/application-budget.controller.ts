import { Body, Controller, Get, Header, Headers, Put, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, requireMatch, IfMatch, type Caller } from '@chiron/http';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsString, IsUUID, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { BudgetLine, Totals } from '../domain/budget.js';
import { GetBudget, type BudgetFound } from '../features/get-budget.js';
import { SaveBudget } from '../features/save-budget.js';
import { personOf, tagged } from './answers.js';
import { MissingField } from './application-shapes.js';

/** A hundred thousand million of the main unit: sums of 200 lines stay whole numbers. */
const mostMinor = 10_000_000_000_000;
const money = { type: 'integer', minimum: 0, maximum: mostMinor, description: 'integer minor units' } as const;

class BudgetLineGiven implements BudgetLine {
  @ApiProperty({ type: 'string', format: 'uuid', description: 'made by the client; stays with the line' })
  @IsUUID()
  id: string;

  @ApiProperty({ type: 'string', description: 'an id of the form’s categories' })
  @IsString()
  @MaxLength(100)
  category: string;

  @ApiProperty({ type: 'string', maxLength: 500 })
  @IsString()
  @MaxLength(500)
  description: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 20, default: 1, description: 'of the project' })
  @IsInt()
  @Min(1)
  @Max(20)
  year: number = 1;

  @ApiProperty({ ...money })
  @IsInt()
  @Min(0)
  @Max(mostMinor)
  amountMinor: number;

  @ApiPropertyOptional({ ...money, default: 0, description: 'what others add, in integer minor units' })
  @IsInt()
  @Min(0)
  @Max(mostMinor)
  costShareMinor: number = 0;

  @ApiPropertyOptional({ type: 'string', maxLength: 5_000, default: '' })
  @IsString()
  @MaxLength(5_000)
  justification: string = '';
}

class BudgetGiven {
  @ApiProperty({ type: [BudgetLineGiven], maxItems: 200 })
  @IsArray()
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => BudgetLineGiven)
  lines: BudgetLineGiven[];
}

class BudgetShape {
  @ApiProperty({ type: 'string', description: 'ISO 4217' }) currency: string;
  @ApiProperty({ type: [BudgetLineGiven] }) lines: readonly BudgetLine[];
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'sums, also by category and by year' })
  totals: Totals;
  @ApiProperty({ type: [MissingField], description: 'what keeps it from being handed in' })
  missing: readonly MissingField[];
  @ApiProperty({ type: 'integer' }) revision: number;
}

@ApiTags('application budget')
@Controller('/api/v1/applications/:id/budget')
export class ApplicationBudgetController {
  constructor(
    private readonly getting: GetBudget,
    private readonly saving: SaveBudget,
  ) {}

  @Get()
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The budget, its sums, and what the call says to it' })
  @ApiOkResponse({ type: BudgetShape })
  async get(
    @IdParam() id: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BudgetShape> {
    return shape(reply, await this.getting.run(id, personOf(caller)));
  }

  @Put()
  @Permit('self')
  @Idempotent()
  @IfMatch()
  @ApiOperation({
    summary: 'Save the budget as it is so far',
    description: 'A cap that it breaks is told and keeps it from being handed in, not from being kept.',
  })
  @ApiOkResponse({ type: BudgetShape })
  async save(
    @IdParam() id: string,
    @Body() { lines }: BudgetGiven,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BudgetShape> {
    const saved = await this.saving.run({
      applicationId: id,
      personId: personOf(caller),
      lines: lines.map((line) => ({ ...line })),
      match: (revision) => requireMatch(ifMatch, revision),
    });
    return shape(reply, saved);
  }
}

function shape(reply: FastifyReply, { budget, totals, missing }: BudgetFound): BudgetShape {
  return tagged(reply, budget.revision, { ...budget, totals, missing });
}
