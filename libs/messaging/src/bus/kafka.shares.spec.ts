import { deliveryLimit, type Delivery } from './bus.js';
import { Shares } from './kafka.shares.js';

const round = () => new Promise((resolve) => setImmediate(resolve));
const rounds = async (count = 6) => {
  for (let i = 0; i < count; i++) await round();
};

/** A handler whose deliveries end when the test says so. */
function desk() {
  const closing = new AbortController();
  const hands: { delivery: Delivery; end: (handled: boolean) => void }[] = [];
  const shares = new Shares((delivery) => new Promise((end) => hands.push({ delivery, end })), closing.signal);
  const handled: string[] = [];
  const places = new Map<string, AbortController>();
  const place = (name: string) => places.get(name) ?? places.set(name, new AbortController()).get(name)!;
  let offset = 0;
  const add = (topic: string, partition: number, count = 1) => {
    const messages = Array.from({ length: count }, () => ({
      key: 'k',
      value: '{}',
      partition,
      offset: String(offset++),
    }));
    const name = `${topic}/${partition}`;
    return shares.add({
      topic,
      partition,
      messages,
      characters: 2 * count,
      signal: place(name).signal,
      handled: () => handled.push(`${name}:${messages.at(-1)!.offset}`),
    });
  };
  const inHand = () => hands.at(-1)!.delivery.messages.map(({ partition, offset: at }) => `${partition}:${at}`);
  const end = async (how: boolean) => {
    hands.at(-1)!.end(how);
    await rounds();
  };
  return { shares, hands, handled, add, inHand, end, closing, lose: (name: string) => place(name).abort() };
}

it('what several partitions of a topic have ready goes in one delivery, another topic’s in its own', async () => {
  const { hands, handled, add, inHand, end } = desk();
  void add('a.a', 0);
  void add('b.b', 0);
  void add('a.a', 1);
  await rounds();
  expect(inHand()).toEqual(['0:0', '1:2']);
  await end(true);
  expect(hands).toHaveLength(2);
  expect(inHand()).toEqual(['0:1']);
  await end(true);
  expect(handled).toEqual(['a.a/0:0', 'a.a/1:2', 'b.b/0:1']);
});

it('one delivery is in hand at a time, and what comes meanwhile waits for it', async () => {
  const { hands, add, inHand, end } = desk();
  void add('a.a', 0);
  await rounds();
  void add('a.a', 0);
  await rounds();
  expect(hands).toHaveLength(1);
  await end(true);
  expect(inHand()).toEqual(['0:1']);
});

it('a partition’s later part never passes an earlier one that did not fit', async () => {
  const { add, inHand, end } = desk();
  void add('a.a', 0, 600);
  void add('a.a', 1, 600);
  void add('a.a', 1, 10);
  await rounds();
  expect(new Set(inHand().map((one) => one.split(':')[0]))).toEqual(new Set(['0']));
  await end(true);
  expect(inHand()[0]).toBe('1:600');
  expect(inHand()).toHaveLength(610);
});

it('a partition that is lost is given up without a word; its neighbour is delivered again, first', async () => {
  const { handled, add, inHand, end, lose } = desk();
  void add('a.a', 0);
  void add('a.a', 1);
  await rounds();
  void add('a.a', 1);
  lose('a.a/0');
  await end(false);
  expect(inHand()).toEqual(['1:1', '1:2']);
  await end(true);
  expect(handled).toEqual(['a.a/1:1', 'a.a/1:2']);
});

it('what was handled although its partition was lost meanwhile is not counted as handled here', async () => {
  const { handled, add, end, lose } = desk();
  void add('a.a', 0);
  await rounds();
  lose('a.a/0');
  await end(true);
  expect(handled).toEqual([]);
});

it('more is taken over until a whole delivery waits, and no further', async () => {
  const { add, end } = desk();
  void add('a.a', 0);
  await rounds();
  let room = false;
  void add('a.a', 0, deliveryLimit.messages).then(() => (room = true));
  await rounds();
  expect(room).toBe(true);
  let more = false;
  void add('a.a', 0, 1).then(() => (more = true));
  await rounds();
  expect(more).toBe(false);
  await end(true);
  expect(more).toBe(true);
});

it('when the member closes, what is in hand ends and nothing else begins', async () => {
  const { shares, hands, handled, add, closing } = desk();
  void add('a.a', 0);
  await rounds();
  void add('a.a', 0);
  closing.abort();
  hands[0]!.end(true);
  await shares.idle();
  expect(hands).toHaveLength(1);
  expect(handled).toEqual(['a.a/0:0']);
});
