import { defineEvent, type ChironEvent, type Topic } from '@chiron/contracts/core';
import { z } from 'zod';
import type { Delivered } from './bus/bus.js';
import { eventText } from './event-text.js';
import { readMessage, sortOut } from './reading.js';
import type { RegisteredReaction } from './reactions.js';

const topic: Topic = { name: 'test.people', compacted: true, description: '' };
const event = (verb: string) =>
  defineEvent({
    type: `chiron.test.person.${verb}.v1`,
    topic,
    description: '',
    schema: z.object({ id: z.string(), age: z.number().int() }),
    subject: ({ id }) => id,
    example: { id: 'a', age: 1 },
  });
const [Named, Renamed, Moved] = [event('named'), event('renamed'), event('moved')];
const wants: RegisteredReaction = {
  name: 'OnPerson',
  events: new Map([
    [Named.type, Named],
    [Renamed.type, Renamed],
  ]),
  topics: new Set([topic.name]),
  erased: topic.name,
  reaction: { run: async () => undefined },
};

let offset = 0;
const text = (of: typeof Named, id: string, age = 1) =>
  eventText(of.of({ id, age }), 1, { time: new Date().toISOString(), traceparent: undefined }).text;
const message = (value: string | null, key = 'a'): Delivered => ({
  key,
  value,
  partition: 0,
  offset: String(offset++),
  ...(value === null ? { id: `tombstone ${key}` } : {}),
});
const sorted = (reaction: RegisteredReaction, ...messages: Delivered[]) =>
  sortOut(reaction, topic.name, messages.map(readMessage));
const shapes = (batches: readonly (readonly { event: ChironEvent | undefined; message: Delivered }[])[]) =>
  batches.map((batch) =>
    batch.map((item) => (item.event ? item.event.type.split('.')[3] : `erase ${item.message.key}`)),
  );

describe('what a reaction gets of a delivery', () => {
  it('is what it asked for, in one batch and in order', () => {
    const { wanted, unreadable } = sorted(
      wants,
      message(text(Named, 'a')),
      message(text(Moved, 'a')),
      message(text(Renamed, 'a')),
      message(text(Named, 'b')),
    );
    expect(shapes(wanted)).toEqual([['named', 'renamed', 'named']]);
    expect(unreadable).toEqual([]);
  });

  it('keeps erasures in their place among the events', () => {
    const { wanted } = sorted(
      wants,
      message(text(Named, 'a')),
      message(null, 'a'),
      message(null, 'b'),
      message(text(Named, 'a')),
    );
    expect(shapes(wanted)).toEqual([['named'], ['erase a', 'erase b'], ['named']]);
  });

  it('has no erasures where it did not ask for them', () => {
    const { wanted } = sorted(
      { ...wants, erased: undefined },
      message(text(Named, 'a')),
      message(null, 'a'),
      message(text(Named, 'a')),
    );
    expect(shapes(wanted)).toEqual([['named', 'named']]);
  });

  it('has only what the schema knows: a newer producer may say more', () => {
    const more = JSON.stringify({ ...JSON.parse(text(Named, 'a')), data: { id: 'a', age: 1, height: 180 } });
    expect(sorted(wants, message(more)).wanted[0]![0]!.event!.data).toEqual({ id: 'a', age: 1 });
  });

  it.each([
    ['not JSON', '{'],
    ['not an event', '"text"'],
    ['not an event: /id', text(Named, 'a').replace(/"id":"[^"]+"/, '"id":"7"')],
    ['not chiron.test.person.named.v1: /age', text(Named, 'a').replace('"age":1', '"age":1.5')],
  ])('has nothing that is %s', (reason, value) => {
    const { wanted, unreadable } = sorted(wants, message(value), message(text(Named, 'b')));
    expect(shapes(wanted)).toEqual([['named']]);
    expect(unreadable).toHaveLength(1);
    expect(unreadable[0]!.reason).toContain(reason);
    expect(unreadable[0]!.message.value).toBe(value);
  });

  it('does not judge an event that it did not ask for', () => {
    expect(sorted(wants, message(text(Moved, 'a').replace('"age":1', '"age":"?"')))).toEqual({
      wanted: [],
      unreadable: [],
    });
  });

  it('knows an id whatever its letters’ case', () => {
    const value = text(Named, 'a').replace(/"id":"([0-9a-f-]{36})"/, (_, id: string) => `"id":"${id.toUpperCase()}"`);
    expect(sorted(wants, message(value)).wanted[0]![0]!.id).toMatch(/^[0-9a-f-]{36}$/);
  });
});
