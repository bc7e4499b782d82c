import { Allotments } from './domain/allotments.js';
import { AssignmentData } from './domain/assignment-inputs.js';
import { AssignmentRuns } from './domain/assignment-runs.js';
import { Assignments } from './domain/assignments.js';
import { Committees } from './domain/committees.js';
import { ConflictFinder } from './domain/conflict-finder.js';
import { Conflicts } from './domain/conflicts.js';
import { Docket } from './domain/docket.js';
import { Ledger } from './domain/ledger.js';
import { Members } from './domain/members.js';
import { Recusals } from './domain/recusals.js';
import { RepairBell } from './domain/repair-bell.js';
import { ReviewTeams } from './domain/review-teams.js';
import { Sight } from './domain/sight.js';
import { ApplyRun } from './features/apply-run.js';
import { AppointMember } from './features/appoint-member.js';
import { AskWhatIf } from './features/ask-what-if.js';
import { AssignReviewer } from './features/assign-reviewer.js';
import { CreateCommittee } from './features/create-committee.js';
import { DecideConflict } from './features/decide-conflict.js';
import { DeclareConflict } from './features/declare-conflict.js';
import { DescribeExpertise } from './features/describe-expertise.js';
import { DismissMember } from './features/dismiss-member.js';
import { DropApplication } from './features/drop-application.js';
import { PinAssignment } from './features/pin-assignment.js';
import { RefuseAssignment } from './features/refuse-assignment.js';
import { WithdrawAssignment } from './features/withdraw-assignment.js';
import { FindConflicts } from './features/find-conflicts.js';
import { GetCommittee } from './features/get-committee.js';
import { GetLoads } from './features/get-loads.js';
import { GoToPhase } from './features/go-to-phase.js';
import { KeepApart } from './features/keep-apart.js';
import { LimitSeason } from './features/limit-season.js';
import { ListApplications } from './features/list-applications.js';
import { ListAssignments } from './features/list-assignments.js';
import { ListCommittees } from './features/list-committees.js';
import { ListConflicts } from './features/list-conflicts.js';
import { ListLog } from './features/list-log.js';
import { ListMembers } from './features/list-members.js';
import { ListRuns } from './features/list-runs.js';
import { PlaceBid } from './features/place-bid.js';
import { RenameCommittee } from './features/rename-committee.js';
import { OnAssignmentsEnded } from './features/on-assignments-ended.js';
import { RepairAssignments } from './features/repair-assignments.js';
import { RunAssignment } from './features/run-assignment.js';
import { Sign } from './features/sign.js';
import { TakeApplications } from './features/take-applications.js';
import { CommitteeApplicationsController } from './http/applications.controller.js';
import { AssignmentsController } from './http/assignments.controller.js';
import { CommitteesController } from './http/committees.controller.js';
import { ConflictsController } from './http/conflicts.controller.js';
import { FitController } from './http/fit.controller.js';
import { MembersController } from './http/members.controller.js';
import { OneAssignmentController } from './http/one-assignment.controller.js';
import { PhasesController } from './http/phases.controller.js';
import { RunsController } from './http/runs.controller.js';
import { VerdictsController } from './http/verdicts.controller.js';
import type { Part } from './part.js';
import { PgAllotments } from './store/allotments.pg.js';
import { PgAssignmentData } from './store/assignment-data.pg.js';
import { PgAssignmentRuns } from './store/assignment-runs.pg.js';
import { PgAssignments } from './store/assignments.pg.js';
import { PgCommittees } from './store/committees.pg.js';
import { PgConflictFinder } from './store/conflict-finder.pg.js';
import { PgConflicts } from './store/conflicts.pg.js';
import { PgDocket } from './store/docket.pg.js';
import { PgLedger } from './store/ledger.pg.js';
import { PgMembers } from './store/members.pg.js';
import { Committees1795300001000 } from './store/migrations/1795300001000-committees.js';
import { Allotments1795300003000 } from './store/migrations/1795300003000-allotments.js';
import { PgRecusals } from './store/recusals.pg.js';
import { PgReviewTeams } from './store/review-teams.pg.js';
import { PgSight } from './store/sight.pg.js';

/** Committees, conflicts, capacity, bids and assignment. */
export const committeesPart: Part = {
  controllers: [
    CommitteesController,
    PhasesController,
    MembersController,
    FitController,
    CommitteeApplicationsController,
    ConflictsController,
    VerdictsController,
    AssignmentsController,
    OneAssignmentController,
    RunsController,
  ],
  features: [
    AppointMember,
    ApplyRun,
    AskWhatIf,
    AssignReviewer,
    CreateCommittee,
    DecideConflict,
    DeclareConflict,
    DescribeExpertise,
    DismissMember,
    DropApplication,
    FindConflicts,
    GetCommittee,
    GetLoads,
    GoToPhase,
    KeepApart,
    LimitSeason,
    ListApplications,
    ListAssignments,
    ListCommittees,
    ListConflicts,
    ListLog,
    ListMembers,
    ListRuns,
    PinAssignment,
    PlaceBid,
    RefuseAssignment,
    RenameCommittee,
    OnAssignmentsEnded,
    RepairAssignments,
    RunAssignment,
    Sign,
    TakeApplications,
    WithdrawAssignment,
  ],
  stores: [
    { provide: Allotments, useClass: PgAllotments },
    { provide: AssignmentData, useClass: PgAssignmentData },
    { provide: AssignmentRuns, useClass: PgAssignmentRuns },
    { provide: Assignments, useClass: PgAssignments },
    { provide: Committees, useClass: PgCommittees },
    { provide: ConflictFinder, useClass: PgConflictFinder },
    { provide: Conflicts, useClass: PgConflicts },
    { provide: Docket, useClass: PgDocket },
    { provide: Ledger, useClass: PgLedger },
    { provide: Members, useClass: PgMembers },
    { provide: RepairBell, useClass: RepairBell },
    { provide: Recusals, useClass: PgRecusals },
    { provide: ReviewTeams, useClass: PgReviewTeams },
    { provide: Sight, useClass: PgSight },
  ],
  migrations: [Committees1795300001000, Allotments1795300003000],
};
