import { Injectable } from '@nestjs/common';
import { asRoundOfficer, DecisionRounds } from '../domain/decision-rounds.js';
import { checkTemplate } from '../domain/letter.js';
import { LetterTemplates, type KeptTemplate } from '../domain/letter-templates.js';

export interface PutLetterTemplateCommand {
  readonly callId: string;
  readonly by: string;
  readonly template: Omit<KeptTemplate, 'revision'>;
  readonly match: (revision: number) => void;
}

/** A call's own words for one sort of letter in one language, instead of the standard ones. */
@Injectable()
export class PutLetterTemplate {
  constructor(
    private readonly rounds: DecisionRounds,
    private readonly templates: LetterTemplates,
  ) {}

  async run({ callId, by, template, match }: PutLetterTemplateCommand): Promise<KeptTemplate> {
    // Words for all are nobody's figure: an officer in conflict may write them, too.
    const { personId } = asRoundOfficer({ ...(await this.rounds.enter(callId, by)), conflicted: false });
    checkTemplate(template.kind, template);
    return this.templates.put(callId, template, personId, match);
  }
}
