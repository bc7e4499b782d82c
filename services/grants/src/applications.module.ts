import { Mail } from '@chiron/mail';
import { Database } from '@chiron/postgres';
import { Access } from './domain/access.js';
import { Applications, Drafts } from './domain/applications.js';
import { CallTerms, RuleBook } from './domain/call-terms.js';
import { DeclaredConflicts } from './domain/declared-conflicts.js';
import { EarlierApplications } from './domain/eligibility.js';
import { KnownAddresses, Recognition } from './domain/known-addresses.js';
import { LinkLetters } from './domain/link-letters.js';
import { Links } from './domain/links.js';
import { PeopleFacts } from './domain/people-facts.js';
import { AddTeamMember } from './features/add-team-member.js';
import { AnswerConsent } from './features/answer-consent.js';
import { AnswerLetter } from './features/answer-letter.js';
import { AnswerLetters } from './features/answer-letters.js';
import { AskChair } from './features/ask-chair.js';
import { AskMemberAgain } from './features/ask-member-again.js';
import { AskReferee } from './features/ask-referee.js';
import { ChangeApplicationRules } from './features/change-application-rules.js';
import { ChangeTeamMember } from './features/change-team-member.js';
import { CheckApplication } from './features/check-application.js';
import { DecideApproval } from './features/decide-approval.js';
import { DeclareConflict } from './features/declare-conflict.js';
import { ExtendReference } from './features/extend-reference.js';
import { GetAnswers } from './features/get-answers.js';
import { GetApplicationRules } from './features/get-application-rules.js';
import { GetApplication } from './features/get-application.js';
import { GetApproval } from './features/get-approval.js';
import { GetBudget } from './features/get-budget.js';
import { ListApplications } from './features/list-applications.js';
import { TakeBackConflict } from './features/take-back-conflict.js';
import { ListDeclaredConflicts } from './features/list-declared-conflicts.js';
import { ListReferences } from './features/list-references.js';
import { ListTeam } from './features/list-team.js';
import { OpenLink } from './features/open-link.js';
import { RemoveReferee } from './features/remove-referee.js';
import { RemoveTeamMember } from './features/remove-team-member.js';
import { ReopenApplication } from './features/reopen-application.js';
import { ReturnApplication } from './features/return-application.js';
import { SaveAnswers } from './features/save-answers.js';
import { SaveBudget } from './features/save-budget.js';
import { SetContributions } from './features/set-contributions.js';
import { StartApplication } from './features/start-application.js';
import { SubmitApplication } from './features/submit-application.js';
import { WithdrawApplication } from './features/withdraw-application.js';
import { WriteLetter } from './features/write-letter.js';
import { ApplicationActsController } from './http/application-acts.controller.js';
import { ApplicationAnswersController } from './http/application-answers.controller.js';
import { ApplicationApprovalController } from './http/application-approval.controller.js';
import { ApplicationBudgetController } from './http/application-budget.controller.js';
import { ApplicationLinksController } from './http/application-links.controller.js';
import { ApplicationReferencesController } from './http/application-references.controller.js';
import { ApplicationRulesController } from './http/application-rules.controller.js';
import { ApplicationTeamController } from './http/application-team.controller.js';
import { ApplicationsController } from './http/applications.controller.js';
import { DeclaredConflictsController } from './http/declared-conflicts.controller.js';
import { LetterAnswersController } from './http/letter-answers.controller.js';
import { LettersOfIntentController } from './http/letters-of-intent.controller.js';
import { TeamAsksController } from './http/team-asks.controller.js';
import type { Migrations, PartOf } from './part.module.js';
import { PgAccess } from './store/access.pg.js';
import { ApplicationLetters } from './store/application-letters.pg.js';
import { ApplicationNews } from './store/application-news.pg.js';
import { PgApplications } from './store/applications.pg.js';
import { PgCallTerms } from './store/call-terms.pg.js';
import { PgDeclaredConflicts } from './store/declared-conflicts.pg.js';
import { Dossiers } from './store/dossiers.pg.js';
import { PgDrafts } from './store/drafts.pg.js';
import { PgEarlierApplications } from './store/earlier-applications.pg.js';
import { PgKnownAddresses } from './store/known-addresses.pg.js';
import { PgLinkLetters } from './store/link-letters.pg.js';
import { PgLinks } from './store/links.pg.js';
import { Applications1795340100000 } from './store/migrations/1795340100000-applications.js';
import { DeclaredTakenBack1795342200000 } from './store/migrations/1795342200000-declared-taken-back.js';
import { DeclaredConflicts1795340110000 } from './store/migrations/1795340110000-declared-conflicts.js';
import { Leads1795340120000 } from './store/migrations/1795340120000-leads.js';
import { UnknownMembers1795342300000 } from './store/migrations/1795342300000-unknown-members.js';
import { PgRecognition } from './store/recognition.pg.js';
import { PgRuleBook } from './store/rule-book.pg.js';

export const applicationsMigrations: Migrations = [
  Applications1795340100000,
  DeclaredConflicts1795340110000,
  DeclaredTakenBack1795342200000,
  Leads1795340120000,
  UnknownMembers1795342300000,
];

/** Applications from the first draft to what is handed in, with team, approval, letters of referees and budget. */
export const applications: PartOf = ({ publicUrl }) => ({
  controllers: [
    ApplicationsController,
    ApplicationActsController,
    ApplicationAnswersController,
    DeclaredConflictsController,
    LetterAnswersController,
    LettersOfIntentController,
    ApplicationApprovalController,
    ApplicationBudgetController,
    ApplicationLinksController,
    ApplicationReferencesController,
    ApplicationRulesController,
    ApplicationTeamController,
    TeamAsksController,
  ],
  features: [
    AddTeamMember,
    AnswerConsent,
    AnswerLetter,
    AnswerLetters,
    AskChair,
    AskMemberAgain,
    AskReferee,
    ChangeApplicationRules,
    ChangeTeamMember,
    CheckApplication,
    DecideApproval,
    DeclareConflict,
    ExtendReference,
    GetApplicationRules,
    GetApproval,
    GetBudget,
    ListDeclaredConflicts,
    TakeBackConflict,
    ListReferences,
    ListTeam,
    OpenLink,
    RemoveReferee,
    RemoveTeamMember,
    SaveBudget,
    SetContributions,
    WriteLetter,
    GetAnswers,
    GetApplication,
    ListApplications,
    ReopenApplication,
    ReturnApplication,
    SaveAnswers,
    StartApplication,
    SubmitApplication,
    WithdrawApplication,
  ],
  stores: [
    { provide: Access, useClass: PgAccess },
    { provide: Applications, useClass: PgApplications },
    { provide: CallTerms, useClass: PgCallTerms },
    { provide: DeclaredConflicts, useClass: PgDeclaredConflicts },
    ApplicationLetters,
    ApplicationNews,
    Dossiers,
    { provide: Drafts, useClass: PgDrafts },
    { provide: EarlierApplications, useClass: PgEarlierApplications },
    { provide: KnownAddresses, useClass: PgKnownAddresses },
    {
      provide: LinkLetters,
      useFactory: (database: Database, links: Links, mail: Mail, people: PeopleFacts) =>
        new PgLinkLetters(database, links, mail, people, publicUrl),
      inject: [Database, Links, Mail, PeopleFacts],
    },
    { provide: Links, useClass: PgLinks },
    { provide: Recognition, useClass: PgRecognition },
    { provide: RuleBook, useClass: PgRuleBook },
  ],
  reactions: [],
});
