import { Injectable } from '@nestjs/common';
import { Bases } from '../domain/bases.js';
import { Sight } from '../domain/sight.js';

@Injectable()
export class GetPercentileBase {
  constructor(
    private readonly sight: Sight,
    private readonly bases: Bases,
  ) {}

  async run(committeeId: string, personId: string): Promise<readonly string[]> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.operates(view);
    return this.bases.of(committeeId);
  }
}
