import { Injectable } from '@nestjs/common';
import { grantsProblems } from '@chiron/contracts/grants';
import { Access, asEditor } from '../domain/access.js';
import { checkAnswers, type Answers } from '../domain/answers.js';
import { editable } from '../domain/application.js';
import { Drafts, type Saved } from '../domain/applications.js';
import { CallTerms } from '../domain/call-terms.js';
import { essence } from '../domain/essence.js';

export interface SaveAnswersCommand {
  readonly applicationId: string;
  readonly personId: string;
  readonly answers: Answers;
  /** refuses where the caller has not seen the version that stands */
  readonly match: (version: number) => void;
}

/** What somebody typed so far; saved though it may not be complete, never over what another tab saved meanwhile. */
@Injectable()
export class SaveAnswers {
  constructor(
    private readonly access: Access,
    private readonly terms: CallTerms,
    private readonly drafts: Drafts,
  ) {}

  async run({ applicationId, personId, answers, match }: SaveAnswersCommand): Promise<Saved> {
    const entry = asEditor(await this.access.to(applicationId, personId));
    const form = await this.terms.form(entry.application);
    const faults = checkAnswers(form, answers);
    if (faults.length > 0) throw grantsProblems.refuse('answers-unusable', {}, faults.slice(0, 100));
    const { title } = essence(form, answers);
    return this.drafts.save(
      applicationId,
      entry.personId,
      answers,
      title,
      match,
      (application) => void editable(application),
    );
  }
}
