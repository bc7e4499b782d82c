import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { outcomes, type Outcome } from '@chiron/contracts/grants';
import { Words } from '@chiron/http';
import { IsBoolean } from 'class-validator';
import type { Appeal } from '../domain/appeal.js';
import type { KeptAppeal } from '../domain/appeals.js';
import type { OutcomeTold } from '../domain/outcomes.js';

const uuid = { type: 'string', format: 'uuid' } as const;
const moment = { type: 'string', format: 'date-time' } as const;
const appealStates = ['open', 'upheld', 'dismissed'] as const;

class AppealStandingShape {
  @ApiProperty({ enum: appealStates }) state: Appeal['state'];
  @ApiProperty({ type: 'string', nullable: true }) reason: string | null;
}
class SummaryShape {
  @ApiProperty({ type: 'string' }) strengths: string;
  @ApiProperty({ type: 'string' }) weaknesses: string;
  @ApiProperty({ type: 'string' }) advice: string;
}
class CritiquePartShape {
  @ApiProperty({ type: 'string' }) title: string;
  @ApiPropertyOptional({ oneOf: [{ type: 'number' }, { type: 'string', enum: ['n/a'] }] }) score?: number | 'n/a';
  @ApiPropertyOptional({ type: 'boolean' }) sufficient?: boolean;
  @ApiPropertyOptional({ type: 'string' }) text?: string;
}
class CritiqueShape {
  @ApiProperty({ type: 'string', example: 'Critique 1' }) label: string;
  @ApiProperty({ type: [CritiquePartShape] }) criteria: CritiquePartShape[];
}
export class OutcomeShape {
  @ApiProperty(uuid) applicationId: string;
  @ApiProperty({ type: 'string' }) number: string;
  @ApiProperty({ enum: outcomes }) outcome: Outcome;
  @ApiProperty({ type: 'integer', nullable: true, description: 'integer minor units' }) amountMinor: number | null;
  @ApiProperty({ type: 'string', nullable: true, example: 'USD' }) currency: string | null;
  @ApiProperty(moment) announcedAt: string;
  @ApiProperty({ type: 'boolean', description: 'whether it is the decision after an upheld appeal' })
  decidedAnew: boolean;
  @ApiProperty({ ...moment, nullable: true, description: 'the last moment for an appeal' }) appealUntil: string | null;
  @ApiProperty({ type: AppealStandingShape, nullable: true }) appeal: AppealStandingShape | null;
  @ApiProperty({ type: SummaryShape, nullable: true }) summary: SummaryShape | null;
  @ApiProperty({ type: [CritiqueShape], description: 'without names' }) critiques: CritiqueShape[];
}
export const outcomeShape = ({ critiques, ...told }: OutcomeTold): OutcomeShape => ({
  ...told,
  critiques: critiques.map(({ label, criteria }) => ({ label, criteria: [...criteria] })),
});

export class AppealGiven {
  @ApiProperty({ type: 'string', maxLength: 10_000 }) @Words(10_000) grounds: string;
}
export class AppealAnswerGiven {
  @ApiProperty({ type: 'boolean' }) @IsBoolean() upheld: boolean;
  @ApiProperty({ type: 'string', maxLength: 4_000, description: 'the applicant reads it' })
  @Words(4_000)
  reason: string;
}
export class AppealShape {
  @ApiProperty(uuid) applicationId: string;
  @ApiProperty({ type: 'string' }) number: string;
  @ApiProperty({ enum: appealStates }) state: Appeal['state'];
  @ApiProperty({ type: 'string' }) grounds: string;
  @ApiProperty(moment) at: string;
  @ApiProperty({ type: 'string', nullable: true }) reason: string | null;
  @ApiProperty({ ...moment, nullable: true }) decidedAt: string | null;
}
export class AppealsPage {
  @ApiProperty({ type: [AppealShape] }) items: AppealShape[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}
export function appealShape({ appeal, number }: KeptAppeal): AppealShape {
  const { applicationId, state, grounds, at } = appeal;
  const decided = appeal.state === 'open' ? null : appeal;
  return {
    applicationId,
    number,
    state,
    grounds,
    at,
    reason: decided?.reason ?? null,
    decidedAt: decided?.decidedAt ?? null,
  };
}
