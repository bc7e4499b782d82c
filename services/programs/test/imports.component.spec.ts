import { eventually } from '@chiron/testing';
import { RunningPrograms } from './running-programs.js';

let programs: RunningPrograms;
beforeAll(async () => {
  programs = await RunningPrograms.start();
});
afterAll(() => programs.stop());

interface Counts extends Record<string, unknown> {
  readonly rows: number;
  readonly omitted: number;
  readonly kinds: Record<string, Record<string, number>>;
}
interface ImportBody {
  readonly id: string;
  readonly state: string;
  readonly counts: Counts | null;
  readonly plan: string | null;
  readonly guards: { readonly guard: string }[] | null;
  readonly undo: { undone: number; left: number; leftItems: { sourcedId: string; reason: string }[] } | null;
  readonly problem: { readonly code: string } | null;
}
interface Receipt {
  readonly line: number;
  readonly sourcedId: string | null;
  readonly outcome: string;
  readonly code: string | null;
  readonly field: string | null;
}
interface EnrollmentBody {
  readonly id: string;
  readonly status: string;
  readonly sourcedId: string;
  readonly revision: number;
  readonly endDate: string | null;
}

type Row = Record<string, unknown>;
const row = (n: number, more: Row = {}): Row => ({
  sourcedId: `enr-${n}`,
  status: 'active',
  offering: { sourcedId: 'cls-1', title: 'Feedback and Coaching' },
  person: { sourcedId: `usr-${n}`, givenName: 'Siobhán', familyName: "O'Brien", email: `s${n}@example.edu` },
  role: 'student',
  beginDate: '2026-09-01',
  endDate: '2099-12-20',
  ...more,
});

let sources = 0;
/** A source of its own for each story. */
const newSource = () => `sis-${++sources}`;

async function post(
  source: string,
  rows: readonly (Row | string)[],
  query = '',
  more: { key?: string; headers?: Record<string, string> } = {},
) {
  return programs.post<ImportBody>(`/api/v1/imports?source=${source}${query}`, {
    type: 'application/x-ndjson',
    body: rows.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n') + '\n',
    ...more,
  });
}
const get = async (id: string) => (await programs.call<ImportBody>('GET', `/api/v1/imports/${id}`)).body;
const settled = new Set(['planned', 'awaiting-release', 'applied', 'refused', 'superseded', 'cancelled', 'undone']);
async function over(id: string): Promise<ImportBody> {
  return eventually('the import comes to rest', async () => {
    const one = await get(id);
    if (!settled.has(one.state)) throw new Error(`it is ${one.state}`);
    return one;
  });
}
async function run(source: string, rows: readonly (Row | string)[], query = ''): Promise<ImportBody> {
  const answer = await post(source, rows, query);
  expect(answer.status).toBe(202);
  return over(answer.body.id);
}
const receipts = async (id: string, query = '') =>
  (
    await programs.call<{ items: Receipt[]; next: string | null }>(
      'GET',
      `/api/v1/imports/${id}/receipts?limit=500${query}`,
    )
  ).body.items;
const enrollments = async (source: string, query = '') =>
  (await programs.call<{ items: EnrollmentBody[] }>('GET', `/api/v1/enrollments?source=${source}&limit=500${query}`))
    .body.items;

