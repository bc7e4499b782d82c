import { Controller, Get, Res, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, IdParam, Permit, type Caller } from '@chiron/http';
import type { FastifyReply } from 'fastify';
import { mediaTypes } from '../domain/file-reading.js';
import { DownloadFile } from '../features/download-file.js';
import { personOf } from './answers.js';
import { download } from './downloads.js';

const types = Object.values(mediaTypes);
const binary = { schema: { type: 'string', format: 'binary' } } as const;

@ApiTags('application files')
@Controller('api/v1/applications/:id/files/:fileId')
export class FileContentsController {
  constructor(private readonly downloading: DownloadFile) {}

  @Get('content')
  @Permit('self')
  @ApiOperation({ summary: 'The file as it was sent; not for reviewers who must not know who applies' })
  @ApiProduces(...types)
  @ApiOkResponse(binary)
  async content(
    @IdParam() id: string,
    @IdParam('fileId') fileId: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    return new StreamableFile(download(reply, await this.downloading.original(id, fileId, personOf(caller))));
  }

  @Get('copy')
  @Permit('self')
  @ApiOperation({ summary: 'The copy for reviewers: without metadata, authors and earlier states' })
  @ApiProduces(...types)
  @ApiOkResponse(binary)
  async copy(
    @IdParam() id: string,
    @IdParam('fileId') fileId: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    return new StreamableFile(download(reply, await this.downloading.copy(id, fileId, personOf(caller))));
  }
}
