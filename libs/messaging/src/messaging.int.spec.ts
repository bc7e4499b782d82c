import { problemsOf } from '@chiron/contracts/core';
import { HealthChecks, Metrics, withTraceparent } from '@chiron/http';
import { describeWithKafka, eventually, kafka, postgres, type TestDatabase } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import {
  NoteTaken,
  OnNoteTaken,
  OnPersonNamed,
  PersonNamed,
  behaviour,
  note,
  notes,
  people,
  postgresBus,
  run,
  service,
  type Seen,
  type Service,
} from '../test/services.js';
import { Bus, type Message } from './bus/bus.js';
import { DeadLetters } from './dead-letters.js';
import { eventText } from './event-text.js';
import { MessagingStats } from './stats.js';

const problems = problemsOf('test', {
  'odd-number': { status: 409, title: 'The number is odd', advice: 'It is {number}.' },
});

/** One pair of services over a bus: the first publishes, the second reacts. */
function pair(bus: () => Promise<{ url: string; close(): Promise<void> }>) {
  const state = {} as {
    from: Service;
    to: Service;
    databases: TestDatabase[];
    bus: { url: string; close(): Promise<void> };
  };
  beforeAll(async () => {
    state.bus = await bus();
    state.databases = [await postgres(), await postgres()];
    state.from = await service(state.databases[0]!.url, state.bus.url, {
      name: `from-${run}`,
      publishes: [notes, people],
    });
    state.to = await service(state.databases[1]!.url, state.bus.url, {
      name: `to-${run}`,
      reactions: [OnNoteTaken, OnPersonNamed],
    });
  });
  afterEach(() => {
    behaviour.onNotes = () => undefined;
    behaviour.calls = 0;
  });
  afterAll(async () => {
    await Promise.all([state.from.close(), state.to.close()]);
    await Promise.all(state.databases.map((database) => database.drop()));
    await state.bus.close();
  });
  return {
    get from() {
      return state.from;
    },
    get to() {
      return state.to;
    },
    get databases() {
      return state.databases;
    },
    get busUrl() {
      return state.bus.url;
    },
    write: (...entries: ReturnType<typeof note>[]) =>
      state.from.database.transaction((tx) => state.from.outbox.add(tx, entries)),
    waiting: async () =>
      (await state.from.database.query<{ count: number }>('select count(*)::int as count from outbox'))[0]!.count,
    seen: (prefix: string) =>
      state.to.database.query<Seen>('select * from seen where note like $1 order by place', [`${prefix}%`]),
    letters: (prefix: string) =>
      state.to.app
        .get(DeadLetters)
        .list({}, 100)
        .then((all) => all.filter(({ key, event }) => `${key}${event}`.includes(prefix))),
  };
}

