import { Body, Controller, Delete, Get, Header, HttpCode, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Idempotent, Permit, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { AskReferee } from '../features/ask-referee.js';
import { ExtendReference } from '../features/extend-reference.js';
import { ListReferences } from '../features/list-references.js';
import { RemoveReferee } from '../features/remove-referee.js';
import { personOf } from './answers.js';
import {
  LetterShape,
  RefereeGiven,
  ReferenceExtension,
  referenceShape,
  ReferenceShape,
  ReferencesShape,
} from './reference-shapes.js';

@ApiTags('application references')
@Controller('/api/v1/applications/:id/references')
export class ApplicationReferencesController {
  constructor(
    private readonly listing: ListReferences,
    private readonly asking: AskReferee,
    private readonly removing: RemoveReferee,
    private readonly extending: ExtendReference,
  ) {}

  @Get()
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Who was asked for a letter, and whose has come; no letter' })
  @ApiOkResponse({ type: ReferencesShape })
  async list(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<ReferencesShape> {
    return { items: await this.listing.run(id, personOf(caller)) };
  }

  @Post()
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Ask a referee for a letter, by a link of their own' })
  @ApiCreatedResponse({ type: ReferenceShape })
  async ask(
    @IdParam() id: string,
    @Body() { name, email, relation, accessWaived = true }: RefereeGiven,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReferenceShape> {
    const wanted = { name, email, relation, accessWaived };
    const reference = await this.asking.run({ applicationId: id, personId: personOf(caller), wanted });
    void reply.header('location', `/api/v1/applications/${id}/references/${reference.id}`);
    return referenceShape(reference);
  }

  @Delete(':referenceId')
  @HttpCode(204)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Ask somebody no longer; their link ends' })
  @ApiNoContentResponse()
  remove(
    @IdParam() id: string,
    @IdParam('referenceId') referenceId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    return this.removing.run(id, personOf(caller), referenceId);
  }

  @Post(':referenceId/extend')
  @HttpCode(200)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'An officer gives a referee longer; a new link goes out' })
  @ApiOkResponse({ type: ReferenceShape })
  async extend(
    @IdParam() id: string,
    @IdParam('referenceId') referenceId: string,
    @Body() { dueAt }: ReferenceExtension,
    @CurrentCaller() caller: Caller,
  ): Promise<ReferenceShape> {
    return referenceShape(
      await this.extending.run({ applicationId: id, personId: personOf(caller), referenceId, dueAt }),
    );
  }

  @Get(':referenceId/letter')
  @Permit('self')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'A letter that has come: for officers, and for whoever kept the right to read it' })
  @ApiOkResponse({ type: LetterShape })
  async letter(
    @IdParam() id: string,
    @IdParam('referenceId') referenceId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<LetterShape> {
    const { name, relation, receivedAt, text } = await this.listing.letter(id, personOf(caller), referenceId);
    return { id: referenceId, name, relation, receivedAt, text };
  }
}
