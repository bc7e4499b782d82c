import { Ballots } from './domain/ballots.js';
import { Bases } from './domain/bases.js';
import { Extensions } from './domain/extensions.js';
import { FundingRules } from './domain/funding.js';
import { MeetingBell } from './domain/meeting-bell.js';
import { Meetings } from './domain/meetings.js';
import { MinutesBook, MinutesWriter } from './domain/minutes.js';
import { NotDiscussedList } from './domain/not-discussed.js';
import { Posts } from './domain/posts.js';
import { CommitteeResults } from './domain/results.js';
import { Reviews } from './domain/reviews.js';
import { Rubrics } from './domain/rubrics.js';
import { Scores } from './domain/scores.js';
import { Standings } from './domain/standings.js';
import { Summaries } from './domain/summaries.js';
import { Ties } from './domain/ties.js';
import { AdoptRubric } from './features/adopt-rubric.js';
import { ApproveMinutes } from './features/approve-minutes.js';
import { ApproveSummary } from './features/approve-summary.js';
import { BeginReview } from './features/begin-review.js';
import { BreakTie } from './features/break-tie.js';
import { CastVote } from './features/cast-vote.js';
import { CloseBallot } from './features/close-ballot.js';
import { ConfirmReview } from './features/confirm-review.js';
import { DraftMinutes } from './features/draft-minutes.js';
import { DraftSummary } from './features/draft-summary.js';
import { EditMinutes } from './features/edit-minutes.js';
import { EditSummary } from './features/edit-summary.js';
import { ExtendDue } from './features/extend-due.js';
import { GetBallot } from './features/get-ballot.js';
import { GetCallSheet } from './features/get-call-sheet.js';
import { GetFunding } from './features/get-funding.js';
import { GetMinutes } from './features/get-minutes.js';
import { GetPercentileBase } from './features/get-percentile-base.js';
import { GetRanking } from './features/get-ranking.js';
import { GetSummary } from './features/get-summary.js';
import { ListExtensions } from './features/list-extensions.js';
import { ListNotDiscussed } from './features/list-not-discussed.js';
import { ListPosts } from './features/list-posts.js';
import { ListReviews } from './features/list-reviews.js';
import { ListRubrics } from './features/list-rubrics.js';
import { ListTies } from './features/list-ties.js';
import { OpenBallot } from './features/open-ballot.js';
import { PlanMeeting } from './features/plan-meeting.js';
import { ProposeNotDiscussed } from './features/propose-not-discussed.js';
import { PullBack } from './features/pull-back.js';
import { ReopenReview } from './features/reopen-review.js';
import { RestateScore } from './features/restate-score.js';
import { RunMeeting } from './features/run-meeting.js';
import { SaveAnswers } from './features/save-answers.js';
import { SetFunding } from './features/set-funding.js';
import { SetNotDiscussed } from './features/set-not-discussed.js';
import { SetPercentileBase } from './features/set-percentile-base.js';
import { SetRubric } from './features/set-rubric.js';
import { ShowMeeting } from './features/show-meeting.js';
import { SubmitReview } from './features/submit-review.js';
import { TryFunding } from './features/try-funding.js';
import { WatchMeeting } from './features/watch-meeting.js';
import { WithdrawPost } from './features/withdraw-post.js';
import { WritePost } from './features/write-post.js';
import { BallotsController, VotesController } from './http/ballots.controller.js';
import { CallSheetController, MeetingController } from './http/meeting.controller.js';
import { MinutesController } from './http/minutes.controller.js';
import { NotDiscussedController } from './http/not-discussed.controller.js';
import { PercentileBaseController } from './http/percentile-base.controller.js';
import { PostsController } from './http/posts.controller.js';
import { FundingController, RankingController } from './http/ranking.controller.js';
import { BeginReviewController, ExtensionsController, ReviewStepsController } from './http/review-steps.controller.js';
import { ReviewsController } from './http/reviews.controller.js';
import { RubricsController } from './http/rubrics.controller.js';
import { SummariesController } from './http/summaries.controller.js';
import type { Part } from './part.js';
import { PgBallots } from './store/ballots.pg.js';
import { PgBases } from './store/bases.pg.js';
import { PgExtensions } from './store/extensions.pg.js';
import { PgFundingRules } from './store/funding.pg.js';
import { InProcessMeetingBell } from './store/meeting-bell.js';
import { PgMeetings } from './store/meetings.pg.js';
import { Reviews1795300002000 } from './store/migrations/1795300002000-reviews.js';
import { PgMinutesWriter } from './store/minutes-writer.pg.js';
import { PgMinutesBook } from './store/minutes.pg.js';
import { PgNotDiscussedList } from './store/not-discussed.pg.js';
import { PgPosts } from './store/posts.pg.js';
import { PgReviews } from './store/reviews.pg.js';
import { PgRubrics } from './store/rubrics.pg.js';
import { PgScores } from './store/scores.pg.js';
import { PgSummaries } from './store/summaries.pg.js';
import { PgTies } from './store/ties.pg.js';
import { FittedStandings } from './workers/fitted-standings.js';
import { GatheredResults } from './workers/gathered-results.js';

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
    ApproveMinutes,
    ApproveSummary,
    BeginReview,
    BreakTie,
    CastVote,
    CloseBallot,
    ConfirmReview,
    DraftMinutes,
    DraftSummary,
    EditMinutes,
    EditSummary,
    ExtendDue,
    GetBallot,
    GetCallSheet,
    GetFunding,
    GetMinutes,
    GetPercentileBase,
    GetRanking,
    GetSummary,
    ListExtensions,
    ListNotDiscussed,
    ListPosts,
    ListReviews,
    ListRubrics,
    ListTies,
    OpenBallot,
    PlanMeeting,
    ProposeNotDiscussed,
    PullBack,
    ReopenReview,
    RestateScore,
    RunMeeting,
    SaveAnswers,
    SetFunding,
    SetNotDiscussed,
    SetPercentileBase,
    SetRubric,
    ShowMeeting,
    SubmitReview,
    TryFunding,
    WatchMeeting,
    WithdrawPost,
    WritePost,
  ],
  stores: [
    { provide: Ballots, useClass: PgBallots },
    { provide: Bases, useClass: PgBases },
    { provide: CommitteeResults, useClass: GatheredResults },
    { provide: Extensions, useClass: PgExtensions },
    { provide: FundingRules, useClass: PgFundingRules },
    { provide: MeetingBell, useClass: InProcessMeetingBell },
    { provide: Meetings, useClass: PgMeetings },
    { provide: MinutesBook, useClass: PgMinutesBook },
    { provide: MinutesWriter, useClass: PgMinutesWriter },
    { provide: NotDiscussedList, useClass: PgNotDiscussedList },
    { provide: Posts, useClass: PgPosts },
    { provide: Reviews, useClass: PgReviews },
    { provide: Rubrics, useClass: PgRubrics },
    { provide: Scores, useClass: PgScores },
    { provide: Standings, useClass: FittedStandings },
    { provide: Summaries, useClass: PgSummaries },
    { provide: Ties, useClass: PgTies },
  ],
  migrations: [Reviews1795300002000],
};
