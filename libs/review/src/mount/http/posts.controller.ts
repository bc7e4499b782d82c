import { Body, Controller, Get, Header, HttpCode, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger'; // prettier-ignore
import { IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { IdParam, Idempotent, Permit } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import type { ShownPost } from '../../discussion/post.js';
import { PHASES, type Phase } from '../../meeting/phases.js';
import { ListPosts } from '../features/list-posts.js';
import { WithdrawPost } from '../features/withdraw-post.js';
import { WritePost } from '../features/write-post.js';
import { ActingPerson } from './acting.js';
import { ReviewMount } from './review-mount.js';

class PostBody {
  @ApiProperty() @IsString() @MaxLength(20_000) @Matches(/\S/, { message: 'must say something' }) text: string;
  @ApiPropertyOptional({ type: String, format: 'uuid' }) @IsOptional() @IsUUID() inReplyTo?: string;
}

class PostItem implements ShownPost {
  @ApiProperty({ type: String, format: 'uuid' }) id: string;
  @ApiProperty({ enum: PHASES, description: 'the thread' }) phase: Phase;
  @ApiProperty({
    oneOf: [
      { type: 'object', properties: { person: { type: 'string', format: 'uuid' } } },
      { type: 'object', properties: { pseudonym: { type: 'string' } } },
      { type: 'string', enum: ['you'] },
    ],
  })
  author: ShownPost['author'];
  @ApiProperty({ type: String, format: 'date-time' }) at: string;
  @ApiProperty({ type: String, nullable: true, description: 'null where its author took it back' })
  text: string | null;
  @ApiPropertyOptional({ type: String, format: 'uuid' }) inReplyTo?: string;
}

@ApiTags('discussion')
@Controller(':id')
export class PostsController {
  constructor(
    private readonly mount: ReviewMount,
    private readonly listPosts: ListPosts,
    private readonly writePost: WritePost,
    private readonly withdrawPost: WithdrawPost,
  ) {}

  @Get('applications/:applicationId/posts')
  @Header('cache-control', 'no-store')
  @Permit('self')
  @ApiOperation({ summary: 'The discussion of an application, as far as it shows now' })
  @ApiOkResponse({ type: [PostItem] })
  async list(
    @IdParam() committeeId: string,
    @IdParam('applicationId') applicationId: string,
    @ActingPerson() personId: string,
  ): Promise<PostItem[]> {
    return [...(await this.listPosts.run(committeeId, personId, applicationId))];
  }

  @Post('applications/:applicationId/posts')
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Write about an application; the post stands in the thread of the present phase' })
  @ApiCreatedResponse({ type: [PostItem] })
  async write(
    @IdParam() committeeId: string,
    @IdParam('applicationId') applicationId: string,
    @ActingPerson() personId: string,
    @Body() { text, inReplyTo }: PostBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PostItem[]> {
    const command = { committeeId, personId, applicationId, text };
    const id = await this.writePost.run(
      inReplyTo === undefined ? command : { ...command, inReplyTo: inReplyTo.toLowerCase() },
    );
    void reply.header('location', `${this.mount.path}/${committeeId}/posts/${id}`);
    return this.list(committeeId, applicationId, personId);
  }

  @Post('posts/:postId/withdraw')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Take one’s own post back' })
  @ApiOkResponse({ type: [PostItem] })
  async withdraw(
    @IdParam() committeeId: string,
    @IdParam('postId') postId: string,
    @ActingPerson() personId: string,
  ): Promise<PostItem[]> {
    return [...(await this.withdrawPost.run(committeeId, personId, postId))];
  }
}
