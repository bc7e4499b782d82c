import { Injectable } from '@nestjs/common';
import { Merges } from '../domain/merges.js';
import { separate } from '../domain/merging.js';

@Injectable()
export class UndoMerge {
  constructor(private readonly merges: Merges) {}

  async run({ mergeId, by }: { mergeId: string; by: string }): Promise<void> {
    await this.merges.undo(mergeId, by, separate);
  }
}
