import { Injectable } from '@nestjs/common';
import { coreProblems, type FieldError } from '@chiron/contracts/core';
import { grantsProblems } from '@chiron/contracts/grants';
import { uuidv7 } from 'uuidv7';
import { Access, asApplicant } from '../domain/access.js';
import { checkAnswers } from '../domain/answers.js';
import { invited, start, type Invited } from '../domain/application.js';
import { Applications } from '../domain/applications.js';
import { firstStage, type CallStage } from '../domain/call.js';
import { CallTerms, type Terms } from '../domain/call-terms.js';
import { carriedOver, essence } from '../domain/essence.js';
import { CheckEligibility } from './check-eligibility.js';

export interface StartApplicationCommand {
  readonly personId: string;
  readonly callId: string;
  /** the first stage of the call where none is named */
  readonly stage?: CallStage | undefined;
  /** the invited letter of intent that a full application goes on from */
  readonly letterId?: string | undefined;
}

/** Eligibility is answered first: whoever may not apply begins no draft, and is told every reason. */
@Injectable()
export class StartApplication {
  constructor(
    private readonly access: Access,
    private readonly terms: CallTerms,
    private readonly eligibility: CheckEligibility,
    private readonly applications: Applications,
  ) {}

  async run({ personId, callId, stage, letterId }: StartApplicationCommand): Promise<string> {
    const letter = letterId === undefined ? null : await this.letterOf(letterId, personId, callId);
    const terms = await this.terms.toBegin(callId, stage ?? (letter ? 'full' : 'letter')).catch((error: unknown) => {
      if (stage !== undefined || letter) throw error;
      return this.terms.toBegin(callId, 'full');
    });
    const wanted = terms.window.stage;
    if (wanted !== firstStage(terms.call) && !letter) throw grantsProblems.refuse('letter-needed', {}, [
        { pointer: '/letterId', detail: 'must name the invited letter' },
      ]); // prettier-ignore
    const obstacles = await this.obstacles(terms, letter?.applicantId ?? personId, letter);
    const id = uuidv7();
    const answers = letter ? await this.answersOf(letter, terms) : {};
    const { call, window, formVersion, rules, now } = terms;
    const applicantId = letter?.applicantId ?? personId;
    await this.applications.begin(
      { callId, stage: wanted, applicantId },
      { answers, title: essence(terms.form, answers).title, teamOf: letter?.id ?? null },
      (others, ending) =>
        start(
          {
            id,
            number: `${call.code}-${ending}`,
            callId,
            stage: wanted,
            formVersion,
            applicantId,
            window,
            now,
            obstacles,
            others,
            allowed: rules.perPerson,
          },
          letter,
        ),
    );
    return id;
  }

  private async letterOf(letterId: string, personId: string, callId: string): Promise<Invited> {
    const { application } = asApplicant(await this.access.to(letterId, personId));
    if (application.callId !== callId || application.stage !== 'letter')
      throw coreProblems.refuse('not-found', { kind: 'letter of intent', id: letterId });
    return invited(application);
  }

  private async obstacles({ call }: Terms, personId: string, letter: Invited | null): Promise<FieldError[]> {
    const { rules } = await this.eligibility.run({ call, personId, ...(letter && { applicationId: letter.id }) });
    return rules.flatMap(({ outcome, asks, says }, index) =>
      outcome === 'met' || outcome === 'waived'
        ? []
        : [{ pointer: `/eligibility/${index}`, detail: `${asks} ${says}` }],
    );
  }

  private async answersOf(letter: Invited, { form }: Terms) {
    const found = await this.applications.dossier(letter.id);
    const answers = found?.dossier.answers ?? {};
    return carriedOver(answers, await this.terms.form(letter), form, (some) => checkAnswers(form, some).length === 0);
  }
}
