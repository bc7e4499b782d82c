import { defineEvent, problemsOf, type ChironEvent, type Topic } from '@chiron/contracts/core';
import { HealthChecks, Metrics, withTraceparent } from '@chiron/http';
import { Database, PostgresModule, type Tx } from '@chiron/postgres';
import { describeWithKafka, eventually, kafka, postgres, type TestDatabase } from '@chiron/testing';
import { Global, Module, type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { Bus, type Message, type Subscribing, type Subscription } from './bus/bus.js';
import { openBus } from './bus/open-bus.js';
import { DeadLetters } from './dead-letters.js';
import { eventText } from './event-text.js';
import { firstIdOf, Inbox } from './inbox.js';
import { messagingMigrations } from './migrations.js';
import { MessagingModule } from './module.js';
import { Outbox } from './outbox.js';
import { Reaction } from './reaction.js';
import { Relay } from './relay.js';
import { MessagingStats } from './stats.js';
import { BusTransport } from './transport.js';

const run = Date.now().toString(36);
const notes: Topic = { name: `test.notes-${run}`, compacted: false, description: 'notes of a test' };
const people: Topic = { name: `test.people-${run}`, compacted: true, description: 'people of a test' };
const NoteTaken = defineEvent({
  type: 'chiron.test.note.taken.v1',
  topic: notes,
  description: 'A note was taken.',
  schema: z.object({ noteId: z.string(), number: z.number().int(), text: z.string().optional() }),
  subject: ({ noteId }) => noteId,
  example: { noteId: 'a', number: 1 },
});
const PersonNamed = defineEvent({
  type: 'chiron.test.person.named.v1',
  topic: people,
  description: 'A person got a name.',
  schema: z.object({ person: z.string(), name: z.string() }),
  subject: ({ person }) => person,
  example: { person: 'p', name: 'Ada' },
});
const problems = problemsOf('test', {
  'odd-number': { status: 409, title: 'The number is odd', advice: 'It is {number}.' },
});

type Note = z.infer<typeof NoteTaken.schema>;

/** What the reactions of these tests do besides storing; set by each test. */
const behaviour: { onNotes: (events: readonly ChironEvent<Note>[], tx: Tx) => Promise<void> | void; calls: number } = {
  onNotes: () => undefined,
  calls: 0,
};

@Reaction({ on: [NoteTaken] })
class OnNoteTaken {
  async run(events: readonly ChironEvent<Note>[], tx: Tx): Promise<void> {
    behaviour.calls++;
    await tx.run(
      'insert into seen (note, number, event_id, revision, traceparent) select * from unnest($1::text[], $2::int[], $3::uuid[], $4::int[], $5::text[])',
      [
        events.map(({ data }) => data.noteId),
        events.map(({ data }) => data.number),
        events.map(({ id }) => id),
        events.map(({ revision }) => revision),
        events.map(({ traceparent }) => traceparent ?? null),
      ],
    );
    await behaviour.onNotes(events, tx);
  }
}

@Reaction({ on: [PersonNamed], erased: people })
class OnPersonNamed {
  async run(events: readonly ChironEvent<z.infer<typeof PersonNamed.schema>>[], tx: Tx): Promise<void> {
    for (const { data } of events)
      await tx.run(
        'insert into names (person, name) values ($1, $2) on conflict (person) do update set name = excluded.name',
        [data.person, data.name],
      );
  }

  async erased(keys: readonly string[], tx: Tx): Promise<void> {
    await tx.run('delete from names where person = any($1)', [keys]);
  }
}

class Tables1760000000009 {
  readonly name = 'Tables1760000000009';
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query(
      'create table seen (place bigint generated always as identity, note text, number int, event_id uuid, revision int, traceparent text)',
    );
    await runner.query('create table names (person text primary key, name text not null)');
  }
  async down(): Promise<void> {}
}

@Global()
@Module({ providers: [HealthChecks, Metrics], exports: [HealthChecks, Metrics] })
class Platform {}

interface Service {
  readonly app: TestingModule;
  readonly database: Database;
  readonly outbox: Outbox;
  close(): Promise<void>;
}

