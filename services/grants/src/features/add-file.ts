import { Injectable } from '@nestjs/common';
import { uuidv7 } from 'uuidv7';
import { Access, asEditor } from '../domain/access.js';
import { attach, filesField, labelOf, type AttachedFile } from '../domain/attached-file.js';
import { editable } from '../domain/application.js';
import { CallTerms } from '../domain/call-terms.js';
import { Files } from '../domain/files.js';
import { Intake } from '../formats/intake.js';

export interface AddFileCommand {
  readonly applicationId: string;
  readonly personId: string;
  readonly field: string;
  readonly name: string;
  readonly requestKey: string | null;
  readonly content: AsyncIterable<Uint8Array>;
}

/** Takes a file in. It is noted before its content is kept, so that no content ever lies about without somebody to ask. */
@Injectable()
export class AddFile {
  constructor(
    private readonly access: Access,
    private readonly terms: CallTerms,
    private readonly files: Files,
    private readonly intake: Intake,
  ) {}

  async run(command: AddFileCommand): Promise<{ file: AttachedFile; replayed: boolean }> {
    const { applicationId, field: name, requestKey } = command;
    const { application, personId } = asEditor(await this.access.to(applicationId, command.personId));
    editable(application);
    const field = filesField((await this.terms.of(application)).form, name);
    const label = labelOf(command.name, '?name');
    const { received, kind } = await this.intake.take(command.content, field);
    try {
      const { sha256, size } = received;
      const { id, fresh } = await this.files.add(
        { id: uuidv7(), applicationId, field: name, label, kind, sha256, size, addedBy: personId, requestKey },
        (now, present) => attach(now, field, present),
      );
      if (fresh) {
        await received.keep();
        await this.files.arrived(id);
      }
      return { file: await this.files.one(applicationId, id), replayed: !fresh };
    } finally {
      await received.drop();
    }
  }
}
