import { Injectable } from '@nestjs/common';
import { grantsProblems } from '@chiron/contracts/grants';
import { uuidv7 } from 'uuidv7';
import { Access, asApplicant } from '../domain/access.js';
import { Applications } from '../domain/applications.js';
import { askChair, type Approval, type ChairWanted } from '../domain/approval.js';
import { CallTerms } from '../domain/call-terms.js';
import { LinkLetters } from '../domain/link-letters.js';
import { refuseOver } from '../domain/links.js';

export interface AskChairCommand {
  readonly applicationId: string;
  readonly personId: string;
  readonly wanted: ChairWanted;
}

/** Asks the department chair to approve, by a link of their own until the application can last be handed in. */
@Injectable()
export class AskChair {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
    private readonly terms: CallTerms,
    private readonly letters: LinkLetters,
  ) {}

  async run({ applicationId, personId, wanted }: AskChairCommand): Promise<Approval> {
    const { application } = asApplicant(await this.access.to(applicationId, personId));
    const { call, rules, window, now } = await this.terms.of(application);
    if (!rules.chairApproval || application.stage !== 'full') throw grantsProblems.refuse('approval-not-wanted');
    const dueAt = application.dueAt ?? window.graceUntil;
    refuseOver(dueAt, now);
    const id = uuidv7();
    const { approval } = await this.applications.changeDossier(
      applicationId,
      (dossier) => askChair(dossier, id, wanted, dueAt),
      {
        step: { by: personId, act: 'asked the department chair', facts: { approvalId: id } },
        then: async (next) =>
          this.letters.send({
            applicationId,
            purpose: 'approval',
            subjectId: id,
            dueAt,
            to: { name: next.approval!.name, email: next.approval!.email },
            applicantId: next.application.applicantId,
            callTitle: call.page.title,
            language: call.page.language,
            timeZone: call.timeZone,
          }),
      },
    );
    return approval!;
  }
}
