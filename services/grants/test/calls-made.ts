import { publishedCall as published, wall } from './call-samples.js';
import type { RunningGrants } from './running-grants.js';

export const titleField = { 'x-kind': 'short-text', type: 'string', title: 'Title' };
export const aimsField = { 'x-kind': 'long-text', type: 'string', title: 'Aims', 'x-max-words': 5 };
export const letterForm = {
  type: 'object',
  additionalProperties: false,
  required: ['title'],
  properties: { title: titleField, abstract: { 'x-kind': 'long-text', type: 'string', title: 'Abstract' } },
};
export const fullForm = {
  type: 'object',
  additionalProperties: false,
  required: ['title', 'aims'],
  properties: {
    title: titleField,
    aims: aimsField,
    abstract: { 'x-kind': 'long-text', type: 'string', title: 'Abstract' },
    money: {
      'x-kind': 'budget',
      title: 'Budget',
      'x-currency': 'USD',
      'x-max-minor': 100_000,
      'x-categories': [
        { id: 'people', title: 'People', 'max-minor': 80_000, justify: true },
        { id: 'travel', title: 'Travel' },
      ],
    },
  },
};

export interface CallWanted {
  /** `letter` and then `full`; otherwise `full` alone */
  readonly letter?: boolean;
  readonly settings?: object;
  readonly rules?: object;
  readonly full?: object;
  /** days from now; each stage is open for ten days from there */
  readonly opens?: { readonly letter?: number; readonly full?: number };
}

let made = 0;

/** A published call, by the officer's own calls of the API. */
export async function publishedCall(grants: RunningGrants, officer: string, wanted: CallWanted = {}): Promise<string> {
  const { letter = false, settings = {}, rules, full = fullForm, opens = {} } = wanted;
  const stage = (name: 'letter' | 'full', from: number) => ({
    stage: name,
    opensAt: wall(from),
    closesAt: wall(from + 10),
  });
  const stages = letter
    ? [stage('letter', opens.letter ?? -1), stage('full', opens.full ?? 9)]
    : [stage('full', opens.full ?? -1)];
  const { id } = await published(grants, officer, {
    code: `2027-G${++made}`,
    title: 'Medical Education Challenge Grants',
    page: { summary: 'Small grants.' },
    stages,
    forms: { letter: letterForm, full },
    ...(rules && { rules }),
    ...settings,
  });
  return id;
}
