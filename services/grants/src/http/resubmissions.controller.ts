import { Body, Controller, Get, Header, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, Words, type Caller } from '@chiron/http';
import { IsUUID } from 'class-validator';
import { introductionWords } from '../domain/resubmission.js';
import { GetResubmission } from '../features/get-resubmission.js';
import { TakeUpApplication } from '../features/take-up-application.js';
import { personOf } from './answers.js';
import { OutcomeShape, outcomeShape } from './outcome-shapes.js';

class ResubmissionGiven {
  @ApiProperty({ type: 'string', format: 'uuid', description: 'the earlier application' }) @IsUUID() earlierId: string;
  @ApiProperty({ type: 'string', description: `what has changed since, in at most ${introductionWords} words` })
  @Words(10_000)
  introduction: string;
}
class ResubmissionShape extends ResubmissionGiven {
  @ApiProperty({ type: 'string', format: 'uuid' }) applicationId: string;
}
class ResubmissionReadShape extends ResubmissionShape {
  @ApiProperty({ type: OutcomeShape, description: 'what was told of the earlier one' }) earlier: OutcomeShape;
}

@ApiTags('applications')
@Controller('api/v1/applications')
export class ResubmissionsController {
  constructor(
    private readonly takingUp: TakeUpApplication,
    private readonly getting: GetResubmission,
  ) {}

  @Put(':id/resubmission')
  @Permit('self')
  @Idempotent()
  @ApiOperation({
    summary: 'Take up an earlier application of yours that was announced and not funded',
    description: 'A draft says what has changed since; outcome and critiques of the earlier one go with it.',
  })
  @ApiOkResponse({ type: ResubmissionShape })
  async takeUp(
    @IdParam() id: string,
    @Body() { earlierId, introduction }: ResubmissionGiven,
    @CurrentCaller() caller: Caller,
  ): Promise<ResubmissionShape> {
    const command = { applicationId: id, earlierId: earlierId.toLowerCase(), introduction, by: personOf(caller) };
    return this.takingUp.run(command);
  }

  @Get(':id/resubmission')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The earlier application that this one takes up, with its outcome and critiques' })
  @ApiOkResponse({ type: ResubmissionReadShape })
  async get(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<ResubmissionReadShape> {
    const { resubmission, earlier } = await this.getting.run({ applicationId: id, by: personOf(caller) });
    return { ...resubmission, earlier: outcomeShape(earlier) };
  }
}
