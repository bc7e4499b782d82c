import type { Form } from '../src/domain/form.js';
import type { Answer, RunningGrants } from './running-grants.js';

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

/** What somebody asks, with an ETag where it needs one. */
export const asking =
  (grants: RunningGrants, personId: string) =>
  (method: string, path: string, body?: object, etag?: string): Promise<Answer> =>
    grants.call({ personId }, method, path, {
      ...(body && { body }),
      ...(etag && { headers: { 'if-match': etag } }),
    });

/** A published call with one stage that is open, or as told; `form` is of every stage that `forms` does not name. */
export async function publishedCall(
  grants: RunningGrants,
  officer: string,
  {
    form = smallForm,
    forms = {},
    rules,
    ...more
  }: { form?: Form; forms?: Record<string, object>; rules?: object } & Record<string, unknown> = {},
): Promise<{ id: string; code: string }> {
  const by = asking(grants, officer);
  const ask = async (method: string, path: string, body?: object, etag?: string) => {
    const answer = await by(method, path, body, etag);
    if (answer.status > 299) throw new Error(`${method} ${path}: ${answer.text}`);
    return answer;
  };
  const { body } = await ask('POST', '/calls', newCall({ approverId: officer, ...more }));
  for (const { stage } of body.stages as { stage: string }[]) {
    const at = `/calls/${body.id}/forms/${stage}`;
    const draft = await ask('PUT', at, forms[stage] ?? form);
    await ask('POST', `${at}/publish`, undefined, draft.headers.get('etag')!);
  }
  if (rules) await ask('PUT', `/calls/${body.id}/application-rules`, rules, '"0"');
  await ask('POST', `/calls/${body.id}/publish`);
  return { id: body.id, code: body.code };
}

/** An officer, and somebody of pediatrics who may apply. */
export async function officerAndApplicant(grants: RunningGrants): Promise<{ officer: string; applicant: string }> {
  const pediatrics = {
    organisation: 'd1',
    organisationName: 'Pediatrics',
    organisationType: 'department',
    position: 'faculty',
    beginDate: '2021-09-01',
  };
  return {
    officer: await grants.officer(),
    applicant: await grants.person({ givenName: 'Ana', familyName: 'Silva', affiliations: [pediatrics] }),
  };
}
