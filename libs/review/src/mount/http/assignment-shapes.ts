import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsNumber, IsOptional, IsUUID, Max, Min, ValidateIf } from 'class-validator';
import { PageQuery } from '@chiron/http';
import type { AssignmentMode, AssignmentReport, Infeasible } from '../../assignment/request.js';
import type { AssignmentState } from '../domain/assignments.js';
import type { RunAsked } from '../domain/assignment-runs.js';
import type { LoadsView } from '../features/get-loads.js';
import type { AssignmentView } from '../features/list-assignments.js';
import type { RunSummary, RunView } from '../features/list-runs.js';

const uuid = { type: String, format: 'uuid' } as const;
const moment = { type: String, format: 'date-time' } as const;
const text = { type: String, nullable: true } as const;
const next = { ...text, description: 'the cursor of the next page; null on the last' } as const;
const modes: AssignmentMode[] = ['all', 'add', 'ensure', 'repair', 'share'];
const states: AssignmentState[] = ['assigned', 'refused', 'withdrawn'];

export class AssignmentFilter extends PageQuery {
  @ApiPropertyOptional(uuid) @IsOptional() @IsUUID() applicationId?: string;
  @ApiPropertyOptional(uuid) @IsOptional() @IsUUID() reviewerId?: string;
  @ApiPropertyOptional({ enum: states }) @IsOptional() @IsIn(states) state?: AssignmentState;
}

export class AssignmentItem implements AssignmentView {
  @ApiProperty(uuid) id: string;
  @ApiProperty(uuid) applicationId: string;
  @ApiProperty() number: string;
  @ApiProperty(uuid) personId: string;
  @ApiProperty({ enum: states }) state: AssignmentState;
  @ApiProperty({ type: Boolean, nullable: true, description: 'chair and officers see this and what follows' })
  pinned: boolean | null;
  @ApiProperty({ type: Boolean, nullable: true }) begun: boolean | null;
  @ApiProperty(text) reason: string | null;
}

export class AssignmentPage {
  @ApiProperty({ type: [AssignmentItem] }) items: AssignmentItem[];
  @ApiProperty(next) next: string | null;
}

export class AssignmentBody {
  @ApiProperty(uuid) @IsUUID() applicationId: string;
  @ApiProperty(uuid) @IsUUID() personId: string;
  @ApiPropertyOptional({ default: true, description: 'kept by every later run' })
  @IsOptional()
  @IsBoolean()
  pinned: boolean = true;
}

export class AssignmentMade {
  @ApiProperty(uuid) id: string;
}

export class PinBody {
  @ApiProperty({ description: 'whether every later run keeps it' }) @IsBoolean() pinned: boolean;
}

export class RunBody {
  @ApiProperty({
    enum: modes,
    description:
      'all: from nothing, pinned ones kept; add: `reviews` more of each; ensure: each filled up; repair: hard ' +
      'constraints hold again with the fewest changes; share: `reviews` more for one person',
  })
  @IsIn(modes)
  mode: AssignmentMode;
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 50, description: 'of each application' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(50)
  reviews?: number;
  @ApiPropertyOptional({ minimum: 0, maximum: 1, description: 'share of the best sum given up for the worst' })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  gap?: number;
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 2 ** 32 - 1, default: 1, description: 'breaks ties' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(2 ** 32 - 1)
  seed: number = 1;
  @ApiPropertyOptional({ ...uuid, description: 'mode share: whose' })
  @ValidateIf((body: RunBody) => body.mode === 'share' || body.personId !== undefined)
  @IsUUID()
  personId?: string;
  @ApiPropertyOptional({ default: false, description: 'shows what would be, and changes nothing' })
  @IsOptional()
  @IsBoolean()
  dryRun: boolean = false;
}

export class RunItem implements RunSummary {
  @ApiProperty(uuid) id: string;
  @ApiProperty({ type: Object }) asked: RunAsked;
  @ApiProperty() feasible: boolean;
  @ApiProperty({ type: Object, nullable: true, description: 'sum, worst, tenth percentile, loads, bound, gap, …' })
  report: AssignmentReport | null;
  @ApiProperty({ ...uuid, nullable: true, description: 'null where the system repaired' }) by: string | null;
  @ApiProperty(moment) at: Date;
  @ApiProperty({ ...moment, nullable: true }) appliedAt: Date | null;
}

export class RunPage {
  @ApiProperty({ type: [RunItem] }) items: RunItem[];
  @ApiProperty(next) next: string | null;
}

export class RunDetail extends RunItem implements RunView {
  @ApiProperty({ type: Object, isArray: true, nullable: true, description: 'who would review what' })
  pairs: RunView['pairs'];
  @ApiProperty({ type: Object, nullable: true, description: 'why there is no such assignment' })
  infeasible: Infeasible | null;
}

export class Loads implements LoadsView {
  @ApiProperty({ description: 'whether reviews are open that nobody could be found for yet' }) repairDue: boolean;
  @ApiProperty({ type: Object, isArray: true }) members: LoadsView['members'];
  @ApiProperty({ type: Object, isArray: true }) applications: LoadsView['applications'];
}
