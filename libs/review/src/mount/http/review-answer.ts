import { HttpCode, Post, applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Idempotent, Permit, etag } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import type { ListReviews } from '../features/list-reviews.js';
import { ReviewItem } from './review-shapes.js';

/** One review, and who asks for it. */
export interface ReviewAsked {
  readonly committeeId: string;
  readonly reviewId: string;
  readonly personId: string;
}

/** A step of a review, which answers the review as it is then. */
export const ReviewStep = (path: string, summary: string): MethodDecorator =>
  applyDecorators(
    Post(path),
    HttpCode(200),
    Permit('self'),
    Idempotent(),
    ApiOperation({ summary }),
    ApiOkResponse({ type: ReviewItem }),
  );

/** The review as it now shows to who asks, with its ETag. */
export async function reviewAnswer(reviews: ListReviews, asked: ReviewAsked, reply: FastifyReply): Promise<ReviewItem> {
  const review = await reviews.one(asked.committeeId, asked.personId, asked.reviewId);
  void reply.header('etag', etag(review.revision));
  return review;
}
