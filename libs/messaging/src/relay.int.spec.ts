import { jest } from '@jest/globals';
import type { Topic } from '@chiron/contracts/core';
import type { Tx } from '@chiron/postgres';
import { eventually, postgres, type TestDatabase } from '@chiron/testing';
import {
  OnNoteTaken,
  OnPersonNamed,
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
import { Bus, type Message, type Subscribing, type Subscription } from './bus/bus.js';
import { openBus } from './bus/open-bus.js';
import { Relay } from './relay.js';
import { MessagingStats } from './stats.js';
import { BusTransport } from './transport.js';

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

async function messagesOn(url: string): Promise<number> {
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
    const duplicates = await messagesOn(bus.url);
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

  it('sends one batch after another: what came while one was under way waits for it, and comes behind it where it failed', async () => {
    const sends: number[][] = [];
    let fail = (): void => undefined;
    const held = new Promise<never>((_, reject) => {
      fail = () => reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    });
    const sender = await from({
      over: (real) =>
        new (class extends HookedBus {
          override async send(messages: readonly Message[]): Promise<void> {
            sends.push(messages.map(({ value }) => (JSON.parse(value!) as { data: { number: number } }).data.number));
            if (sends.length === 1) await held;
            await super.send(messages);
          }
        })(real, async () => undefined),
    });
    const receiver = await to();
    const add = (number: number) =>
      sender.database.transaction((tx) => sender.outbox.add(tx, [note(`key ${number}`, number)]));
    await add(1);
    await eventually('the first is under way', () => sends.length === 1);
    const [{ now }] = (await sender.database.query('select clock_timestamp()::text as now')) as [{ now: string }];
    for (const number of [2, 3]) await add(number);
    await eventually(
      'it has looked for them',
      async () =>
        (
          await sender.database.query(
            `select 1 from pg_stat_activity where application_name = 'from relay' and datname = current_database()
                and state = 'idle' and query like '%position <> all%' and query_start > $1`,
            [now],
          )
        ).length === 1,
    );
    expect(sends).toEqual([[1]]);
    fail();
    await eventually('all are applied', async () => (await numbers(receiver)).length === 3);
    expect(sends.flat().slice(1)).toEqual([1, 2, 3]);
    expect(await numbers(receiver)).toEqual([1, 2, 3]);
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

  describe('lets whoever writes many events go first', () => {
    let now: number;
    beforeEach(() => {
      now = Date.now();
      jest.spyOn(Date, 'now').mockImplementation(() => now);
    });
    afterEach(() => jest.restoreAllMocks());
    const hundred = (more: boolean) => (tx: Tx) =>
      sender.outbox.addAll(
        tx,
        Array.from({ length: 100 }, (_, number) => note('many', number)),
        { more },
      );
    const held = async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(relay.sent).toBe(50);
    };
    const wentOut = (count: number) => eventually(`${count} went out`, () => relay.sent === count);
    let sender: Service;
    let relay: Relay;
    beforeEach(async () => {
      sender = await from();
      relay = sender.app.get(Relay);
      await eventually('the relay is at rest', () => relay.active && relay.lastBeat > 0);
    });

    it('until nothing more follows', async () => {
      await sender.database.transaction(hundred(true));
      await wentOut(50);
      await held();
      await sender.database.transaction(hundred(false));
      await wentOut(200);
    });
    it('until somebody writes anything else', async () => {
      await sender.database.transaction(hundred(true));
      await wentOut(50);
      await held();
      await sender.database.transaction((tx) => sender.outbox.add(tx, [note('one', 1)]));
      await wentOut(101);
    });
    it('until what was announced does not come', async () => {
      await sender.database.transaction(hundred(true));
      await wentOut(50);
      now += 1_499;
      await held();
      now += 1;
      await wentOut(100);
    });
    it('for three seconds, however much follows', async () => {
      await sender.database.transaction(hundred(true));
      await wentOut(50);
      for (let more = 0; more < 2; more++) {
        now += 1_000;
        await sender.database.transaction(hundred(true));
        await held();
      }
      now += 1_000;
      await wentOut(300);
    });
    it('and nobody who announces nothing', async () => {
      await sender.database.transaction(hundred(false));
      await wentOut(100);
    });
  });
});
