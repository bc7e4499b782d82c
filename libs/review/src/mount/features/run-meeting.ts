import { Injectable } from '@nestjs/common';
import { Clock, coreProblems } from '@chiron/contracts/core';
import { close, comeOrLeave, move, open, settle, takeUp, type Meeting } from '../../meeting/live.js';
import { reviewProblems } from '../../problems.js';
import { Ballots } from '../domain/ballots.js';
import { Meetings } from '../domain/meetings.js';
import { Sight } from '../domain/sight.js';
import { mustBeTimeTo } from '../domain/writing.js';

export type MeetingAct =
  | { readonly act: 'open'; readonly present: readonly string[] }
  | { readonly act: 'came' | 'left'; readonly personId: string }
  | { readonly act: 'take-up'; readonly applicationId: string }
  | { readonly act: 'settle'; readonly applicationId: string; readonly as: 'done' | 'deferred' }
  | {
      readonly act: 'motion';
      readonly applicationId?: string;
      readonly text: string;
      readonly inFavour: number;
      readonly against: number;
      readonly abstained: number;
    }
  | { readonly act: 'close' };

@Injectable()
export class RunMeeting {
  constructor(
    private readonly sight: Sight,
    private readonly meetings: Meetings,
    private readonly ballots: Ballots,
    private readonly clock: Clock,
  ) {}

  /** One step of the meeting, by somebody who operates the round's figures: no conflict with anything in it. */
  async run(committeeId: string, personId: string, act: MeetingAct): Promise<void> {
    const view = await this.sight.in(committeeId, personId);
    await this.sight.operates(view);
    mustBeTimeTo('vote', view);
    if ('applicationId' in act && act.applicationId !== undefined) await this.sight.one(view, act.applicationId);
    const named = act.act === 'open' ? act.present : 'personId' in act ? [act.personId] : [];
    const [stranger] = await this.meetings.strangers(view, named);
    if (stranger !== undefined) {
      const pointer = act.act === 'open' ? `/present/${act.present.indexOf(stranger)}` : '/personId';
      const errors = [{ pointer, detail: 'is no member of the committee' }];
      throw coreProblems.refuse('not-found', { kind: 'member', id: stranger }, errors);
    }
    const now = this.clock.now();
    await this.meetings.held(view, async () => {
      if (act.act === 'settle' && (await this.ballots.present(act.applicationId))?.state === 'open') {
        throw reviewProblems.refuse('ballot-still-open');
      }
      await this.meetings.change(view, (meeting) => step(meeting, act, view.personId, now));
    });
  }
}

function step(meeting: Meeting, act: MeetingAct, by: string, now: string): Meeting {
  switch (act.act) {
    case 'open':
      return open(meeting, act.present, by, now);
    case 'came':
    case 'left':
      return comeOrLeave(meeting, act.act, act.personId, by, now);
    case 'take-up':
      return takeUp(meeting, act.applicationId, by, now);
    case 'settle':
      return settle(meeting, act.applicationId, act.as, by, now);
    case 'motion': {
      const { act: _, applicationId, ...motion } = act;
      return move(meeting, applicationId === undefined ? motion : { ...motion, application: applicationId }, by, now);
    }
    case 'close':
      return close(meeting, by, now);
  }
}
