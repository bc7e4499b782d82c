import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PageQuery } from '@chiron/http';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsUUID } from 'class-validator';
import type { OfficerRole } from '../domain/officers.js';

const roles = ['officer', 'finance'] as const;

export class NewOfficer {
  @ApiProperty({ type: 'string', format: 'uuid' })
  @IsUUID()
  personId: string;

  @ApiProperty({ enum: roles })
  @IsIn(roles)
  role: OfficerRole;
}

export class OfficersQuery extends PageQuery {
  @ApiPropertyOptional({ type: 'boolean', default: true, description: 'only those who hold their role today' })
  @IsOptional()
  @Transform(({ obj }: { obj: Record<string, unknown> }) =>
    obj['present'] === 'false' ? false : obj['present'] === 'true' ? true : obj['present'],
  )
  @IsBoolean()
  present: boolean = true;
}

export class OfficerShape {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  personId: string;

  @ApiProperty({ enum: roles })
  role: OfficerRole;

  @ApiProperty({ type: 'string', format: 'date-time' })
  appointedAt: string;

  @ApiProperty({ type: 'string' })
  appointedBy: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  relievedAt: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  relievedBy: string | null;
}

export class OfficersPage {
  @ApiProperty({ type: [OfficerShape] })
  items: OfficerShape[];

  @ApiProperty({ type: 'string', nullable: true })
  next: string | null;
}
