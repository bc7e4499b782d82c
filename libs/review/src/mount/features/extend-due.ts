import { Injectable } from '@nestjs/common';
import { Clock, coreProblems } from '@chiron/contracts/core';
import { reviewProblems } from '../../problems.js';
import { Extensions, type Extension } from '../domain/extensions.js';
import { Sight } from '../domain/sight.js';
import { mustAdminister } from '../domain/view.js';

export interface ExtendDueCommand {
  readonly committeeId: string;
  readonly personId: string;
  readonly reviewerId: string;
  /** RFC 3339. */
  readonly due: string;
  readonly reason: string;
}

@Injectable()
export class ExtendDue {
  constructor(
    private readonly sight: Sight,
    private readonly extensions: Extensions,
    private readonly clock: Clock,
  ) {}

  /** Gives one reviewer a due moment of their own; a later one replaces it. */
  async run({ committeeId, personId, reviewerId, due, reason }: ExtendDueCommand): Promise<Extension> {
    const view = await this.sight.in(committeeId, personId);
    mustAdminister(view);
    if (reason.trim() === '') {
      throw reviewProblems.refuse('reason-needed', {}, [{ pointer: '/reason', detail: 'Say why in one sentence.' }]);
    }
    const given = { personId: reviewerId, due, reason: reason.trim(), by: view.personId, at: this.clock.now() };
    const extension = await this.extensions.give(committeeId, given);
    if (!extension) throw coreProblems.refuse('not-found', { kind: 'member', id: reviewerId });
    return extension;
  }
}
