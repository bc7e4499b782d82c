import { z } from 'zod';

/**
 * An event as it travels: CloudEvents 1.0, structured JSON. The same shape stands in outbox, bus, inbox and dead
 * letters. `subject` and `partitionkey` are the aggregate's id, `id` is a UUIDv7, `revision` the aggregate's version.
 */
export interface ChironEvent<D = unknown> {
  readonly specversion: '1.0';
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  readonly partitionkey: string;
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly revision: number;
  readonly traceparent?: string;
  readonly data: D;
}

/** The envelope alone; each event's own schema checks `data`. */
export const envelope = z.object({
  specversion: z.literal('1.0'),
  id: z.uuid(),
  type: z.string().regex(/^chiron\.[a-z]+\.[a-z-]+\.[a-z-]+\.v\d+$/),
  source: z.string().min(1),
  subject: z.string().min(1),
  partitionkey: z.string().min(1),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  revision: z.number().int().nonnegative(),
  traceparent: z.string().optional(),
});

/** A topic of the bus. A compacted topic keeps the last event of each key and is erased by a tombstone. */
export interface Topic {
  readonly name: string;
  readonly compacted: boolean;
  /** Few events: one partition carries them, where a bus has partitions. Each further one costs every reader a little at each look. */
  readonly quiet?: true;
  readonly description: string;
}

export interface EventDefinition<D> {
  /** `chiron.<context>.<aggregate>.<past tense of a business verb>.v<major>` */
  readonly type: string;
  readonly topic: Topic;
  readonly description: string;
  readonly schema: z.ZodType<D>;
  readonly example: D;
  /** The aggregate's id; also the bus key. */
  subject(data: D): string;
  /** The fact, ready for a decision's `events`; the store gives it id, time and revision. */
  of(data: D): Fact<D>;
}

/** Something that happened, as the domain returns it. */
export interface Fact<D = unknown> {
  readonly event: EventDefinition<D>;
  readonly data: D;
}

export function defineEvent<S extends z.ZodType>(
  definition: Omit<EventDefinition<z.infer<S>>, 'of' | 'schema'> & { readonly schema: S },
): EventDefinition<z.infer<S>> {
  const event = {
    ...definition,
    of: (data: z.infer<S>): Fact<z.infer<S>> => ({ event, data }),
  } as unknown as EventDefinition<z.infer<S>>;
  return event;
}

/** `/programs` of `chiron.programs.enrollment.opened.v1`. */
export const sourceOf = (type: string): string => `/${type.split('.')[1]}`;

/** What a rule answers: the next state and what happened. An empty `events` means that nothing changed. */
export interface Decision<Next> {
  readonly next: Next;
  readonly events: readonly Fact[];
}
