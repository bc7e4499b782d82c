import type { Form } from '../src/domain/form.js';
import type { RunningGrants } from './running-grants.js';

/** Moments around now, as the clocks of UTC show them. */
export const wall = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);

export const smallForm: Form = {
  type: 'object',
  additionalProperties: false,
  required: ['title', 'summary'],
  properties: {
    title: { 'x-kind': 'short-text', type: 'string', title: 'Title', 'x-max-words': 20 },
    summary: { 'x-kind': 'long-text', type: 'string', title: 'Summary', 'x-max-words': 300 },
  },
};

export const newCall = (more: object = {}) => ({
  code: `T-${Math.random().toString(36).slice(2, 10)}`,
  year: 2027,
  title: 'Medical Education Challenge Grant',
  timeZone: 'UTC',
  stages: [{ stage: 'full', opensAt: wall(-1), closesAt: wall(30) }],
  page: { summary: 'Money for better teaching.' },
  ...more,
});

/** A published call with one stage that is open, or as told. */
export async function publishedCall(
  grants: RunningGrants,
  officer: string,
  { form = smallForm, ...more }: { form?: Form } & Record<string, unknown> = {},
): Promise<{ id: string; code: string }> {
  const by = { personId: officer };
  const ask = async (method: string, path: string, body?: object, etag?: string) => {
    const answer = await grants.call(by, method, path, {
      ...(body && { body }),
      ...(etag && { headers: { 'if-match': etag } }),
    });
    if (answer.status > 299) throw new Error(`${method} ${path}: ${answer.text}`);
    return answer;
  };
  const { body } = await ask('POST', '/calls', newCall({ approverId: officer, ...more }));
  for (const { stage } of body.stages as { stage: string }[]) {
    const draft = await ask('PUT', `/calls/${body.id}/forms/${stage}`, form);
    await ask('POST', `/calls/${body.id}/forms/${stage}/publish`, undefined, draft.headers.get('etag')!);
  }
  await ask('POST', `/calls/${body.id}/publish`);
  return { id: body.id, code: body.code };
}