describe('a delta import', () => {
  it('creates what is new, and the same file under a new key changes nothing and tells nothing', async () => {
    const source = newSource();
    const rows = [row(1), row(2), row(3)];
    const first = await run(source, rows);
    expect(first).toMatchObject({ state: 'applied', counts: { rows: 3, created: 3, omitted: 0 } });
    expect(await enrollments(source, '&status=active')).toHaveLength(3);
    const told = () =>
      programs.events.filter(
        ({ data }) => (data as Row)['source'] === source || ((data as Row)['person'] as Row)?.['source'] === source,
      );
    await eventually('everything is told', () => expect(told()).toHaveLength(3 + 3 + 1));
    const again = await run(source, rows);
    expect(again.counts).toMatchObject({ rows: 3, unchanged: 3, created: 0 });
    await eventually('the second import is told of, and nothing else', () => expect(told()).toHaveLength(8));
  });

  it('answers the same key with the same import, and another body under it is refused', async () => {
    const source = newSource();
    const first = await post(source, [row(1)], '', { key: 'monday' });
    const second = await post(source, [row(1)], '', { key: 'monday' });
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect((await post(source, [row(2)], '', { key: 'monday' })).status).toBe(422);
    await over(first.body.id);
  });

  it('receipts every bad row by its own code, and stops no good one', async () => {
    const source = newSource();
    const one = await run(source, [
      row(1),
      row(2, { sourcedId: undefined }),
      row(1, { person: { sourcedId: 'usr-9', familyName: 'X' } }),
      row(4, { role: 'wizard' }),
      row(5, { beginDate: '31/02/2026' }),
      row(6, { offering: { sourcedId: 'cls-gone' } }),
      row(7, { person: { sourcedId: 'usr-gone' } }),
      row(8, { beginDate: '2026-12-01', endDate: '2026-11-30' }),
      row(9, { dateLastModified: '2999-01-01T00:00:00Z' }),
      row(10, { status: 'maybe' }),
      row(1, { sourcedId: 'enr-11' }),
      'this is not JSON',
      row(13, { person: { sourcedId: 'usr-13', familyName: 'Y', email: 'not an address' } }),
      row(14),
    ]);
    expect(one.counts).toMatchObject({ rows: 14, created: 3, pending: 1, rejected: 10 });
    const all = await receipts(one.id);
    expect(all.map(({ line, outcome, code, field }) => [line, outcome, code, field])).toEqual([
      [1, 'created', null, null],
      [2, 'rejected', 'missing-id', 'sourcedId'],
      [3, 'rejected', 'duplicate-id', 'sourcedId'],
      [4, 'rejected', 'bad-role', 'role'],
      [5, 'rejected', 'bad-date', 'beginDate'],
      [6, 'rejected', 'unknown-offering', 'offering'],
      [7, 'pending', 'unknown-person', 'person'],
      [8, 'rejected', 'dates-reversed', 'endDate'],
      [9, 'rejected', 'dated-in-future', 'dateLastModified'],
      [10, 'rejected', 'bad-status', 'status'],
      [11, 'rejected', 'duplicate-enrollment', 'person'],
      [12, 'rejected', 'malformed-row', null],
      [13, 'created', 'bad-email', 'email'],
      [14, 'created', null, null],
    ]);
    expect(await receipts(one.id, '&outcome=pending')).toHaveLength(1);
    expect(await enrollments(source)).toHaveLength(4);
  });

  it('gives the receipts as CSV that no spreadsheet takes for formulas', async () => {
    const source = newSource();
    const one = await run(source, [row(1, { sourcedId: '=HYPERLINK("http://evil")', role: 'wizard' })]);
    const answer = await programs.text('GET', `/api/v1/imports/${one.id}/receipts?outcome=rejected&format=csv`);
    expect(answer).toContain(`"'=HYPERLINK(""http://evil"")"`);
    expect(answer.split('\r\n')[0]).toBe('line,kind,sourcedId,outcome,code,field,advice');
  });

  it('completes a pending row when a later delivery says who the person is', async () => {
    const source = newSource();
    const first = await run(source, [row(1, { person: { sourcedId: 'usr-1' } })]);
    expect(first.counts).toMatchObject({ pending: 1 });
    expect((await enrollments(source))[0]!.status).toBe('pending');
    await run(source, [
      row(2, {
        person: { sourcedId: 'usr-1', familyName: 'Begay' },
        offering: { sourcedId: 'cls-2', title: 'Another' },
      }),
    ]);
    expect((await enrollments(source, '&status=active')).map((one) => one.sourcedId).sort()).toEqual([
      'enr-1',
      'enr-2',
    ]);
    expect((await get(first.id)).counts).toMatchObject({ pending: 1 });
  });

  it('ends, restores and rekeys by what the rows say, and an older row changes nothing', async () => {
    const source = newSource();
    await run(source, [row(1, { dateLastModified: '2026-10-02T00:00:00Z' }), row(2)]);
    const ended = await run(source, [row(2, { status: 'tobedeleted' })]);
    expect(ended.counts).toMatchObject({ ended: 1 });
    const restored = await run(source, [
      row(2),
      row(1, { endDate: '2099-11-30', dateLastModified: '2026-10-01T00:00:00Z' }),
    ]);
    expect(restored.counts).toMatchObject({ restored: 1, stale: 1 });
    const rekeyed = await run(source, [row(1, { sourcedId: 'enr-new' })]);
    expect((await receipts(rekeyed.id))[0]).toMatchObject({ outcome: 'updated', code: 'rekeyed' });
    const stale = await run(source, [row(1, { status: 'tobedeleted' })]);
    expect((await receipts(stale.id))[0]).toMatchObject({ outcome: 'unchanged', code: 'nothing-to-end' });
    expect(await enrollments(source, '&status=active')).toHaveLength(2);
  });

  it('tries its rejected and pending rows again from the stored input', async () => {
    const source = newSource();
    const first = await run(source, [row(1), row(2, { role: 'wizard' })]);
    const made = (await programs.call<ImportBody>('GET', `/api/v1/sources/${source}`)) as unknown as {
      headers: Headers;
    };
    await programs.call('PATCH', `/api/v1/sources/${source}`, {
      ifMatch: made.headers.get('etag')!,
      body: { roles: { wizard: 'mentor' } },
    });
    const retry = await programs.call<{ id: string }>('POST', `/api/v1/imports/${first.id}/retry`);
    expect(retry.status).toBe(202);
    expect(await over(retry.body.id)).toMatchObject({ state: 'applied', counts: { rows: 1, created: 1 } });
    expect((await receipts(retry.body.id))[0]).toMatchObject({ line: 2, outcome: 'created' });
    expect((await programs.call('POST', `/api/v1/imports/${retry.body.id}/retry`)).status).toBe(409);
  });
});

