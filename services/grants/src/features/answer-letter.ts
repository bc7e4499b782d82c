import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '@chiron/contracts/core';
import { Access, asOfficer } from '../domain/access.js';
import { declineLetter, invite, submitted } from '../domain/application.js';
import { Applications } from '../domain/applications.js';
import type { OwnApplicationCommand } from './submit-application.js';

export type LetterAnswer =
  { readonly invited: true; readonly dueAt: Instant | null } | { readonly invited: false; readonly reason: string };

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
  }: OwnApplicationCommand & { readonly answer: LetterAnswer }): Promise<void> {
    asOfficer(await this.access.to(applicationId, personId));
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
