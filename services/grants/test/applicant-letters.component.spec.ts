import { peopleTopic } from '@chiron/contracts/programs';
import { eventually } from '@chiron/testing';
import { Remind } from '../src/features/remind.js';
import { applying, problem } from './applying.js';
import { publishedCall } from './calls-made.js';
import { ok } from './deciding.js';
import { administrator, runningGrants, type Asker, type RunningGrants } from './running-grants.js';

let grants: RunningGrants;
let officer: Asker;
let on: ReturnType<typeof applying>;
beforeAll(async () => {
  grants = await runningGrants();
  const personId = await grants.officer();
  officer = { personId };
  on = applying(grants, await publishedCall(grants, personId, { rules: { chairApproval: true } }));
});
afterAll(() => grants.close());

type Letter = { kind: string; subject: string; text: string };
const lettersTo = async (who: string): Promise<Letter[]> => {
  const { body } = await grants.call(administrator, 'GET', `/mailbox?${who}&limit=50`);
  return (body.items as Letter[]).toReversed();
};
const kindsTo = async (personId: string) => (await lettersTo(`personId=${personId}`)).map(({ kind }) => kind);
const speaksSpanish = (me: Asker) =>
  grants.call(me, 'PUT', '/mailbox/preferences', { body: { language: 'es', digest: true }, headers: { 'if-match': '"0"' } }); // prettier-ignore
const linkTo = async (email: string): Promise<string> => {
  const [last] = (await lettersTo(`to=${encodeURIComponent(email)}`)).toReversed();
  return /application-links\/([\w-]{43})/.exec(last!.text)![1]!;
};
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const actsOf = async (id: string): Promise<{ act: string; by: string | null; facts: object }[]> =>
  grants.query('select act, by_person as by, facts from audit_entries where application_id = $1 order by id', [id]);

describe('an applicant is told by letter, in their language and once', () => {
  it('what deadline an officer gave, each time that one is given', async () => {
    const { id, me, personId, number } = await on.draft();
    ok(await speaksSpanish(me));
    ok(await on.act(officer, id, 'reopen', { dueAt: inDays(20) }));
    expect((await on.act(officer, id, 'reopen', { dueAt: inDays(-1) })).status).toBe(400);
    ok(await on.act(officer, id, 'reopen', { dueAt: inDays(30) }));
    const letters = await lettersTo(`personId=${personId}`);
    expect(letters.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['deadline-extended', `${number}: tiene más plazo`],
      ['deadline-extended', `${number}: tiene más plazo`],
    ]);
    expect(letters[0]!.text).not.toBe(letters[1]!.text);
  });

  it('that an officer opened theirs again, and nothing where they did so themselves', async () => {
    const { id, me, personId } = await on.draft();
    ok(await on.act(me, id, 'withdraw'));
    ok(await on.act(me, id, 'reopen'));
    expect(await kindsTo(personId)).toEqual([]);
    ok(await on.act(me, id, 'withdraw'));
    ok(await on.act(officer, id, 'reopen', { dueAt: inDays(20) }));
    const [letter, ...more] = await lettersTo(`personId=${personId}`);
    expect([letter!.kind, more]).toEqual(['application-reopened', []]);
    expect(letter!.text).toMatch(/^Dear Ana Silva,\n\nthe grants office has opened your application/);
  });

  it('what a member and the department chair answer, whatever their names', async () => {
    const { id, me, personId } = await on.draft();
    const email = '李.明@example.org';
    const added = ok(await grants.call(me, 'POST', `/applications/${id}/team`, { body: { name: '李明', email, role: 'mentor' } }), 201); // prettier-ignore
    const again = () => grants.call(me, 'POST', `/applications/${id}/team/${added.body.id}/ask`);
    expect((await again()).status).toBeLessThan(300);
    const consent = `/application-links/${await linkTo(email)}/consent`;
    const answer = (given: boolean) => grants.call('public', 'POST', consent, { body: { given } });
    ok(await answer(true));
    expect(problem(await answer(true))).toEqual([409, '/problems#consent-answered']);
    ok(await answer(false));
    const chair = { name: "Siobhán O'Brien", email: 'siobhan@example.org', department: 'Pediatrics' };
    ok(await grants.call(me, 'POST', `/applications/${id}/approval`, { body: chair }), 201);
    const link = await linkTo(chair.email);
    const shown = ok(await grants.call('public', 'GET', `/application-links/${link}`));
    const approval = { approved: false, comment: 'Not this year.', budgetRevision: shown.body.asked.budget.revision };
    ok(await grants.call('public', 'POST', `/application-links/${link}/approval`, { body: approval }));
    const letters = await lettersTo(`personId=${personId}`);
    expect(letters.map(({ kind }) => kind)).toEqual(['consent-given', 'consent-declined', 'approval-declined']);
    expect(letters[0]!.text).toContain('李明 has consented');
    expect(letters[2]!.text).toMatch(/Siobhán O'Brien has not approved .*The reason:\n\nNot this year\./s);
    expect((await actsOf(id)).map(({ act }) => act)).toContain('asked a member of the team again');
  });
});

