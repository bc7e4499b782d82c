import { eventually } from '@chiron/testing';
import type { Topic } from '@chiron/contracts/core';
import { deliveryLimit, type Bus } from '../src/bus/bus.js';
import { openBus } from '../src/bus/open-bus.js';
import { Member, aTopic, numbered, unique } from './member.js';

export interface Ground {
  readonly url: string;
  /** Cuts every connection of this bus that carries this name, as a crash of its process would. */
  cut?(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Each key's values in the order they were first delivered. */
function firstSeen(members: readonly Member[]): Map<string, string[]> {
  const seen = new Map<string, string[]>();
  for (const { got } of members)
    for (const { key, value } of got) {
      const values = seen.get(key) ?? [];
      if (!seen.has(key)) seen.set(key, values);
      if (value !== null && !values.includes(value)) values.push(value);
    }
  return seen;
}

/** The one suite that every bus must pass. */
export function conformance(ground: () => Promise<Ground>): void {
  let on: Ground;
  const open: Bus[] = [];
  const bus = (name = 'conformance'): Bus => {
    const made = openBus(on.url, name);
    open.push(made);
    return made;
  };

  beforeAll(async () => {
    on = await ground();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.close()));
  });
  afterAll(() => on.close());

  async function with_(topics: readonly Topic[]): Promise<Bus> {
    const made = bus();
    await made.prepare(topics);
    return made;
  }

