import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import type { AttachedFile } from '../domain/attached-file.js';
import { Audience } from '../domain/audience.js';
import { Files } from '../domain/files.js';

/** A file as somebody may know it; reviewers who must not know who applies learn of the copy alone. */
export type FileView = AttachedFile & { readonly blinded: boolean };

@Injectable()
export class ListFiles {
  constructor(
    private readonly audience: Audience,
    private readonly files: Files,
  ) {}

  async run(applicationId: string, personId: string): Promise<FileView[]> {
    const { names, sees } = await this.audience.to(applicationId, personId);
    const all = await this.files.list(applicationId);
    return all.filter(sees).map((file) => ({ ...file, blinded: !names }));
  }

  async one(applicationId: string, fileId: string, personId: string): Promise<FileView> {
    const { names, sees } = await this.audience.to(applicationId, personId);
    const file = await this.files.one(applicationId, fileId);
    if (!sees(file)) throw coreProblems.refuse('not-found', { kind: 'file', id: fileId });
    return { ...file, blinded: !names };
  }
}
