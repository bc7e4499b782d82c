import { sourceOf, type EventDefinition, type Fact } from '@chiron/contracts/core';
import { messagingProblems } from '@chiron/contracts/messaging';
import { uuidv7 } from 'uuidv7';

/** The most bytes of UTF-8 that one event may have as text. */
export const eventLimit = 256 * 1024;

/** What differs between the events of one call: made once for all of them. */
export interface Occasion {
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly traceparent: string | undefined;
}

export interface EventText {
  readonly topic: string;
  readonly key: string;
  /** The whole CloudEvent as it will stand in outbox, bus, inbox and dead letters. */
  readonly text: string;
}

const heads = new WeakMap<EventDefinition<unknown>, string>();

function headOf(event: EventDefinition<unknown>): string {
  let head = heads.get(event);
  if (head === undefined) {
    head = `","type":${JSON.stringify(event.type)},"source":${JSON.stringify(sourceOf(event.type))},"datacontenttype":"application/json","subject":`;
    heads.set(event, head);
  }
  return head;
}

/**
 * Builds the event's text, with a new UUIDv7. Only the data passes through `JSON.stringify`: the envelope's constants
 * are made once per event type, for an import writes tens of thousands of these a second.
 * @throws Refusal `event-too-large` above 256 KiB
 */
export function eventText(fact: Fact, revision: number, occasion: Occasion): EventText {
  const key = fact.event.subject(fact.data);
  const subject = JSON.stringify(key);
  const trace = occasion.traceparent === undefined ? '' : `,"traceparent":${JSON.stringify(occasion.traceparent)}`;
  const text =
    `{"specversion":"1.0","id":"${uuidv7()}${headOf(fact.event)}${subject},"partitionkey":${subject},"time":"${occasion.time}",` +
    `"revision":${revision}${trace},"data":${JSON.stringify(fact.data)}}`;
  if (text.length * 3 > eventLimit) {
    const bytes = Buffer.byteLength(text);
    if (bytes > eventLimit) throw messagingProblems.refuse('event-too-large', { bytes, limit: eventLimit });
  }
  return { topic: fact.event.topic.name, key, text };
}
