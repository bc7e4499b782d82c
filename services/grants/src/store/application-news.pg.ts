import { Injectable } from '@nestjs/common';
import type { Fact } from '@chiron/contracts/core';
import { Outbox } from '@chiron/messaging';
import type { Tx } from '@chiron/postgres';
import { ReviewTeams } from '@chiron/review/mount';
import type { StepTaken } from '../domain/applications.js';
import { Audit } from '../domain/audit.js';
import type { Dossier } from '../domain/dossier.js';
import { personsOf } from '../domain/team.js';
import { ApplicationLetters } from './application-letters.pg.js';

type Known = Pick<Dossier, 'application' | 'members'> & Partial<Pick<Dossier, 'approval'>>;

/** Whoever must know of a change knows it in its transaction: other services, committees, the audit trail. */
@Injectable()
export class ApplicationNews {
  constructor(
    private readonly outbox: Outbox,
    private readonly committees: ReviewTeams,
    private readonly audit: Audit,
    private readonly letters: ApplicationLetters,
  ) {}

  /** @param present undefined where it has just begun */
  async tell(
    tx: Tx,
    { present, next }: { readonly present?: Known; readonly next: Known },
    {
      events,
      revision,
      step,
    }: { readonly events: readonly Fact[]; readonly revision: number; readonly step?: StepTaken },
  ): Promise<void> {
    const { id, state } = next.application;
    if (next.members !== present?.members) await this.committees.set(id, personsOf(next));
    // What is withdrawn or written anew is no committee's; an announced one stays where it was reviewed.
    if (present?.application.state === 'submitted' && ['draft', 'returned', 'withdrawn'].includes(state))
      await this.committees.left(id);
    await this.outbox.add(
      tx,
      events.map((fact) => ({ fact, revision })),
    );
    if (present) await this.letters.write({ present, next, events, revision });
    if (step) await this.note(next.application, revision, step);
  }

  /** For the audit trail, in the open transaction. */
  note(application: Known['application'], revision: number, { by, act, facts }: StepTaken): Promise<void> {
    const { id: applicationId, callId, answersVersion } = application;
    return this.audit.note({ callId, applicationId, by, act, facts: { revision, answersVersion, ...facts } });
  }
}
