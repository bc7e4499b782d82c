import type { ChironEvent, Instant, IsoDate } from '@chiron/contracts/core';
import { newest, toldBy, type Told } from './entries.js';

/** What a person's record calls the state of an application that was handed in. */
export type ApplicationStatus =
  | 'submitted'
  | 'returned'
  | 'draft'
  | 'withdrawn'
  | 'invited'
  | 'not-invited'
  | 'returned-without-review'
  | 'funded'
  | 'funded-in-part'
  | 'revise'
  | 'declined';

/** Facts of an application's event, as far as records want them. */
export interface ApplicationTold {
  readonly applicationId: string;
  readonly callId: string;
  readonly stage: string;
  readonly applicantId: string;
  readonly status: ApplicationStatus;
  /** where it was handed in: when, and who took part then */
  readonly submission?: {
    readonly submittedAt: Instant;
    readonly team: readonly { readonly personId: string; readonly role: string }[];
  };
}

export interface CallTold {
  readonly callId: string;
  readonly code: string;
  readonly year: number;
}

export interface GrantTold {
  readonly grantId: string;
  readonly callId: string;
  readonly recipientId: string;
  readonly team: readonly { readonly personId: string; readonly role: string }[];
  readonly amountMinor: number;
  readonly currency: string;
  readonly announcedOn: IsoDate;
}

export interface ServiceTold {
  readonly serviceId: string;
  readonly personId: string;
  readonly committee: string;
  readonly year: number;
}

/** The role in which a grant's or application's first person stands in the record. */
export const principalInvestigator = 'principal-investigator';

/**
 * What grants told of people, kept as it was told; late and repeated events change nothing. Entries name people by the id
 * that was told, and a merge need not touch them.
 */
export abstract class GrantEntries {
  abstract keepCalls(told: readonly Told<CallTold>[]): Promise<void>;
  abstract keepApplications(told: readonly Told<ApplicationTold>[]): Promise<void>;
  abstract keepGrants(told: readonly Told<GrantTold>[]): Promise<void>;
  abstract keepService(told: readonly Told<ServiceTold>[]): Promise<void>;
}

/** The last word on each application, and the last of those that handed it in. */
export function lastWordsOf(told: readonly Told<ApplicationTold>[]): {
  readonly states: Told<ApplicationTold>[];
  readonly submissions: Told<ApplicationTold & Required<Pick<ApplicationTold, 'submission'>>>[];
} {
  const handedIn = (
    one: Told<ApplicationTold>,
  ): one is Told<ApplicationTold & Required<Pick<ApplicationTold, 'submission'>>> => one.facts.submission !== undefined;
  const key = (facts: ApplicationTold): string => facts.applicationId;
  return { states: newest(told, key), submissions: newest(told.filter(handedIn), key) };
}

interface Facts {
  readonly applicationId: string;
  readonly callId: string;
  readonly stage: string;
  readonly applicantId: string;
  readonly outcome?: 'fund' | 'fund-in-part' | 'revise' | 'decline';
  readonly submittedAt?: Instant;
  readonly team?: readonly { readonly personId: string; readonly role: string }[];
}

const outcomes = { fund: 'funded', 'fund-in-part': 'funded-in-part', revise: 'revise', decline: 'declined' } as const;
const statuses: Readonly<Record<string, ApplicationStatus>> = {
  submitted: 'submitted',
  withdrawn: 'withdrawn',
  returned: 'returned',
  reopened: 'draft',
  'letter-invited': 'invited',
  'letter-declined': 'not-invited',
  'returned-without-review': 'returned-without-review',
};

/** What an event says for the record. */
export function applicationTold(event: ChironEvent<Facts>): Told<ApplicationTold> {
  const { applicationId, callId, stage, applicantId, outcome, submittedAt, team } = event.data;
  const verb = event.type.split('.')[3]!;
  const facts: ApplicationTold = {
    applicationId,
    callId,
    stage,
    applicantId,
    status: outcome ? outcomes[outcome] : statuses[verb]!,
    ...(submittedAt && team && { submission: { submittedAt, team } }),
  };
  return { ...toldBy(event), facts };
}
