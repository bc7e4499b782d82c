import { uuidv7 } from 'uuidv7';
import { fullForm } from './calls-made.js';
import { ok, roundOf } from './deciding.js';
import { administrator, runningGrants, type RunningGrants } from './running-grants.js';

let grants: RunningGrants;
beforeAll(async () => void (grants = await runningGrants()));
afterAll(() => grants.close());

const signing = { occasion: 'before', conflictsDeclared: true, confidentiality: true, aiRule: true };
const form = {
  ...fullForm,
  required: [],
  properties: {
    applicant: { 'x-kind': 'short-text', type: 'string', title: 'You', 'x-blinded': 'omit' },
    proyecto: { 'x-kind': 'short-text', type: 'string', title: 'Project', 'x-means': 'title' },
    resumen: { 'x-kind': 'long-text', type: 'string', title: 'In short', 'x-means': 'abstract' },
    temas: {
      'x-kind': 'choice',
      type: 'string',
      title: 'Topic',
      'x-means': 'topics',
      oneOf: [
        { const: 'wards', title: 'Wards' },
        { const: 'ai', title: 'AI' },
      ],
    },
    money: { ...fullForm.properties.money, 'x-blinded': 'omit' },
  },
};

/** What the reviewer reads of one application with a budget and a referee's letter. */
async function reviewed(blinding: 'applicants' | 'none') {
  const on = await roundOf(grants, { applications: 0, full: form, settings: { blinding } });
  const { me, id } = await on.draft();
  const answers = { applicant: 'Ana Silva', proyecto: 'Junto a la cama', resumen: 'Aprender juntos', temas: 'wards' };
  ok(await on.save(me, id, 0, answers));
  const line = {
    id: uuidv7(),
    category: 'people',
    description: 'Pay of Ana Silva',
    amountMinor: 500,
    justification: 'x',
  };
  const headers = { 'if-match': '"0"' };
  ok(await grants.call(me, 'PUT', `/applications/${id}/budget`, { body: { lines: [line] }, headers }));
  const email = `${uuidv7()}@example.edu`;
  const referee = { name: 'Cy Ax', email, relation: 'taught me', accessWaived: true };
  ok(await grants.call(me, 'POST', `/applications/${id}/references`, { body: referee }), 201);
  const { body } = await grants.call(administrator, 'GET', `/mailbox?to=${encodeURIComponent(email)}`);
  const [, link] = /api\/v1(\/application-links\/\S+)/.exec(body.items[0].text as string)!;
  ok(await grants.call('public', 'POST', `${link}/letter`, { body: { text: 'She teaches well.' } }));
  ok(await on.act(me, id, 'submit'));
  ok(await on.look(id));
  const committee = `/grant-committees/${await on.committee()}`;
  const reviewer = { personId: await on.person({ givenName: 'Rita', familyName: 'Reviewer' }) };
  const seat = { role: 'member', capacity: 3 };
  await grants.call(on.by, 'PUT', `${committee}/members/${reviewer.personId}`, { body: seat });
  ok(await grants.call(on.by, 'POST', `${committee}/phase`, { body: { to: 'review' } }), 204);
  const assigned = { applicationId: id, personId: reviewer.personId };
  await grants.call(on.by, 'POST', `${committee}/assignments`, { body: assigned });
  await grants.call(reviewer, 'POST', `${committee}/signings`, { body: signing });
  return ok(await grants.call(reviewer, 'GET', `${committee}/applications/${id}`));
}

describe('what a reviewer reads of an application', () => {
  it('in a blinded call is neither a field that is left out, a budget neither, nor a letter that names the applicant', async () => {
    const { body, text } = await reviewed('applicants');
    expect(body.content).toMatchObject({ title: 'Junto a la cama', budget: null });
    expect(body.content.fields.map(({ name }: { name: string }) => name)).toEqual(['proyecto', 'resumen', 'temas']);
    expect(text).not.toMatch(/Silva|teaches well|Cy Ax/);
    expect(body.topics).toEqual(['wards']);
  });

  it('in an open call is all of it, with letters and team', async () => {
    const { body } = await reviewed('none');
    expect(body.content).toMatchObject({
      title: 'Junto a la cama',
      budget: { currency: 'USD', lines: [{ description: 'Pay of Ana Silva' }] },
      letters: [{ name: 'Cy Ax', relation: 'taught me', text: 'She teaches well.' }],
    });
    expect(body.content.fields[0]).toMatchObject({ name: 'applicant', answer: 'Ana Silva' });
  });
});
