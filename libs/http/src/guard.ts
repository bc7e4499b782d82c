import type { CanActivate, ExecutionContext, Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { coreProblems, type Scope } from '@chiron/contracts/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessTokens, callerKey, permitKey, publicKey, type CallerHolder } from './access.js';

interface Access {
  readonly open: boolean;
  readonly scopes: readonly Scope[];
}

function declared(handler: object, controller: object): Access {
  const of = <T>(key: string): T | undefined =>
    (Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, controller)) as T | undefined;
  const own = Reflect.hasMetadata(permitKey, handler) || Reflect.hasMetadata(publicKey, handler) ? handler : controller;
  return { open: Reflect.getMetadata(publicKey, own) === true, scopes: of<Scope[]>(permitKey) ?? [] };
}

const bearer = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i;

/** The token of the Authorization header; undefined where there is none of the right form. */
export const bearerToken = (header: string | undefined): string | undefined => bearer.exec(header ?? '')?.[1];

/** Deny by default: a route is open only by `@Public()`, or to a token with one of its `@Permit` scopes. */
export class AccessGuard implements CanActivate {
  private readonly known = new WeakMap<object, Access>();

  constructor(private readonly tokens: AccessTokens) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.accessOf(context.getHandler(), context.getClass());
    if (access.open) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const token = bearerToken(request.headers.authorization);
    const reply = http.getResponse<FastifyReply>();
    if (!token) {
      void reply.header('www-authenticate', 'Bearer realm="chiron"');
      throw coreProblems.refuse('unauthorized');
    }
    const verified = this.tokens.verify(token);
    const caller = verified instanceof Promise ? await verified : verified;
    if (!access.scopes.some((scope) => caller.scopes.has(scope))) {
      void reply.header(
        'www-authenticate',
        `Bearer realm="chiron", error="insufficient_scope", scope="${access.scopes.join(' ')}"`,
      );
      throw coreProblems.refuse('forbidden', { needs: access.scopes.join(' or ') });
    }
    (request as CallerHolder)[callerKey] = caller;
    return true;
  }

  private accessOf(handler: object, controller: object): Access {
    let access = this.known.get(handler);
    if (!access) {
      access = declared(handler, controller);
      this.known.set(handler, access);
    }
    return access;
  }
}

/** Routes that say neither `@Permit` nor `@Public()`, as `Controller.method`. */
export function undeclaredRoutes(modules: ModulesContainer): string[] {
  const missing: string[] = [];
  for (const module of modules.values()) {
    for (const { metatype } of module.controllers.values()) {
      const controller = metatype as Type | null;
      if (!controller) continue;
      for (const name of methodsOf(controller)) {
        const handler = controller.prototype[name] as object;
        if (!Reflect.hasMetadata('path', handler)) continue;
        const access = declared(handler, controller);
        if (!access.open && access.scopes.length === 0) missing.push(`${controller.name}.${name}`);
      }
    }
  }
  return missing.sort();
}

function methodsOf(controller: Type): string[] {
  const names = new Set<string>();
  for (let at: object = controller.prototype; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (name !== 'constructor' && typeof Object.getOwnPropertyDescriptor(at, name)?.value === 'function')
        names.add(name);
    }
  }
  return [...names];
}
