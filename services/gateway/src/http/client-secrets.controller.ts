import { Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { Caller, CurrentCaller, Idempotent, Permit } from '@chiron/http';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Client } from '../domain/client.js';
import { RevokeClient } from '../features/revoke-client.js';
import { RotateSecret } from '../features/rotate-secret.js';
import { ClientShape, ClientWithSecret } from './answer-shapes.js';
import { told, type Secretive } from './clients.controller.js';

@ApiTags('clients')
@Controller('api/v1/clients')
@Permit('clients:manage')
export class ClientSecretsController {
  constructor(
    private readonly rotation: RotateSecret,
    private readonly revocation: RevokeClient,
  ) {}

  @Post(':id/secret')
  @HttpCode(200)
  @Idempotent(['clientSecret'])
  @ApiOkResponse({ type: ClientWithSecret })
  @ApiOperation({
    summary: 'Rotate the secret; the new one is in this answer and never again, the old one ends at once',
  })
  async rotate(
    @Param('id') id: string,
    @CurrentCaller() by: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Secretive> {
    const { client, secret } = await this.rotation.run(id, by);
    return { ...told(client, reply), clientSecret: secret };
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @Idempotent()
  @ApiOkResponse({ type: ClientShape })
  @ApiOperation({ summary: 'Revoke a client for ever; its tokens are refused at once' })
  async revoke(
    @Param('id') id: string,
    @CurrentCaller() by: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Client> {
    return told(await this.revocation.run(id, by), reply);
  }
}
