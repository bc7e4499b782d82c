import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import type { RubricContent } from '../../forms/rubric.js';
import type { RubricVersion } from '../domain/rubrics.js';

class ScaleShape {
  @ApiProperty() @IsNumber() least: number;
  @ApiProperty() @IsNumber() most: number;
  @ApiProperty({ enum: ['least', 'most'], description: 'which end is best' }) @IsIn(['least', 'most']) best:
    'least' | 'most';
  @ApiPropertyOptional({ description: 'whole numbers where absent' }) @IsOptional() @IsNumber() step?: number;
}

class WordsShape {
  @ApiPropertyOptional({ type: 'integer' }) @IsOptional() @IsInt() @Min(0) @Max(20_000) least?: number;
  @ApiPropertyOptional({ type: 'integer' }) @IsOptional() @IsInt() @Min(0) @Max(20_000) most?: number;
}

const kinds = ['score', 'judgement', 'comment'] as const;
const goals = ['strengths', 'weaknesses', 'advice', 'committee-only'] as const;

class CriterionShape {
  @ApiProperty() @IsString() @MaxLength(64) id: string;
  @ApiProperty() @IsString() @MaxLength(200) title: string;
  @ApiProperty({ enum: kinds }) @IsIn(kinds) kind: (typeof kinds)[number];
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(10_000) guidance?: string;
  @ApiPropertyOptional() @IsOptional() @IsBoolean() required?: boolean;
  @ApiPropertyOptional({ type: WordsShape, description: 'words of the critique' })
  @IsOptional()
  @ValidateNested()
  @Type(() => WordsShape)
  critique?: WordsShape;
  @ApiPropertyOptional({ type: ScaleShape, description: 'of a scored criterion' })
  @IsOptional()
  @ValidateNested()
  @Type(() => ScaleShape)
  scale?: ScaleShape;
  @ApiPropertyOptional({ description: 'share in the total; 1 where absent' }) @IsOptional() @IsNumber() weight?: number;
  @ApiPropertyOptional({ description: 'shown beside the total, not counted' })
  @IsOptional()
  @IsBoolean()
  independent?: boolean;
  @ApiPropertyOptional() @IsOptional() @IsBoolean() mayBeNotApplicable?: boolean;
  @ApiPropertyOptional({ enum: goals, description: 'of a comment' })
  @IsOptional()
  @IsIn(goals)
  goesTo?: (typeof goals)[number];
}

class OverallImpactShape {
  @ApiProperty({ type: ScaleShape }) @ValidateNested() @Type(() => ScaleShape) scale: ScaleShape;
  @ApiProperty() @IsBoolean() required: boolean;
}

export class RubricBody {
  @ApiProperty({ type: [CriterionShape] })
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => CriterionShape)
  criteria: CriterionShape[];

  @ApiPropertyOptional({ type: OverallImpactShape, description: "the reviewer's own; never computed" })
  @IsOptional()
  @ValidateNested()
  @Type(() => OverallImpactShape)
  overallImpact?: OverallImpactShape;
}

export class RubricView extends RubricBody {
  @ApiProperty({ type: 'integer' }) version: number;
  @ApiProperty({ type: String, nullable: true }) madeBy: string | null;
  @ApiProperty({ type: String, format: 'date-time' }) madeAt: string;
}

export const contentOf = (body: RubricBody): RubricContent => JSON.parse(JSON.stringify(body)) as RubricContent;

/** Without the number of its reviews: that would count those of applications that must not be known of. */
export const rubricView = ({ id: _, reviews: __, ...rubric }: RubricVersion): RubricView =>
  rubric as unknown as RubricView;
