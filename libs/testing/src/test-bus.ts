import { uuidv7 } from 'uuidv7';
import type { ChironEvent, EventDefinition, Topic } from '@chiron/contracts/core';
import { eventText, openBus } from '@chiron/messaging';

/** The bus of a component test, with the other services played by the test. */
export interface TestBus {
  /** what the service under test published, in order */
  readonly heard: ChironEvent[];
  /** publishes as another service would */
  publish<D>(event: EventDefinition<D>, data: D, revision: number): Promise<ChironEvent<D>>;
  /** a tombstone, as another service would send it */
  erase(topic: string, key: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * The other services of a component test, on the real bus at `url`.
 *
 * @param others topics that the test publishes to
 * @param own topics of the service under test
 */
export async function testBus(url: string, others: readonly Topic[], own: readonly Topic[]): Promise<TestBus> {
  const bus = openBus(url, 'others');
  await bus.prepare([...others, ...own]);
  const heard: ChironEvent[] = [];
  const subscription = bus.subscribe({
    group: 'test-listener',
    topics: own.map(({ name }) => name),
    handle: ({ messages }) => {
      for (const { value } of messages) if (value) heard.push(JSON.parse(value) as ChironEvent);
      return Promise.resolve();
    },
  });
  return {
    heard,
    publish: async (event, data, revision) => {
      const { topic, key, text } = eventText(event.of(data), revision, {
        time: new Date().toISOString(),
        traceparent: undefined,
      });
      await bus.send([{ topic, key, value: text }]);
      return JSON.parse(text) as ChironEvent<typeof data>;
    },
    erase: (topic, key) => bus.send([{ topic, key, value: null, id: uuidv7() }]),
    close: async () => {
      await subscription.close();
      await bus.close();
    },
  };
}
