import { postgres, type TestDatabase } from '@chiron/testing';
import { NoteTaken, PersonNamed, note, notes, postgresBus, service, type Service } from '../test/services.js';
import { eventText } from './event-text.js';
import { Relay } from './relay.js';

describe('the outbox', () => {
  let database: TestDatabase;
  let bus: { url: string; close(): Promise<void> };
  let on: Service;
  beforeAll(async () => {
    [database, bus] = [await postgres(), await postgresBus()];
    on = await service(database.url, bus.url, { publishes: [notes] });
    await on.app.get(Relay).stop(); // so that rows stay
  });
  afterAll(async () => {
    await on.close();
    await Promise.all([database.drop(), bus.close()]);
  });
  const rows = async () =>
    (await on.database.query<{ count: number }>('select count(*)::int as count from outbox'))[0]!.count;
  const sized = (bytes: number) => {
    const empty = eventText(NoteTaken.of({ noteId: 'large', number: 1, text: '' }), 1, {
      time: new Date().toISOString(),
      traceparent: undefined,
    });
    return note('large', 1, 'x'.repeat(bytes - Buffer.byteLength(empty.text)));
  };

  it.each(['add', 'addAll'] as const)(
    '%s takes an event of exactly 256 KiB, and refuses one of a byte more together with its change',
    async (way) => {
      const before = await rows();
      const write = (bytes: number) =>
        on.database.transaction(async (tx) => {
          await tx.run(`insert into names (person, name) values ($1, 'x')`, [`${way} ${bytes}`]);
          await on.outbox[way](tx, [note('small', 1), sized(bytes)]);
        });
      await write(256 * 1024);
      expect(await rows()).toBe(before + 2);
      await expect(write(256 * 1024 + 1)).rejects.toMatchObject({
        code: 'event-too-large',
        facts: { bytes: 256 * 1024 + 1, limit: 256 * 1024 },
      });
      expect(await rows()).toBe(before + 2);
      expect(await on.database.query('select person from names where person like $1', [`${way} %`])).toEqual([
        { person: `${way} ${256 * 1024}` },
      ]);
    },
  );

  it('counts bytes, not characters', async () => {
    await expect(
      on.database.transaction((tx) => on.outbox.add(tx, [note('large', 1, 'é'.repeat(131_000))])),
    ).rejects.toMatchObject({ code: 'event-too-large' });
    await on.database.transaction((tx) => on.outbox.add(tx, [note('large', 1, 'é'.repeat(130_000))]));
  });

  it('tells only what the service says it publishes', async () => {
    const elsewhere = { fact: PersonNamed.of({ person: 'p', name: 'n' }), revision: 1 };
    await expect(on.database.transaction((tx) => on.outbox.add(tx, [elsewhere]))).rejects.toThrow('does not publish');
    await expect(on.database.transaction((tx) => on.outbox.addAll(tx, [elsewhere]))).rejects.toThrow(
      'does not publish',
    );
  });

  it('does not erase from a topic of facts', async () => {
    await expect(on.database.transaction((tx) => on.outbox.erase(tx, notes, 'x'))).rejects.toThrow(
      'keeps its facts for ever',
    );
  });
});
