import { SetMetadata, applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import type { Scope } from '@chiron/contracts/core';
import type { FastifyRequest } from 'fastify';

/** Who calls: the verified claims of the access token. */
export class Caller {
  constructor(
    readonly clientId: string,
    /** the client's id, or the person's where the token stands for a person */
    readonly subject: string,
    readonly scopes: ReadonlySet<Scope>,
    /** names of the sources it may post to; `*` stands for all */
    readonly sources: readonly string[],
    readonly personId?: string,
  ) {}

  may(scope: Scope): boolean {
    return this.scopes.has(scope);
  }

  mayPostTo(source: string): boolean {
    return this.sources.includes('*') || this.sources.includes(source);
  }
}

/**
 * Checks an access token. By default the signature is checked against the platform's JWKS; an application that knows
 * more (the gateway knows revoked clients) provides its own under this class.
 */
export abstract class AccessTokens {
  /** The caller the token stands for; throws the refusal `unauthorized` where it is not valid now. */
  abstract verify(token: string): Caller | Promise<Caller>;
}

export const permitKey = 'chiron:permit';
export const publicKey = 'chiron:public';
export const callerKey = Symbol('caller');

export type CallerHolder = FastifyRequest & { [callerKey]?: Caller };

/** Opens a route to callers that have at least one of these scopes. */
export const Permit = (...scopes: [Scope, ...Scope[]]): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(permitKey, scopes), ApiSecurity('oauth2', scopes));

/** Opens a route to everybody; there is no caller then. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(publicKey, true);

/** The verified caller of this request, as a handler's parameter. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** The verified caller of this request; undefined on a public route. */
export const callerOf = (request: FastifyRequest): Caller | undefined => (request as CallerHolder)[callerKey];

/** Notes a caller that was verified before the guard; for an application that must know it earlier (limits). */
export const rememberCaller = (request: FastifyRequest, caller: Caller): void => {
  (request as CallerHolder)[callerKey] = caller;
};
