import { Injectable } from '@nestjs/common';
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
    const { names } = await this.audience.to(applicationId, personId);
    const all = await this.files.list(applicationId);
    const known = names ? all : all.filter(({ copy }) => copy !== null);
    return known.map((file) => ({ ...file, blinded: !names }));
  }

  async one(applicationId: string, fileId: string, personId: string): Promise<FileView> {
    const { names } = await this.audience.to(applicationId, personId);
    return { ...(await this.files.one(applicationId, fileId)), blinded: !names };
  }
}
