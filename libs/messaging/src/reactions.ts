import type { EventDefinition } from '@chiron/contracts/core';
import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { reactionKey, type Reacting, type ReactionOptions } from './reaction.js';

export interface RegisteredReaction {
  readonly name: string;
  /** the definitions it wants, by type */
  readonly events: ReadonlyMap<string, EventDefinition<unknown>>;
  readonly topics: ReadonlySet<string>;
  readonly erased: string | undefined;
  readonly reaction: Reacting;
}

/** Every provider of the application that is marked with `@Reaction`. */
@Injectable()
export class Reactions {
  private found: readonly RegisteredReaction[] | undefined;

  constructor(private readonly discovery: DiscoveryService) {}

  get all(): readonly RegisteredReaction[] {
    return (this.found ??= this.discover());
  }

  /** The topics that carry what the reactions want. */
  get topics(): string[] {
    return [...new Set(this.all.flatMap((registered) => [...registered.topics]))].sort();
  }

  named(name: string): RegisteredReaction | undefined {
    return this.all.find((registered) => registered.name === name);
  }

  private discover(): RegisteredReaction[] {
    const found = new Map<string, RegisteredReaction>();
    for (const { instance, metatype } of this.discovery.getProviders()) {
      if (!instance || !metatype) continue;
      const options = Reflect.getMetadata(reactionKey, metatype) as ReactionOptions | undefined;
      if (!options) continue;
      const registered = register(options.name ?? metatype.name, options, instance as Reacting);
      const twin = found.get(registered.name);
      if (twin && twin.reaction !== registered.reaction) throw new Error(`two reactions are called ${registered.name}`);
      found.set(registered.name, registered);
    }
    return [...found.values()];
  }
}

function register(name: string, options: ReactionOptions, reaction: Reacting): RegisteredReaction {
  if (options.erased && !reaction.erased)
    throw new Error(`${name} wants tombstones but has no method erased(keys, tx)`);
  if (options.erased && !options.erased.compacted)
    throw new Error(`${name}: ${options.erased.name} is not compacted and knows no tombstones`);
  const topics = new Set(options.on.map((event) => event.topic.name));
  if (options.erased) topics.add(options.erased.name);
  return {
    name,
    events: new Map(options.on.map((event) => [event.type, event])),
    topics,
    erased: options.erased?.name,
    reaction,
  };
}
