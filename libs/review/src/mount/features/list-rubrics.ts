import { Injectable } from '@nestjs/common';
import { Rubrics, type RubricVersion } from '../domain/rubrics.js';
import { Sight } from '../domain/sight.js';

@Injectable()
export class ListRubrics {
  constructor(
    private readonly sight: Sight,
    private readonly rubrics: Rubrics,
  ) {}

  async present(committeeId: string, personId: string): Promise<RubricVersion> {
    const { committee, round } = await this.sight.in(committeeId, personId);
    return this.rubrics.present(committee, round);
  }

  async all(committeeId: string, personId: string): Promise<readonly RubricVersion[]> {
    const { committee } = await this.sight.in(committeeId, personId);
    return this.rubrics.all(committee.id);
  }

  async version(committeeId: string, personId: string, version: number): Promise<RubricVersion> {
    const { committee } = await this.sight.in(committeeId, personId);
    return this.rubrics.version(committee.id, version);
  }
}
