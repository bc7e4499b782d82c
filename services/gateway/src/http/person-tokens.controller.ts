import { Controller, HttpCode, Post, Res } from '@nestjs/common';
import { Caller, CurrentCaller, IdParam, Permit } from '@chiron/http';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { MintPersonToken } from '../features/mint-person-token.js';
import { TokenAnswer } from './answer-shapes.js';

@ApiTags('people')
@Controller('api/v1/people')
export class PersonTokensController {
  constructor(private readonly mint: MintPersonToken) {}

  @Post(':id/tokens')
  @HttpCode(201)
  @Permit('tokens:issue')
  @ApiCreatedResponse({ type: TokenAnswer })
  @ApiOperation({ summary: 'Mint a ten-minute token that stands for one person; each is audited' })
  async create(@IdParam() id: string, @CurrentCaller() by: Caller, @Res({ passthrough: true }) reply: FastifyReply) {
    const { token, expiresIn } = await this.mint.run(id, by);
    void reply.header('cache-control', 'no-store');
    return { access_token: token, token_type: 'Bearer', expires_in: expiresIn, scope: 'self' };
  }
}
