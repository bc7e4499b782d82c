import { Injectable } from '@nestjs/common';
import { Identifiers } from '../domain/identifiers.js';
import { link } from '../domain/linking.js';
import type { Reference } from '../domain/reference.js';

export interface LinkIdentifierCommand {
  readonly personId: string;
  readonly reference: Reference;
}

/** Staff say whom a bare reference means; what stands under it joins the person's record. */
@Injectable()
export class LinkIdentifier {
  constructor(private readonly identifiers: Identifiers) {}

  async run({ personId, reference }: LinkIdentifierCommand): Promise<void> {
    await this.identifiers.link(personId, reference, (person, present) => link(person, reference, present));
  }
}
