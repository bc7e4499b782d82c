import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import type { RubricContent } from '../../forms/rubric.js';
import { Rubrics, type RubricVersion } from '../domain/rubrics.js';
import { Sight } from '../domain/sight.js';
import { mustAdminister, mustBeBeforeDecision } from '../domain/view.js';

export interface SetRubricCommand {
  readonly committeeId: string;
  readonly personId: string;
  readonly content: RubricContent;
  /** Sees the present version, null where there is none; refuses where the caller saw another. */
  readonly check: (present: RubricVersion | null) => void;
}

@Injectable()
export class SetRubric {
  constructor(
    private readonly sight: Sight,
    private readonly rubrics: Rubrics,
    private readonly clock: Clock,
  ) {}

  async run({ committeeId, personId, content, check }: SetRubricCommand): Promise<RubricVersion> {
    const view = await this.sight.in(committeeId, personId);
    mustAdminister(view);
    mustBeBeforeDecision(view.committee.phase);
    return this.rubrics.change(committeeId, content, view.personId, this.clock.now(), check);
  }
}
