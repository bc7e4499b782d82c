import { uuidv7 } from 'uuidv7';
import type { ChironEvent, EventDefinition, Topic } from '@chiron/contracts/core';
import { eventText, openBus } from '@chiron/messaging';

export interface TestBus {
  /** what the service under test published, in order */
  readonly heard: ChironEvent[];
  /** publishes as another service would */
  publish<D>(event: EventDefinition<D>, data: D, revision: number): Promise<ChironEvent<D>>;
  erase(topic: string, key: string): Promise<void>;
  close(): Promise<void>;
}

/** The other services of a component test, on the real bus. */
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
