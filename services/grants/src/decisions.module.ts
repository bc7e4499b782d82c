import { AdministrativeReviews } from './domain/administrative-reviews.js';
import { AnnouncedGrants } from './domain/announced-grants.js';
import { Appeals } from './domain/appeals.js';
import { Audit } from './domain/audit.js';
import { Correspondence, PublicAddress } from './domain/correspondence.js';
import { Announcement, DecisionRounds } from './domain/decision-rounds.js';
import { NewDecisions } from './domain/new-decisions.js';
import { Payables } from './domain/funding-decisions.js';
import { LetterTemplates } from './domain/letter-templates.js';
import { MailPreferences } from './domain/mail-preferences.js';
import { Outcomes } from './domain/outcomes.js';
import { OpenWork } from './domain/reminders.js';
import { Resubmissions } from './domain/resubmission.js';
import { AnnounceNewDecision } from './features/announce-new-decision.js';
import { AnnounceRound } from './features/announce-round.js';
import { AnswerAppeal } from './features/answer-appeal.js';
import { AppealDecision } from './features/appeal-decision.js';
import { DecideAnew } from './features/decide-anew.js';
import { DecideRound } from './features/decide-round.js';
import { GetAdministrativeReview } from './features/get-administrative-review.js';
import { GetAppeal } from './features/get-appeal.js';
import { GetFundingDecisions } from './features/get-funding-decisions.js';
import { GetMailPreference } from './features/get-mail-preference.js';
import { GetNewDecision } from './features/get-new-decision.js';
import { GetOutcome } from './features/get-outcome.js';
import { GetRecommendations } from './features/get-recommendations.js';
import { GetResubmission } from './features/get-resubmission.js';
import { GetRound } from './features/get-round.js';
import { ListAdministrativeReviews } from './features/list-administrative-reviews.js';
import { ListAnnouncedGrants } from './features/list-announced-grants.js';
import { ListAppeals } from './features/list-appeals.js';
import { ListAudit } from './features/list-audit.js';
import { ListLetterTemplates } from './features/list-letter-templates.js';
import { OnPrivacyHoldsTold } from './features/on-privacy-holds-told.js';
import { PrepareDecisions } from './features/prepare-decisions.js';
import { PrepareNewDecision } from './features/prepare-new-decision.js';
import { ProposeRecommendation } from './features/propose-recommendation.js';
import { PutLetterTemplate } from './features/put-letter-template.js';
import { Recommend } from './features/recommend.js';
import { Remind } from './features/remind.js';
import { RemindRegularly } from './features/remind-regularly.js';
import { ReviewAdministratively } from './features/review-administratively.js';
import { SetMailPreference } from './features/set-mail-preference.js';
import { TakeUpApplication } from './features/take-up-application.js';
import { AdministrativeReviewsController } from './http/administrative-reviews.controller.js';
import { AnnouncedGrantsController } from './http/announced-grants.controller.js';
import { AppealsController } from './http/appeals.controller.js';
import { DecisionsController } from './http/decisions.controller.js';
import { FundingDecisionsController } from './http/funding-decisions.controller.js';
import { LettersController } from './http/letters.controller.js';
import { NewDecisionsController } from './http/new-decisions.controller.js';
import { OutcomesController } from './http/outcomes.controller.js';
import { RecommendationsController } from './http/recommendations.controller.js';
import { ResubmissionsController } from './http/resubmissions.controller.js';
import type { Migrations, PartOf } from './part.module.js';
import { PgAdministrativeReviews } from './store/administrative-reviews.pg.js';
import { PgAnnouncedGrants } from './store/announced-grants.pg.js';
import { PgAnnouncement } from './store/announcement.pg.js';
import { PgAppeals } from './store/appeals.pg.js';
import { PgAudit } from './store/audit.pg.js';
import { PgCorrespondence } from './store/correspondence.pg.js';
import { GrantMaking } from './store/grant-making.pg.js';
import { PgNewDecisions } from './store/new-decisions.pg.js';
import { DecisionLetters } from './store/decision-letters.pg.js';
import { PgDecisionRounds } from './store/decision-rounds.pg.js';
import { PgLetterTemplates } from './store/letter-templates.pg.js';
import { PgMailPreferences } from './store/mail-preferences.pg.js';
import { NewDecisions1795341200000 } from './store/migrations/1795341200000-new-decisions.js';
import { Decisions1795341000000 } from './store/migrations/1795341000000-decisions.js';
import { AnnouncedGrants1795342100000 } from './store/migrations/1795342100000-announced-grants.js';
import { PgOpenWork } from './store/open-work.pg.js';
import { PgOutcomes } from './store/outcomes.pg.js';
import { PgPayables } from './store/payables.pg.js';
import { PgResubmissions } from './store/resubmissions.pg.js';

export const decisionsMigrations: Migrations = [
  Decisions1795341000000,
  NewDecisions1795341200000,
  AnnouncedGrants1795342100000,
];

/** From the first look at what was handed in to the announcement, its letters and appeals; and the trail of it all. */
export const decisions: PartOf = ({ publicUrl }) => ({
  controllers: [
    AdministrativeReviewsController,
    AnnouncedGrantsController,
    AppealsController,
    DecisionsController,
    FundingDecisionsController,
    LettersController,
    NewDecisionsController,
    OutcomesController,
    RecommendationsController,
    ResubmissionsController,
  ],
  features: [
    AnnounceNewDecision,
    AnnounceRound,
    AnswerAppeal,
    AppealDecision,
    DecideAnew,
    DecideRound,
    GetAdministrativeReview,
    GetAppeal,
    GetFundingDecisions,
    GetMailPreference,
    GetNewDecision,
    GetOutcome,
    GetRecommendations,
    GetResubmission,
    GetRound,
    ListAdministrativeReviews,
    ListAnnouncedGrants,
    ListAppeals,
    ListAudit,
    ListLetterTemplates,
    PrepareDecisions,
    PrepareNewDecision,
    ProposeRecommendation,
    PutLetterTemplate,
    Recommend,
    Remind,
    RemindRegularly,
    ReviewAdministratively,
    SetMailPreference,
    TakeUpApplication,
  ],
  stores: [
    { provide: AdministrativeReviews, useClass: PgAdministrativeReviews },
    { provide: AnnouncedGrants, useClass: PgAnnouncedGrants },
    { provide: Announcement, useClass: PgAnnouncement },
    { provide: Appeals, useClass: PgAppeals },
    { provide: Audit, useClass: PgAudit },
    { provide: Correspondence, useClass: PgCorrespondence },
    { provide: DecisionRounds, useClass: PgDecisionRounds },
    { provide: LetterTemplates, useClass: PgLetterTemplates },
    { provide: MailPreferences, useClass: PgMailPreferences },
    { provide: OpenWork, useClass: PgOpenWork },
    { provide: Outcomes, useClass: PgOutcomes },
    { provide: Payables, useClass: PgPayables },
    { provide: Resubmissions, useClass: PgResubmissions },
    { provide: PublicAddress, useValue: new PublicAddress(publicUrl) },
    DecisionLetters,
    GrantMaking,
    { provide: NewDecisions, useClass: PgNewDecisions },
  ],
  reactions: [OnPrivacyHoldsTold],
});
