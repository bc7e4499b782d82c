import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { callerOf } from '@chiron/http';
import type { FastifyRequest } from 'fastify';

/** The person who calls; a token that stands for no person is refused `forbidden`. */
export const ActingPerson = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const personId = callerOf(context.switchToHttp().getRequest<FastifyRequest>())?.personId;
  if (personId === undefined) throw coreProblems.refuse('forbidden', { needs: "a person's token" });
  return personId.toLowerCase();
});
