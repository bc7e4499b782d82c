import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as contracts from '@chiron/contracts/grants';

const service = join(import.meta.dirname, '..');
/** Those that change nothing, and those that hear of others. */
const asks = /^(get|list|on|open|download|propose)-|^check-(application|eligibility)$/;
const acts = readdirSync(join(service, 'src/features'))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
  .map((name) => name.slice(0, -'.ts'.length))
  .filter((name) => !asks.test(name));

/** The first cells of the table in the README. */
const silent = [...readFileSync(join(service, 'README.md'), 'utf8').matchAll(/^\| (`[a-z-]+`(?: `[a-z-]+`)*) +\| \S/gm)]
  .flatMap(([, names]) => [...names!.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name!)); // prettier-ignore

const told: Readonly<Record<string, readonly (keyof typeof contracts)[]>> = {
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

describe('every business step', () => {
  it('is an event, or the README says why it is none', () => {
    expect(acts.filter((name) => !(name in told) && !silent.includes(name))).toEqual([]);
    expect(acts.filter((name) => name in told && silent.includes(name))).toEqual([]);
  });

  it('is one that there is', () => {
    expect([...Object.keys(told), ...silent].filter((name) => !acts.includes(name))).toEqual([]);
  });

  it('tells by events that are published', () => {
    for (const names of Object.values(told))
      for (const name of names) expect((contracts[name] as { type: string }).type).toMatch(/^chiron\.grants\./);
  });
});
