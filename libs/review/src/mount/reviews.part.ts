import { FundingRules } from './domain/funding.js';
import { Reviews } from './domain/reviews.js';
import { Rubrics } from './domain/rubrics.js';
import { Scores } from './domain/scores.js';
import { Standings } from './domain/standings.js';
import { AdoptRubric } from './features/adopt-rubric.js';
import { BeginReview } from './features/begin-review.js';
import { BreakTie } from './features/break-tie.js';
import { ConfirmReview } from './features/confirm-review.js';
import { ExtendDue } from './features/extend-due.js';
import { GetRanking } from './features/get-ranking.js';
import { ListReviews } from './features/list-reviews.js';
import { ListRubrics } from './features/list-rubrics.js';
import { ReopenReview } from './features/reopen-review.js';
import { SaveAnswers } from './features/save-answers.js';
import { SetFunding } from './features/set-funding.js';
import { SetRubric } from './features/set-rubric.js';
import { SubmitReview } from './features/submit-review.js';
import { TryFunding } from './features/try-funding.js';
import { FundingController, RankingController } from './http/ranking.controller.js';
import { BeginReviewController, ExtensionsController, ReviewStepsController } from './http/review-steps.controller.js';
import { ReviewsController } from './http/reviews.controller.js';
import { RubricsController } from './http/rubrics.controller.js';
import { Ballots } from './domain/ballots.js';
import { MeetingBell } from './domain/meeting-bell.js';
import { Meetings } from './domain/meetings.js';
import { NotDiscussedList } from './domain/not-discussed.js';
import { CastVote } from './features/cast-vote.js';
import { CloseBallot } from './features/close-ballot.js';
import { GetBallot } from './features/get-ballot.js';
import { ListNotDiscussed } from './features/list-not-discussed.js';
import { OpenBallot } from './features/open-ballot.js';
import { PlanMeeting } from './features/plan-meeting.js';
import { ProposeNotDiscussed } from './features/propose-not-discussed.js';
import { PullBack } from './features/pull-back.js';
import { RestateScore } from './features/restate-score.js';
import { RunMeeting } from './features/run-meeting.js';
import { SetNotDiscussed } from './features/set-not-discussed.js';
import { ShowMeeting } from './features/show-meeting.js';
import { WatchMeeting } from './features/watch-meeting.js';
import { BallotsController, VotesController } from './http/ballots.controller.js';
import { CallSheetController, MeetingController } from './http/meeting.controller.js';
import { NotDiscussedController } from './http/not-discussed.controller.js';
import { PgBallots } from './store/ballots.pg.js';
import { InProcessMeetingBell } from './store/meeting-bell.js';
import { PgMeetings } from './store/meetings.pg.js';
import { PgNotDiscussedList } from './store/not-discussed.pg.js';
import { MinutesBook, MinutesWriter } from './domain/minutes.js';
import { Posts } from './domain/posts.js';
import { CommitteeResults } from './domain/results.js';
import { Summaries } from './domain/summaries.js';
import { DraftMinutes } from './features/draft-minutes.js';
import { EditMinutes } from './features/edit-minutes.js';
import { GetMinutes } from './features/get-minutes.js';
import { WritePost } from './features/write-post.js';
import { MinutesController } from './http/minutes.controller.js';
import { PostsController } from './http/posts.controller.js';
import { SummariesController } from './http/summaries.controller.js';
import { PgMinutesBook } from './store/minutes.pg.js';
import { PgPosts } from './store/posts.pg.js';
import { PgSummaries } from './store/summaries.pg.js';
import { GatheredResults } from './workers/gathered-results.js';
import { Extensions } from './domain/extensions.js';
import { PgExtensions } from './store/extensions.pg.js';
import { PgMinutesWriter } from './store/minutes-writer.pg.js';
import { ApproveMinutes } from './features/approve-minutes.js';
import { ApproveSummary } from './features/approve-summary.js';
import { DraftSummary } from './features/draft-summary.js';
import { EditSummary } from './features/edit-summary.js';
import { GetCallSheet } from './features/get-call-sheet.js';
import { GetFunding } from './features/get-funding.js';
import { GetSummary } from './features/get-summary.js';
import { ListExtensions } from './features/list-extensions.js';
import { ListPosts } from './features/list-posts.js';
import { ListTies } from './features/list-ties.js';
import { WithdrawPost } from './features/withdraw-post.js';
import { Ties } from './domain/ties.js';
import { PgTies } from './store/ties.pg.js';
import { Bases } from './domain/bases.js';
import { GetPercentileBase } from './features/get-percentile-base.js';
import { SetPercentileBase } from './features/set-percentile-base.js';
import { PercentileBaseController } from './http/percentile-base.controller.js';
import { PgBases } from './store/bases.pg.js';
import type { Part } from './part.js';
import { Reviews1795300002000 } from './store/migrations/1795300002000-reviews.js';
import { PgFundingRules } from './store/funding.pg.js';
import { PgReviews } from './store/reviews.pg.js';
import { PgRubrics } from './store/rubrics.pg.js';
import { PgScores } from './store/scores.pg.js';
import { FittedStandings } from './workers/fitted-standings.js';

