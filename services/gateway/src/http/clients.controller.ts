import { Body, Controller, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { Scope } from '@chiron/contracts/core';
import { Caller, CurrentCaller, Idempotent, PageQuery, Permit, etag } from '@chiron/http';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  MinLength,
} from 'class-validator';
import type { FastifyReply } from 'fastify';
import { clientScopes, type Client } from '../domain/client.js';
import { ChangeClient } from '../features/change-client.js';
import { ListClients } from '../features/list-clients.js';
import { RegisterClient } from '../features/register-client.js';
import { ClientShape, ClientWithSecret, ClientsPage } from './answer-shapes.js';

const sourceName = /^(\*|[A-Za-z0-9][A-Za-z0-9._-]{0,99})$/;

class NewClient {
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  name: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(clientScopes.length)
  @IsIn(clientScopes, { each: true })
  scopes: Scope[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @Matches(sourceName, { each: true, message: 'each must be the name of a source, or * for all' })
  sources?: string[];
}

class ClientChange {
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  name?: string;

  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(clientScopes.length)
  @IsIn(clientScopes, { each: true })
  scopes?: Scope[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @Matches(sourceName, { each: true, message: 'each must be the name of a source, or * for all' })
  sources?: string[];
}

/** A client with its secret, which is told this once. */
export type Secretive = Client & { readonly clientSecret: string };

@ApiTags('clients')
@Controller('api/v1/clients')
@Permit('clients:manage')
export class ClientsController {
  constructor(
    private readonly clients: ListClients,
    private readonly register: RegisterClient,
    private readonly changes: ChangeClient,
  ) {}

  @Post()
  @HttpCode(201)
  @Idempotent(['clientSecret'])
  @ApiCreatedResponse({ type: ClientWithSecret })
  @ApiOperation({ summary: 'Register a client; its secret is in this answer and never again' })
  async create(
    @Body() body: NewClient,
    @CurrentCaller() by: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Secretive> {
    const { client, secret } = await this.register.run({ ...body, sources: body.sources ?? [] }, by);
    void reply.header('location', `/api/v1/clients/${client.id}`);
    return { ...told(client, reply), clientSecret: secret };
  }

  @Get()
  @ApiOkResponse({ type: ClientsPage })
  @ApiOperation({ summary: 'List clients' })
  list(@Query() query: PageQuery) {
    return this.clients.run(query);
  }

  @Get(':id')
  @ApiOkResponse({ type: ClientShape })
  @ApiOperation({ summary: 'Read a client' })
  async get(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Client> {
    return told(await this.clients.one(id), reply);
  }

  @Patch(':id')
  @Idempotent()
  @ApiOkResponse({ type: ClientShape })
  @ApiOperation({ summary: 'Change name, scopes or sources; needs If-Match' })
  async change(
    @Param('id') id: string,
    @Body() body: ClientChange,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() by: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Client> {
    return told(await this.changes.run(id, body, ifMatch, by), reply);
  }
}

/** A client, with its ETag; no cache may keep it. */
export function told(client: Client, reply: FastifyReply): Client {
  void reply.header('etag', etag(client.revision)).header('cache-control', 'no-store');
  return client;
}
