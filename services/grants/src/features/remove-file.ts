import { Injectable } from '@nestjs/common';
import { Access, asEditor } from '../domain/access.js';
import { editable } from '../domain/application.js';
import { Files } from '../domain/files.js';

export interface RemoveFileCommand {
  readonly applicationId: string;
  readonly fileId: string;
  readonly personId: string;
}

@Injectable()
export class RemoveFile {
  constructor(
    private readonly access: Access,
    private readonly files: Files,
  ) {}

  async run({ applicationId, fileId, personId: caller }: RemoveFileCommand): Promise<void> {
    const { personId } = asEditor(await this.access.to(applicationId, caller));
    await this.files.remove(applicationId, fileId, personId, (application) => void editable(application));
  }
}