async function service(
  url: string,
  bus: string,
  options: { name?: string; publishes?: Topic[]; reactions?: Type[]; over?: (bus: Bus) => Bus } = {},
): Promise<Service> {
  const name = options.name ?? 'notes';
  const building = Test.createTestingModule({
    imports: [
      Platform,
      PostgresModule.forRoot({
        url,
        applicationName: name,
        entities: [],
        migrations: [...messagingMigrations, Tables1760000000009],
      }),
      MessagingModule.forService({
        service: name,
        bus,
        publishes: options.publishes ?? [],
        reactions: options.reactions ?? [],
      }),
    ],
  });
  if (options.over) building.overrideProvider(Bus).useValue(options.over(openBus(bus, name)));
  const app = await building.compile();
  app.useLogger(false);
  await app.init();
  app.get(BusTransport).listen(() => undefined);
  return {
    app,
    database: app.get(Database),
    outbox: app.get(Outbox),
    close: async () => {
      await app.get(BusTransport).close();
      await app.close();
    },
  };
}

const note = (noteId: string, number: number, text?: string) => ({
  fact: NoteTaken.of({ noteId, number, ...(text === undefined ? {} : { text }) }),
  revision: number,
});

interface Seen extends Record<string, unknown> {
  note: string;
  number: number;
  event_id: string;
  revision: number;
  traceparent: string | null;
}

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

const postgresBus = async () => {
  const database = await postgres();
  return { url: database.url, close: () => database.drop() };
};

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

/** The real bus, with a hook after each send that was acknowledged. */
class HookedBus extends Bus {
  sent = 0;
  constructor(
    private readonly real: Bus,
    private readonly afterSend: (sends: number) => Promise<void>,
  ) {
    super();
  }
  prepare(topics: readonly Topic[]): Promise<void> {
    return this.real.prepare(topics);
  }
  async send(messages: readonly Message[]): Promise<void> {
    await this.real.send(messages);
    await this.afterSend(++this.sent);
  }
  subscribe(subscribing: Subscribing): Subscription {
    return this.real.subscribe(subscribing);
  }
  close(): Promise<void> {
    return this.real.close();
  }
}

