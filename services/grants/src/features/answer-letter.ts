import { Injectable } from '@nestjs/common';
import { Clock, coreProblems, type Instant } from '@chiron/contracts/core';
import { Access, asOfficer } from '../domain/access.js';
import { declineLetter, invite, submitted } from '../domain/application.js';
import { Applications } from '../domain/applications.js';
import type { OwnApplicationCommand } from './submit-application.js';

export type LetterAnswer =
  | { readonly invited: true; readonly dueAt: Instant | null; readonly note?: string }
  | { readonly invited: false; readonly reason: string };

/** An officer answers a letter of intent: with an invitation to apply in full, or without. */
@Injectable()
export class AnswerLetter {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
    private readonly clock: Clock,
  ) {}

  async run({
    applicationId,
    personId,
    match,
    answer,
    callId,
  }: OwnApplicationCommand & { readonly answer: LetterAnswer; readonly callId?: string }): Promise<void> {
    const entry = asOfficer(await this.access.to(applicationId, personId));
    if (callId !== undefined && entry.application.callId !== callId)
      throw coreProblems.refuse('not-found', { kind: 'application', id: applicationId });
    const now = this.clock.now();
    await this.applications.change(
      applicationId,
      (application) => {
        const letter = submitted(application);
        return answer.invited ? invite(letter, answer.dueAt, now) : declineLetter(letter, answer.reason);
      },
      {
        match,
        step: { by: personId, act: answer.invited ? 'invited to apply' : 'did not invite', facts: { ...answer } },
      },
    );
  }
}
