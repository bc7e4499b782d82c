import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as contracts from '@chiron/contracts/grants';

const service = join(import.meta.dirname, '..');
/** Those that change nothing, and those that hear of others. */
const asks =
  /^(get|list|on|ask-what|try|show|watch|download)-|^(open-link|propose-recommendation|check-application|check-eligibility)$/;
const featuresIn = (folder: string): string[] =>
  readdirSync(join(service, folder))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => name.slice(0, -'.ts'.length))
    .filter((name) => !asks.test(name));

/** The first cells of a table in the README. */
function silentIn(heading: string): string[] {
  const readme = readFileSync(join(service, 'README.md'), 'utf8');
  const table = readme.slice(readme.indexOf(`| ${heading} `)).split('\n\n', 1)[0]!;
  const cells = table.split('\n').map((row) => row.split('|')[1] ?? '');
  return cells.flatMap((cell) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name!));
}

type Told = Readonly<Record<string, readonly (keyof typeof contracts)[]>>;
const told: Told = {
  'announce-new-decision': ['OutcomeAnnounced', 'GrantAwarded'],
  'announce-round': ['RoundAnnounced', 'OutcomeAnnounced', 'GrantAwarded', 'CommitteeServed', 'PhaseEntered'],
  'answer-appeal': ['AppealAnswered'],
  'answer-consent': ['TeamMemberJoined', 'TeamMemberLeft'],
  'answer-letter': ['LetterInvited', 'LetterDeclined'],
  'answer-letters': ['LetterInvited', 'LetterDeclined'],
  'appeal-decision': ['DecisionAppealed'],
  'appoint-officer': ['OfficerAppointed'],
  'change-call': ['CallWindowExtended'],
  'change-team-member': ['TeamMemberLeft'],
  'close-call': ['CallClosed'],
  'decide-approval': ['ChairDecided'],
  'decide-round': ['RoundDecided'],
  'declare-conflict': ['ConflictDeclared'],
  'prepare-decisions': ['RoundReopened'],
  'publish-call': ['CallPublished'],
  'publish-form': ['FormPublished'],
  recommend: ['RecommendationMade', 'RoundReopened'],
  'relieve-officer': ['OfficerRelieved'],
  'remove-team-member': ['TeamMemberLeft'],
  'reopen-application': ['ApplicationReopened', 'ApplicationDeadlineExtended'],
  'return-application': ['ApplicationReturned'],
  'review-administratively': ['AcceptedForReview', 'ApplicationReturnedWithoutReview'],
  'start-application': ['ApplicationStarted'],
  'submit-application': ['ApplicationSubmitted'],
  'take-back-conflict': ['ConflictDecided'],
  'waive-eligibility': ['EligibilityWaived'],
  'withdraw-application': ['ApplicationWithdrawn'],
  'write-letter': ['ReferenceReceived', 'ReferenceDeclined'],
};

const toldOfCommittees: Told = {
  'adopt-rubric': ['RubricAdopted'],
  'apply-run': ['ReviewersAssigned', 'AssignmentEnded'],
  'appoint-member': ['MemberAppointed'],
  'approve-minutes': ['MinutesApproved'],
  'approve-summary': ['SummaryApproved'],
  'assign-reviewer': ['ReviewersAssigned'],
  'close-ballot': ['BallotClosed'],
  'confirm-review': ['ReviewSubmitted'],
  'create-committee': ['CommitteeFormed'],
  'decide-conflict': ['ConflictDecided'],
  'declare-conflict': ['ConflictDeclared'],
  'dismiss-member': ['MemberLeft'],
  'drop-application': ['ApplicationDropped'],
  'go-to-phase': ['PhaseEntered'],
  'open-ballot': ['BallotOpened'],
  'refuse-assignment': ['AssignmentEnded'],
  'reopen-review': ['ReviewReopened'],
  'repair-assignments': ['ReviewersAssigned', 'AssignmentEnded'],
  'run-meeting': ['MeetingOpened', 'MeetingClosed'],
  'set-rubric': ['RubricAdopted'],
  sign: ['MemberCertified'],
  'submit-review': ['ReviewSubmitted'],
  'take-applications': ['ApplicationReceived'],
  'withdraw-assignment': ['AssignmentEnded'],
};

describe.each([
  ['grants', featuresIn('src/features'), told, silentIn('feature')],
  [
    'committees',
    featuresIn('../../libs/review/src/mount/features'),
    toldOfCommittees,
    silentIn('feature of committees'),
  ],
])('every business step of %s', (_, acts, events, silent) => {
  it('is an event, or the README says why it is none', () => {
    expect(acts.length).toBeGreaterThan(40);
    expect(acts.filter((name) => !(name in events) && !silent.includes(name))).toEqual([]);
    expect(acts.filter((name) => name in events && silent.includes(name))).toEqual([]);
  });

  it('is one that there is', () => {
    expect([...Object.keys(events), ...silent].filter((name) => !acts.includes(name))).toEqual([]);
  });

  it('tells by events that are published', () => {
    for (const names of Object.values(events))
      for (const name of names) expect((contracts[name] as { type: string }).type).toMatch(/^chiron\.grants\./);
  });
});
