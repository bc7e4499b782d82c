import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import type { CallStage } from '../domain/call.js';
import type { FormVersion } from '../domain/forms.js';

export class FormQuery {
  @ApiPropertyOptional({ type: 'string', description: 'a version’s number, or draft; the latest published by itself' })
  @IsOptional()
  @Matches(/^(draft|[1-9]\d{0,5})$/, { message: '$property must be a number or draft' })
  version?: string;
}

export class FormShape {
  @ApiProperty({ type: 'string', format: 'uuid' })
  callId: string;

  @ApiProperty({ enum: ['letter', 'full'] })
  stage: CallStage;

  @ApiProperty({ type: 'integer' })
  version: number;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, description: 'null while it is a draft' })
  publishedAt: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'JSON Schema; `x-kind` says how a field is asked',
  })
  form: object;
}

export const formShape = ({ callId, stage, version, publishedAt, form }: FormVersion): FormShape => ({
  callId,
  stage,
  version,
  publishedAt,
  form,
});
