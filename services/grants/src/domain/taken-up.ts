import type { ToSearch } from './blinding.js';
import type { OutcomeTold } from './outcomes.js';
import type { Resubmission } from './resubmission.js';

/** What goes to reviewers with a resubmission: neither number nor id of the earlier application, by which some know who it was. */
export interface TakenUp {
  readonly introduction: string;
  readonly earlier: Pick<OutcomeTold, 'outcome' | 'summary' | 'critiques'>;
}

export function takenUp({ introduction }: Resubmission, { outcome, summary, critiques }: OutcomeTold): TakenUp {
  return { introduction, earlier: { outcome, summary, critiques } };
}

/** Every text of it that people wrote. */
export function textsOfTakenUp({ introduction, earlier: { summary, critiques } }: TakenUp): ToSearch[] {
  const written: [string, string | undefined][] = [
    ['/introduction', introduction],
    ...Object.entries(summary ?? {}).map(([part, text]): [string, string] => [`/earlier/summary/${part}`, text]),
    ...critiques.flatMap(({ criteria }, i) =>
      criteria.map(({ text }, j): [string, string | undefined] => [`/earlier/critiques/${i}/criteria/${j}/text`, text]),
    ),
  ];
  return written.flatMap(([pointer, text]) =>
    text?.trim()
      ? [{ place: { in: 'resubmission', pointer: `/resubmission${pointer}` }, text, written: 'prose' as const }]
      : [],
  );
}

export abstract class TakenUps {
  /** Undefined where the application takes up none. */
  abstract of(applicationId: string): Promise<TakenUp | undefined>;
}
