import { Refusal, envelope, type ChironEvent } from '@chiron/contracts/core';
import type { Delivered } from './bus/bus.js';
import type { RegisteredReaction } from './reactions.js';

/** One message that a reaction wants: an event, or the erasure of a key. */
export interface Wanted {
  readonly message: Delivered;
  /** of the event, or of the tombstone */
  readonly id: string | undefined;
  /** absent for a tombstone */
  readonly event: ChironEvent | undefined;
}

/** A message that no repetition can make readable. */
export interface Unreadable {
  readonly message: Delivered;
  readonly id: string | undefined;
  readonly reason: string;
}

export type Read = Wanted | Unreadable;

/** The message, checked as an event as far as the envelope goes. */
export function readMessage(message: Delivered): Read {
  if (message.value === null) return { message, id: message.id, event: undefined };
  let parsed: unknown;
  try {
    parsed = JSON.parse(message.value);
  } catch (error) {
    return { message, id: undefined, reason: `not JSON: ${(error as Error).message}` };
  }
  const checked = envelope.safeParse(parsed);
  if (!checked.success) return { message, id: undefined, reason: `not an event: ${issuesOf(checked.error)}` };
  return { message, id: checked.data.id.toLowerCase(), event: parsed as ChironEvent };
}

/** What the reaction wants of these, with validated data; events and tombstones in separate batches, in their order. */
export function sortOut(
  registered: RegisteredReaction,
  topic: string,
  read: readonly Read[],
): { wanted: Wanted[][]; unreadable: Unreadable[] } {
  const wanted: Wanted[][] = [];
  const unreadable: Unreadable[] = [];
  let kind: 'event' | 'tombstone' | undefined;
  const want = (item: Wanted, of: 'event' | 'tombstone') => {
    if (of !== kind) wanted.push([]);
    kind = of;
    wanted.at(-1)!.push(item);
  };
  for (const item of read) {
    if ('reason' in item) unreadable.push(item);
    else if (!item.event) {
      if (registered.erased === topic) want(item, 'tombstone');
    } else {
      const definition = registered.events.get(item.event.type);
      if (!definition || definition.topic.name !== topic) continue;
      const checked = definition.schema.safeParse(item.event.data);
      if (checked.success) want({ ...item, event: { ...item.event, data: checked.data } }, 'event');
      else
        unreadable.push({
          message: item.message,
          id: item.id,
          reason: `not ${item.event.type}: ${issuesOf(checked.error)}`,
        });
    }
  }
  return { wanted, unreadable };
}

const issuesOf = (error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }): string =>
  error.issues
    .map(({ path, message }) => `/${path.map(String).join('/')} ${message}`)
    .join('; ')
    .slice(0, 2_000);

export const reasonOf = (error: unknown): string =>
  (error instanceof Refusal
    ? `${error.code}: ${error.detail}`
    : error instanceof Error
      ? `${error.name}: ${error.message}`
      : String(error)
  ).slice(0, 2_000);
