import type { Answer, RunningGrants } from './running-grants.js';

const local = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);

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

const done = (answer: Answer, status = 200): Answer => {
  if (answer.status !== status) throw new Error(`${answer.status} ${answer.text}`);
  return answer;
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
  const asker = { personId: officer };
  const { letter = false, settings = {}, rules, full = fullForm, opens = {} } = wanted;
  const stage = (name: 'letter' | 'full', from: number) => ({
    stage: name,
    opensAt: local(from),
    closesAt: local(from + 10),
  });
  const stages = letter
    ? [stage('letter', opens.letter ?? -1), stage('full', opens.full ?? 9)]
    : [stage('full', opens.full ?? -1)];
  const body = {
    code: `2027-G${++made}`,
    year: 2027,
    title: 'Medical Education Challenge Grants',
    page: { summary: 'Small grants.' },
    timeZone: 'UTC',
    stages,
    approverId: officer,
    ...settings,
  };
  const { id } = done(await grants.call(asker, 'POST', '/calls', { body }), 201).body;
  for (const [name, form] of [...(letter ? [['letter', letterForm]] : []), ['full', full]] as const) {
    const at = `/calls/${id}/forms/${name as string}`;
    const etag = done(await grants.call(asker, 'PUT', at, { body: form })).headers.get('etag')!;
    done(await grants.call(asker, 'POST', `${at}/publish`, { headers: { 'if-match': etag } }));
  }
  if (rules)
    done(
      await grants.call(asker, 'PUT', `/calls/${id}/application-rules`, {
        body: rules,
        headers: { 'if-match': '"0"' },
      }),
    );
  done(await grants.call(asker, 'POST', `/calls/${id}/publish`));
  return id;
}
