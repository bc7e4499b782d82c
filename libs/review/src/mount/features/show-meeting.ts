import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import type { ItemState, Meeting } from '../../meeting/live.js';
import { Ballots, shownBallot, type ShownBallot } from '../domain/ballots.js';
import { Sight } from '../domain/sight.js';
import { administers, mustHaveSigned } from '../domain/view.js';

interface Shown {
  applicationId: string;
  number: string;
  title: string;
}

export interface MeetingView {
  state: Meeting['state'];
  /** null between applications, and for whoever must be outside */
  live: Shown | null;
  agenda: readonly (Shown & { state: ItemState })[];
  /** of the live application */
  ballot: ShownBallot | null;
  /** members who are there; for who runs the committee, else null */
  present: readonly string[] | null;
}

@Injectable()
export class ShowMeeting {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly ballots: Ballots,
  ) {}

  /**
   * The meeting as this person's screen shows it. While an application is live that must not be known to them it is the
   * screen of a pause; nothing on it counts what is hidden.
   */
  async run(committeeId: string, personId: string): Promise<MeetingView> {
    const view = await this.sight.in(committeeId, personId);
    mustHaveSigned(view);
    const [meeting] = await this.database.query<{ state: Meeting['state']; present: string[] }>(
      'select state, present from review_meetings where committee_id = $1',
      [committeeId],
    );
    if (!meeting) throw coreProblems.refuse('not-found', { kind: 'meeting', id: committeeId });
    const { sql, params } = this.sight.seen(view);
    const agenda = await this.database.query<Shown & { state: ItemState }>(
      `select s.application_id as "applicationId", s.number, s.title, i.state
         from ${sql} s join review_agenda i using (application_id) order by i.place`,
      [...params],
    );
    const item = agenda.find(({ state }) => state === 'live');
    const live = item ? { applicationId: item.applicationId, number: item.number, title: item.title } : null;
    const ballot =
      live &&
      shownBallot(
        view,
        live.applicationId,
        await this.ballots.present(live.applicationId),
        await this.ballots.restated(live.applicationId),
      );
    return { state: meeting.state, live, agenda, ballot, present: administers(view) ? meeting.present : null };
  }
}
