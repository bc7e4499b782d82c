import { uuidv7 } from 'uuidv7';
import type { Answer, Asker, RunningGrants } from './running-grants.js';

export const problem = ({ status, body }: Answer): unknown[] => [status, body.type];
export const pointers = ({ body }: Answer): string[] =>
  (body.errors as { pointer: string }[]).map(({ pointer }) => pointer).sort();

/** What applicants do, in a few words; `callId` is where they apply unless said otherwise. */
export function applying(grants: RunningGrants, callId: string) {
  const person = (more: object = {}): Promise<string> =>
    grants.person({ givenName: 'Ana', familyName: 'Silva', email: `${uuidv7()}@example.edu`, ...more });
  const start = (personId: string, body: object = { callId }): Promise<Answer> =>
    grants.call({ personId }, 'POST', '/applications', { body });
  const save = (asker: Asker, id: string, version: number, answers: object): Promise<Answer> =>
    grants.call(asker, 'PUT', `/applications/${id}/answers`, {
      body: answers,
      headers: { 'if-match': `"${version}"` },
    });
  /** an act upon the application as it stands now */
  const act = async (asker: Asker, id: string, verb: string, body: object = {}): Promise<Answer> => {
    const { headers } = await grants.call(asker, 'GET', `/applications/${id}`);
    const etag = headers.get('etag') ?? '"1"';
    return grants.call(asker, 'POST', `/applications/${id}/${verb}`, { body, headers: { 'if-match': etag } });
  };
  const draft = async (call = callId) => {
    const personId = await person();
    const { body } = await start(personId, { callId: call });
    return { personId, me: { personId }, id: body.id as string, number: body.number as string };
  };
  const submitted = async (call = callId) => {
    const one = await draft(call);
    await save(one.me, one.id, 0, { title: 'Bedside teaching', aims: 'To teach well' });
    const answer = await act(one.me, one.id, 'submit');
    if (answer.status !== 200) throw new Error(answer.text);
    return one;
  };
  return { person, start, save, act, draft, submitted };
}
