import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { grantsProblems } from '@chiron/contracts/grants';
import { downloadName, type AttachedFile } from '../domain/attached-file.js';
import { Audience } from '../domain/audience.js';
import { mediaTypes } from '../domain/file-reading.js';
import { FileStore } from '../domain/file-store.js';
import { Files } from '../domain/files.js';

export interface Download {
  readonly content: Uint8Array;
  readonly name: string;
  readonly mediaType: string;
  readonly sha256: string;
}

/** The content of a file, as it was sent or as reviewers get it. */
@Injectable()
export class DownloadFile {
  constructor(
    private readonly audience: Audience,
    private readonly files: Files,
    private readonly store: FileStore,
  ) {}

  /** As it was sent; for those who may know who applies. */
  async original(applicationId: string, fileId: string, personId: string): Promise<Download> {
    const { file, names } = await this.seen(applicationId, fileId, personId);
    if (!names) throw coreProblems.refuse('forbidden', { needs: 'that the applicants may be known; take the copy' });
    return this.content(file, file.sha256);
  }

  /** The copy for reviewers. */
  async copy(applicationId: string, fileId: string, personId: string): Promise<Download> {
    const { file } = await this.seen(applicationId, fileId, personId);
    if (file.copy) return this.content(file, file.copy.sha256);
    const reason = file.readAt ? (file.unreadable[0]?.reason ?? 'damaged') : 'not read yet';
    throw grantsProblems.refuse('copy-not-made', { reason });
  }

  private async seen(applicationId: string, fileId: string, personId: string) {
    const { names, sees } = await this.audience.to(applicationId, personId);
    const file = await this.files.one(applicationId, fileId);
    if (!sees(file)) throw coreProblems.refuse('not-found', { kind: 'file', id: fileId });
    return { file, names };
  }

  private async content(file: AttachedFile, sha256: string): Promise<Download> {
    const content = await this.store.read(sha256);
    return { content, name: downloadName(file), mediaType: mediaTypes[file.kind], sha256 };
  }
}
