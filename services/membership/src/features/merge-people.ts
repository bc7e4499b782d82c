import { Injectable } from '@nestjs/common';
import { Merges } from '../domain/merges.js';
import { merge } from '../domain/merging.js';

export interface MergePeopleCommand {
  readonly personId: string;
  readonly intoPersonId: string;
  readonly by: string;
}

@Injectable()
export class MergePeople {
  constructor(private readonly merges: Merges) {}

  run({ personId, intoPersonId, by }: MergePeopleCommand): Promise<string> {
    return this.merges.merge(personId, intoPersonId, by, merge);
  }
}