describe('somebody who is asked by a link', () => {
  it('is written to in their own language where the platform knows them, and in the call’s where it does not', async () => {
    const known = { personId: await on.person({ email: 'Inés.Known@example.edu' }) };
    ok(await speaksSpanish(known));
    const { id, me } = await on.draft();
    for (const email of ['inés.known@example.edu', 'nobody@example.edu'])
      ok(await grants.call(me, 'POST', `/applications/${id}/team`, { body: { name: 'Inés', email, role: 'mentor' } }), 201); // prettier-ignore
    const subjects = async (email: string) => (await lettersTo(`to=${encodeURIComponent(email)}`)).map(({ subject }) => subject); // prettier-ignore
    expect(await subjects('inés.known@example.edu')).toEqual([expect.stringMatching(/^Ana Silva le invita/)]);
    expect(await subjects('nobody@example.edu')).toEqual([expect.stringMatching(/^Ana Silva asks you/)]);
    await grants.query(
      `update application_links set due_at = now() + interval '2 days', issued_at = now() - interval '9 days' where application_id = $1`,
      [id],
    );
    await grants.service.app.get(Remind, { strict: false }).run();
    expect(await subjects('inés.known@example.edu')).toContain('Ana Silva espera su respuesta: Medical Education Challenge Grants'); // prettier-ignore
  });
});

describe('somebody who turns out to be two', () => {
  it('is written to as the one chose whom they are read as now', async () => {
    const [gone, stays] = [await on.draft(), await on.draft()];
    ok(await speaksSpanish(stays.me));
    ok(await grants.call(gone.me, 'PUT', '/mailbox/preferences', { body: { language: 'en', digest: false }, headers: { 'if-match': '"0"' } })); // prettier-ignore
    await grants.merge(gone.personId, stays.personId);
    for (const { me } of [gone, stays])
      expect((await grants.call(me, 'GET', '/mailbox/preferences')).body).toEqual({ language: 'es', digest: true });
    ok(await on.act(officer, gone.id, 'reopen', { dueAt: inDays(20) }));
    const letters = await lettersTo(`personId=${stays.personId}`);
    expect(letters.map(({ subject }) => subject)).toEqual([`${gone.number}: tiene más plazo`]);
  });
});

describe('somebody whose source erases them', () => {
  it('stands in no letter any more, neither by address nor by what it said', async () => {
    const { id, me, personId } = await on.draft();
    ok(await on.act(officer, id, 'reopen', { dueAt: inDays(20) }));
    await grants.bus.erase(peopleTopic.name, `sis/usr-${personId}`);
    await eventually('the letter is empty', async () => {
      const { body } = await grants.call(administrator, 'GET', `/mailbox?personId=${personId}`);
      const [letter] = body.items as Record<string, unknown>[];
      expect(letter).toMatchObject({ kind: 'deadline-extended', to: '', subject: '', text: null });
    });
    // Nothing can be written to them, and nothing fails for it.
    ok(await on.act(me, id, 'withdraw'));
    ok(await on.act(officer, id, 'reopen', { dueAt: inDays(30) }));
    expect(await kindsTo(personId)).toEqual(['deadline-extended']);
  });
});

describe('the audit trail', () => {
  it('says that a conflict was declared and by whom, without whom it names; a refused one leaves nothing', async () => {
    const { id, me, personId } = await on.draft();
    const declare = (body: object) => grants.call(me, 'POST', `/applications/${id}/declared-conflicts`, { body });
    const wanted = { name: 'Rival Reviewer', email: 'rival@example.org', kind: 'competing' };
    ok(await declare(wanted), 201);
    expect(problem(await declare(wanted))).toEqual([409, '/problems#declared-already']);
    const declared = (await actsOf(id)).filter(({ act }) => act === 'declared a conflict');
    expect(declared).toEqual([{ act: 'declared a conflict', by: personId, facts: { revision: 1, answersVersion: 0 } }]);
    expect(JSON.stringify(declared)).not.toMatch(/Rival|rival/);
  });
});
