import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags, ApiOperation } from '@nestjs/swagger';
import { coreProblems } from '@chiron/contracts/core';
import { programsProblems } from '@chiron/contracts/programs';
import { CurrentCaller, Idempotent, Permit, etag, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { ownSource } from '../domain/source.js';
import { EnrollPerson } from '../features/enroll-person.js';
import { GetEnrollment } from '../features/get-enrollment.js';
import { PostEnrollment } from '../features/post-enrollment.js';
import { PostedEnrollment, PostedEnrollmentShape, rowOf } from './posted-enrollment.js';

@ApiTags('enrollments')
@Controller('/api/v1/enrollments')
export class PostEnrollmentsController {
  constructor(
    private readonly posting: PostEnrollment,
    private readonly enrolling: EnrollPerson,
    private readonly getting: GetEnrollment,
  ) {}

  /** 201 where the enrollment is new, 200 where the row found it; `outcome` says what became of the row. */
  @Post()
  @ApiOperation({ summary: 'Post one enrollment, of a source or by hand' })
  @Permit('enrollments:write')
  @Idempotent()
  @ApiCreatedResponse({ type: PostedEnrollmentShape })
  @ApiOkResponse({ type: PostedEnrollmentShape })
  async post(
    @Body() body: PostedEnrollment,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const byHand = body.personId !== undefined && body.offeringId !== undefined && body.source === undefined;
    const source = byHand ? ownSource : sourceOf(body, caller);
    if (!caller.mayPostTo(source)) {
      throw programsProblems.refuse('source-not-permitted', { source }, [
        { pointer: byHand ? '/personId' : '/source', detail: 'needs a source that this client may post to' },
      ]);
    }
    const { outcome, enrollment } = byHand ? await this.enroll(body) : await this.posting.run(source, rowOf(body));
    void reply.code(outcome === 'created' || outcome === 'pending' ? 201 : 200);
    if (!enrollment) return { outcome };
    void reply.header('location', `/api/v1/enrollments/${enrollment.id}`).header('etag', etag(enrollment.revision));
    return { ...enrollment, outcome };
  }

  private async enroll(body: PostedEnrollment) {
    const { id, outcome } = await this.enrolling.run({
      ...body,
      personId: body.personId!,
      offeringId: body.offeringId!,
    });
    return { outcome, enrollment: await this.getting.run(id) };
  }
}

function sourceOf(body: PostedEnrollment, caller: Caller): string {
  if (body.source !== undefined) return body.source;
  const [only, ...others] = caller.sources;
  if (only !== undefined && only !== '*' && others.length === 0) return only;
  throw coreProblems.refuse('validation-failed', {}, [
    { pointer: '/source', detail: 'is needed: this client may post to more than one source' },
  ]);
}
