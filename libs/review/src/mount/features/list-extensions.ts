import { Injectable } from '@nestjs/common';
import { Extensions, type Extension } from '../domain/extensions.js';
import { Sight } from '../domain/sight.js';
import { mustAdminister } from '../domain/view.js';

@Injectable()
export class ListExtensions {
  constructor(
    private readonly sight: Sight,
    private readonly extensions: Extensions,
  ) {}

  async run(committeeId: string, personId: string): Promise<readonly Extension[]> {
    mustAdminister(await this.sight.in(committeeId, personId));
    return this.extensions.all(committeeId);
  }
}
