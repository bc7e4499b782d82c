import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Module,
  Param,
  Post,
  Query,
  Res,
  UnauthorizedException,
} from '@nestjs/common';
import { coreProblems, type Scope } from '@chiron/contracts/core';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, MaxLength, ValidateNested } from 'class-validator';
import { AccessTokens, Caller, CurrentCaller, Permit, Public } from '../src/access.js';
import { etag, requireMatch } from '../src/etag.js';
import { PageQuery } from '../src/paging.js';
import { serve, type RunningService } from '../src/serve.js';
import { currentTraceparent } from '../src/trace.js';
import { IdParam } from '../src/validation.js';

class Line {
  @IsString() @MaxLength(10) name: string;
}
class Order {
  @IsInt() count: number;
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => Line) lines?: Line[];
}

@Controller('things')
class Things {
  @Get()
  @Permit('programs:read')
  list(@Query() query: PageQuery) {
    return { limit: query.limit };
  }
  @Get('who')
  @Permit('programs:read', 'self')
  who(@CurrentCaller() caller: Caller) {
    return { clientId: caller.clientId, all: caller.mayPostTo('sis'), trace: currentTraceparent() };
  }
  @Get('broken')
  @Public()
  broken() {
    throw new Error('the password is "hunter2"');
  }
  @Get('lost')
  @Public()
  lost() {
    throw Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
  }
  @Get('gone')
  @Public()
  gone() {
    throw coreProblems.refuse('not-found', { kind: 'thing', id: '7' });
  }
  @Get('foreign')
  @Public()
  foreign() {
    throw new UnauthorizedException('secret');
  }
  @Get('by-id/:id')
  @Public()
  byId(@IdParam() id: string) {
    return { id };
  }
  @Get('named/:name')
  @Public()
  named(@Param('name') name: string) {
    return { name };
  }
  @Post()
  @HttpCode(201)
  @Public()
  post(
    @Body() order: Order,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: { header(n: string, v: string): void },
  ) {
    if (ifMatch) requireMatch(ifMatch, 3);
    reply.header('etag', etag(4));
    return order;
  }
}

export class Tokens extends AccessTokens {
  verify(token: string): Caller {
    if (token !== 'a.b.c' && token !== 'a.b.d') throw coreProblems.refuse('unauthorized');
    return new Caller('sis', 'sis', new Set<Scope>(token === 'a.b.c' ? ['programs:read'] : ['people:read']), ['sis']);
  }
}

@Module({ controllers: [Things], providers: [{ provide: AccessTokens, useClass: Tokens }] })
export class App {}

/** A small service, and what tests ask of it. */
export async function things() {
  const service: RunningService = await serve({
    name: 'things',
    module: App,
    env: { LOG_LEVEL: 'silent' },
    bodyLimit: 2_000,
  });
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${service.url}${path}`, init);
    const text = await response.text();
    const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status, headers: response.headers, body, text };
  };
  const post = (body: string, headers: Record<string, string> = {}) =>
    ask('/things', { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  return { url: service.url, ask, post, close: () => service.close() };
}
export type RunningThings = Awaited<ReturnType<typeof things>>;
