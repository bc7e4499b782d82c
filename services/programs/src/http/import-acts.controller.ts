import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags, ApiOperation } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { CancelImport } from '../features/cancel-import.js';
import { ReleaseImport } from '../features/release-import.js';
import { RetryImport } from '../features/retry-import.js';
import { UndoImport } from '../features/undo-import.js';
import { ImportId, ImportShape, ReleaseBody, importShape } from './import-shapes.js';

/** What a person does with an import. */
@ApiTags('imports')
@Controller('/api/v1/imports')
export class ImportActsController {
  constructor(
    private readonly releasing: ReleaseImport,
    private readonly retrying: RetryImport,
    private readonly undoing: UndoImport,
    private readonly cancelling: CancelImport,
  ) {}

  @Post(':id/release')
  @ApiOperation({ summary: 'Let a waiting import go on, naming its plan' })
  @HttpCode(200)
  @Permit('imports:release')
  @Idempotent()
  @ApiOkResponse({ type: ImportShape })
  async release(
    @IdParam() id: string,
    @Body() { plan }: ReleaseBody,
    @CurrentCaller() caller: Caller,
  ): Promise<ImportShape> {
    return importShape(await this.releasing.run(id, plan, (source) => caller.mayPostTo(source)));
  }

  @Post(':id/retry')
  @ApiOperation({ summary: 'Try rejected and pending rows again, from the stored input' })
  @HttpCode(202)
  @Permit('imports:release')
  @Idempotent()
  @ApiAcceptedResponse({ type: ImportId, description: 'a new import of the rejected and pending rows' })
  async retry(
    @IdParam() id: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportId> {
    const made = await this.retrying.run(id, caller.clientId, (source) => caller.mayPostTo(source));
    void reply.header('location', `/api/v1/imports/${made}`);
    return { id: made };
  }

  @Post(':id/undo')
  @ApiOperation({ summary: 'Take an applied import back' })
  @HttpCode(202)
  @Permit('imports:release')
  @Idempotent()
  @ApiAcceptedResponse({ type: ImportShape })
  async undo(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<ImportShape> {
    return importShape(await this.undoing.run(id, (source) => caller.mayPostTo(source)));
  }

  @Post(':id/cancel')
  @ApiOperation({ summary: 'Give an import up before it changes anything' })
  @HttpCode(200)
  @Permit('imports:release')
  @Idempotent()
  @ApiOkResponse({ type: ImportShape })
  async cancel(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<ImportShape> {
    return importShape(await this.cancelling.run(id, (source) => caller.mayPostTo(source)));
  }
}
