import { Injectable } from '@nestjs/common';
import { asInside, DecisionRounds } from '../domain/decision-rounds.js';
import { letterKinds, type LetterKind } from '../domain/letter.js';
import { templateFor } from '../domain/standard-letters.js';
import { LetterTemplates, type KeptTemplate } from '../domain/letter-templates.js';

/** Every sort of letter in every language, as it would be written for this call; revision 0 for the standard words. */
@Injectable()
export class ListLetterTemplates {
  constructor(
    private readonly rounds: DecisionRounds,
    private readonly templates: LetterTemplates,
  ) {}

  async run({ callId, by }: { readonly callId: string; readonly by: string }): Promise<KeptTemplate[]> {
    asInside(await this.rounds.enter(callId, by));
    const own = await this.templates.of(callId);
    return (Object.keys(letterKinds) as LetterKind[]).flatMap((kind) =>
      (['en', 'es'] as const).map(
        (language) =>
          own.find((one) => one.kind === kind && one.language === language) ?? {
            kind,
            language,
            ...templateFor(kind, language, undefined),
            revision: 0,
          },
      ),
    );
  }
}
