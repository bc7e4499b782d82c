import { ReviewModule, reviewMigrations } from '@chiron/review/mount';
import { OnReviewCapacityAllotted } from './features/on-review-capacity-allotted.js';
import type { Migrations, PartOf } from './part.module.js';
import { CommitteeNews } from './store/committee-news.pg.js';
import { ReviewPeople1795341100000 } from './store/migrations/1795341100000-review-people.js';
import { NamedPeople, RecordedConflicts } from './store/review-people.pg.js';
import { CallRounds } from './store/review-rounds.pg.js';
import { AcceptedApplications } from './store/reviewables.pg.js';
import { ReviewablesWithEarlier } from './store/taken-ups.pg.js';

export const committeesMigrations: Migrations = [...reviewMigrations, ReviewPeople1795341100000];

/** Review committees: the library's module, with a call as its round. */
export const committees: PartOf = () => ({
  controllers: [],
  features: [],
  stores: [AcceptedApplications],
  reactions: [OnReviewCapacityAllotted],
  imports: [
    ReviewModule.forService({
      path: 'api/v1/grant-committees',
      rounds: CallRounds,
      reviewables: ReviewablesWithEarlier,
      foundConflicts: RecordedConflicts,
      people: NamedPeople,
      deeds: CommitteeNews,
    }),
  ],
});
