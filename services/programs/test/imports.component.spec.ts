import { createHash } from 'node:crypto';
import { eventually } from '@chiron/testing';
import { Deliveries, newSource, row, type ImportBody, type Row } from './delivering.js';
import { RunningPrograms } from './running-programs.js';

let programs: RunningPrograms;
let deliveries: Deliveries;
beforeAll(async () => {
  programs = await RunningPrograms.start();
  deliveries = new Deliveries(programs);
});
afterAll(() => programs.stop());

describe('a delta import', () => {
  it('creates what is new, and the same file under a new key changes nothing and tells nothing', async () => {
    const source = newSource();
    const rows = [row(1), row(2), row(3)];
    const first = await deliveries.run(source, rows);
    expect(first).toMatchObject({ state: 'applied', counts: { rows: 3, created: 3, omitted: 0 } });
    expect(await deliveries.enrollments(source, '&status=active')).toHaveLength(3);
    const told = () =>
      programs.events.filter(
        ({ data }) => (data as Row)['source'] === source || ((data as Row)['person'] as Row)?.['source'] === source,
      );
    await eventually('everything is told', () => expect(told()).toHaveLength(3 + 3 + 1));
    const again = await deliveries.run(source, rows);
    expect(again.counts).toMatchObject({ rows: 3, unchanged: 3, created: 0 });
    await eventually('the second import is told of, and nothing else', () => expect(told()).toHaveLength(8));
  });

  it('answers the same key with the same import, and another body under it is refused', async () => {
    const source = newSource();
    const first = await deliveries.post(source, [row(1)], '', { key: 'monday' });
    const second = await deliveries.post(source, [row(1)], '', { key: 'monday' });
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect((await deliveries.post(source, [row(2)], '', { key: 'monday' })).status).toBe(422);
    await deliveries.over(first.body.id);
  });

  it('receipts every bad row by its own code, and stops no good one', async () => {
    const source = newSource();
    const one = await deliveries.run(source, [
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
    const all = await deliveries.receipts(one.id);
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
    expect(await deliveries.receipts(one.id, '&outcome=pending')).toHaveLength(1);
    expect(await deliveries.enrollments(source)).toHaveLength(4);
  });

  it('gives the receipts as CSV that no spreadsheet takes for formulas', async () => {
    const source = newSource();
    const one = await deliveries.run(source, [row(1, { sourcedId: '=HYPERLINK("http://evil")', role: 'wizard' })]);
    const answer = await programs.text('GET', `/api/v1/imports/${one.id}/receipts?outcome=rejected&format=csv`);
    expect(answer).toContain(`"'=HYPERLINK(""http://evil"")"`);
    expect(answer.split('\r\n')[0]).toBe('line,kind,sourcedId,outcome,code,field,advice');
  });

  it('pages its receipts by the cursors it gave, and refuses any other', async () => {
    const one = await deliveries.run(newSource(), [row(1), row(2), row(3)]);
    const page = (query: string) =>
      programs.call<{ items: { line: number }[]; next: string | null }>(
        'GET',
        `/api/v1/imports/${one.id}/receipts?limit=2${query}`,
      );
    const first = (await page('')).body;
    const second = (await page(`&cursor=${first.next}`)).body;
    expect([...first.items, ...second.items].map(({ line }) => line)).toEqual([1, 2, 3]);
    expect(second.next).toBeNull();
    for (const values of [
      [99_999_999_999, 0],
      [0, -5],
      ['0', '0'],
      [0.5, 1],
    ]) {
      const forged = Buffer.from(JSON.stringify(values)).toString('base64url');
      expect((await page(`&cursor=${forged}`)).status).toBe(400);
    }
  });

  it('completes a pending row when a later delivery says who the person is', async () => {
    const source = newSource();
    const first = await deliveries.run(source, [row(1, { person: { sourcedId: 'usr-1' } })]);
    expect(first.counts).toMatchObject({ pending: 1 });
    expect((await deliveries.enrollments(source))[0]!.status).toBe('pending');
    await deliveries.run(source, [
      row(2, {
        person: { sourcedId: 'usr-1', familyName: 'Begay' },
        offering: { sourcedId: 'cls-2', title: 'Another' },
      }),
    ]);
    expect((await deliveries.enrollments(source, '&status=active')).map((one) => one.sourcedId).sort()).toEqual([
      'enr-1',
      'enr-2',
    ]);
    expect((await deliveries.get(first.id)).counts).toMatchObject({ pending: 1 });
  });

  it('ends, restores and rekeys by what the rows say, and an older row changes nothing', async () => {
    const source = newSource();
    await deliveries.run(source, [row(1, { dateLastModified: '2026-10-02T00:00:00Z' }), row(2)]);
    const ended = await deliveries.run(source, [row(2, { status: 'tobedeleted' })]);
    expect(ended.counts).toMatchObject({ ended: 1 });
    const restored = await deliveries.run(source, [
      row(2),
      row(1, { endDate: '2099-11-30', dateLastModified: '2026-10-01T00:00:00Z' }),
    ]);
    expect(restored.counts).toMatchObject({ restored: 1, stale: 1 });
    const rekeyed = await deliveries.run(source, [row(1, { sourcedId: 'enr-new' })]);
    expect((await deliveries.receipts(rekeyed.id))[0]).toMatchObject({ outcome: 'updated', code: 'rekeyed' });
    const stale = await deliveries.run(source, [row(1, { status: 'tobedeleted' })]);
    expect((await deliveries.receipts(stale.id))[0]).toMatchObject({ outcome: 'unchanged', code: 'nothing-to-end' });
    expect(await deliveries.enrollments(source, '&status=active')).toHaveLength(2);
  });

  it('that was a dry run stays one when it is tried again', async () => {
    const source = newSource();
    const preview = await deliveries.run(source, [row(1, { person: { sourcedId: 'nobody' } })], '&dryRun=true');
    const again = await programs.call<ImportBody>('POST', `/api/v1/imports/${preview.id}/retry`);
    expect(again.status).toBe(202);
    expect((await deliveries.over(again.body.id)).state).toBe('planned');
    expect(await deliveries.enrollments(source)).toEqual([]);
  });

  it('tries its rejected and pending rows again from the stored input', async () => {
    const source = newSource();
    const first = await deliveries.run(source, [row(1), row(2, { role: 'wizard' })]);
    const made = (await programs.call<ImportBody>('GET', `/api/v1/sources/${source}`)) as unknown as {
      headers: Headers;
    };
    await programs.call('PATCH', `/api/v1/sources/${source}`, {
      ifMatch: made.headers.get('etag')!,
      body: { roles: { wizard: 'mentor' } },
    });
    const retry = await programs.call<{ id: string }>('POST', `/api/v1/imports/${first.id}/retry`);
    expect(retry.status).toBe(202);
    expect(await deliveries.over(retry.body.id)).toMatchObject({ state: 'applied', counts: { rows: 1, created: 1 } });
    expect((await deliveries.receipts(retry.body.id))[0]).toMatchObject({ line: 2, outcome: 'created' });
    expect((await programs.call('POST', `/api/v1/imports/${retry.body.id}/retry`)).status).toBe(409);
  });
});

describe('an upload that is not whole', () => {
  it('with a wrong digest is refused and stores nothing, with the right one it is taken', async () => {
    const source = newSource();
    const wrong = await deliveries.post(source, [row(1)], '', {
      headers: { 'content-digest': `sha-256=:${'A'.repeat(43)}=:` },
    });
    expect(wrong.status).toBe(400);
    expect((await programs.call<{ items: unknown[] }>('GET', `/api/v1/imports?source=${source}`)).body.items).toEqual(
      [],
    );
    expect((await deliveries.post(source, [row(1)], '', { headers: { 'content-digest': 'md5=:AAAA:' } })).status).toBe(
      400,
    );
    expect((await programs.call('GET', `/api/v1/sources/${source}`)).status).toBe(404);
    const body = JSON.stringify(row(1));
    const taken = await programs.post(`/api/v1/imports?source=${source}`, {
      type: 'application/x-ndjson',
      body,
      headers: { 'content-digest': `sha-256=:${createHash('sha256').update(body).digest('base64')}:` },
    });
    expect(taken.status).toBe(202);
    expect((await programs.call('GET', `/api/v1/sources/${source}`)).status).toBe(200);
  });

  it('without a row, or to a source the client may not post to, is refused', async () => {
    expect((await deliveries.post(newSource(), [''])).status).toBe(400);
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

describe('an import of another source', () => {
  it('does not exist for a client that may not post to it', async () => {
    const source = newSource();
    const one = await deliveries.run(source, [row(1)]);
    const token = await programs.token(['imports:read', 'imports:release'], ['nobody-elses']);
    const call = (method: string, path: string) => programs.call(method, `/api/v1/imports/${one.id}${path}`, { token });
    expect((await call('GET', '')).status).toBe(404);
    expect((await call('GET', '/receipts')).status).toBe(404);
    expect((await call('GET', '/events')).status).toBe(404);
    expect((await call('POST', '/undo')).status).toBe(404);
    const listed = await programs.call<{ items: unknown[] }>('GET', '/api/v1/imports', { token });
    expect(listed.body.items).toEqual([]);
    const theirs = await programs.token(['imports:read'], [source]);
    expect((await programs.call('GET', `/api/v1/imports/${one.id}`, { token: theirs })).status).toBe(200);
  });

  it('tells its progress as events, each a full snapshot, until it is over', async () => {
    const one = await deliveries.run(newSource(), [row(1)]);
    const text = await programs.text('GET', `/api/v1/imports/${one.id}/events`);
    const [snapshot] = text
      .trim()
      .split('\n\n')
      .map((message) => JSON.parse(message.split('\ndata: ')[1]!) as ImportBody);
    expect(snapshot).toMatchObject({ id: one.id, state: 'applied', counts: { created: 1 } });
  });
});
