import { eventually } from '@chiron/testing';
import { Deliveries, newSource, row } from './delivering.js';
import { RunningPrograms } from './running-programs.js';

let programs: RunningPrograms;
let deliveries: Deliveries;
beforeAll(async () => {
  programs = await RunningPrograms.start();
  deliveries = new Deliveries(programs);
});
afterAll(() => programs.stop());

describe('a preview', () => {
  it('gives the very receipts that the run gives, and changes nothing', async () => {
    const source = newSource();
    await deliveries.run(source, [row(1), row(2), row(3, { person: { sourcedId: 'usr-3' } })]);
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
    const before = await deliveries.enrollments(source);
    const preview = await deliveries.run(source, next, '&dryRun=true');
    expect(preview.state).toBe('planned');
    expect(await deliveries.enrollments(source)).toEqual(before);
    const real = await deliveries.run(source, next);
    expect(real.state).toBe('applied');
    expect(await deliveries.receipts(preview.id)).toEqual(await deliveries.receipts(real.id));
    expect(preview.counts).toEqual(real.counts);
  });
});

describe('a canonical import', () => {
  const ten = Array.from({ length: 10 }, (_, i) => row(i + 1));
  it('ends what the source omits, never what is completed, nor another source’s', async () => {
    const [source, other] = [newSource(), newSource()];
    await deliveries.run(other, [row(1)]);
    await deliveries.run(source, ten);
    const [done] = await deliveries.enrollments(source);
    await programs.call('POST', `/api/v1/enrollments/${done!.id}/complete`, {
      ifMatch: `"${done!.revision}"`,
      body: {},
    });
    const left = ten.filter((one) => one['sourcedId'] !== done!.sourcedId).slice(1);
    const one = await deliveries.run(source, left, '&mode=canonical&scope=all');
    expect(one).toMatchObject({ state: 'applied', counts: { rows: 8, unchanged: 8, omitted: 1 } });
    expect(await deliveries.enrollments(source, '&status=ended')).toHaveLength(1);
    expect(await deliveries.enrollments(source, '&status=completed')).toHaveLength(1);
    expect(await deliveries.enrollments(other, '&status=active')).toHaveLength(1);
  });

  it('waits for a person where more would end than the guards let, and goes on once its plan is released', async () => {
    const source = newSource();
    await deliveries.run(source, ten);
    const one = await deliveries.run(source, ten.slice(0, 5), '&mode=canonical&scope=all');
    expect(one.state).toBe('awaiting-release');
    expect(one.guards!.map(({ guard }) => guard)).toEqual(['ended-share', 'offering-halved']);
    expect(await deliveries.enrollments(source, '&status=active')).toHaveLength(10);
    const wrong = await programs.call('POST', `/api/v1/imports/${one.id}/release`, { body: { plan: '0'.repeat(64) } });
    expect(wrong.status).toBe(409);
    expect(
      (await programs.call('POST', `/api/v1/imports/${one.id}/release`, { body: { plan: one.plan } })).status,
    ).toBe(200);
    expect(await deliveries.over(one.id)).toMatchObject({ state: 'applied', counts: { omitted: 5 } });
    expect(await deliveries.enrollments(source, '&status=ended')).toHaveLength(5);
  });

  it('plans anew where the state has moved since, and waits again', async () => {
    const source = newSource();
    await deliveries.run(source, ten);
    const one = await deliveries.run(source, ten.slice(0, 5), '&mode=canonical&scope=all');
    await deliveries.run(source, [row(11)]);
    await programs.call('POST', `/api/v1/imports/${one.id}/release`, { body: { plan: one.plan } });
    const again = await eventually('it waits again', async () => {
      const now = await deliveries.get(one.id);
      if (now.state !== 'awaiting-release') throw new Error(now.state);
      return now;
    });
    expect(again.plan).not.toBe(one.plan);
    expect(await deliveries.enrollments(source, '&status=active')).toHaveLength(11);
  });

  it('is superseded by a newer one of the same scope, and can be cancelled', async () => {
    const source = newSource();
    await deliveries.run(source, ten);
    const first = await deliveries.run(source, ten.slice(0, 5), '&mode=canonical&scope=all');
    const second = await deliveries.run(source, ten.slice(0, 4), '&mode=canonical&scope=all');
    expect((await deliveries.get(first.id)).state).toBe('superseded');
    expect(second.state).toBe('awaiting-release');
    expect((await programs.call('POST', `/api/v1/imports/${second.id}/cancel`)).status).toBe(200);
    expect((await deliveries.get(second.id)).state).toBe('cancelled');
    expect((await programs.call('POST', `/api/v1/imports/${second.id}/cancel`)).status).toBe(409);
  });

  it('that came to wait while a newer one of its scope stood in the queue is superseded once that one runs', async () => {
    const source = newSource();
    await deliveries.run(source, ten);
    const older = await deliveries.post(source, ten.slice(0, 2), '&mode=canonical&scope=all');
    const newer = await deliveries.post(source, ten, '&mode=canonical&scope=all');
    expect(await deliveries.over(newer.body.id)).toMatchObject({ state: 'applied' });
    expect((await deliveries.get(older.body.id)).state).toBe('superseded');
    expect(await deliveries.enrollments(source, '&status=active')).toHaveLength(10);
  });

  it('counts a bad row that names its id as present, and ends nothing by itself where an id cannot be read', async () => {
    const source = newSource();
    await deliveries.run(source, ten);
    const bad = await deliveries.run(
      source,
      [...ten.slice(0, 9), row(10, { role: 'wizard' })],
      '&mode=canonical&scope=all',
    );
    expect(bad).toMatchObject({ state: 'applied', counts: { rejected: 1, omitted: 0 } });
    const unread = await deliveries.run(
      source,
      [...ten.slice(0, 9), row(10, { sourcedId: undefined })],
      '&mode=canonical&scope=all',
    );
    expect(unread.state).toBe('awaiting-release');
    expect(unread.guards!.map(({ guard }) => guard)).toEqual(['unreadable-id']);
  });

  it('ends no row of an offering outside its scope, where the line leaves the offering out, and makes no draft there', async () => {
    const source = newSource();
    const elsewhere = row(2, { offering: { sourcedId: 'cls-2', title: 'Elsewhere' } });
    await deliveries.run(source, [row(1), elsewhere]);
    const lines = [
      row(1),
      { sourcedId: 'enr-2', status: 'tobedeleted' },
      row(3, { offering: { sourcedId: 'cls-3', title: 'Not asked for' } }),
    ];
    const one = await deliveries.run(source, lines, '&mode=canonical&scope=offerings:cls-1');
    expect(one.counts).toMatchObject({ unchanged: 1, rejected: 2, omitted: 0 });
    const codes = (await deliveries.receipts(one.id, '&outcome=rejected')).map(({ code }) => code);
    expect(codes).toEqual(['outside-scope', 'outside-scope']);
    expect(await deliveries.enrollments(source, '&status=active')).toHaveLength(2);
    const offerings = await programs.call<{ items: { title: string }[] }>('GET', `/api/v1/offerings?source=${source}`);
    expect(offerings.body.items.map(({ title }) => title)).not.toContain('Not asked for');
    const within = [row(1), { sourcedId: 'enr-1', status: 'tobedeleted' }].slice(1);
    const ended = await deliveries.run(source, within, '&mode=canonical&scope=offerings:cls-1&dryRun=true');
    expect(ended.counts).toMatchObject({ ended: 1, rejected: 0 });
  });

  it('needs a scope, and rejects rows outside of it', async () => {
    const source = newSource();
    await deliveries.run(source, [row(1), row(2, { offering: { sourcedId: 'cls-2', title: 'Two' } })]);
    expect((await deliveries.post(source, [row(1)], '&mode=canonical')).status).toBe(400);
    const one = await deliveries.run(
      source,
      [row(1), row(2, { offering: { sourcedId: 'cls-2' } })],
      '&mode=canonical&scope=offerings:cls-1',
    );
    expect(one.counts).toMatchObject({ unchanged: 1, rejected: 1, omitted: 0 });
    expect((await deliveries.receipts(one.id))[1]).toMatchObject({ code: 'outside-scope' });
  });
});