describe('a preview', () => {
  it('gives the very receipts that the run gives, and changes nothing', async () => {
    const source = newSource();
    await run(source, [row(1), row(2), row(3, { person: { sourcedId: 'usr-3' } })]);
    const next = [
      row(1, { endDate: '2099-11-30' }),
      row(2, { sourcedId: 'enr-2b' }),
      row(2, { person: { sourcedId: 'usr-9', familyName: 'Lee' } }),
      row(3),
      row(4, { offering: { sourcedId: 'cls-new', title: 'New' } }),
      row(5, { offering: { sourcedId: 'cls-new' } }),
      row(6, { role: 'wizard' }),
      row(7, { person: { sourcedId: 'usr-7' } }),
      row(1, { sourcedId: 'enr-8', status: 'tobedeleted' }),
    ];
    const before = await enrollments(source);
    const preview = await run(source, next, '&dryRun=true');
    expect(preview.state).toBe('planned');
    expect(await enrollments(source)).toEqual(before);
    const real = await run(source, next);
    expect(real.state).toBe('applied');
    expect(await receipts(preview.id)).toEqual(await receipts(real.id));
    expect(preview.counts).toEqual(real.counts);
  });
});

describe('a canonical import', () => {
  const ten = Array.from({ length: 10 }, (_, i) => row(i + 1));
  it('ends what the source omits, never what is completed, nor another source’s', async () => {
    const [source, other] = [newSource(), newSource()];
    await run(other, [row(1)]);
    await run(source, ten);
    const [done] = await enrollments(source);
    await programs.call('POST', `/api/v1/enrollments/${done!.id}/complete`, {
      ifMatch: `"${done!.revision}"`,
      body: {},
    });
    const left = ten.filter((one) => one['sourcedId'] !== done!.sourcedId).slice(1);
    const one = await run(source, left, '&mode=canonical&scope=all');
    expect(one).toMatchObject({ state: 'applied', counts: { rows: 8, unchanged: 8, omitted: 1 } });
    expect(await enrollments(source, '&status=ended')).toHaveLength(1);
    expect(await enrollments(source, '&status=completed')).toHaveLength(1);
    expect(await enrollments(other, '&status=active')).toHaveLength(1);
  });

  it('waits for a person where more would end than the guards let, and goes on once its plan is released', async () => {
    const source = newSource();
    await run(source, ten);
    const one = await run(source, ten.slice(0, 5), '&mode=canonical&scope=all');
    expect(one.state).toBe('awaiting-release');
    expect(one.guards!.map(({ guard }) => guard)).toEqual(['ended-share', 'offering-halved']);
    expect(await enrollments(source, '&status=active')).toHaveLength(10);
    const wrong = await programs.call('POST', `/api/v1/imports/${one.id}/release`, { body: { plan: '0'.repeat(64) } });
    expect(wrong.status).toBe(409);
    expect(
      (await programs.call('POST', `/api/v1/imports/${one.id}/release`, { body: { plan: one.plan } })).status,
    ).toBe(200);
    expect(await over(one.id)).toMatchObject({ state: 'applied', counts: { omitted: 5 } });
    expect(await enrollments(source, '&status=ended')).toHaveLength(5);
  });

  it('plans anew where the state has moved since, and waits again', async () => {
    const source = newSource();
    await run(source, ten);
    const one = await run(source, ten.slice(0, 5), '&mode=canonical&scope=all');
    await run(source, [row(11)]);
    await programs.call('POST', `/api/v1/imports/${one.id}/release`, { body: { plan: one.plan } });
    const again = await eventually('it waits again', async () => {
      const now = await get(one.id);
      if (now.state !== 'awaiting-release') throw new Error(now.state);
      return now;
    });
    expect(again.plan).not.toBe(one.plan);
    expect(await enrollments(source, '&status=active')).toHaveLength(11);
  });

  it('is superseded by a newer one of the same scope, and can be cancelled', async () => {
    const source = newSource();
    await run(source, ten);
    const first = await run(source, ten.slice(0, 5), '&mode=canonical&scope=all');
    const second = await run(source, ten.slice(0, 4), '&mode=canonical&scope=all');
    expect((await get(first.id)).state).toBe('superseded');
    expect(second.state).toBe('awaiting-release');
    expect((await programs.call('POST', `/api/v1/imports/${second.id}/cancel`)).status).toBe(200);
    expect((await get(second.id)).state).toBe('cancelled');
    expect((await programs.call('POST', `/api/v1/imports/${second.id}/cancel`)).status).toBe(409);
  });

  it('counts a bad row that names its id as present, and ends nothing by itself where an id cannot be read', async () => {
    const source = newSource();
    await run(source, ten);
    const bad = await run(source, [...ten.slice(0, 9), row(10, { role: 'wizard' })], '&mode=canonical&scope=all');
    expect(bad).toMatchObject({ state: 'applied', counts: { rejected: 1, omitted: 0 } });
    const unread = await run(
      source,
      [...ten.slice(0, 9), row(10, { sourcedId: undefined })],
      '&mode=canonical&scope=all',
    );
    expect(unread.state).toBe('awaiting-release');
    expect(unread.guards!.map(({ guard }) => guard)).toEqual(['unreadable-id']);
  });

  it('needs a scope, and rejects rows outside of it', async () => {
    const source = newSource();
    await run(source, [row(1), row(2, { offering: { sourcedId: 'cls-2', title: 'Two' } })]);
    expect((await post(source, [row(1)], '&mode=canonical')).status).toBe(400);
    const one = await run(
      source,
      [row(1), row(2, { offering: { sourcedId: 'cls-2' } })],
      '&mode=canonical&scope=offerings:cls-1',
    );
    expect(one.counts).toMatchObject({ unchanged: 1, rejected: 1, omitted: 0 });
    expect((await receipts(one.id))[1]).toMatchObject({ code: 'outside-scope' });
  });
});

