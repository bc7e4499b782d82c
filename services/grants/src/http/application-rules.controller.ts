import { Body, Controller, Get, Headers, Put, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, requireMatch, IfMatch, MayStay, type Caller } from '@chiron/http';
import { Type } from 'class-transformer';
import { IsBoolean, IsInt, Max, Min, ValidateNested } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { usualRules, type ApplicationRules } from '../domain/application-rules.js';
import { ChangeApplicationRules } from '../features/change-application-rules.js';
import { GetApplicationRules } from '../features/get-application-rules.js';
import { personOf, tagged } from './answers.js';
import { MomentGiven } from './application-fields.js';

const Whole =
  (least: number, most: number, usual: number, description: string): PropertyDecorator =>
  (target, name) => {
    ApiPropertyOptional({ type: 'integer', minimum: least, maximum: most, default: usual, description })(target, name);
    MayStay()(target, name);
    IsInt()(target, name);
    Min(least)(target, name);
    Max(most)(target, name);
  };
const Flag =
  (usual: boolean, description: string): PropertyDecorator =>
  (target, name) => {
    ApiPropertyOptional({ type: 'boolean', default: usual, description })(target, name);
    MayStay()(target, name);
    IsBoolean()(target, name);
  };

const { references, ...usual } = usualRules;

class ReferenceRulesGiven {
  @Whole(0, 10, references.least, 'letters that are needed') least?: number;
  @Whole(0, 10, references.most, 'referees who may be asked') most?: number;
  @Whole(1, 10_000, references.words, 'of a letter, at most') words?: number;
  @Flag(references.beforeSubmission, 'letters must have come before it is handed in') beforeSubmission?: boolean;
  @MomentGiven('until when letters may come; without, until the window closes') dueAt?: string;
}

class ApplicationRulesGiven {
  @Whole(1, 100, usual.perPerson, 'applications of one person to each stage') perPerson?: number;
  @Whole(0, 100, usual.teamMost, 'members of a team besides the applicant') teamMost?: number;
  @Flag(usual.consents, 'every member must have consented before a full application is handed in') consents?: boolean;
  @Flag(usual.chairApproval, 'a department chair must approve a full application and its budget')
  chairApproval?: boolean;
  @Whole(0, 100, usual.declaredMost, 'people whom an applicant may ask not to have as reviewers') declaredMost?: number;
  @Whole(1, 365, usual.linkDays, 'days to answer a link that no other deadline ends') linkDays?: number;

  @ApiPropertyOptional({ type: ReferenceRulesGiven })
  @MayStay()
  @ValidateNested()
  @Type(() => ReferenceRulesGiven)
  references?: ReferenceRulesGiven;
}

class ApplicationRulesShape {
  @ApiProperty({ type: ApplicationRulesGiven }) rules: ApplicationRules;
  @ApiProperty({ type: 'integer', description: '0 where all is as usual' }) revision: number;
}

/** What is absent stays. */
const laidOver = (given: ApplicationRulesGiven, present: ApplicationRules): ApplicationRules => {
  const told = <T extends object>(values: T | undefined) =>
    Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => value !== undefined));
  const { references: letters, ...rest } = given;
  return { ...present, ...told(rest), references: { ...present.references, ...told(letters) } };
};

@ApiTags('calls')
@Controller('/api/v1/calls/:id/application-rules')
export class ApplicationRulesController {
  constructor(
    private readonly getting: GetApplicationRules,
    private readonly changing: ChangeApplicationRules,
  ) {}

  @Get()
  @Permit('self')
  @ApiOperation({ summary: 'What a call asks of applications beside its forms' })
  @ApiOkResponse({ type: ApplicationRulesShape })
  async get(
    @IdParam() id: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApplicationRulesShape> {
    const found = await this.getting.run(id, personOf(caller));
    return tagged(reply, found.revision, found);
  }

  @Put()
  @Permit('self')
  @Idempotent()
  @IfMatch()
  @ApiOperation({ summary: 'Change it, before the call is published; letters may come later even after' })
  @ApiOkResponse({ type: ApplicationRulesShape })
  async change(
    @IdParam() id: string,
    @Body() given: ApplicationRulesGiven,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApplicationRulesShape> {
    const changed = await this.changing.run({
      callId: id,
      by: personOf(caller),
      wish: (present) => laidOver(given, present),
      match: (revision) => requireMatch(ifMatch, revision),
    });
    return tagged(reply, changed.revision, changed);
  }
}