describe('the relay', () => {
  let databases: TestDatabase[];
  let bus: { url: string; close(): Promise<void> };
  const services: Service[] = [];
  beforeEach(async () => {
    [databases, bus] = [[await postgres(), await postgres()], await postgresBus()];
  });
  afterEach(async () => {
    await Promise.all(services.splice(0).map((each) => each.close()));
    await Promise.all([...databases.map((database) => database.drop()), bus.close()]);
  });
  const from = async (options: Parameters<typeof service>[2] = {}) => {
    const made = await service(databases[0]!.url, bus.url, { name: 'from', publishes: [notes, people], ...options });
    services.push(made);
    return made;
  };
  const to = async () => {
    const made = await service(databases[1]!.url, bus.url, { name: 'to', reactions: [OnNoteTaken, OnPersonNamed] });
    services.push(made);
    return made;
  };
  const numbers = async (on: Service) =>
    (await on.database.query<Seen>('select number from seen order by place')).map(({ number }) => number);
  const cutRelay = (on: Service) =>
    on.database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'from relay'`,
    );

  it('that dies between sending and deleting sends again, and everything is applied once and in order', async () => {
    let hook: () => Promise<unknown> = async () => undefined;
    const sender = await from({
      over: (real) => new HookedBus(real, async (sends) => void (sends % 2 === 1 && (await hook()))),
    });
    const receiver = await to();
    hook = () => cutRelay(sender);
    for (let number = 0; number < 30; number++) {
      await sender.database.transaction((tx) => sender.outbox.add(tx, [note('one', number)]));
      if (number % 10 === 9)
        await eventually(
          'the outbox is empty',
          async () => (await sender.database.query('select 1 from outbox')).length === 0,
        );
    }
    await eventually('all are applied', async () => (await numbers(receiver)).length >= 30);
    await eventually('nothing is behind', async () => (await receiver.app.get(BusTransport).consumer!.lag()) === 0);
    expect(await numbers(receiver)).toEqual(Array.from({ length: 30 }, (_, at) => at));
    const duplicates = await openBusCount(bus.url);
    expect(duplicates).toBeGreaterThan(30);
  });

  it('works once per database: a second one stands by and takes over when the first is gone', async () => {
    const first = await from();
    await eventually('the first works', () => first.app.get(Relay).active);
    const second = await from();
    const receiver = await to();
    await second.database.transaction((tx) => second.outbox.add(tx, [note('by the second', 1)]));
    await eventually('the first sends what the second wrote', async () => (await numbers(receiver)).length === 1);
    expect([first.app.get(Relay).active, second.app.get(Relay).active]).toEqual([true, false]);
    await services.splice(services.indexOf(first), 1)[0]!.close();
    await second.database.transaction((tx) => second.outbox.add(tx, [note('by the second', 2)]));
    await eventually('the second took over', async () => (await numbers(receiver)).length === 2, { within: 2_000 });
    expect(second.app.get(Relay).active).toBe(true);
  });

  it('comes back by itself when its connection is cut, within a second or so, time after time', async () => {
    const sender = await from();
    const receiver = await to();
    for (let round = 1; round <= 5; round++) {
      await cutRelay(sender);
      await sender.database.transaction((tx) => sender.outbox.add(tx, [note('again', round)]));
      await eventually('it is applied', async () => (await numbers(receiver)).length === round, { within: 2_000 });
    }
  });

  it('waits for a bus that cannot be reached, and keeps what was committed', async () => {
    let broken = true;
    const sender = await from({
      over: (real) =>
        new (class extends HookedBus {
          override async send(messages: readonly Message[]): Promise<void> {
            if (broken) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
            await super.send(messages);
          }
        })(real, async () => undefined),
    });
    const receiver = await to();
    await sender.database.transaction((tx) => sender.outbox.add(tx, [note('kept', 1)]));
    await eventually(
      'its age shows',
      async () => (await sender.app.get(MessagingStats).numbers()).outboxOldestSeconds > 0.5,
    );
    expect((await sender.app.get(MessagingStats).numbers()).outboxDepth).toBe(1);
    broken = false;
    await eventually('it is applied', async () => (await numbers(receiver)).length === 1, { within: 2_500 });
  });

  it('wakes at the commit: an event is applied within a few milliseconds, not at the next poll', async () => {
    const sender = await from();
    const receiver = await to();
    await sender.database.transaction((tx) => sender.outbox.add(tx, [note('warm', 0)]));
    await eventually('it is warm', async () => (await numbers(receiver)).length === 1);
    const took: number[] = [];
    for (let number = 1; number <= 20; number++) {
      const applied = new Promise<number>(
        (resolve) => (behaviour.onNotes = (_, tx) => tx.afterCommit(() => resolve(performance.now()))),
      );
      const committed = await sender.database
        .transaction((tx) => sender.outbox.add(tx, [note('fast', number)]))
        .then(() => performance.now());
      took.push((await applied) - committed);
    }
    behaviour.onNotes = () => undefined;
    expect(took.sort((a, b) => a - b)[10]).toBeLessThan(60);
  });
});

async function openBusCount(url: string): Promise<number> {
  const bus = openBus(url, 'count');
  let count = 0;
  const subscription = bus.subscribe({
    group: `count-${run}`,
    topics: [notes.name],
    handle: async ({ messages }) => void (count += messages.length),
  });
  await eventually('all is read', async () => subscription.active && (await subscription.lag()) === 0);
  await bus.close();
  return count;
}

describe('the inbox', () => {
  it('forgets what is older than it has to remember, by the time in its id', async () => {
    const [database, bus] = [await postgres(), await postgresBus()];
    const on = await service(database.url, bus.url, { reactions: [OnNoteTaken] });
    const now = Date.now();
    const aged = (days: number) => firstIdOf(now - days * 86_400_000);
    await on.database.query(
      `insert into inbox (event_id, reaction) select id, 'OnNoteTaken' from unnest($1::uuid[]) as id`,
      [[aged(0), aged(29.9), aged(30.1), aged(400)]],
    );
    expect(await on.app.get(Inbox).prune(now)).toBe(2);
    expect(await on.database.query('select event_id from inbox order by event_id')).toEqual([
      { event_id: aged(29.9) },
      { event_id: aged(0) },
    ]);
    await on.close();
    await Promise.all([database.drop(), bus.close()]);
  });
});