  it('delivers what was sent before the group came, and what is sent after', async () => {
    const topic = aTopic();
    const one = await with_([topic]);
    await one.send(numbered(topic, 10));
    const member = new Member(one, unique('group'), [topic]);
    await eventually('the early ten are there', () => member.got.length === 10);
    await one.send(numbered(topic, 10, 10));
    await eventually('the late ten are there', () => member.got.length === 20);
    expect([...member.values()].map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => at));
  });

  it('keeps the order of each key over many sends', async () => {
    const topic = aTopic();
    const one = await with_([topic]);
    const member = new Member(one, unique('group'), [topic]);
    for (let from = 0; from < 3_000; from += 300) await one.send(numbered(topic, 300, from));
    await eventually('all are there', () => member.got.length >= 3_000);
    for (let key = 0; key < 7; key++) {
      const values = member.values(`key ${key}`).map(Number);
      expect(values).toEqual([...values].sort((a, b) => a - b));
    }
  });

  it('gives each group everything', async () => {
    const topic = aTopic();
    const one = await with_([topic]);
    const members = [new Member(one, unique('group'), [topic]), new Member(one, unique('group'), [topic])];
    await one.send(numbered(topic, 50));
    await eventually('both groups have all', () => members.every(({ got }) => got.length === 50));
  });

  it('gives a group the messages of all its topics and of no other', async () => {
    const [first, second, other] = [aTopic(), aTopic(), aTopic()];
    const one = await with_([first, second, other]);
    const member = new Member(one, unique('group'), [first, second]);
    await one.send([...numbered(first, 20), ...numbered(other, 20), ...numbered(second, 20)]);
    await eventually('its forty are there', () => member.got.length === 40);
    expect(new Set(member.got.map(({ topic }) => topic))).toEqual(new Set([first.name, second.name]));
  });

  it('delivers hundreds at once where they are waiting, and never more than a transaction should hold', async () => {
    const topic = aTopic();
    const one = await with_([topic]);
    const text = 'x'.repeat(600);
    for (let sent = 0; sent < 12_000; sent += 2_000)
      await one.send(Array.from({ length: 2_000 }, (_, at) => ({ topic: topic.name, key: `key ${at}`, value: text })));
    const member = new Member(one, unique('group'), [topic]);
    await eventually('all are there', () => member.got.length === 12_000);
    expect(member.got.length / member.sizes.length).toBeGreaterThan(300);
    expect(Math.max(...member.sizes)).toBeLessThanOrEqual(deliveryLimit.messages);
  });

  it('carries a hundred events of 256 KiB, a few at a time', async () => {
    const topic = aTopic();
    const one = await with_([topic]);
    const large = 'é'.repeat(128 * 1024);
    const member = new Member(one, unique('group'), [topic]);
    await one.send(Array.from({ length: 100 }, (_, at) => ({ topic: topic.name, key: `key ${at % 3}`, value: large })));
    await eventually('all are there', () => member.got.length === 100, { within: 30_000 });
    expect(member.values().every((value) => value === large)).toBe(true);
    expect(Math.max(...member.sizes)).toBeLessThanOrEqual((deliveryLimit.characters / large.length) * 1.1);
  });

  it('tells a tombstone by its null value, with its own id', async () => {
    const topic = aTopic(true);
    const one = await with_([topic]);
    const id = '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e3f';
    const member = new Member(one, unique('group'), [topic]);
    await one.send([{ topic: topic.name, key: 'sis/usr-17', value: null, id }]);
    await eventually('it is there', () => member.got.length === 1);
    expect(member.got[0]).toMatchObject({ key: 'sis/usr-17', value: null, id });
  });

  it('delivers again what a handler failed on, and then goes on', async () => {
    const topic = aTopic();
    const one = await with_([topic]);
    let failures = 3;
    const member = new Member(one, unique('group'), [topic], async () => {
      if (failures-- > 0) throw new Error('not now');
    });
    await one.send(numbered(topic, 10, 0, 1));
    await eventually('all are there', () => member.got.length === 10);
    expect(member.values()).toEqual(Array.from({ length: 10 }, (_, at) => String(at)));
  });

  it('waits for a slow handler: one delivery in hand, the rest stays in the log', async () => {
    const topic = aTopic();
    const one = await with_([topic]);
    let [inHand, most, entered] = [0, 0, 0];
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const member = new Member(one, unique('group'), [topic], async () => {
      entered++;
      most = Math.max(most, ++inHand);
      await gate;
      inHand--;
    });
    await one.send(numbered(topic, 5_000));
    await eventually('the first delivery is in hand', () => entered === 1);
    await one.send(numbered(topic, 5_000, 5_000));
    expect([member.got.length, entered]).toEqual([0, 1]);
    open();
    await eventually('all are there', () => member.got.length === 10_000, { within: 20_000 });
    expect(most).toBe(1);
  });

  it('goes on where the group stopped, when a member comes back', async () => {
    const topic = aTopic();
    const one = await with_([topic]);
    const group = unique('group');
    const before = new Member(one, group, [topic]);
    await one.send(numbered(topic, 100));
    await eventually('the first hundred are there', () => before.got.length === 100);
    await before.subscription.close();
    await one.send(numbered(topic, 100, 100));
    const after = new Member(one, group, [topic]);
    await eventually('the second hundred are there', () => after.got.length >= 100);
    expect(
      after
        .values()
        .map(Number)
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 100 }, (_, at) => 100 + at));
  });

  it('delivers again what a member had in hand when it closed', async () => {
    const topic = aTopic();
    const one = await with_([topic]);
    const group = unique('group');
    let entered = false;
    const before = new Member(one, group, [topic], async (_, { signal }) => {
      entered = true;
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('given up'))));
    });
    await one.send(numbered(topic, 10));
    await eventually('they are in hand', () => entered);
    await before.subscription.close();
    const after = new Member(one, group, [topic]);
    await eventually('they are there again', () => after.got.length === 10);
  });

  it('lets a standing-by member take over, and loses nothing', async () => {
    const topic = aTopic();
    const group = unique('group');
    const [first, second] = [bus(), bus()];
    await first.prepare([topic]);
    const one = new Member(first, group, [topic]);
    await eventually('the first takes part', () => one.subscription.active);
    const two = new Member(second, group, [topic]);
    await second.prepare([topic]);
    await second.send(numbered(topic, 500));
    await eventually('the first 500 are there', () => new Set([...one.values(), ...two.values()]).size === 500, {
      within: 20_000,
    });
    await first.close();
    await second.send(numbered(topic, 500, 500));
    await eventually('all are there', () => new Set([...one.values(), ...two.values()]).size === 1_000, {
      within: 20_000,
    });
    for (const values of firstSeen([one, two]).values())
      expect(values.map(Number)).toEqual(values.map(Number).sort((a, b) => a - b));
  });

  it('goes back to an offset and delivers again from there', async () => {
    const topic = aTopic();
    const one = await with_([topic]);
    const member = new Member(one, unique('group'), [topic]);
    await one.send(numbered(topic, 100, 0, 1));
    await eventually('all are there', () => member.got.length === 100);
    const { partition, offset } = member.got[40]!;
    member.got.length = 0;
    await member.subscription.rewind(topic.name, offset, partition);
    await eventually('the last sixty are there again', () => member.got.length === 60);
    await one.send(numbered(topic, 1, 100, 1));
    await eventually('the next is there', () => member.got.length === 61);
    expect(member.values()).toEqual(Array.from({ length: 61 }, (_, at) => String(40 + at)));
  });

  it('says how far behind it is', async () => {
    const topic = aTopic();
    const one = await with_([topic]);
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const member = new Member(one, unique('group'), [topic], () => gate);
    await one.send(numbered(topic, 25));
    await eventually('it has joined', () => member.subscription.active);
    expect(await member.subscription.lag()).toBe(25);
    open();
    await eventually('it has caught up', async () => (await member.subscription.lag()) === 0);
  });

  it('makes topics once, however often and by however many it is told to', async () => {
    const topics = [aTopic(), aTopic(true)];
    await Promise.all(Array.from({ length: 4 }, () => bus().prepare(topics)));
    const member = new Member(open[0]!, unique('group'), topics);
    await open[0]!.send(topics.flatMap((topic) => numbered(topic, 5)));
    await eventually('all are there', () => member.got.length === 10);
  });

  it('waits for a topic that nobody has made yet', async () => {
    const topic = aTopic();
    const one = bus();
    const member = new Member(one, unique('group'), [topic]);
    await eventually('it has asked', () => member.subscription.lastBeat > 0);
    await one.prepare([topic]);
    await one.send(numbered(topic, 5));
    await eventually('all are there', () => member.got.length === 5);
  });

  it('refuses a topic that nobody prepared, and sends on afterwards', async () => {
    const [topic, unknown] = [aTopic(), aTopic()];
    const one = await with_([topic]);
    await expect(one.send(numbered(unknown, 1))).rejects.toThrow(unknown.name);
    await one.send(numbered(topic, 5));
    const member = new Member(one, unique('group'), [topic]);
    await eventually('what could be sent is there', () => member.got.length === 5);
  });

  it('refuses a name that cannot be a topic', async () => {
    await expect(bus().prepare([{ name: 'People"; drop', compacted: false, description: '' }])).rejects.toThrow(
      'cannot be the name of a topic',
    );
  });

  it('ends though its server cannot be reached', async () => {
    const nowhere = openBus(on.url.replace(/:\d+(?=\/|$)/, ':1'), 'nowhere');
    const member = new Member(nowhere, unique('group'), [aTopic()]);
    await expect(nowhere.prepare([aTopic()])).rejects.toThrow();
    expect(member.subscription.active).toBe(false);
    await nowhere.close();
  });
}
