import { coreProblems } from '@chiron/contracts/core';
import { Idempotent, IdParam, PageQuery, Permit, decodeCursor, pageOf, type Page } from '@chiron/http';
import { Controller, Delete, Get, HttpCode, Post, Query, type Type } from '@nestjs/common';
import {
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { DeadLetters, deadLetterCauses, type DeadLetter, type DeadLetterCause, type Replay } from './dead-letters.js';

class DeadLetterSelection {
  @ApiPropertyOptional({ enum: deadLetterCauses, description: 'refused by a rule, invalid by schema, or failed' })
  @IsOptional()
  @IsIn(deadLetterCauses)
  cause?: DeadLetterCause;

  @ApiPropertyOptional({ type: 'string', description: 'the name of a reaction' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  reaction?: string;
}

class DeadLetterQuery extends PageQuery {
  @ApiPropertyOptional({ enum: deadLetterCauses, description: 'refused by a rule, invalid by schema, or failed' })
  @IsOptional()
  @IsIn(deadLetterCauses)
  cause?: DeadLetterCause;

  @ApiPropertyOptional({ type: 'string', description: 'the name of a reaction' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  reaction?: string;
}

class DeadLetterView {
  @ApiProperty({ type: 'string', format: 'uuid' }) id!: string;
  @ApiProperty({ type: 'string', description: 'which reaction could not handle it' }) reaction!: string;
  @ApiProperty({ enum: deadLetterCauses }) cause!: DeadLetterCause;
  @ApiProperty({ type: 'string', description: 'what it said, the last time it was tried' }) reason!: string;
  @ApiProperty({ type: 'string' }) topic!: string;
  @ApiProperty({ type: 'string' }) key!: string;
  @ApiProperty({ type: 'string', nullable: true }) eventId!: string | null;
  @ApiProperty({ type: 'string', nullable: true, description: 'the untouched event; null for a tombstone' }) event!:
    string | null;
  @ApiProperty({ type: 'integer' }) attempts!: number;
  @ApiProperty({ type: 'string', format: 'date-time' }) filedAt!: string;
  @ApiProperty({ type: 'string', format: 'date-time' }) triedAt!: string;
}

class DeadLetterPage {
  @ApiProperty({ type: [DeadLetterView] }) items!: DeadLetterView[];
  @ApiProperty({ type: 'string', nullable: true, description: 'the cursor of the next page; null on the last' }) next!:
    string | null;
}

class ReplayView {
  @ApiProperty({ type: 'string', format: 'uuid' }) id!: string;
  @ApiProperty({ enum: ['applied', ...deadLetterCauses] }) outcome!: Replay['outcome'];
  @ApiProperty({ type: 'string', nullable: true, description: 'why it was not applied' }) reason!: string | null;
}

class ReplayAllView {
  @ApiProperty({ type: 'integer' }) applied!: number;
  @ApiProperty({ type: 'integer', description: 'these stay dead letters, with their new reason' }) failed!: number;
}

function idIn(cursor: string): string {
  const [id] = decodeCursor(cursor, 1);
  if (typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  throw coreProblems.refuse('validation-failed', {}, [
    { pointer: '?cursor', detail: 'must be a cursor that an earlier page gave' },
  ]);
}

/** The dead letters of one service, for its operators, at `/api/v1/operations/<service>/dead-letters`. */
export function deadLettersControllerOf(service: string): Type {
  @ApiTags('operations')
  @Controller(`api/v1/operations/${service}/dead-letters`)
  class DeadLettersController {
    constructor(private readonly letters: DeadLetters) {}

    @Get()
    @Permit('operations:read')
    @ApiOperation({ operationId: `${service}-list-dead-letters`, summary: 'Events that a reaction could not handle' })
    @ApiOkResponse({ type: DeadLetterPage })
    async list(@Query() query: DeadLetterQuery): Promise<Page<DeadLetter>> {
      const after = query.cursor === undefined ? undefined : idIn(query.cursor);
      return pageOf(await this.letters.list(query, query.limit + 1, after), query.limit, ({ id }) => [id]);
    }

    @Post('replay')
    @HttpCode(200)
    @Permit('operations:write')
    @Idempotent()
    @ApiOperation({
      operationId: `${service}-replay-dead-letters`,
      summary: 'Give all that match to their reactions once more',
    })
    @ApiOkResponse({ type: ReplayAllView })
    replayAll(@Query() selection: DeadLetterSelection): Promise<ReplayAllView> {
      return this.letters.replayAll(selection);
    }

    @Post(':id/replay')
    @HttpCode(200)
    @Permit('operations:write')
    @Idempotent()
    @ApiOperation({ operationId: `${service}-replay-dead-letter`, summary: 'Give the event to its reaction once more' })
    @ApiOkResponse({ type: ReplayView })
    replay(@IdParam() id: string): Promise<Replay> {
      return this.letters.replay(id);
    }

    @Delete(':id')
    @HttpCode(204)
    @Permit('operations:write')
    @Idempotent()
    @ApiOperation({ operationId: `${service}-discard-dead-letter`, summary: 'Give the event up' })
    @ApiNoContentResponse()
    async discard(@IdParam() id: string): Promise<void> {
      await this.letters.discard(id);
    }
  }
  return DeadLettersController;
}
