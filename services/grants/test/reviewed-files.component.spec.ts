import { holds, ok } from './deciding.js';
import { pdfOf } from './documents.js';
import { filing } from './filing.js';
import { runningGrants, type RunningGrants } from './running-grants.js';

let grants: RunningGrants;
beforeAll(async () => void (grants = await runningGrants()));
afterAll(() => grants.close());

const signing = { occasion: 'before', conflictsDeclared: true, confidentiality: true, aiRule: true };

/** One application with two files under review: `mine` is assigned to it, `idle` to nothing. */
async function underReview(blinding: 'applicants' | 'none') {
  const at = await filing(grants, blinding);
  const { me, id } = await at.draft({ givenName: 'Sara', familyName: 'O’Brien' });
  await at.save(me, id, 0, { title: 'Bedside teaching' });
  const plan = await pdfOf('The plan');
  plan.setAuthor('Sara O’Brien');
  const file = ok(await at.add(me, id, 'plan.pdf', await plan.save()), 201).body.id as string;
  const cv = await (await pdfOf('Sara O’Brien'.replace('’', "'"))).save();
  const hidden = ok(await at.add(me, id, 'Sara OBrien CV.pdf', cv, { field: 'cv' }), 201).body.id as string;
  ok(await at.act(me, id, 'submit'));
  const etag = (await grants.call(at.officer, 'GET', `/applications/${id}`)).headers.get('etag')!;
  const look = `/applications/${id}/administrative-review`;
  ok(await grants.call(at.officer, 'PUT', look, { body: holds, headers: { 'if-match': etag } }));
  const made = { roundId: at.callId, name: 'Teaching' };
  const committee = ok(await grants.call(at.officer, 'POST', '/grant-committees', { body: made }), 201).body
    .id as string;
  const path = `/grant-committees/${committee}`;
  ok(await grants.call(at.officer, 'POST', `${path}/applications`, { body: {} }), 204);
  const reviewer = async () => {
    const personId = await at.person({ givenName: 'Rita', familyName: 'Reviewer' });
    const answer = await grants.call(at.officer, 'PUT', `${path}/members/${personId}`, {
      body: { role: 'member', capacity: 3 },
    });
    if (answer.status > 299) throw new Error(answer.text);
    return { personId };
  };
  const [mine, idle] = [await reviewer(), await reviewer()];
  ok(await grants.call(at.officer, 'POST', `${path}/phase`, { body: { to: 'review' } }), 204);
  const assigned = await grants.call(at.officer, 'POST', `${path}/assignments`, {
    body: { applicationId: id, personId: mine.personId },
  });
  if (assigned.status > 299) throw new Error(assigned.text);
  const sign = async (asker: { personId: string }) => {
    const answer = await grants.call(asker, 'POST', `${path}/signings`, { body: signing });
    if (answer.status > 299) throw new Error(answer.text);
  };
  return { ...at, id, file, hidden, mine, idle, sign, committee, files: `/applications/${id}/files` };
}

describe('a reviewer of a blinded call', () => {
  it('gets copies of the files that reviewers are shown, and nothing that tells who sent them', async () => {
    const { files, file, hidden, mine, idle, sign } = await underReview('applicants');
    expect((await grants.call(mine, 'GET', files)).status).toBe(404);
    await sign(mine);
    const { body } = await grants.call(mine, 'GET', files);
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({ id: file, name: 'plan.pdf', addedBy: null, addedAt: null, copy: true });
    const copy = await grants.call(mine, 'GET', `${files}/${file}/copy`);
    expect([copy.status, copy.bytes.length]).toEqual([200, body.items[0].size]);
    expect(Buffer.from(copy.bytes).includes('Sara')).toBe(false);
    expect((await grants.call(mine, 'GET', `${files}/${file}/content`)).status).toBe(403);
    for (const path of [hidden, `${hidden}/copy`, `${hidden}/content`]) {
      expect((await grants.call(mine, 'GET', `${files}/${path}`)).status).toBe(404);
    }
    await sign(idle);
    expect((await grants.call(idle, 'GET', files)).status).toBe(404);
    expect((await grants.call(mine, 'GET', files.replace('files', 'blinding'))).status).toBe(404);
  });

  it('gets nothing any more once a finding is taken up again', async () => {
    const { id, files, mine, sign } = await underReview('applicants');
    await sign(mine);
    expect((await grants.call(mine, 'GET', files)).status).toBe(200);
    await grants.query('update blinding_checks set open = 1 where application_id = $1', [id]);
    expect((await grants.call(mine, 'GET', files)).status).toBe(404);
  });
});

describe('a reviewer who may know who applies', () => {
  it('gets files as they were sent', async () => {
    const { files, file, hidden, mine, sign } = await underReview('none');
    await sign(mine);
    const { body } = await grants.call(mine, 'GET', files);
    expect((body.items as { id: string }[]).map((one) => one.id).sort()).toEqual([file, hidden].sort());
    expect((await grants.call(mine, 'GET', `${files}/${hidden}/content`)).status).toBe(200);
  });
});
