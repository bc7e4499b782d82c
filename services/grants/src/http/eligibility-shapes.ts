import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { isIsoDate } from '@chiron/contracts/core';
import { Transform } from 'class-transformer';
import { buildMessage, IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength, ValidateBy } from 'class-validator';
import type { EligibilityRule } from '../domain/eligibility.js';
import { ruleNames } from '../domain/rule-faults.js';

export class NewWaiver {
  @ApiProperty({ type: 'string', format: 'uuid' })
  @Transform(({ value }) => (typeof value === 'string' ? value.toLowerCase() : (value as unknown)))
  @IsUUID()
  personId: string;

  @ApiPropertyOptional({ enum: ruleNames, nullable: true, description: 'all rules where it names none' })
  @IsOptional()
  @IsIn(ruleNames)
  rule?: EligibilityRule['rule'] | null;

  @ApiProperty({ type: 'string', maxLength: 2_000 })
  @IsString()
  @MaxLength(2_000)
  @Matches(/\S/, { message: '$property must not be blank' })
  reason: string;

  @ApiProperty({ type: 'string', format: 'date', description: 'the last day' })
  @ValidateBy({
    name: 'isDay',
    validator: {
      validate: (value): boolean => typeof value === 'string' && isIsoDate(value),
      defaultMessage: buildMessage((each) => `${each}$property must be a day of the calendar, YYYY-MM-DD`),
    },
  })
  until: string;
}

export class WaiverShape {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  callId: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  personId: string;

  @ApiProperty({ enum: ruleNames, nullable: true })
  rule: EligibilityRule['rule'] | null;

  @ApiProperty({ type: 'string' })
  reason: string;

  @ApiProperty({ type: 'string', format: 'date' })
  until: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  grantedBy: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  grantedAt: string;
}

export class WaiversPage {
  @ApiProperty({ type: [WaiverShape] })
  items: WaiverShape[];

  @ApiProperty({ type: 'string', nullable: true })
  next: string | null;
}
