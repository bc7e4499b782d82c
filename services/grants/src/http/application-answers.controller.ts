import { Body, Controller, Get, Header, Headers, Param, ParseIntPipe, Put, Query, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { coreProblems } from '@chiron/contracts/core';
import {
  CurrentCaller,
  decodeCursor,
  IdParam,
  Idempotent,
  PageQuery,
  pageOf,
  Permit,
  requireMatch,
  IfMatch,
  type Caller,
} from '@chiron/http';
import type { FastifyReply } from 'fastify';
import type { Answers } from '../domain/answers.js';
import { CheckApplication } from '../features/check-application.js';
import { GetAnswers } from '../features/get-answers.js';
import { SaveAnswers } from '../features/save-answers.js';
import { personOf, tagged } from './answers.js';
import { ApplicationCompleteness } from './application-shapes.js';

const moment = { type: 'string', format: 'date-time' } as const;

class SavedAnswers {
  @ApiProperty({ type: 'integer' }) version: number;
  @ApiProperty(moment) savedAt: Date | string;
}
class AnswersAsSaved extends SavedAnswers {
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'by the names of the form’s fields' })
  answers: Answers;
}
class AnswersVersionShape extends SavedAnswers {
  @ApiProperty({ type: 'string', format: 'uuid' }) savedBy: string;
}
class AnswersVersionsPage {
  @ApiProperty({ type: [AnswersVersionShape] }) items: AnswersVersionShape[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

function noVersion() {
  const errors = [{ pointer: 'path:version', detail: 'must be the number of a version' }];
  return coreProblems.refuse('validation-failed', {}, errors);
}

@ApiTags('applications')
@Controller('/api/v1/applications/:id')
export class ApplicationAnswersController {
  constructor(
    private readonly saving: SaveAnswers,
    private readonly getting: GetAnswers,
    private readonly checking: CheckApplication,
  ) {}

  @Get('answers')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The answers as they stand; their ETag is the version' })
  @ApiOkResponse({ type: AnswersAsSaved })
  async get(
    @IdParam() id: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnswersAsSaved> {
    const found = await this.getting.run(id, personOf(caller));
    return tagged(reply, found.version, found);
  }

  @Put('answers')
  @Permit('self')
  @Idempotent()
  @IfMatch()
  @ApiOperation({
    summary: 'Save the answers as they are so far',
    description:
      'Every version is kept. If-Match names the version that was read: a tab that is behind gets 412 with the present one, and loses nothing.',
  })
  @ApiBody({ schema: { type: 'object', additionalProperties: true } })
  @ApiOkResponse({ type: SavedAnswers })
  async save(
    @IdParam() id: string,
    @Body() answers: unknown,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SavedAnswers> {
    if (typeof answers !== 'object' || answers === null || Array.isArray(answers))
      throw coreProblems.refuse('validation-failed', {}, [{ pointer: '', detail: 'must be an object of answers' }]);
    const saved = await this.saving.run({
      applicationId: id,
      personId: personOf(caller),
      answers: answers as Answers,
      match: (version) => requireMatch(ifMatch, version),
    });
    return tagged(reply, saved.version, saved);
  }

  @Get('answers/versions')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Every saved version, the newest first' })
  @ApiOkResponse({ type: AnswersVersionsPage })
  async versions(
    @IdParam() id: string,
    @Query() { limit, cursor }: PageQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<AnswersVersionsPage> {
    const isVersion = (value: unknown): boolean => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31;
    const before = cursor === undefined ? undefined : Number(decodeCursor(cursor, 1, ([only]) => isVersion(only))[0]);
    const rows = await this.getting.versions(id, personOf(caller), { limit, before });
    return pageOf(rows, limit, ({ version }) => [version]);
  }

  @Get('answers/versions/:version')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The answers as an earlier version had them' })
  @ApiOkResponse({ type: AnswersAsSaved })
  version(
    @IdParam() id: string,
    @Param('version', new ParseIntPipe({ exceptionFactory: noVersion })) version: number,
    @CurrentCaller() caller: Caller,
  ): Promise<AnswersAsSaved> {
    if (Math.abs(version) >= 2 ** 31) throw noVersion();
    return this.getting.version(id, personOf(caller), version);
  }

  @Get('completeness')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'What is still missing before it can be handed in, by field' })
  @ApiOkResponse({ type: ApplicationCompleteness })
  async completeness(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<ApplicationCompleteness> {
    const missing = await this.checking.run(id, personOf(caller));
    return { complete: missing.length === 0, missing };
  }
}
