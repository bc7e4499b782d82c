import { Readable } from 'node:stream';
import { Body, Controller, Delete, Get, Headers, HttpCode, Patch, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBody, ApiConsumes, ApiCreatedResponse, ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags,
} from '@nestjs/swagger'; // prettier-ignore
import { coreProblems } from '@chiron/contracts/core';
import { CurrentCaller, faultInText, IdParam, Idempotent, maxIdLength, Permit, type Caller } from '@chiron/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mediaTypes } from '../domain/file-reading.js';
import { AddFile } from '../features/add-file.js';
import { ListFiles } from '../features/list-files.js';
import { RemoveFile } from '../features/remove-file.js';
import { RenameFile } from '../features/rename-file.js';
import { personOf } from './answers.js';
import { FileShape, FilesList, NewFileQuery, RenamedFile } from './file-shapes.js';

/** Content types whose bodies are files; what a file is, its content says, so that any of them is as good. */
export const fileTypes = ['application/octet-stream', ...Object.values(mediaTypes)];

@ApiTags('application files')
@Controller('api/v1/applications/:id/files')
export class FilesController {
  constructor(
    private readonly adding: AddFile,
    private readonly listing: ListFiles,
    private readonly renaming: RenameFile,
    private readonly removing: RemoveFile,
  ) {}

  @Post()
  @Permit('self')
  @ApiOperation({
    summary: 'Add a file to a draft',
    description:
      'The body is the file. It is taken for what its content is: PDF, DOCX, PNG or JPEG, as the field allows.',
  })
  @ApiConsumes(...fileTypes)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'repeats of this call add no second file' })
  @ApiCreatedResponse({ type: FileShape })
  async add(
    @IdParam() id: string,
    @Query() { field, name }: NewFileQuery,
    @Headers('idempotency-key') key: string | undefined,
    @Req() request: FastifyRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FileShape> {
    const personId = personOf(caller);
    if (!(request.body instanceof Readable)) {
      throw coreProblems.refuse('unsupported-media-type', { accepted: fileTypes.join(', ') });
    }
    const command = { applicationId: id, personId, field, name, requestKey: keyOf(key), content: request.body };
    const { file, replayed } = await this.adding.run(command);
    void reply.header('location', `/api/v1/applications/${id}/files/${file.id}`);
    if (replayed) void reply.header('idempotency-replayed', 'true');
    return FileShape.of({ ...file, blinded: false });
  }

  @Get()
  @Permit('self')
  @ApiOperation({
    summary: 'Files of an application; reviewers who must not know who applies see the copies made for them',
  })
  @ApiOkResponse({ type: FilesList })
  async list(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<FilesList> {
    return { items: (await this.listing.run(id, personOf(caller))).map((file) => FileShape.of(file)) };
  }

  @Get(':fileId')
  @Permit('self')
  @ApiOperation({ summary: 'What is known of one file' })
  @ApiOkResponse({ type: FileShape })
  async get(
    @IdParam() id: string,
    @IdParam('fileId') fileId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<FileShape> {
    return FileShape.of(await this.listing.one(id, fileId, personOf(caller)));
  }

  @Patch(':fileId')
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Give a file another name' })
  @ApiOkResponse({ type: FileShape })
  async rename(
    @IdParam() id: string,
    @IdParam('fileId') fileId: string,
    @Body() { name }: RenamedFile,
    @CurrentCaller() caller: Caller,
  ): Promise<FileShape> {
    const file = await this.renaming.run({ applicationId: id, fileId, personId: personOf(caller), name });
    return FileShape.of({ ...file, blinded: false });
  }

  @Delete(':fileId')
  @HttpCode(204)
  @Permit('self')
  @Idempotent()
  @ApiOperation({ summary: 'Take a file out of a draft' })
  @ApiNoContentResponse()
  remove(@IdParam() id: string, @IdParam('fileId') fileId: string, @CurrentCaller() caller: Caller): Promise<void> {
    return this.removing.run({ applicationId: id, fileId, personId: personOf(caller) });
  }
}

function keyOf(key: string | undefined): string | null {
  if (key === undefined) return null;
  if (key.length > 0 && key.length <= maxIdLength && faultInText(key) === undefined) return key;
  throw coreProblems.refuse('validation-failed', {}, [
    { pointer: 'header:Idempotency-Key', detail: `must have 1 to ${maxIdLength} characters` },
  ]);
}
