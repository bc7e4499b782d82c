import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Caller, CurrentCaller, Idempotent, Permit } from '@chiron/http';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import { RotateKeys } from '../features/rotate-keys.js';
import { SigningKeys } from './answer-shapes.js';

class Rotation {
  @IsOptional()
  @IsBoolean()
  withdraw?: boolean;
}

@ApiTags('operations')
@Controller('api/v1/operations/gateway/signing-keys')
export class KeysController {
  constructor(private readonly keys: RotateKeys) {}

  @Post('rotate')
  @HttpCode(200)
  @Permit('operations:write')
  @Idempotent()
  @ApiOkResponse({ type: SigningKeys })
  @ApiOperation({
    summary: 'Make the next signing key',
    description:
      'It signs a minute later; the old keys stay published until their tokens have expired. With `withdraw: true`, for a key that others may know, the old ones end at once and every token they signed with them.',
  })
  rotate(@Body() body: Rotation, @CurrentCaller() by: Caller) {
    return this.keys.run(body.withdraw ?? false, by);
  }
}
