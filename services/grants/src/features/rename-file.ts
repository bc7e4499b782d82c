import { Injectable } from '@nestjs/common';
import { Access, asEditor } from '../domain/access.js';
import { editable } from '../domain/application.js';
import { labelOf, type AttachedFile } from '../domain/attached-file.js';
import { Files } from '../domain/files.js';

export interface RenameFileCommand {
  readonly applicationId: string;
  readonly fileId: string;
  readonly personId: string;
  readonly name: string;
}

/** Gives a file another label: the first thing that may name somebody. */
@Injectable()
export class RenameFile {
  constructor(
    private readonly access: Access,
    private readonly files: Files,
  ) {}

  async run({ applicationId, fileId, personId, name }: RenameFileCommand): Promise<AttachedFile> {
    asEditor(await this.access.to(applicationId, personId));
    const label = labelOf(name, '/name');
    return this.files.rename(applicationId, fileId, label, (application) => void editable(application));
  }
}