/** Rubrics, reviews, discussion, meeting, ranking and summaries. */
export const reviewsPart: Part = {
  controllers: [
    RubricsController,
    ReviewsController,
    BeginReviewController,
    ReviewStepsController,
    ExtensionsController,
    RankingController,
    FundingController,
    PercentileBaseController,
    NotDiscussedController,
    MeetingController,
    CallSheetController,
    BallotsController,
    VotesController,
    PostsController,
    SummariesController,
    MinutesController,
  ],
  features: [
    AdoptRubric,
    BeginReview,
    BreakTie,
    ConfirmReview,
    ExtendDue,
    GetRanking,
    ListReviews,
    ListRubrics,
    ReopenReview,
    SaveAnswers,
    SetFunding,
    SetRubric,
    SubmitReview,
    TryFunding,
    CastVote,
    CloseBallot,
    GetBallot,
    ListNotDiscussed,
    OpenBallot,
    PlanMeeting,
    ProposeNotDiscussed,
    PullBack,
    RestateScore,
    RunMeeting,
    SetNotDiscussed,
    ShowMeeting,
    WatchMeeting,
    DraftMinutes,
    EditMinutes,
    GetMinutes,
    WritePost,
    ApproveMinutes,
    GetPercentileBase,
    SetPercentileBase,
    ApproveSummary,
    DraftSummary,
    EditSummary,
    GetCallSheet,
    GetFunding,
    GetSummary,
    ListExtensions,
    ListPosts,
    ListTies,
    WithdrawPost,
  ],
  stores: [
    { provide: Bases, useClass: PgBases },
    { provide: Ties, useClass: PgTies },
    { provide: Extensions, useClass: PgExtensions },
    { provide: MinutesWriter, useClass: PgMinutesWriter },
    { provide: CommitteeResults, useClass: GatheredResults },
    { provide: MinutesBook, useClass: PgMinutesBook },
    { provide: Posts, useClass: PgPosts },
    { provide: Summaries, useClass: PgSummaries },
    { provide: Ballots, useClass: PgBallots },
    { provide: MeetingBell, useClass: InProcessMeetingBell },
    { provide: Meetings, useClass: PgMeetings },
    { provide: NotDiscussedList, useClass: PgNotDiscussedList },
    { provide: FundingRules, useClass: PgFundingRules },
    { provide: Reviews, useClass: PgReviews },
    { provide: Rubrics, useClass: PgRubrics },
    { provide: Scores, useClass: PgScores },
    { provide: Standings, useClass: FittedStandings },
  ],
  migrations: [Reviews1795300002000],
};
