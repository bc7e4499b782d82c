import { Body, Controller, Get, Header, Headers, Param, ParseIntPipe, Put, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Idempotent, Permit, etag, requireMatch } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { ListRubrics } from '../features/list-rubrics.js';
import { SetRubric } from '../features/set-rubric.js';
import { ActingPerson } from './acting.js';
import { RubricBody, RubricView, contentOf, rubricView } from './rubric-shapes.js';

@ApiTags('rubrics')
@Controller(':id')
export class RubricsController {
  constructor(
    private readonly listRubrics: ListRubrics,
    private readonly setRubric: SetRubric,
  ) {}

  @Get('rubric')
  @Header('cache-control', 'no-store')
  @Permit('self')
  @ApiOperation({ summary: 'The present rubric' })
  @ApiOkResponse({ type: RubricView })
  async present(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RubricView> {
    const rubric = await this.listRubrics.present(committeeId, personId);
    void reply.header('etag', etag(rubric.version));
    return rubricView(rubric);
  }

  @Put('rubric')
  @Permit('self')
  @Idempotent()
  @ApiHeader({ name: 'If-Match', required: false, description: 'needed once there is one' })
  @ApiOperation({
    summary: 'Set the rubric',
    description: 'In place while no review uses it; then a new version is made, and drafts may move to it.',
  })
  @ApiOkResponse({ type: RubricView })
  async set(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Body() body: RubricBody,
    @Headers('if-match') match: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RubricView> {
    const rubric = await this.setRubric.run({
      committeeId,
      personId,
      content: contentOf(body),
      check: (present) => present && requireMatch(match, present.version),
    });
    void reply.header('etag', etag(rubric.version));
    return rubricView(rubric);
  }

  @Get('rubric-versions')
  @Header('cache-control', 'no-store')
  @Permit('self')
  @ApiOperation({ summary: 'All versions of the rubric, the newest first' })
  @ApiOkResponse({ type: [RubricView] })
  async all(@IdParam() committeeId: string, @ActingPerson() personId: string): Promise<RubricView[]> {
    return (await this.listRubrics.all(committeeId, personId)).map(rubricView);
  }

  @Get('rubric-versions/:version')
  @Header('cache-control', 'no-store')
  @Permit('self')
  @ApiOperation({ summary: 'One version of the rubric' })
  @ApiOkResponse({ type: RubricView })
  async version(
    @IdParam() committeeId: string,
    @ActingPerson() personId: string,
    @Param('version', ParseIntPipe) version: number,
  ): Promise<RubricView> {
    return rubricView(await this.listRubrics.version(committeeId, personId, version));
  }
}
