import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, Words, type Caller } from '@chiron/http';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsUUID, ValidateIf, ValidateNested } from 'class-validator';
import type { LetterAnswer } from '../features/answer-letter.js';
import { AnswerLetters } from '../features/answer-letters.js';
import { personOf } from './answers.js';
import { MomentGiven } from './application-fields.js';

const most = 200;
const kinds = ['invite', 'decline'] as const;

class LetterAnswerGiven {
  @ApiProperty({ type: 'string', format: 'uuid' }) @IsUUID() applicationId: string;
  @ApiProperty({ enum: kinds }) @IsIn(kinds) answer: (typeof kinds)[number];
  @ApiPropertyOptional({ type: 'string', maxLength: 5_000, description: 'needed to decline, and the applicant reads it; of an invitation, for the record' }) // prettier-ignore
  @ValidateIf(({ answer, note }: LetterAnswerGiven) => answer === 'decline' || note !== undefined)
  @Words(5_000)
  note?: string;
  @MomentGiven('with an invitation: for the full application, where the call’s window does not fit')
  dueAt?: string;
}
class LetterAnswersGiven {
  @ApiProperty({ type: [LetterAnswerGiven], minItems: 1, maxItems: most })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(most)
  @ValidateNested({ each: true })
  @Type(() => LetterAnswerGiven)
  answers: LetterAnswerGiven[];
}
class LetterAnswersShape {
  @ApiProperty({ type: 'integer' }) invited: number;
  @ApiProperty({ type: 'integer' }) declined: number;
}

const answerOf = ({ answer, note, dueAt }: LetterAnswerGiven): LetterAnswer =>
  answer === 'invite'
    ? { invited: true, dueAt: dueAt ?? null, ...(note !== undefined && { note }) }
    : { invited: false, reason: note! };

@ApiTags('applications')
@Controller('api/v1/calls')
export class LetterAnswersController {
  constructor(private readonly answering: AnswerLetters) {}

  @Post(':id/letters-of-intent/answers')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Answer up to 200 letters of intent of a call at once', description: 'All or none: what cannot be answered is named, and nothing is done.' }) // prettier-ignore
  @ApiOkResponse({ type: LetterAnswersShape })
  async answer(
    @IdParam() id: string,
    @Body() { answers }: LetterAnswersGiven,
    @CurrentCaller() caller: Caller,
  ): Promise<LetterAnswersShape> {
    const given = answers.map((one) => ({ applicationId: one.applicationId.toLowerCase(), answer: answerOf(one) }));
    await this.answering.run({ callId: id, by: personOf(caller), answers: given });
    const invited = given.filter(({ answer }) => answer.invited).length;
    return { invited, declined: given.length - invited };
  }
}
