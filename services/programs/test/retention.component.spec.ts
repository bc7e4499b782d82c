import { RemoveOldInput } from '../src/features/remove-old-input.js';
import { Deliveries, newSource, row, type ImportBody } from './delivering.js';
import { RunningPrograms } from './running-programs.js';

let programs: RunningPrograms;
let deliveries: Deliveries;
beforeAll(async () => {
  programs = await RunningPrograms.start();
  deliveries = new Deliveries(programs);
});
afterAll(() => programs.stop());

/** As if the import had ended so many days ago. */
const age = (id: string, days: number) =>
  programs.database.query(`update imports set finished_at = now() - $2 * interval '1 day' where id = $1`, [id, days]);
const clean = () => programs.service.app.get(RemoveOldInput, { strict: false }).run();
const act = (id: string, verb: string) => programs.call<ImportBody>('POST', `/api/v1/imports/${id}/${verb}`);

async function kept(id: string): Promise<{ given: number; undo: number }> {
  const { rows } = await programs.database.query<{ given: number; undo: number }>(
    `select coalesce(sum(octet_length(lines)), 0)::int as given, count(undo)::int as undo
     from import_chunks where import_id = $1`,
    [id],
  );
  return rows[0]!;
}

describe('the stored input of an import', () => {
  it('goes after 400 days with what undo needs; receipts and counts stay, and it is neither retried nor undone', async () => {
    const source = newSource();
    const one = await deliveries.run(source, [row(1), row(2, { role: 'wizard' }), row(3)]);
    const receipts = await deliveries.receipts(one.id);
    const before = await kept(one.id);
    await age(one.id, 401);
    expect(await clean()).toBe(1);
    const after = await kept(one.id);
    expect(after.undo).toBe(0);
    expect(after.given).toBeLessThan(before.given);
    expect(await deliveries.receipts(one.id)).toEqual(receipts);
    const now = (
      await programs.call<ImportBody & { timings: { inputRemovedAt: string } }>('GET', `/api/v1/imports/${one.id}`)
    ).body;
    expect(now.counts).toEqual(one.counts);
    expect(Date.now() - Date.parse(now.timings.inputRemovedAt)).toBeLessThan(60_000);
    for (const verb of ['retry', 'undo'])
      expect(await act(one.id, verb)).toMatchObject({ status: 409, body: { type: '/problems#import-input-removed' } });
    expect(await clean()).toBe(0);
    expect((await deliveries.run(source, [row(1), row(3)])).counts).toMatchObject({ unchanged: 2 });
  });

  it('stays until then, and for as long as an import waits', async () => {
    const source = newSource();
    const one = await deliveries.run(source, [row(1), row(2, { role: 'wizard' }), row(3), row(4)]);
    const waits = await deliveries.run(source, [row(1)], '&mode=canonical&scope=all');
    expect(waits.state).toBe('awaiting-release');
    await age(waits.id, 500);
    await age(one.id, 399);
    expect(await clean()).toBe(0);
    expect((await act(one.id, 'retry')).status).toBe(202);
    expect((await deliveries.undo(one.id)).undo).toMatchObject({ undone: 4, left: 0 });
    expect((await act(waits.id, 'cancel')).status).toBe(200);
  });

  it('of an import that changed nothing goes whole', async () => {
    const source = newSource();
    await deliveries.run(source, [row(1), row(2), row(3)]);
    const waits = await deliveries.run(source, [row(1)], '&mode=canonical&scope=all');
    await act(waits.id, 'cancel');
    await age(waits.id, 401);
    expect(await clean()).toBe(1);
    expect(await deliveries.receipts(waits.id)).toHaveLength(1);
    expect((await act(waits.id, 'retry')).status).toBe(409);
  });
});
