import { eventually } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import { applying, pointers, problem } from './applying.js';
import { fullForm, publishedCall } from './calls-made.js';
import { administrator, runningGrants, type RunningGrants } from './running-grants.js';

let grants: RunningGrants;
let officer: string;
let callId: string;
let on: ReturnType<typeof applying>;
beforeAll(async () => {
  grants = await runningGrants();
  officer = await grants.officer();
  const full = { ...fullForm, required: [...fullForm.required, 'money'] };
  const rules = { chairApproval: true, references: { least: 1, most: 2, words: 5, beforeSubmission: true } };
  callId = await publishedCall(grants, officer, { full, rules });
  on = applying(grants, callId);
});
afterAll(() => grants.close());

const linkTo = (email: string, count = 1): Promise<string> =>
  eventually(`a letter to ${email} went out`, async () => {
    const { body } = await grants.call(administrator, 'GET', `/mailbox?to=${encodeURIComponent(email)}`);
    if (body.items.length < count) throw new Error(`${body.items.length} letters`);
    return /\/application-links\/[\w-]{43}/.exec(body.items[0].text)![0];
  });
const address = () => `${uuidv7()}@example.org`;
type Me = { personId: string };
const line = (more: object = {}) => ({
  id: uuidv7(),
  category: 'people',
  description: 'Coordinator',
  amountMinor: 80_000,
  justification: '0.1 FTE',
  ...more,
});
const saveBudget = (me: Me, id: string, revision: number, lines: object[]) =>
  grants.call(me, 'PUT', `/applications/${id}/budget`, { body: { lines }, headers: { 'if-match': `"${revision}"` } });
const askChair = (me: Me, id: string, email: string) =>
  grants.call(me, 'POST', `/applications/${id}/approval`, { body: { name: 'Dee Ray', email, department: 'Surgery' } });
const askReferee = (me: Me, id: string, more: object = {}) =>
  grants.call(me, 'POST', `/applications/${id}/references`, {
    body: { name: 'Cy Ax', email: address(), relation: 'taught me', ...more },
  });

describe('a budget', () => {
  it('is kept as it is, with its sums, and with what the call says to it', async () => {
    const { me, id } = await on.draft();
    const empty = await grants.call(me, 'GET', `/applications/${id}/budget`);
    expect([empty.headers.get('etag'), empty.body]).toMatchObject(['"0"', { currency: 'USD', lines: [], revision: 0 }]);
    const over = [
      line({ amountMinor: 80_001 }),
      line({ category: 'travel', amountMinor: 30_000, costShareMinor: 5, year: 1 }),
    ];
    const saved = await saveBudget(me, id, 0, over);
    expect([saved.status, saved.body]).toEqual([
      200,
      expect.objectContaining({
        revision: 1,
        totals: expect.objectContaining({ amountMinor: 110_001, costShareMinor: 5 }),
        missing: [
          {
            pointer: '/budget/lines',
            detail: 'people: USD 800.01 is asked for, at most USD 800.00 is given (80001 and 80000 minor units)',
          },
          {
            pointer: '/budget',
            detail: 'USD 1,100.01 is asked for, at most USD 1,000.00 is given (110001 and 100000 minor units)',
          },
        ],
      }),
    ]);
    expect((await saveBudget(me, id, 1, saved.body.lines)).body.revision).toBe(1);
    expect(problem(await saveBudget(me, id, 0, []))).toEqual([412, '/problems#precondition-failed']);
    const { body } = await grants.call(me, 'GET', `/applications/${id}/completeness`);
    expect(body.missing.map(({ pointer }: { pointer: string }) => pointer)).toEqual(
      expect.arrayContaining(['/budget', '/budget/lines', '/approval', '/references']),
    );
  });

  it.each([
    ['a fraction', line({ amountMinor: 1.5 }), '/lines/0/amountMinor'],
    ['less than nothing', line({ amountMinor: -1 }), '/lines/0/amountMinor'],
    ['more than can be counted', line({ amountMinor: 1e15 }), '/lines/0/amountMinor'],
    ['a category the call lacks', line({ category: 'boats' }), '/lines/0/category'],
    ['a text for a number', line({ year: 'one' }), '/lines/0/year'],
  ])('of %s is refused at its field', async (_, bad, pointer) => {
    const { me, id } = await on.draft();
    const refused = await saveBudget(me, id, 0, [bad]);
    expect([refused.status, pointers(refused)]).toEqual([400, expect.arrayContaining([pointer])]);
  });
});

