import { HealthChecks, Metrics, withTraceparent } from '@chiron/http';
import { eventually } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import { onEachBus } from '../test/pair.js';
import { NoteTaken, PersonNamed, behaviour, note, people } from '../test/services.js';
import { Bus, type Message } from './bus/bus.js';
import { eventText } from './event-text.js';
import { MessagingStats } from './stats.js';

onEachBus('events between services', (on) => {
  it('an event is applied elsewhere with its data, its revision and the trace of the request behind it', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await withTraceparent(traceparent, () => on.write(note('simple', 7)));
    const [seen] = await eventually('it is applied', async () => {
      const rows = await on.seen('simple');
      if (rows.length === 0) throw new Error('it is not');
      return rows;
    });
    expect(seen).toMatchObject({ number: 7, revision: 7 });
    expect(seen!.traceparent!.slice(0, 35)).toBe(traceparent.slice(0, 35));
    await eventually('the outbox is empty', async () => (await on.waiting()) === 0);
  });

  it('an event of a transaction that is rolled back is never told', async () => {
    await expect(
      on.from.database.transaction(async (tx) => {
        await on.from.outbox.add(tx, [note('rolled-back', 1)]);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await on.waiting()).toBe(0);
    await on.write(note('after-rollback', 1));
    await eventually('the next is applied', async () => (await on.seen('after-rollback')).length === 1);
    expect(await on.seen('rolled-back')).toEqual([]);
  });

  it('the events of one note arrive in order, each once, though many write at once', async () => {
    const keys = Array.from({ length: 10 }, (_, at) => `ordered-${at}`);
    await Promise.all(
      keys.map(async (key) => {
        for (let number = 1; number <= 20; number++) await on.write(note(key, number));
      }),
    );
    await eventually('all are applied', async () => (await on.seen('ordered-')).length >= 200);
    const seen = await on.seen('ordered-');
    expect(seen).toHaveLength(200);
    for (const key of keys)
      expect(seen.filter((row) => row.note === key).map(({ number }) => number)).toEqual(
        Array.from({ length: 20 }, (_, at) => at + 1),
      );
  });

  it('thousands go by COPY, whatever characters they carry, and are handled by the hundred', async () => {
    const text = 'tab\t newline\n back\\slash \u0000 “quotes" \ud83d\ude00 \\N';
    behaviour.calls = 0;
    await on.from.database.transaction((tx) =>
      on.from.outbox.addAll(
        tx,
        (function* () {
          for (let number = 0; number < 6_000; number++) yield note(`bulk-${number % 500}`, number, text);
        })(),
      ),
    );
    const texts = new Set<string | undefined>();
    behaviour.onNotes = (events) => events.forEach(({ data }) => texts.add(data.text));
    await eventually('all are applied', async () => (await on.seen('bulk-')).length === 6_000, { within: 20_000 });
    expect([...texts]).toEqual([text]);
    expect(behaviour.calls).toBeLessThan(60);
  });

  it('a tombstone erases, and what comes after it stands', async () => {
    const { from, to } = on;
    const name = (person: string, as: string) =>
      from.database.transaction((tx) =>
        from.outbox.add(tx, [{ fact: PersonNamed.of({ person, name: as }), revision: 1 }]),
      );
    const names = () =>
      to.database.query<{ person: string; name: string }>('select person, name from names order by person');
    await name('sis/1', 'Ada');
    await name('sis/2', 'Grace');
    await eventually('both are known', async () => (await names()).length === 2);
    await from.database.transaction((tx) => from.outbox.erase(tx, people, 'sis/1'));
    await eventually('one is erased', async () => (await names()).length === 1);
    await name('sis/1', 'Ada again');
    await eventually('it is known again', async () => (await names()).length === 2);
    expect(await names()).toEqual([
      { person: 'sis/1', name: 'Ada again' },
      { person: 'sis/2', name: 'Grace' },
    ]);
  });

  it('an event that the bus delivers again, in the same batch or later, is applied once', async () => {
    const bus = on.from.app.get(Bus);
    const message = (number: number): Message => {
      const { topic, key, text } = eventText(NoteTaken.of({ noteId: 'twice', number }), number, {
        time: new Date().toISOString(),
        traceparent: undefined,
      });
      return { topic, key, value: text };
    };
    const [one, two, three] = [message(1), message(2), message(3)];
    await bus.send([one, one, two, one]);
    await eventually('the first two are applied', async () => (await on.seen('twice')).length >= 2);
    await bus.send([one, two, three]);
    await eventually('the third is applied', async () => (await on.seen('twice')).some(({ number }) => number === 3));
    expect((await on.seen('twice')).map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  it('a tombstone that the bus delivers again does not erase what came after it', async () => {
    const bus = on.from.app.get(Bus);
    const named = eventText(PersonNamed.of({ person: 'sis/9', name: 'Rosalind' }), 2, {
      time: new Date().toISOString(),
      traceparent: undefined,
    });
    const event: Message = { topic: people.name, key: 'sis/9', value: named.text };
    const tombstone: Message = { topic: people.name, key: 'sis/9', value: null, id: uuidv7() };
    const marker = eventText(PersonNamed.of({ person: 'sis/10', name: 'Marker' }), 1, {
      time: new Date().toISOString(),
      traceparent: undefined,
    });
    const known = async (person: string) =>
      (await on.to.database.query('select 1 from names where person = $1', [person])).length === 1;
    await bus.send([tombstone, event]);
    await eventually('the person is known', () => known('sis/9'));
    // as a relay does that died before it could delete
    await bus.send([tombstone, event, { topic: people.name, key: 'sis/9', value: marker.text }]);
    await eventually('what was sent after it is known', () => known('sis/10'));
    expect(await known('sis/9')).toBe(true);
  });

  it('says how it is doing', async () => {
    const [from, to] = [on.from.app.get(MessagingStats), on.to.app.get(MessagingStats)];
    await eventually('nothing is behind', async () => (await to.numbers()).consumerLag === 0);
    expect(await from.numbers()).toMatchObject({ outboxDepth: 0, outboxOldestSeconds: 0, consumerLag: 0 });
    expect((await from.numbers()).relaySent).toBeGreaterThan(6_000);
    expect(await to.numbers()).toMatchObject({ deadLetters: { refused: 0, invalid: 0, failed: 0 } });
    expect((await to.numbers()).applied).toBeGreaterThan(6_000);
    expect(await on.from.app.get(Metrics).registry.metrics()).toMatch(/chiron_outbox_depth 0/);
    expect(await on.to.app.get(Metrics).registry.metrics()).toMatch(/chiron_dead_letters\{cause="failed"\} 0/);
    expect(await on.from.app.get(HealthChecks).readiness()).toMatchObject({ status: 'ready', checks: { relay: 'up' } });
    expect(await on.to.app.get(HealthChecks).readiness()).toMatchObject({
      status: 'ready',
      checks: { consumer: 'up' },
    });
  });
});
