import { Injectable } from '@nestjs/common';
import { Reviewables, type Opening, type Reviewable } from '@chiron/review/mount';
import { Searchables, type Searchable } from '../domain/blinding.js';
import { Outcomes } from '../domain/outcomes.js';
import { Resubmissions } from '../domain/resubmission.js';
import { takenUp, TakenUps, textsOfTakenUp, type TakenUp } from '../domain/taken-up.js';
import { AcceptedApplications } from './reviewables.pg.js';
import { PgSearchables } from './searchables.pg.js';

@Injectable()
export class PgTakenUps extends TakenUps {
  constructor(
    private readonly resubmissions: Resubmissions,
    private readonly outcomes: Outcomes,
  ) {
    super();
  }

  override async of(applicationId: string): Promise<TakenUp | undefined> {
    const resubmission = await this.resubmissions.find(applicationId);
    return resubmission && takenUp(resubmission, await this.outcomes.of(resubmission.earlierId));
  }
}

/** What a check looks at, with what a resubmission brings along. */
@Injectable()
export class SearchablesWithEarlier extends Searchables {
  constructor(
    private readonly own: PgSearchables,
    private readonly takenUps: TakenUps,
  ) {
    super();
  }

  override async of(applicationId: string): Promise<Searchable | undefined> {
    const searchable = await this.own.of(applicationId);
    const earlier = searchable && (await this.takenUps.of(applicationId));
    return earlier ? { ...searchable, texts: [...searchable.texts, ...textsOfTakenUp(earlier)] } : searchable;
  }
}

/** What reviewers read, with what a resubmission brings along: wherever the application itself is shown, and nowhere else. */
@Injectable()
export class ReviewablesWithEarlier extends Reviewables {
  constructor(
    private readonly own: AcceptedApplications,
    private readonly takenUps: TakenUps,
  ) {
    super();
  }

  override of(roundId: string, applicationIds?: readonly string[]): Promise<readonly Reviewable[]> {
    return this.own.of(roundId, applicationIds);
  }

  override async content(applicationId: string, opening: Opening): Promise<unknown> {
    const content = await this.own.content(applicationId, opening);
    const resubmission = content === null ? undefined : await this.takenUps.of(applicationId);
    return resubmission ? { ...(content as object), resubmission } : content;
  }
}