describe('a department chair', () => {
  it('approves what they were shown; another budget needs another approval', async () => {
    const { me, id } = await on.draft();
    await saveBudget(me, id, 0, [line()]);
    const chair = address();
    expect((await askChair(me, id, chair)).body).toMatchObject({ state: 'asked', budgetRevision: 1 });
    const link = await linkTo(chair);
    const { body } = await grants.call('public', 'GET', link);
    expect(body).toMatchObject({
      purpose: 'approval',
      asked: { department: 'Surgery', budget: { revision: 1, totals: { amountMinor: 80_000 } } },
    });
    const decide = (more: object) =>
      grants.call('public', 'POST', `${link}/approval`, { body: { approved: true, budgetRevision: 1, ...more } });
    expect([problem(await decide({ approved: false })), problem(await decide({ budgetRevision: 0 }))]).toEqual([
      [400, '/problems#comment-needed'],
      [409, '/problems#budget-moved'],
    ]);
    expect((await decide({})).body).toEqual({ state: 'approved' });
    expect(problem(await decide({}))).toEqual([409, '/problems#approval-answered']);
    expect((await grants.call(me, 'GET', `/applications/${id}/approval`)).body).toMatchObject({
      state: 'approved',
      current: true,
    });
    await saveBudget(me, id, 1, [line({ amountMinor: 1 })]);
    expect((await grants.call(me, 'GET', `/applications/${id}/approval`)).body.current).toBe(false);
    const missing = await grants.call(me, 'GET', `/applications/${id}/completeness`);
    expect(missing.body.missing).toContainEqual(expect.objectContaining({ pointer: '/approval' }));
    await askChair(me, id, chair);
    expect((await grants.call('public', 'GET', link)).status).toBe(404);
    expect((await grants.call('public', 'GET', await linkTo(chair, 2))).body.asked.budget.revision).toBe(2);
  });

  it('is asked only where the call wants one, and is not the applicant', async () => {
    const plain = await publishedCall(grants, officer);
    const { me, id } = await on.draft(plain);
    expect(problem(await askChair(me, id, address()))).toEqual([409, '/problems#approval-not-wanted']);
    const own = await on.person({ email: 'me@example.edu' });
    const mine = (await on.start(own)).body.id;
    expect(problem(await askChair({ personId: own }, mine, 'me@example.edu'))).toEqual([
      409,
      '/problems#member-is-applicant',
    ]);
    expect((await grants.call({ personId: own }, 'GET', `/applications/${mine}/approval`)).status).toBe(404);
  });
});

