import { Controller, Get, Header, HttpCode, Post, Query, type Type } from '@nestjs/common';
import {
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import type { Scope } from '@chiron/contracts/core';
import { decodeCursor, Idempotent, IdParam, isUuidText, PageQuery, pageOf, Permit, type Page } from '@chiron/http';
import { letterStates, Mailbox, type LetterFound, type LetterState } from './mailbox.js';

class LetterQuery extends PageQuery {
  @ApiPropertyOptional({ type: 'string', description: 'the address it goes to' })
  @IsOptional()
  @IsString()
  @MaxLength(320)
  to?: string;

  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  @IsOptional()
  @IsUUID()
  personId?: string;

  @ApiPropertyOptional({ type: 'string', description: 'the sort of letter' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  kind?: string;

  @ApiPropertyOptional({ enum: letterStates })
  @IsOptional()
  @IsIn(letterStates)
  state?: LetterState;
}

class LetterView {
  @ApiProperty({ type: 'string', format: 'uuid' }) id!: string;
  @ApiProperty({ type: 'string' }) to!: string;
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true }) personId!: string | null;
  @ApiProperty({ type: 'string' }) kind!: string;
  @ApiProperty({ type: 'string' }) language!: string;
  @ApiProperty({ type: 'string' }) subject!: string;
  @ApiProperty({ type: 'string', nullable: true, description: 'null where it has left this machine' }) text!:
    string | null;
  @ApiProperty({
    enum: letterStates,
    description: 'uncertain: contact broke after the letter was handed over; it may have arrived',
  })
  state!: LetterState;
  @ApiProperty({ type: 'integer' }) attempts!: number;
  @ApiProperty({ type: 'string', nullable: true, description: 'what the mail server said last' }) problem!:
    string | null;
  @ApiProperty({ type: 'string', format: 'date-time' }) queuedAt!: string;
  @ApiProperty({ type: 'string', format: 'date-time' }) dueAt!: string;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) sentAt!: string | null;
}

class LetterPage {
  @ApiProperty({ type: [LetterView] }) items!: LetterView[];
  @ApiProperty({ type: 'string', nullable: true, description: 'the cursor of the next page; null on the last' }) next!:
    string | null;
}

/** The letters of one service at `path`, for callers with `scope`. */
export function mailboxControllerOf(path: string, scope: Scope): Type {
  @ApiTags('mailbox')
  @Controller(path)
  class MailboxController {
    constructor(private readonly mailbox: Mailbox) {}

    @Get()
    @Permit(scope)
    @Header('cache-control', 'no-store')
    @ApiOperation({ summary: 'Letters that went out or wait, the newest first' })
    @ApiOkResponse({ type: LetterPage })
    async list(@Query() { limit, cursor, ...selection }: LetterQuery): Promise<Page<LetterFound>> {
      const before =
        cursor === undefined ? undefined : (decodeCursor(cursor, 1, ([id]) => isUuidText(id))[0] as string);
      return pageOf(await this.mailbox.list(selection, limit + 1, before), limit, ({ id }) => [id]);
    }

    @Post(':id/send-again')
    @HttpCode(204)
    @Permit(scope)
    @Idempotent()
    @ApiOperation({ summary: 'Send a failed letter, or one that may not have arrived, once more' })
    @ApiNoContentResponse()
    async sendAgain(@IdParam() id: string): Promise<void> {
      await this.mailbox.sendAgain(id);
    }
  }
  return MailboxController;
}
