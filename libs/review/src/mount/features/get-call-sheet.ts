import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { callSheet, type CallSheetLine } from '../../meeting/order.js';
import { Meetings } from '../domain/meetings.js';
import { Sight } from '../domain/sight.js';

@Injectable()
export class GetCallSheet {
  constructor(
    private readonly sight: Sight,
    private readonly meetings: Meetings,
  ) {}

  /** Who leaves and who comes back before each application that is still to come: for the officer at the door. */
  async run(committeeId: string, personId: string): Promise<readonly CallSheetLine[]> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.operates(view);
    const meeting = await this.meetings.present(view);
    if (!meeting) throw coreProblems.refuse('not-found', { kind: 'meeting', id: committeeId });
    return callSheet(meeting.agenda.filter(({ state }) => state !== 'done'));
  }
}