describe('undo', () => {
  it('gives back values, ends what was made, lists what changed since, and the next delivery is no hand edit', async () => {
    const source = newSource();
    await run(source, [row(1), row(2), row(3)]);
    const one = await run(source, [
      row(1, { endDate: '2099-11-30' }),
      row(2, { endDate: '2099-11-30' }),
      row(3, { status: 'tobedeleted' }),
      row(4),
    ]);
    expect(one.counts).toMatchObject({ updated: 2, ended: 1, created: 1 });
    await run(source, [row(2, { endDate: '2099-10-31' })]);
    expect((await programs.call('POST', `/api/v1/imports/${one.id}/undo`)).status).toBe(202);
    const undone = await over(one.id);
    expect(undone).toMatchObject({ state: 'undone', undo: { left: 1, leftItems: [{ sourcedId: 'enr-2' }] } });
    const now = new Map((await enrollments(source)).map((each) => [each.sourcedId, each]));
    expect(now.get('enr-1')).toMatchObject({ endDate: '2099-12-20', status: 'active' });
    expect(now.get('enr-2')).toMatchObject({ endDate: '2099-10-31' });
    expect(now.get('enr-3')).toMatchObject({ status: 'active' });
    expect(now.get('enr-4')).toMatchObject({ status: 'ended' });
    const next = await run(source, [row(1), row(3)]);
    expect(next.counts).toMatchObject({ unchanged: 2 });
    expect((await programs.call('POST', `/api/v1/imports/${one.id}/undo`)).status).toBe(409);
  });
});

