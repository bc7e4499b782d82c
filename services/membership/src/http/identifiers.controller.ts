import { Body, Controller, Delete, HttpCode, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Idempotent, Permit } from '@chiron/http';
import { LinkIdentifier } from '../features/link-identifier.js';
import { UnlinkIdentifier } from '../features/unlink-identifier.js';
import { ReferenceBody, UnlinkedView } from './person-shapes.js';

@ApiTags('people')
@Controller('api/v1/people/:id/identifiers')
export class IdentifiersController {
  constructor(
    private readonly linkIdentifier: LinkIdentifier,
    private readonly unlinkIdentifier: UnlinkIdentifier,
  ) {}

  @Post()
  @HttpCode(204)
  @Permit('people:write')
  @Idempotent()
  @ApiOperation({
    summary: 'Say whom a bare reference means',
    description: 'Enrollments that wait for it complete, and join this person’s record.',
  })
  @ApiNoContentResponse()
  link(@IdParam() id: string, @Body() { source, sourcedId }: ReferenceBody): Promise<void> {
    return this.linkIdentifier.run({ personId: id, reference: { source, sourcedId } });
  }

  @Delete()
  @HttpCode(200)
  @Permit('people:write')
  @Idempotent()
  @ApiOperation({
    summary: 'Take a reference from a person',
    description: 'A bare one means nobody from now on; for one that its source describes a person is made.',
  })
  @ApiOkResponse({ type: UnlinkedView })
  async unlink(@IdParam() id: string, @Query() { source, sourcedId }: ReferenceBody): Promise<UnlinkedView> {
    return { personId: await this.unlinkIdentifier.run({ personId: id, reference: { source, sourcedId } }) };
  }
}
