import 'reflect-metadata';
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EventDefinition } from '@chiron/contracts/core';
import { reactionKey, type ReactionOptions } from '../libs/messaging/src/reaction.js';
import { readMessage, sortOut } from '../libs/messaging/src/reading.js';
import type { RegisteredReaction } from '../libs/messaging/src/reactions.js';

interface Published {
  components: { messages: Record<string, { examples: { payload: { partitionkey: string } }[] }> };
}

const { components } = JSON.parse(readFileSync('docs/asyncapi.json', 'utf8')) as Published;
const exampleOf = (type: string) => components.messages[type]?.examples[0]?.payload;

const files = readdirSync('services').flatMap((service) => {
  const features = join('services', service, 'src/features');
  const names = existsSync(features) ? readdirSync(features) : [];
  return names
    .filter((name) => /^on-[a-z-]+\.ts$/.test(name))
    .map((name) => ({ service, feature: name.replace(/\.ts$/, '') }));
});

/** The file's one class that is marked as a reaction. */
async function reactionIn(service: string, feature: string): Promise<RegisteredReaction> {
  const module = (await import(`../services/${service}/src/features/${feature}.js`)) as Record<string, unknown>;
  const marked = Object.values(module).filter(
    (value): value is new () => object => typeof value === 'function' && Reflect.hasMetadata(reactionKey, value),
  );
  expect(marked).toHaveLength(1);
  const options = Reflect.getMetadata(reactionKey, marked[0]!) as ReactionOptions;
  return {
    name: marked[0]!.name,
    events: new Map(options.on.map((event): [string, EventDefinition<unknown>] => [event.type, event])),
    topics: new Set(options.on.map((event) => event.topic.name)),
    erased: options.erased?.name,
    reaction: marked[0]!.prototype as RegisteredReaction['reaction'],
  };
}

describe.each(files)('$service/$feature', ({ service, feature }) => {
  it('accepts the published example of every event that it reacts to', async () => {
    const reaction = await reactionIn(service, feature);
    for (const event of reaction.events.values()) {
      const example = exampleOf(event.type)!;
      const message = { key: example.partitionkey, value: JSON.stringify(example), partition: 0, offset: '0' };
      const { wanted, unreadable } = sortOut(reaction, event.topic.name, [readMessage(message)]);
      expect(unreadable).toEqual([]);
      expect(wanted.flat().map((item) => item.event?.type)).toEqual([event.type]);
    }
  });

  it('does not take an event without its facts', async () => {
    const reaction = await reactionIn(service, feature);
    for (const event of reaction.events.values()) {
      const message = {
        key: 'k',
        value: JSON.stringify({ ...exampleOf(event.type), data: {} }),
        partition: 0,
        offset: '0',
      };
      const { wanted, unreadable } = sortOut(reaction, event.topic.name, [readMessage(message)]);
      expect(wanted).toEqual([]);
      expect(unreadable).toHaveLength(1);
    }
  });
});
