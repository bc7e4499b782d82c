import type { ChironEvent, EventDefinition, Topic } from '@chiron/contracts/core';
import type { Tx } from '@chiron/postgres';
import { Injectable, SetMetadata, applyDecorators } from '@nestjs/common';

export const reactionKey = 'chiron:reaction';

export interface ReactionOptions {
  /** The events it wants. */
  readonly on: readonly EventDefinition<unknown>[];
  /** The compacted topic whose tombstones it wants, in `erased`. */
  readonly erased?: Topic;
  /** Its name in inbox and dead letters; the class's name unless given. Keep it when the class is renamed. */
  readonly name?: string;
}

/**
 * What a reaction is. `run` gets a batch of events it has not yet seen, checked against their schemas, those of one
 * key in order, inside the transaction that also remembers them: handle them set-wise, in a few statements. It may run
 * twice and late all the same (a replay, a restored backup): store a foreign fact with its `revision` and ignore an
 * older one. Throw a `Refusal` where a rule says no (recorded; the rest goes on); an error that repeats on one event
 * sends that event to the dead letters; loss of the database is waited out.
 */
export interface Reacting<D = unknown> {
  run(events: readonly ChironEvent<D>[], tx: Tx): Promise<void>;
  /** The keys whose tombstones arrived: erase what is held of them. */
  erased?(keys: readonly string[], tx: Tx): Promise<void>;
}

/** Marks a Nest provider as a reaction; name it in `MessagingModule.forService({ reactions })`. */
export const Reaction = (options: ReactionOptions): ClassDecorator =>
  applyDecorators(Injectable(), SetMetadata(reactionKey, options)) as ClassDecorator;
