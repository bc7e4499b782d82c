import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  Length,
} from 'class-validator';
import { PageQuery } from '@chiron/http';
import type { ApplicationsWanted, ApplicationView, OpenedApplication } from '../features/list-applications.js';

const uuid = { type: String, format: 'uuid' } as const;
const text = { type: String, nullable: true } as const;

export class TakeApplicationsBody {
  @ApiPropertyOptional({ type: [String], description: 'all of the round that no committee has, where absent' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(5_000)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  applicationIds?: string[];
}

const reviewStates = ['none', 'draft', 'unconfirmed', 'submitted'] as const;
const YesOrNo = (description: string): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: Boolean, description }),
    IsOptional(),
    Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value)),
    IsBoolean(),
  ) as PropertyDecorator;

export class ApplicationFilter extends PageQuery implements ApplicationsWanted {
  @YesOrNo('only those you review, or only the others') assigned?: boolean;
  @ApiPropertyOptional({ enum: reviewStates, description: 'by your own review; none: to be begun' })
  @IsOptional()
  @IsIn(reviewStates)
  review?: (typeof reviewStates)[number];
  @YesOrNo('only those you bid on, or only the others') bid?: boolean;
  @ApiPropertyOptional({ maxLength: 200 }) @IsOptional() @IsString() @Length(1, 200) topic?: string;
  @ApiPropertyOptional({ maxLength: 200, description: 'in the title or the number' })
  @IsOptional()
  @IsString()
  @Length(1, 200)
  text?: string;
  @YesOrNo('only what is not discussed, or only the others') notDiscussed?: boolean;
}

export class ApplicationItem implements ApplicationView {
  @ApiProperty(uuid) applicationId: string;
  @ApiProperty() number: string;
  @ApiProperty() title: string;
  @ApiProperty({ type: [String] }) topics: string[];
  @ApiProperty({ description: 'whether you review it' }) assigned: boolean;
  @ApiProperty({ type: 'integer', nullable: true, description: 'your bid, where you made one' }) bid: number | null;
}

export class ApplicationPage {
  @ApiProperty({ type: [ApplicationItem] }) items: ApplicationItem[];
  @ApiProperty({ ...text, description: 'the cursor of the next page; null on the last' }) next: string | null;
}

export class ApplicationDetail implements OpenedApplication {
  @ApiProperty(uuid) applicationId: string;
  @ApiProperty() number: string;
  @ApiProperty() title: string;
  @ApiProperty({ type: [String] }) topics: string[];
  @ApiProperty({ description: 'whether you review it' }) assigned: boolean;
  @ApiProperty({ description: "whether it is shown with applicants' names" }) names: boolean;
  @ApiProperty({ type: Object, description: 'the form as reviewers read it in this phase' }) content: unknown;
}

export class BidBody {
  @ApiProperty({ enum: [-1, 0, 1, 2], description: '-1 rather not, 0 neither, 1 gladly, 2 very gladly' })
  @IsIn([-1, 0, 1, 2])
  bid: number;
}
