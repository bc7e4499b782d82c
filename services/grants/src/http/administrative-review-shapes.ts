import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PageQuery } from '@chiron/http';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsObject, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import type { AdministrativeReview, Checks } from '../domain/administrative-review.js';
import type { Looked } from '../domain/administrative-reviews.js';
import type { LookRead } from '../features/get-administrative-review.js';

const uuid = { type: 'string', format: 'uuid' } as const;
const moment = { type: 'string', format: 'date-time' } as const;
const kinds = ['accepted', 'returned-without-review'] as const;

class CheckGiven {
  @ApiProperty({ type: 'boolean' }) @IsBoolean() holds: boolean;
  @ApiPropertyOptional({ type: 'string', nullable: true, maxLength: 2_000 })
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  note?: string | null;
}

/** Without it, `@ValidateNested` takes what is absent for valid. */
const Given = (): PropertyDecorator => (target, name) => {
  ApiProperty({ type: CheckGiven })(target, name);
  IsObject()(target, name as string);
  ValidateNested()(target, name as string);
  Type(() => CheckGiven)(target, name as string);
};

export class AdministrativeReviewGiven {
  @Given() complete: CheckGiven;
  @Given() eligible: CheckGiven;
  @Given() responsive: CheckGiven;
  @ApiPropertyOptional({ type: 'string', nullable: true, maxLength: 4_000, description: 'needed where one does not hold; the applicant reads it' }) // prettier-ignore
  @IsOptional()
  @IsString()
  @MaxLength(4_000)
  reason?: string | null;
}

export const checksFrom = ({ complete, eligible, responsive }: AdministrativeReviewGiven): Checks => {
  const check = ({ holds, note }: CheckGiven) => ({ holds, note: note?.trim() || null });
  return { complete: check(complete), eligible: check(eligible), responsive: check(responsive) };
};

class CheckShape {
  @ApiProperty({ type: 'boolean' }) holds: boolean;
  @ApiProperty({ type: 'string', nullable: true }) note: string | null;
}
class ChecksShape {
  @ApiProperty({ type: CheckShape }) complete: CheckShape;
  @ApiProperty({ type: CheckShape }) eligible: CheckShape;
  @ApiProperty({ type: CheckShape }) responsive: CheckShape;
}
export class AdministrativeReviewShape {
  @ApiProperty(uuid) applicationId: string;
  @ApiProperty({ enum: kinds }) outcome: AdministrativeReview['outcome'];
  @ApiProperty({ type: 'string', nullable: true }) reason: string | null;
  @ApiProperty(moment) at: string;
  @ApiProperty({ ...moment, description: 'the submission that was looked at' }) submittedAt: string;
  @ApiPropertyOptional({ type: ChecksShape, description: 'for officers' }) checks?: ChecksShape;
  @ApiPropertyOptional({ ...uuid, description: 'who looked; for officers' }) by?: string;
}

export const administrativeReviewShape = ({ review, officer }: LookRead): AdministrativeReviewShape => {
  const { applicationId, outcome, reason, at, submittedAt, checks, by } = review;
  return { applicationId, outcome, reason, at, submittedAt, ...(officer && { checks: { ...checks }, by }) };
};

const filters = ['open', ...kinds] as const;
export class LooksQuery extends PageQuery {
  @ApiPropertyOptional({ enum: filters, description: 'open: nobody has looked at what was handed in last' })
  @IsOptional()
  @IsIn(filters)
  outcome?: (typeof filters)[number];
}
export class LookedShape {
  @ApiProperty(uuid) applicationId: string;
  @ApiProperty({ type: 'string' }) number: string;
  @ApiProperty({ type: 'string' }) title: string;
  @ApiProperty({ enum: ['submitted', 'concluded'] }) state: string;
  @ApiProperty(moment) submittedAt: string;
  @ApiProperty({ type: 'boolean' }) late: boolean;
  @ApiProperty({ type: AdministrativeReviewShape, nullable: true }) review: AdministrativeReviewShape | null;
}
export class LooksPage {
  @ApiProperty({ type: [LookedShape] }) items: LookedShape[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}
export const lookedShape = ({ review, ...rest }: Looked): LookedShape => ({
  ...rest,
  review: review && administrativeReviewShape({ review, officer: true }),
});
