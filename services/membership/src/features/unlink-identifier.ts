import { Injectable } from '@nestjs/common';
import { Identifiers } from '../domain/identifiers.js';
import { unlink } from '../domain/linking.js';
import type { Reference } from '../domain/reference.js';

export interface UnlinkIdentifierCommand {
  readonly personId: string;
  readonly reference: Reference;
}

@Injectable()
export class UnlinkIdentifier {
  constructor(private readonly identifiers: Identifiers) {}

  /** Answers with the person made for a reference that its source describes, else null. */
  run({ personId, reference }: UnlinkIdentifierCommand): Promise<string | null> {
    return this.identifiers.unlink(personId, reference, (person, present, others) =>
      unlink(person, reference, present, others),
    );
  }
}