describe('undo', () => {
  it('gives back values, ends what was made, lists what changed since, and the next delivery is no hand edit', async () => {
    const source = newSource();
    await deliveries.run(source, [row(1), row(2), row(3)]);
    const one = await deliveries.run(source, [
      row(1, { endDate: '2099-11-30' }),
      row(2, { endDate: '2099-11-30' }),
      row(3, { status: 'tobedeleted' }),
      row(4),
    ]);
    expect(one.counts).toMatchObject({ updated: 2, ended: 1, created: 1 });
    await deliveries.run(source, [row(2, { endDate: '2099-10-31' })]);
    expect((await programs.call('POST', `/api/v1/imports/${one.id}/undo`)).status).toBe(202);
    const undone = await deliveries.over(one.id);
    expect(undone).toMatchObject({ state: 'undone', undo: { left: 1, leftItems: [{ sourcedId: 'enr-2' }] } });
    const now = new Map((await deliveries.enrollments(source)).map((each) => [each.sourcedId, each]));
    expect(now.get('enr-1')).toMatchObject({ endDate: '2099-12-20', status: 'active' });
    expect(now.get('enr-2')).toMatchObject({ endDate: '2099-10-31' });
    expect(now.get('enr-3')).toMatchObject({ status: 'active' });
    expect(now.get('enr-4')).toMatchObject({ status: 'ended' });
    const next = await deliveries.run(source, [row(1), row(3)]);
    expect(next.counts).toMatchObject({ unchanged: 2 });
    expect((await programs.call('POST', `/api/v1/imports/${one.id}/undo`)).status).toBe(409);
  });
});
