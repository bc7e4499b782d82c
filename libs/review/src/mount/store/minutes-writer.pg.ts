import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import type { Meeting } from '../../meeting/live.js';
import { draftMinutes, type Minute, type Names } from '../../meeting/minutes.js';
import { Ballots } from '../domain/ballots.js';
import { ReviewPeople } from '../domain/known-people.js';
import { Meetings } from '../domain/meetings.js';
import { MinutesWriter } from '../domain/minutes.js';
import type { View } from '../domain/view.js';

@Injectable()
export class PgMinutesWriter extends MinutesWriter {
  constructor(
    private readonly database: Database,
    private readonly meetings: Meetings,
    private readonly ballots: Ballots,
    private readonly people: ReviewPeople,
  ) {
    super();
  }

  override async draft(view: View): Promise<readonly Minute[]> {
    const meeting = await this.meetings.present(view);
    if (!meeting) throw coreProblems.refuse('not-found', { kind: 'meeting', id: view.committee.id });
    const names = await this.names(view, meeting);
    return draftMinutes(meeting, await this.ballots.tallies(view.committee.id), names);
  }

  private async names(view: View, meeting: Meeting): Promise<Names> {
    const ids = meeting.log.flatMap((step) => [
      ...('present' in step ? step.present : []),
      ...('out' in step ? step.out : []),
      ...('person' in step ? [step.person] : []),
    ]);
    const people = await this.people.names([...new Set(ids)]);
    const numbers = new Map(
      (
        await this.database.query<{ id: string; number: string }>(
          'select application_id as id, number from review_applications where committee_id = $1',
          [view.committee.id],
        )
      ).map(({ id, number }) => [id, number]),
    );
    return { person: (id) => people.get(id) ?? id, application: (id) => numbers.get(id) ?? id };
  }
}
