import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsInt, IsString, MaxLength, ValidateNested } from 'class-validator';
import { coreProblems } from '@chiron/contracts/core';
import { committeeServices, mostReviews, seasonPattern } from '@chiron/contracts/membership';
import type { Allotment, ReviewCapacity } from '../domain/review-capacity.js';
import type { ReviewCapacityView } from '../features/list-review-capacities.js';

const reviews = { type: 'integer', minimum: 0, maximum: mostReviews } as const;

export class AllotmentBody implements Allotment {
  @ApiProperty({ enum: committeeServices, description: 'each at most once' })
  @IsString()
  @MaxLength(100)
  service: string;
  @ApiProperty({ ...reviews, description: 'reviews at most in all committees of this service' })
  @IsInt()
  reviews: number;
}

export class ReviewCapacityBody implements ReviewCapacity {
  @ApiProperty({ ...reviews, description: 'reviews at most in the season, over all committees of all services' })
  @IsInt()
  capacity: number;
  @ApiProperty({
    type: [AllotmentBody],
    description: 'how many of them each service has; together at most the capacity. A service not named has none.',
  })
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => AllotmentBody)
  allotments: AllotmentBody[];
}

class AllotmentItem implements Allotment {
  @ApiProperty() service: string;
  @ApiProperty({ type: 'integer' }) reviews: number;
}

export class ReviewCapacityItem implements ReviewCapacityView {
  @ApiProperty({ type: String, format: 'uuid', description: 'as whom the person is read since merges' })
  personId: string;
  @ApiProperty({ example: '2027' }) season: string;
  @ApiProperty({ type: 'integer' }) capacity: number;
  @ApiProperty({ type: [AllotmentItem] }) allotments: AllotmentItem[];
  @ApiProperty({ type: 'integer', description: 'its ETag is this number in quotation marks' }) revision: number;
  @ApiProperty({ description: 'who said so last' }) changedBy: string;
  @ApiProperty({ type: String, format: 'date-time' }) changedAt: Date;
}

export class ReviewCapacityList {
  @ApiProperty({ type: [ReviewCapacityItem], description: 'a season each, the latest first' })
  items: ReviewCapacityItem[];
}

/** The season of a path: a year, as calls have it. */
export function readSeason(text: string): string {
  if (seasonPattern.test(text)) return text;
  throw coreProblems.refuse('validation-failed', {}, [
    { pointer: 'path:season', detail: 'must be a year from 2000 to 2200' },
  ]);
}