describe('a referee', () => {
  it('writes by the link, hands in once; the applicant never reads a letter whose access was waived', async () => {
    const { me, id } = await on.draft();
    const email = address();
    const { body: asked } = await askReferee(me, id, { email });
    const link = await linkTo(email);
    const before = await grants.call(me, 'GET', `/applications/${id}`);
    expect((await grants.call('public', 'GET', link)).body).toMatchObject({
      asked: { relation: 'taught me', accessWaived: true, words: 5 },
    });
    const write = (text: string, revision: number) =>
      grants.call('public', 'PUT', `${link}/letter`, { body: { text }, headers: { 'if-match': `"${revision}"` } });
    expect((await write('A secret draft', 1)).headers.get('etag')).toBe('"2"');
    expect(problem(await write('From another tab', 1))).toEqual([412, '/problems#precondition-failed']);
    expect((await grants.call('public', 'GET', link)).body.asked.text).toBe('A secret draft');
    expect((await grants.call(me, 'GET', `/applications/${id}`)).headers.get('etag')).toBe(before.headers.get('etag'));
    const handIn = (text: string) => grants.call('public', 'POST', `${link}/letter`, { body: { text } });
    expect(pointers(await handIn('one two three four five six'))).toEqual(['/text']);
    expect((await handIn('A secret letter')).body).toEqual({ state: 'received' });
    expect(problem(await handIn('Another'))).toEqual([409, '/problems#reference-received']);
    const list = await grants.call(me, 'GET', `/applications/${id}/references`);
    expect(list.body.items).toMatchObject([{ id: asked.id, state: 'received' }]);
    const letter = `/applications/${id}/references/${asked.id}/letter`;
    expect((await grants.call(me, 'GET', letter)).status).toBe(403);
    expect((await grants.call({ personId: officer }, 'GET', letter)).status).toBe(403);
    await grants.query(
      `update applications set state = 'submitted', submitted_at = now(), late = false where id = $1`,
      [id],
    );
    expect((await grants.call({ personId: officer }, 'GET', letter)).body).toMatchObject({ text: 'A secret letter' });
    for (const path of ['', '/references', '/answers', '/completeness', '/team', '/budget'])
      expect((await grants.call(me, 'GET', `/applications/${id}${path}`)).text).not.toContain('secret');
    expect((await grants.call(me, 'DELETE', `/applications/${id}/references/${asked.id}`)).status).toBe(409);
  });

  it('may be read by an applicant who kept the right to', async () => {
    const { me, id } = await on.draft();
    const email = address();
    const { body: asked } = await askReferee(me, id, { email, accessWaived: false });
    const link = await linkTo(email);
    expect((await grants.call('public', 'GET', link)).body.asked.accessWaived).toBe(false);
    const letter = `/applications/${id}/references/${asked.id}/letter`;
    expect((await grants.call(me, 'GET', letter)).status).toBe(404);
    await grants.call('public', 'POST', `${link}/letter`, { body: { text: 'Take her' } });
    expect((await grants.call(me, 'GET', letter)).body.text).toBe('Take her');
  });

  it('declines, or is asked no longer, or is given longer by an officer', async () => {
    const { me, id } = await on.draft();
    const [one, two] = [address(), address()];
    const first = (await askReferee(me, id, { email: one })).body.id;
    const second = (await askReferee(me, id, { email: two })).body.id;
    expect(problem(await askReferee(me, id))).toEqual([409, '/problems#reference-limit']);
    expect((await grants.call('public', 'POST', `${await linkTo(one)}/refusal`)).body).toEqual({ state: 'declined' });
    expect(problem(await askReferee(me, id, { email: one }))).toEqual([409, '/problems#reference-exists']);
    expect((await askReferee(me, id)).status).toBe(201);
    const gone = await linkTo(two);
    const at = `/applications/${id}/references`;
    const dueAt = new Date(Date.now() + 40 * 86_400_000).toISOString();
    expect((await grants.call(me, 'POST', `${at}/${second}/extend`, { body: { dueAt } })).status).toBe(403);
    expect(
      (await grants.call({ personId: officer }, 'POST', `${at}/${second}/extend`, { body: { dueAt } })).body.dueAt,
    ).toBe(dueAt);
    expect((await grants.call('public', 'GET', gone)).status).toBe(404);
    const link = await linkTo(two, 2);
    expect((await grants.call(me, 'DELETE', `${at}/${second}`)).status).toBe(204);
    expect((await grants.call('public', 'GET', link)).status).toBe(404);
    expect((await grants.call(me, 'GET', at)).body.items.map((item: { id: string }) => item.id)).not.toContain(second);
    expect((await grants.call(me, 'GET', at)).body.items[0]).toMatchObject({ id: first, state: 'declined' });
    expect(pointers(await askReferee(me, id, { email: 'x', relation: ' ', accessWaived: 1 }))).toEqual([
      '/accessWaived',
      '/email',
      '/relation',
    ]);
  });

  it('has as long as the application, when its window closes later or an officer gives it longer', async () => {
    const rules = { chairApproval: true, references: { least: 1, most: 3 } };
    const ownDay = new Date(Date.now() + 20 * 86_400_000).toISOString();
    const calls = [
      await publishedCall(grants, officer, { rules }),
      await publishedCall(grants, officer, { rules: { ...rules, references: { ...rules.references, dueAt: ownDay } } }),
    ] as const;
    const due = async (link: string) => (await grants.call('public', 'GET', link)).body.dueAt as string;
    const askedIn = async (call: string) => {
      const { me, id } = await on.draft(call);
      const [chair, referee] = [address(), address()];
      await askChair(me, id, chair);
      await askReferee(me, id, { email: referee });
      return { me, id, links: [await linkTo(chair), await linkTo(referee)] as const };
    };
    const [one, other] = [await askedIn(calls[0]), await askedIn(calls[1])];
    const ends: string[] = [];
    for (const call of calls) {
      const read = await grants.call({ personId: officer }, 'GET', `/calls/${call}`);
      const { opensAt } = read.body.stages[0];
      const closesAt = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 16);
      const changed = await grants.call({ personId: officer }, 'PATCH', `/calls/${call}`, { body: { stages: [{ stage: 'full', opensAt, closesAt }] }, headers: { 'if-match': read.headers.get('etag')! } }); // prettier-ignore
      ends.push(changed.body.stages[0].graceUntilUtc);
    }
    expect([await due(one.links[0]), await due(one.links[1])]).toEqual([ends[0], ends[0]]);
    expect([await due(other.links[0]), await due(other.links[1])]).toEqual([ends[1], ownDay]);
    const dueAt = new Date(Date.now() + 50 * 86_400_000).toISOString();
    expect((await on.act({ personId: officer }, one.id, 'reopen', { dueAt })).status).toBe(200);
    expect([await due(one.links[0]), await due(one.links[1])]).toEqual([dueAt, dueAt]);
    expect((await grants.call(one.me, 'GET', `/applications/${one.id}/references`)).body.items[0].dueAt).toBe(dueAt);
  });

  it('is never sent a link that has run out; in place of another one is asked after the window, too', async () => {
    const rules = { chairApproval: true, references: { least: 1, most: 2 } };
    const call = await publishedCall(grants, officer, { rules });
    const [late, handedIn] = [await on.draft(call), await on.draft(call)];
    const over = new Date(Date.now() - 60_000).toISOString().slice(0, 16);
    await grants.query(`update calls set settings = jsonb_set(settings, '{stages,0,closesAt}', $2) where id = $1`, [
      call,
      JSON.stringify(over),
    ]);
    const email = address();
    expect(problem(await askReferee(late.me, late.id, { email }))).toEqual([409, '/problems#window-closed']);
    expect(problem(await askChair(late.me, late.id, email))).toEqual([409, '/problems#window-closed']);
    const sent = await grants.call(administrator, 'GET', `/mailbox?to=${encodeURIComponent(email)}`);
    expect(sent.body.items).toEqual([]);
    await grants.query(
      `update applications set state = 'submitted', submitted_at = now(), late = false where id = $1`,
      [handedIn.id],
    );
    const asked = await askReferee(handedIn.me, handedIn.id, { email });
    expect([asked.status, Date.parse(asked.body.dueAt) > Date.now() + 29 * 86_400_000]).toEqual([201, true]);
    expect((await grants.call('public', 'GET', await linkTo(email))).status).toBe(200);
  });
});