function story(bus: () => Promise<{ url: string; close(): Promise<void> }>): void {
  const on = pair(bus);

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

  it('a poison event goes to the dead letters, untouched; the other events, of its own note too, are applied', async () => {
    behaviour.onNotes = (events) => {
      if (events.some(({ data }) => data.noteId.startsWith('poison-') && data.number === 13))
        throw new TypeError('cannot count to 13');
    };
    await on.write(...Array.from({ length: 40 }, (_, at) => note(`poison-${at % 2}`, at)));
    await eventually('the others are applied', async () => (await on.seen('poison-')).length === 39);
    const [letter, ...more] = await on.letters('poison-');
    expect(more).toEqual([]);
    expect(letter).toMatchObject({
      reaction: 'OnNoteTaken',
      cause: 'failed',
      reason: 'TypeError: cannot count to 13',
      topic: notes.name,
      key: 'poison-1',
      attempts: 1,
    });
    expect(JSON.parse(letter!.event!)).toMatchObject({
      id: letter!.eventId,
      type: NoteTaken.type,
      data: { noteId: 'poison-1', number: 13 },
    });

    const again = await on.to.app.get(DeadLetters).replay(letter!.id);
    expect(again).toMatchObject({ outcome: 'failed', reason: 'TypeError: cannot count to 13' });
    expect((await on.letters('poison-'))[0]).toMatchObject({ attempts: 2 });
    behaviour.onNotes = () => undefined;
    expect(await on.to.app.get(DeadLetters).replay(letter!.id)).toEqual({
      id: letter!.id,
      outcome: 'applied',
      reason: null,
    });
    expect(await on.letters('poison-')).toEqual([]);
    expect(await on.seen('poison-')).toHaveLength(40);
    await expect(on.to.app.get(DeadLetters).replay(letter!.id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('a refusal is recorded with its reason and everything else goes on; nothing is tried again', async () => {
    let refused = 0;
    behaviour.onNotes = (events) => {
      const odd = events.find(({ data }) => data.noteId === 'refused' && data.number % 2 === 1);
      if (!odd) return;
      if (events.length === 1) refused++;
      throw problems.refuse('odd-number', { number: odd.data.number });
    };
    await on.write(...Array.from({ length: 9 }, (_, at) => note('refused', at)));
    await eventually('the even ones are applied', async () => (await on.seen('refused')).length === 5);
    await eventually('the odd ones are recorded', async () => (await on.letters('refused')).length === 4);
    const letters = await on.letters('refused');
    expect(letters.map(({ cause, reason }) => `${cause} ${reason}`)).toEqual(
      [1, 3, 5, 7].map((number) => `refused odd-number: It is ${number}.`),
    );
    expect(refused).toBe(4);
    behaviour.onNotes = () => undefined;
    expect(await on.to.app.get(DeadLetters).replayAll({ cause: 'refused', reaction: 'OnNoteTaken' })).toEqual({
      applied: 4,
      failed: 0,
    });
  });

  it('what is no event, or not the event it says it is, is a dead letter at once, and only once', async () => {
    const bus = on.from.app.get(Bus);
    const whole = eventText(NoteTaken.of({ noteId: 'unreadable-1', number: 1 }), 1, {
      time: new Date().toISOString(),
      traceparent: undefined,
    }).text;
    const send = (value: string): Message => ({ topic: notes.name, key: 'unreadable', value });
    const bad = [
      send('{"unreadable'),
      send('{"specversion":"1.0","unreadable":true}'),
      send(whole.replace('"number":1', '"number":"one"')),
    ];
    await bus.send([...bad, send(whole.replace(NoteTaken.type, 'chiron.test.note.unknown.v1')), ...bad]);
    await on.write(note('unreadable-after', 1));
    await eventually('the next is applied', async () => (await on.seen('unreadable-after')).length === 1);
    const letters = await eventually('the three are filed', async () => {
      const all = await on.letters('unreadable');
      if (all.length !== 3) throw new Error(`there are ${all.length}`);
      return all;
    });
    expect(letters.map(({ cause }) => cause)).toEqual(['invalid', 'invalid', 'invalid']);
    expect(letters.map(({ event }) => event).sort()).toEqual(bad.map(({ value }) => value).sort());
    const reasons = letters.map(({ reason }) => reason).join('\n');
    expect(reasons).toMatch(/not JSON/);
    expect(reasons).toMatch(/not an event/);
    expect(reasons).toMatch(/\/number Invalid input/);
    for (const { id } of letters) await on.to.app.get(DeadLetters).discard(id);
    expect(await on.letters('unreadable')).toEqual([]);
    await expect(on.to.app.get(DeadLetters).discard(letters[0]!.id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('a deadlock or a serialization failure is waited out, however often it comes', async () => {
    let failures = 6;
    behaviour.onNotes = (events) => {
      if (events.some(({ data }) => data.noteId === 'deadlocked') && failures-- > 0)
        throw Object.assign(new Error('deadlock detected'), { code: failures % 2 ? '40P01' : '40001' });
    };
    await on.write(note('deadlocked', 1), note('deadlocked', 2));
    await eventually('it is applied', async () => (await on.seen('deadlocked')).length === 2);
    expect(await on.letters('deadlocked')).toEqual([]);
  });

  it('losing the database in the middle of a reaction costs nothing: it is applied once', async () => {
    let cuts = 3;
    behaviour.onNotes = async (events, tx) => {
      if (!events.some(({ data }) => data.noteId === 'cut') || cuts-- <= 0) return;
      await tx.query('select pg_terminate_backend(pg_backend_pid())');
    };
    await on.write(note('cut', 1), note('cut', 2));
    await eventually('it is applied', async () => (await on.seen('cut')).length >= 2);
    expect((await on.seen('cut')).map(({ number }) => number)).toEqual([1, 2]);
    expect(await on.letters('cut')).toEqual([]);
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
}

describe('events between services on PostgreSQL', () => {
  story(postgresBus);
});

describeWithKafka('events between services on Kafka', () => {
  story(async () => ({ url: (await kafka()).url, close: async () => undefined }));
});
