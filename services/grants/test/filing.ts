import { mediaTypes } from '../src/domain/file-reading.js';
import { applying } from './applying.js';
import { publishedCall } from './calls-made.js';
import type { Answer, Asker, RunningGrants } from './running-grants.js';

/** A form with a field for documents, one for pictures and one that reviewers do not see. */
export const filingForm = {
  type: 'object',
  additionalProperties: false,
  required: ['title'],
  properties: {
    title: { 'x-kind': 'short-text', type: 'string', title: 'Title' },
    aims: { 'x-kind': 'long-text', type: 'string', title: 'Aims' },
    about: { 'x-kind': 'long-text', type: 'string', title: 'About the applicant', 'x-blinded': 'omit' },
    plan: { 'x-kind': 'files', title: 'Plan', 'x-types': ['pdf', 'docx'], 'x-max-bytes': 200_000, 'x-max': 2 },
    cv: { 'x-kind': 'files', title: 'CV', 'x-types': ['pdf'], 'x-max-bytes': 200_000, 'x-blinded': 'omit' },
    pictures: { 'x-kind': 'files', title: 'Pictures', 'x-types': ['png', 'jpeg'], 'x-max-bytes': 1_000, 'x-max': 1 },
  },
};

/** What applicants do with files; the call is blinded unless said otherwise. */
export async function filing(grants: RunningGrants, blinding: 'applicants' | 'none' = 'applicants') {
  const officer = await grants.officer();
  const callId = await publishedCall(grants, officer, { full: filingForm, settings: { blinding } });
  const { person, start, save, act } = applying(grants, callId);
  const add = (
    asker: Asker,
    id: string,
    name: string,
    content: Uint8Array,
    { field = 'plan', type = mediaTypes.pdf, key }: { field?: string; type?: string; key?: string } = {},
  ): Promise<Answer> =>
    grants.call(asker, 'POST', `/applications/${id}/files?field=${field}&name=${encodeURIComponent(name)}`, {
      body: content,
      headers: { 'content-type': type, ...(key && { 'idempotency-key': key }) },
    });
  return {
    officer: { personId: officer },
    callId,
    person,
    start,
    save,
    act,
    add,
    /** a draft of somebody of this name */
    draft: async (told: object = {}) => {
      const personId = await person(told);
      const { body } = await start(personId, { callId });
      return { personId, me: { personId }, id: body.id as string };
    },
    check: (asker: Asker, id: string): Promise<Answer> =>
      grants.call(asker, 'POST', `/applications/${id}/blinding/checks`),
  };
}
export type Filing = Awaited<ReturnType<typeof filing>>;