describe('what a call asks of applications', () => {
  it('is read by everybody, changed by officers while it is a draft', async () => {
    const at = `/calls/${callId}/application-rules`;
    const person = { personId: await on.person() };
    const read = await grants.call(person, 'GET', at);
    expect([read.headers.get('etag'), read.body.rules]).toMatchObject([
      '"1"',
      { chairApproval: true, perPerson: 1, references: { least: 1 } },
    ]);
    const put = (asker: Me, body: object, etag = '"1"') =>
      grants.call(asker, 'PUT', at, { body, headers: { 'if-match': etag } });
    expect((await put(person, { perPerson: 2 })).status).toBe(403);
    expect([
      problem(await put({ personId: officer }, { perPerson: 2 })),
      pointers(await put({ personId: officer }, { perPerson: 2 })),
    ]).toEqual([[409, '/problems#call-not-draft'], ['/perPerson']]);
    expect(pointers(await put({ personId: officer }, { perPerson: 0, references: { words: 0 } }))).toEqual([
      '/perPerson',
      '/references/words',
    ]);
    expect(problem(await put({ personId: officer }, { linkDays: 30 }, '"0"'))).toEqual([
      412,
      '/problems#precondition-failed',
    ]);
    expect((await grants.call(person, 'GET', `/calls/${uuidv7()}/application-rules`)).status).toBe(404);
  });
});