describe('an upload that is not whole', () => {
  it('with a wrong digest is refused and stores nothing, with the right one it is taken', async () => {
    const source = newSource();
    const wrong = await post(source, [row(1)], '', { headers: { 'content-digest': `sha-256=:${'A'.repeat(43)}=:` } });
    expect(wrong.status).toBe(400);
    expect((await programs.call<{ items: unknown[] }>('GET', `/api/v1/imports?source=${source}`)).body.items).toEqual(
      [],
    );
    expect((await post(source, [row(1)], '', { headers: { 'content-digest': 'md5=:AAAA:' } })).status).toBe(400);
  });

  it('without a row, or to a source the client may not post to, is refused', async () => {
    expect((await post(newSource(), [''])).status).toBe(400);
    const token = await programs.token(['enrollments:write'], ['mine']);
    const answer = await programs.post('/api/v1/imports?source=theirs', {
      type: 'application/x-ndjson',
      body: JSON.stringify(row(1)),
      token,
    });
    expect(answer.status).toBe(403);
    const mine = await programs.post('/api/v1/imports?source=mine', {
      type: 'application/x-ndjson',
      body: JSON.stringify(row(1)),
      token,
    });
    expect(mine.status).toBe(202);
  });

  it('of a type that is not a data set is refused', async () => {
    expect((await programs.post('/api/v1/imports?source=sis', { type: 'application/pdf', body: '%PDF' })).status).toBe(
      415,
    );
  });
});

describe('one enrollment posted by itself', () => {
  const posted = (source: string, more: Row = {}, key?: string) =>
    programs.call<EnrollmentBody & { outcome: string; errors?: { pointer: string }[] }>('POST', '/api/v1/enrollments', {
      body: { source, ...row(1), ...more },
      ...(key ? { key } : {}),
    });

  it('is created, found again, and changed by the rules of an import', async () => {
    const source = newSource();
    const made = await posted(source);
    expect(made).toMatchObject({ status: 201, body: { outcome: 'created', status: 'active' } });
    expect(made.headers.get('location')).toBe(`/api/v1/enrollments/${made.body.id}`);
    expect(await posted(source)).toMatchObject({ status: 200, body: { outcome: 'unchanged', id: made.body.id } });
    expect(await posted(source, { endDate: '2099-11-30' })).toMatchObject({
      status: 200,
      body: { outcome: 'updated', endDate: '2099-11-30' },
    });
    expect(await posted(source, { status: 'tobedeleted' })).toMatchObject({
      status: 200,
      body: { outcome: 'ended', status: 'ended' },
    });
    const one = await run(source, [row(1)]);
    expect(one.counts).toMatchObject({ restored: 1 });
  });

  it('is made once however often the same key comes', async () => {
    const source = newSource();
    const [one, two] = [await posted(source, {}, 'k-1'), await posted(source, {}, 'k-1')];
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(two.body).toEqual(one.body);
  });

  it('names the field that is wrong, and is taken once it is right', async () => {
    const source = newSource();
    const wrong = await posted(source, { role: 'wizard' });
    expect([wrong.status, wrong.body.errors!.map(({ pointer }) => pointer)]).toEqual([400, ['/role']]);
    const lacks = await posted(source, { person: undefined });
    expect([lacks.status, lacks.body.errors!.map(({ pointer }) => pointer)]).toEqual([400, ['/person']]);
    const unknown = await posted(source, { offering: { sourcedId: 'cls-gone' } });
    expect([unknown.status, unknown.body.errors!.map(({ pointer }) => pointer)]).toEqual([
      422,
      ['/offering/sourcedId'],
    ]);
    expect((await posted(source)).status).toBe(201);
    expect((await posted(source, { sourcedId: 'enr-2', person: { sourcedId: 'usr-2', email: 'x' } })).status).toBe(201);
  });

  it('of a person of whom nothing is known is pending', async () => {
    const source = newSource();
    expect(await posted(source, { person: { sourcedId: 'usr-1' } })).toMatchObject({
      status: 201,
      body: { outcome: 'pending', status: 'pending' },
    });
  });

  it('is refused to a client of another source', async () => {
    const token = await programs.token(['enrollments:write'], ['only-mine']);
    const call = (source?: string) =>
      programs.call('POST', '/api/v1/enrollments', { token, body: { ...row(1), ...(source ? { source } : {}) } });
    expect((await call('theirs')).status).toBe(403);
    expect((await call()).status).toBe(201);
  });

  it('made by hand needs a person and an offering of the platform', async () => {
    const source = newSource();
    const personId = '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e50';
    const { body } = await posted(source);
    const offeringId = (body as unknown as { offeringId: string }).offeringId;
    const enroll = () =>
      programs.call<EnrollmentBody & { source: string }>('POST', '/api/v1/enrollments', {
        body: { personId, offeringId, role: 'mentor' },
      });
    expect((await enroll()).status).toBe(422);
    await programs.resolved(source, 'usr-1', personId);
    const made = await eventually('the person is known', async () => {
      const answer = await enroll();
      if (answer.status !== 201) throw new Error(String(answer.status));
      return answer;
    });
    expect(made.body).toMatchObject({ source: 'chiron', status: 'active' });
    expect((await enroll()).status).toBe(409);
  });
});
